/** Where a wallet's customer logs in and decides, as HTML. Pure: facts in, markup out; it refuses to know requests. */
import { type Account, formatAmount, maskLogin, type Wallet } from '../wallets';
import { type Html, html } from './html';
import { appNameOf, layout, tile } from './wallet-layout';

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

const CHEVRON = html`<svg viewBox="0 0 8 16" aria-hidden="true">
  <path d="M1.5 3.5l4 4.5-4 4.5" fill="none" stroke="currentColor" stroke-width="1.5" />
</svg>`;

function leaving(leaveAddress: string): Html {
  return html`<p class="leave"><a href="${leaveAddress}">Leave without answering</a></p>`;
}

export interface LoginPage {
  wallet: Wallet;
  app: boolean;
  merchant: string;
  accounts: Account[];
  action: string;
  leaveAddress: string;
  /** Nobody has the login that was tried. */
  unknown: boolean;
}

function accountRow({ login, hint }: Account): Html {
  return html`<li>
    <button type="submit" name="pick" value="${login}" formnovalidate>
      <b>${login}</b> <span>${hint}</span>${CHEVRON}
    </button>
  </li>`;
}

function loginField(unknown: boolean): Html {
  const invalid = unknown ? html` aria-invalid="true" aria-describedby="wrong"` : html``;
  const problem = html`<p class="wrong" id="wrong" role="alert">
    No account has this number. Use one of the accounts below.
  </p>`;
  return html`<div class="field">
      <label for="login">Mobile number</label>
      <input id="login" name="login" type="tel" inputmode="tel" autocomplete="off" required maxlength="24" ${invalid} />
      ${unknown ? problem : null}
    </div>
    <button class="main" type="submit">Log in</button>`;
}

export function loginPage({ wallet, app, merchant, accounts, action, leaveAddress, unknown }: LoginPage): string {
  const heading = app ? 'Choose your account' : `Log in to ${wallet.name}`;
  return layout(wallet, {
    app,
    title: app ? heading : 'Log in',
    content: html`<div>
        <h1>${heading}</h1>
        <p class="lead">${merchant} asks to be linked with it. No password and no code is needed here.</p>
      </div>
      <form method="post" action="${action}">
        ${app ? null : loginField(unknown)}
        <div class="accounts">
          <h2>${app ? 'Accounts on this phone' : 'Accounts in this simulator'}</h2>
          <ul>
            ${accounts.map(accountRow)}
          </ul>
        </div>
      </form>
      ${leaving(leaveAddress)}`,
  });
}

export interface DecisionPage {
  wallet: Wallet;
  app: boolean;
  merchant: string;
  account: Account;
  /** Since when this account has been linked with this merchant; null: it is not. */
  linkedAt: number | null;
  action: string;
  /** Where another account is chosen. */
  otherAddress: string;
  leaveAddress: string;
}

function dateOf(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

function fact(name: string, value: string | Html): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** Who is to be joined with whom, for the eye. */
function pair({ wallet, merchant }: DecisionPage): Html {
  return html`<p class="pair" aria-hidden="true">${tile(wallet.name, 'brand')}<i></i>${tile(merchant, 'merchant')}</p>`;
}

const SPANS = [
  ['payment', 'One payment at most'],
  ['day', 'In a day at most'],
  ['month', 'In a month at most'],
  ['year', 'In a year at most'],
] as const;

function limits({ currency, ceilings }: Wallet): Html[] {
  return SPANS.flatMap(([span, name]) => {
    const ceiling = ceilings[span];
    return ceiling === undefined ? [] : fact(name, formatAmount(currency, ceiling.toString()));
  });
}

function facts({ wallet, merchant, account, linkedAt, otherAddress }: DecisionPage): Html {
  return html`<dl class="facts">
    ${fact('Merchant', merchant)}
    ${fact('Account', html`${maskLogin(wallet, account.login)} <a href="${otherAddress}">Use another account</a>`)}
    ${fact('Currency', wallet.currency)} ${limits(wallet)}
    ${linkedAt === null ? null : fact('Linked since', dateOf(linkedAt))}
  </dl>`;
}

/** What somebody should know before agreeing. */
function warnings({ wallet, merchant, account, linkedAt }: DecisionPage): Html[] {
  const restricted = `This account is restricted. ${wallet.name} links it, and debits nothing from it while that lasts.`;
  const again = `This account is linked with ${merchant} already. Agreeing gives a new permission; the one before stays until it is ended.`;
  const sentences = [...(account.restricted ? [restricted] : []), ...(linkedAt === null ? [] : [again])];
  return sentences.map((sentence) => html`<p class="note">${sentence}</p>`);
}

export function agreementPage(page: DecisionPage & { scopes: string[] }): string {
  const { wallet, app, merchant, scopes, action, leaveAddress } = page;
  const grants = scopes.map((scope) => html`<li>${TICK}<span>${GRANTS[scope] ?? scope}</span></li>`);
  return layout(wallet, {
    app,
    title: 'Agreement',
    content: html`<div>
        ${pair(page)}
        <h1>Link with ${merchant}?</h1>
        <p class="lead">You can end this at any time, in ${appNameOf(wallet)} or at ${merchant}.</p>
      </div>
      ${warnings(page)} ${facts(page)}
      <div class="grants">
        <h2>${merchant} will be allowed to</h2>
        <ul>
          ${grants}
        </ul>
      </div>
      <form method="post" action="${action}">
        <div class="choices">
          <button class="main" type="submit" name="decision" value="agree">Agree</button>
          <button type="submit" name="decision" value="refuse">Refuse</button>
        </div>
      </form>
      ${leaving(leaveAddress)}`,
  });
}

/** For wallets that keep one permission per merchant. */
export function linkedPage(page: DecisionPage): string {
  const { wallet, app, merchant, action, leaveAddress } = page;
  return layout(wallet, {
    app,
    title: 'Linked already',
    content: html`<div>
        ${pair(page)}
        <h1>This account is linked already</h1>
        <p class="lead">
          ${wallet.name} keeps one permission for each merchant. To give a new one, end the one before at ${merchant}.
        </p>
      </div>
      ${facts(page)}
      <form method="post" action="${action}">
        <button class="main" type="submit" name="decision" value="refuse">Return to ${merchant}</button>
      </form>
      ${leaving(leaveAddress)}`,
  });
}

export interface WayOn {
  href: string;
  label: string;
  /** Not what a person is expected to do next. */
  quiet?: boolean;
}

/** A page that says one thing, with at most one way on. */
export function plainPage(wallet: Wallet | undefined, heading: string, text: string, link?: WayOn): string {
  return layout(wallet, {
    title: heading,
    content: html`<div>
        <h1>${heading}</h1>
        <p class="lead">${text}</p>
      </div>
      ${link ? html`<a class="button${link.quiet ? '' : ' main'}" href="${link.href}">${link.label}</a>` : null}`,
  });
}
