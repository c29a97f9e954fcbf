/** What a wallet shows, as HTML. Pure: facts in, markup out; it refuses to know requests and the ledger. */
import { encode } from 'uqr';
import { type Account, maskLogin, type Wallet } from '../wallets';
import { type Html, html } from './html';

const GRANTS: Record<string, string> = {
  AGREEMENT_PAY: 'Take payments for your orders from this account without asking you each time',
  BASE_USER_INFO: 'See a masked form of your account',
  USER_INFO: 'See your name and contact details',
  USER_LOGIN_ID: 'See your login',
  HASH_LOGIN_ID: 'See a scrambled form of your login',
};

const TICK = html`<svg viewBox="0 0 20 24" aria-hidden="true">
  <path d="M4 12.5l4 4 8-9" fill="none" stroke="currentColor" stroke-width="2" />
</svg>`;

interface Layout {
  title: string;
  head?: Html;
  content: Html;
}

function layout(wallet: Wallet | undefined, { title, head, content }: Layout): string {
  const name = wallet?.name ?? 'Wallet';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${name}, simulated</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/wallet.css" />
        ${head}
      </head>
      <body data-wallet="${wallet?.brand ?? ''}">
        <header class="band">
          <div>
            <span class="tile" aria-hidden="true">${name.charAt(0)}</span>
            <div>
              <p class="brand">${name}</p>
              <p class="played">Simulated wallet. No real money.</p>
            </div>
          </div>
        </header>
        <main><div class="card">${content}</div></main>
        <footer><p>Played by the simulator on this machine. This is not ${wallet ? name : 'a real wallet'}.</p></footer>
      </body>
    </html> `.text;
}

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

export interface CodePage {
  wallet: Wallet;
  merchant: string;
  phoneAddress: string;
  stateAddress: string;
  nextAddress: string;
  opened: boolean;
}

const OPENED = 'Opened on your phone. Go on there.';
const WAITING = 'Waiting for your phone…';
const ENDED = 'This page is finished. You can close it.';

export function codePage({ wallet, merchant, phoneAddress, stateAddress, nextAddress, opened }: CodePage): string {
  return layout(wallet, {
    title: 'Scan to link',
    head: html`<noscript><meta http-equiv="refresh" content="3" /></noscript>
      <script src="/assets/waiting.js" defer></script>`,
    content: html`<div>
        <h1>Scan with your phone</h1>
        <p class="lead">${merchant} asks to be linked with your ${wallet.name} account.</p>
      </div>
      <div class="code">${qrCode(phoneAddress)}</div>
      <ol class="steps">
        <li>Scan the code with your phone’s camera.</li>
        <li>Log in and agree there.</li>
        <li>This page then goes on by itself.</li>
      </ol>
      <p
        class="waiting"
        role="status"
        id="waiting"
        data-state="${stateAddress}"
        data-next="${nextAddress}"
        data-opened="${OPENED}"
        data-ended="${ENDED}"
      >
        ${opened ? OPENED : WAITING}
      </p>
      <p class="small">No phone at hand? <a href="${phoneAddress}">Open the phone page here</a></p>`,
  });
}

export interface LoginPage {
  wallet: Wallet;
  merchant: string;
  accounts: Account[];
  action: string;
  here: boolean;
  unknown: boolean;
}

export function loginPage({ wallet, merchant, accounts, action, here, unknown }: LoginPage): string {
  const problem = html`<p class="wrong" id="wrong" role="alert">
    No account has this number. Use one of the accounts below.
  </p>`;
  const invalid = unknown ? html` aria-invalid="true" aria-describedby="wrong"` : html``;
  const hints = accounts.map(
    (account) =>
      html`<li>
        <button type="submit" name="pick" value="${account.login}" formnovalidate>
          <b>${account.login}</b> <span>${account.hint}</span>
        </button>
      </li>`,
  );
  return layout(wallet, {
    title: 'Log in',
    content: html`<div>
        <h1>Log in to ${wallet.name}</h1>
        <p class="lead">to link your account with ${merchant}</p>
      </div>
      <form method="post" action="${action}">
        ${here ? html`<input type="hidden" name="here" value="1" />` : null}
        <div class="field">
          <label for="login">Mobile number</label>
          <input
            id="login"
            name="login"
            type="tel"
            inputmode="tel"
            autocomplete="off"
            required
            maxlength="24"
            ${invalid}
          />
          ${unknown ? problem : null}
        </div>
        <button class="main" type="submit">Log in</button>
        <div class="hints">
          <h2>Accounts in this simulator</h2>
          <ul>
            ${hints}
          </ul>
        </div>
      </form>`,
  });
}

export interface AgreementPage {
  wallet: Wallet;
  merchant: string;
  login: string;
  scopes: string[];
  action: string;
  here: boolean;
}

export function agreementPage({ wallet, merchant, login, scopes, action, here }: AgreementPage): string {
  const grants = scopes.map((scope) => html`<li>${TICK}<span>${GRANTS[scope] ?? scope}</span></li>`);
  return layout(wallet, {
    title: 'Agreement',
    content: html`<div>
        <h1>Link with ${merchant}?</h1>
        <p class="lead">You can end this at any time, here or at ${merchant}.</p>
      </div>
      <dl class="facts">
        <div>
          <dt>Merchant</dt>
          <dd>${merchant}</dd>
        </div>
        <div>
          <dt>Account</dt>
          <dd>${maskLogin(wallet, login)}</dd>
        </div>
        <div>
          <dt>Currency</dt>
          <dd>${wallet.currency}</dd>
        </div>
      </dl>
      <div class="grants">
        <h2>${merchant} will be allowed to</h2>
        <ul class="grants">
          ${grants}
        </ul>
      </div>
      <form method="post" action="${action}">
        ${here ? html`<input type="hidden" name="here" value="1" />` : null}
        <div class="choices">
          <button class="main" type="submit" name="decision" value="agree">Agree</button>
          <button type="submit" name="decision" value="refuse">Refuse</button>
        </div>
      </form>`,
  });
}

/** A page that says one thing, with at most one way on. */
export function plainPage(
  wallet: Wallet | undefined,
  heading: string,
  text: string,
  link?: { href: string; label: string },
): string {
  return layout(wallet, {
    title: heading,
    content: html`<div>
        <h1>${heading}</h1>
        <p class="lead">${text}</p>
      </div>
      ${link ? html`<a class="button main" href="${link.href}">${link.label}</a>` : null}`,
  });
}
