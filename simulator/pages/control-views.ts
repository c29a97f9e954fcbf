/** What the control page shows, as HTML. Pure but for reading the ledger; it refuses to know requests. */
import { type Call } from '../calls';
import { FAULT_APIS, FAULT_KINDS } from '../faults/kinds';
import { type Ledger, type Notification, type Payment } from '../ledger';
import { type Settings } from '../settings';
import { formatAmount } from '../wallets';
import { type World } from '../world';
import { type Html, html } from './html';

/** Rows shown of what can grow without end. */
const ROWS_SHOWN = 50;
const ID_SHOWN = 17;

function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

function shorten(id: string): string {
  return id.length <= ID_SHOWN ? id : `${id.slice(0, 10)}…${id.slice(-6)}`;
}

function table(label: string, head: Html, rows: Html[], none: string): Html {
  if (rows.length === 0) return html`<p class="none">${none}</p>`;
  return html`<div class="scroll tall" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function choice(name: keyof Settings, label: string, current: string, options: [string, string][]): Html {
  const items = options.map(([value, text]) =>
    value === current
      ? html`<option value="${value}" selected>${text}</option>`
      : html`<option value="${value}">${text}</option>`,
  );
  return html`<label
    >${label}
    <select name="${name}">
      ${items}
    </select></label
  >`;
}

function number(name: keyof Settings, label: string, value: number): Html {
  return html`<label
    >${label} <input name="${name}" type="number" min="0" step="any" value="${value}" required
  /></label>`;
}

function settingsPanel({ ledger }: World): Html {
  const { settings } = ledger;
  const on = settings.notifications === 'on';
  return html`<section aria-labelledby="s-settings">
    <h2 id="s-settings">Switches <span>kept over restarts</span></h2>
    <div class="in">
      <form method="post" action="/page/settings" class="row">
        <input type="hidden" name="notifications" value="${on ? 'off' : 'on'}" />
        <p>Notifications are <b class="${on ? 'good' : 'wrong'}">${settings.notifications}</b>.</p>
        <button type="submit">${on ? 'Turn notifications off' : 'Turn notifications on'}</button>
      </form>
      <form method="post" action="/page/settings" class="stack">
        <div class="knobs">
          ${choice('payAnswer', 'pay answers', settings.payAnswer, [
            ['in_process', 'in process, then result'],
            ['immediate', 'result at once'],
          ])}
          ${number('settleMs', 'Result after, ms', settings.settleMs)}
          ${number('notificationTimeScale', 'Repeat schedule, times', settings.notificationTimeScale)}
          ${number('accessTokenDays', 'Access token lives, days', settings.accessTokenDays)}
          ${choice('repeatedApplyToken', 'applyToken with a used code', settings.repeatedApplyToken, [
            ['USED_CODE', 'USED_CODE'],
            ['same', 'the same answer'],
          ])}
          ${choice('oldAccessToken', 'Access token after refresh', settings.oldAccessToken, [
            ['lives', 'lives on'],
            ['dies', 'dies'],
          ])}
        </div>
        <div class="row"><button type="submit">Set</button></div>
      </form>
      <form method="post" action="/page/reset" class="row">
        <button type="submit">Reset everything</button>
        <p class="dim">Forgets all, accounts are refilled.</p>
      </form>
    </div>
  </section>`;
}

function linksOf(ledger: Ledger): Map<string, number> {
  const links = new Map<string, number>();
  for (const token of ledger.tokens.values()) {
    if (token.status === 'ACTIVE') links.set(token.accountId, (links.get(token.accountId) ?? 0) + 1);
  }
  return links;
}

function accountsPanel({ ledger }: World): Html {
  const links = linksOf(ledger);
  const accounts = [...ledger.accounts.values()];
  const rows = accounts.map((account) => {
    const count = links.get(account.id) ?? 0;
    const state = count === 0 ? '' : count === 1 ? 'linked' : `linked ${count}×`;
    return html`<tr>
      <th scope="row">${account.wallet}</th>
      <td>${account.login}</td>
      <td class="r">${formatAmount(account.currency, account.balance)}</td>
      <td class="${account.verified ? 'good' : 'wrong'}">${account.verified ? state : 'not verified'}</td>
    </tr>`;
  });
  const head = html`<th scope="col">Wallet</th>
    <th scope="col">Account</th>
    <th scope="col" class="r">Balance</th>
    <th scope="col">State</th>`;
  const options = accounts.map(({ id, wallet, login }) => html`<option value="${id}">${wallet} ${login}</option>`);
  return html`<section aria-labelledby="s-accounts">
    <h2 id="s-accounts">Accounts <span>${rows.length}</span></h2>
    ${table('Accounts', head, rows, 'None.')}
    <div class="in split">
      <form method="post" action="/page/balance" class="stack">
        <div class="knobs">
          <label
            >Account
            <select name="account">
              ${options}
            </select></label
          >
          <label>New balance, minor units <input name="balance" inputmode="numeric" pattern="[0-9]+" required /></label>
        </div>
        <div class="row"><button type="submit">Set balance</button></div>
      </form>
    </div>
  </section>`;
}

const TONES: Record<Payment['status'], string> = { SUCCESS: 'good', FAIL: 'wrong', CANCELLED: 'dim', PROCESSING: '' };

function ledgerPanel({ ledger }: World): Html {
  const payments = [...ledger.payments.values()];
  const paid = payments.filter(({ status }) => status === 'SUCCESS').length;
  const rows = payments
    .slice(-ROWS_SHOWN)
    .reverse()
    .map(
      (payment) =>
        html`<tr>
          <td class="dim">${clockTime(payment.createdAt)}</td>
          <th scope="row">${shorten(payment.paymentRequestId)}</th>
          <td>${payment.wallet}</td>
          <td class="r">${formatAmount(payment.currency, payment.value)}</td>
          <td class="${TONES[payment.status]}">${payment.status}</td>
          <td class="dim">${payment.failureCode}</td>
        </tr>`,
    );
  const head = html`<th scope="col">Time, UTC</th>
    <th scope="col">Payment</th>
    <th scope="col">Wallet</th>
    <th scope="col" class="r">Amount</th>
    <th scope="col">Status</th>
    <th scope="col">Reason</th>`;
  return html`<section aria-labelledby="s-ledger">
    <h2 id="s-ledger">Ledger <span>${payments.length} debits, ${paid} paid</span></h2>
    ${table('Ledger', head, rows, 'Nothing has been debited yet.')}
  </section>`;
}

function callRow(call: Call): Html {
  const verdict = call.signatureVerdict === 'valid';
  const result = call.resultCode ?? (call.httpStatus === null ? '' : `HTTP ${call.httpStatus}`);
  const state = call.state === 'answered' ? '' : call.state;
  return html`<tr>
    <td class="dim">${clockTime(call.at)}</td>
    <th scope="row">${call.api}</th>
    <td>${call.paymentRequestId === null ? null : shorten(call.paymentRequestId)}</td>
    <td class="${verdict ? 'good' : 'wrong'}">${verdict ? 'valid' : `x ${call.signatureVerdict}`}</td>
    <td>${result}</td>
    <td class="${call.state === 'answered' ? '' : 'wrong'}">${state}</td>
  </tr>`;
}

function callsPanel({ calls }: World): Html {
  const rows = calls.latest(ROWS_SHOWN).map(callRow);
  const head = html`<th scope="col">Time, UTC</th>
    <th scope="col">Call</th>
    <th scope="col">Payment</th>
    <th scope="col">Signature</th>
    <th scope="col">Result</th>
    <th scope="col">State</th>`;
  return html`<section aria-labelledby="s-calls">
    <h2 id="s-calls">Calls <span>every signature checked</span></h2>
    ${table('Calls', head, rows, 'Nobody has called yet.')}
  </section>`;
}

function notificationRow(notification: Notification): Html {
  const { attempts, acknowledged, nextAt, id, kind, subject } = notification;
  const last = attempts.at(-1);
  const said = last === undefined ? 'not sent' : (last.status ?? last.problem ?? 'no answer');
  const state = acknowledged ? 'acknowledged' : nextAt === null ? 'given up' : `again ${clockTime(nextAt).slice(0, 8)}`;
  const waiting = attempts.length === 0 && nextAt === null ? 'held back' : state;
  return html`<tr>
    <td class="dim">${clockTime(notification.createdAt)}</td>
    <th scope="row">${kind}</th>
    <td>${shorten(subject)}</td>
    <td class="r">${attempts.length}</td>
    <td>${said}</td>
    <td class="${acknowledged ? 'good' : 'wrong'}">${waiting}</td>
    <td>
      <form method="post" action="/page/notifications/${id}/resend">
        <button type="submit" aria-label="Send the notification of ${shorten(subject)} again">Send again</button>
      </form>
    </td>
  </tr>`;
}

function notificationsPanel({ ledger }: World): Html {
  const all = [...ledger.notifications.values()];
  const rows = all.slice(-ROWS_SHOWN).reverse().map(notificationRow);
  const open = all.filter(({ acknowledged }) => !acknowledged).length;
  const head = html`<th scope="col">Time, UTC</th>
    <th scope="col">Kind</th>
    <th scope="col">About</th>
    <th scope="col" class="r">Sent</th>
    <th scope="col">Answer</th>
    <th scope="col">State</th>
    <th scope="col" class="r">Do</th>`;
  return html`<section aria-labelledby="s-notifications">
    <h2 id="s-notifications">Notifications <span>${all.length}, ${open} not acknowledged</span></h2>
    ${table('Notifications', head, rows, 'None so far.')}
  </section>`;
}

function faultsPanel({ ledger, held }: World): Html {
  const rules = [...ledger.faults.values()];
  const rows = rules.map(
    (rule) =>
      html`<tr>
        <th scope="row">${rule.match.api ?? rule.match.notification ?? 'every call'}</th>
        <td>${[rule.match.wallet, rule.match.account, rule.match.requestId].filter(Boolean).join(' ')}</td>
        <td>${[rule.do, rule.code, rule.ms === null ? null : `${rule.ms} ms`].filter(Boolean).join(' ')}</td>
        <td class="r">${rule.times ?? 'always'}</td>
        <td class="r">${rule.used}</td>
      </tr>`,
  );
  const head = html`<th scope="col">Call</th>
    <th scope="col">Of</th>
    <th scope="col">Fault</th>
    <th scope="col" class="r">Times left</th>
    <th scope="col" class="r">Used</th>`;
  const kinds = FAULT_KINDS.map((kind) => html`<option>${kind}</option>`);
  const apis = FAULT_APIS.map((api) =>
    api === 'pay' ? html`<option selected>${api}</option>` : html`<option>${api}</option>`,
  );
  return html`<section aria-labelledby="s-faults">
    <h2 id="s-faults">
      Fault dial <span>${rules.length === 0 ? 'none turned' : `${rules.length} turned`}, ${held.size} calls held</span>
    </h2>
    ${table('Faults', head, rows, 'Every call goes well.')}
    <div class="in">
      <form method="post" action="/page/faults" class="stack">
        <div class="knobs">
          <label
            >Call
            <select name="api">
              ${apis}
            </select></label
          ><label
            >Fault
            <select name="do">
              ${kinds}
            </select></label
          ><label>ms, for delay <input name="ms" inputmode="numeric" pattern="[0-9]*" value="1000" /></label
          ><label>Result code, for code <input name="code" /></label
          ><label
            >How often (empty: always) <input name="times" inputmode="numeric" pattern="[0-9]*" value="1"
          /></label>
        </div>
        <div class="row"><button type="submit">Turn</button></div>
      </form>
      <div class="row">
        <form method="post" action="/page/faults/release"><button type="submit">Let held calls go on</button></form>
        <form method="post" action="/page/faults/clear"><button type="submit">All dials to none</button></form>
      </div>
    </div>
  </section>`;
}

export function controlPage(world: World, port: number, problem: string | null): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Simulator control</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/control.css" />
      </head>
      <body>
        <header class="plate">
          <h1>SIMULATOR, port ${port}</h1>
          <p>This is not Alipay. It plays Alipay on this machine. No money exists here. <a href="/">Look again</a></p>
        </header>
        <main>
          ${problem === null ? null : html`<p role="alert" class="wrong">${problem}</p>`}
          <div class="stackb">${settingsPanel(world)}${accountsPanel(world)}</div>
          <div class="stackb">
            ${ledgerPanel(world)}${callsPanel(world)}${notificationsPanel(world)}${faultsPanel(world)}
          </div>
        </main>
      </body>
    </html> `.text;
}
