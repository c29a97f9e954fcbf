/** Pages that hand over to the phone: a code to scan, an approval awaited, a door to the app. Pure, as wallet-views. */
import { encode } from 'uqr';
import { maskLogin, type Wallet } from '../wallets';
import { type Html, html } from './html';
import { appNameOf, layout } from './wallet-layout';

/** An SVG of the code; black on white in both themes, because cameras want it so. */
function qrCode(address: string): Html {
  const { data, size } = encode(address, { border: 0 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg
    viewBox="0 0 ${size} ${size}"
    role="img"
    aria-label="QR code with the address of the phone page"
    shape-rendering="crispEdges"
  >
    <path d="${path}" fill="#000000" />
  </svg>`;
}

export interface WaitingPage {
  wallet: Wallet;
  merchant: string;
  phoneAddress: string;
  stateAddress: string;
  nextAddress: string;
  leaveAddress: string;
  minutesLeft: number;
  /** The phone's page has been opened. */
  opened: boolean;
}

const OPENED = 'Opened on your phone. Go on there.';
const WAITING = 'Waiting for your phone…';
const ENDED = 'This page is finished. You can close it.';

/** Every three seconds a browser without script looks whether the phone is done. */
const WATCH = html`<noscript><meta http-equiv="refresh" content="3" /></noscript>
  <script src="/assets/waiting.js" defer></script>`;

function waiting({ stateAddress, nextAddress, opened }: WaitingPage): Html {
  return html`<p
    class="waiting"
    role="status"
    id="waiting"
    data-state="${stateAddress}"
    data-next="${nextAddress}"
    data-opened="${OPENED}"
    data-ended="${ENDED}"
  >
    ${opened ? OPENED : WAITING}
  </p>`;
}

function ways({ phoneAddress, leaveAddress }: WaitingPage): Html {
  return html`<p class="small">No phone at hand? <a href="${phoneAddress}">Open the phone page here</a></p>
    <p class="leave"><a href="${leaveAddress}">Leave without answering</a></p>`;
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}

export function codePage(page: WaitingPage): string {
  const { wallet, merchant, phoneAddress, minutesLeft } = page;
  return layout(wallet, {
    title: 'Scan to link',
    wide: true,
    head: WATCH,
    content: html`<figure class="code">
        ${qrCode(phoneAddress)}
        <figcaption>Good for ${minutes(minutesLeft)}, once</figcaption>
      </figure>
      <div class="beside">
        <div>
          <h1>Scan with your phone</h1>
          <p class="lead">${merchant} asks to be linked with your ${wallet.name} account.</p>
        </div>
        <ol class="steps">
          <li>Scan the code with your phone’s camera.</li>
          <li>Log in and agree there.</li>
          <li>This page then goes on by itself.</li>
        </ol>
        ${waiting(page)} ${ways(page)}
      </div>`,
  });
}

export function approvalPage(page: WaitingPage & { login: string }): string {
  const { wallet, merchant, login, minutesLeft } = page;
  const app = appNameOf(wallet);
  return layout(wallet, {
    title: 'Approve in the app',
    head: WATCH,
    content: html`<div>
        <h1>Approve in the ${app} app</h1>
        <p class="lead">
          The app on the phone with ${maskLogin(wallet, login)} asks whether ${merchant} may be linked. The question is
          good for ${minutes(minutesLeft)}.
        </p>
      </div>
      <ol class="steps">
        <li>Open ${app} on your phone.</li>
        <li>Read what ${merchant} asks for, and answer.</li>
        <li>This page then goes on by itself.</li>
      </ol>
      ${waiting(page)} ${ways(page)}`,
  });
}

export interface OpenAppPage {
  wallet: Wallet;
  merchant: string;
  appAddress: string;
  /** Absent where the wallet has no page to log in on the web. */
  webAddress?: string;
  leaveAddress: string;
}

export function openAppPage({ wallet, merchant, appAddress, webAddress, leaveAddress }: OpenAppPage): string {
  const app = appNameOf(wallet);
  return layout(wallet, {
    title: 'Open the app',
    content: html`<div>
        <h1>Open the ${app} app</h1>
        <p class="lead">${merchant} asks to be linked with your ${wallet.name} account. You answer in the app.</p>
      </div>
      <div class="stack">
        <a class="button main" href="${appAddress}">Open ${app}</a>
        ${webAddress ? html`<a class="button" href="${webAddress}">Go on in the browser</a>` : null}
      </div>
      <p class="leave"><a href="${leaveAddress}">Leave without answering</a></p>`,
  });
}
