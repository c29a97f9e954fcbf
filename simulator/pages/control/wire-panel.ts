/** The wire: calls in and notifications out in the order in which they happened, each with the verdict on its signature. */
import { type Call } from '../../calls';
import { type FaultKind } from '../../faults/kinds';
import { type Attempt, type Notification } from '../../ledger';
import { type Html, html } from '../html';
import { type Bench, button, field, idChip, panel, table, timeOfDay } from './parts';

const ROWS_SHOWN = 60;
/** Of the notifications, those that may have been sent lately. */
const NOTIFICATIONS_LOOKED_AT = 2_000;

interface Line {
  at: number;
  row: (now: number) => Html;
}

export const NAMES: Record<Notification['kind'], string> = {
  payment: 'notifyPayment',
  refund: 'notifyRefund',
  authorization: 'notifyAuthorization',
};

export function verdict(word: string): Html {
  return word === 'valid' ? html`<span class="good">valid</span>` : html`<span class="wrong">x ${word}</span>`;
}

export function callResult({ resultCode, httpStatus, state }: Call): string {
  if (state === 'open' || state === 'held') return 'held, no answer yet';
  const said = resultCode ?? (httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`);
  return state === 'dropped' && resultCode !== null ? `${said}, not heard` : said;
}

function callLine(call: Call): Line {
  const row = (now: number) =>
    html`<tr>
      <td class="dim">${timeOfDay(call.at, now)}</td>
      <td>&lt;- in</td>
      <th scope="row"><a href="/calls/${call.id}">${call.api}</a></th>
      <td>${idChip(call.requestId)}</td>
      <td>${verdict(call.signatureVerdict)}</td>
      <td>${callResult(call)}</td>
      <td class="${call.fault === null ? '' : 'wrong'}">${call.fault}</td>
    </tr>`;
  return { at: call.at, row };
}

/** What a merchant finds when it checks the signature, by what was done to the message. */
const BROKEN: Partial<Record<FaultKind, string>> = {
  forged: 'invalid',
  altered: 'invalid',
  reencoded: 'invalid',
  bad_signature: 'invalid',
  other_path: 'invalid',
  unknown_key: 'unknown key',
  no_signature: 'missing',
};

/** Nothing is said of what never left. */
export function attemptVerdict({ fault, headers }: Attempt): Html | null {
  if (headers === null) return null;
  return verdict((fault && BROKEN[fault]) ?? 'valid');
}

/** What came back for one attempt. */
export function attemptResult({ status, acknowledged, problem }: Attempt): string {
  if (status === null) return problem ?? 'no answer';
  return acknowledged ? `${status}, acknowledged` : `${status}, ${problem ?? 'not acknowledged'}`;
}

function attemptLine(notification: Notification, attempt: Attempt): Line {
  const row = (now: number) =>
    html`<tr>
      <td class="dim">${timeOfDay(attempt.at, now)}</td>
      <td>-&gt; out</td>
      <th scope="row"><a href="/notifications/${notification.id}">${NAMES[notification.kind]}</a></th>
      <td>${idChip(notification.subject)}</td>
      <td>${attemptVerdict(attempt)}</td>
      <td class="${attempt.acknowledged ? '' : 'wrong'}">${attemptResult(attempt)}</td>
      <td class="${attempt.fault ? 'wrong' : ''}">${attempt.fault}</td>
    </tr>`;
  return { at: attempt.at, row };
}

/** Written down and not sent yet. */
function waitingLine(notification: Notification): Line {
  const { id, kind, subject, createdAt, nextAt } = notification;
  const row = (now: number) =>
    html`<tr>
      <td class="dim">${timeOfDay(createdAt, now)}</td>
      <td>-&gt; out</td>
      <th scope="row"><a href="/notifications/${id}">${NAMES[kind]}</a></th>
      <td>${idChip(subject)}</td>
      <td></td>
      <td class="dim">${nextAt === null ? 'held back' : `due ${timeOfDay(nextAt, now)}`}</td>
      <td></td>
    </tr>`;
  return { at: createdAt, row };
}

function notificationLines(notification: Notification): Line[] {
  if (notification.attempts.length === 0) return [waitingLine(notification)];
  return notification.attempts.map((attempt) => attemptLine(notification, attempt));
}

/** The page's own filter: a message's name or an id, or a part of either. */
function matches(sought: string, ...words: (string | null)[]): boolean {
  return words.some((word) => word?.toLowerCase().includes(sought) ?? false);
}

function linesOf({ world, query }: Bench): Line[] {
  const sought = (query.get('wire') ?? '').trim().toLowerCase();
  const calls = sought === '' ? world.calls.latest(ROWS_SHOWN) : world.calls.list().reverse();
  const notifications = [...world.ledger.notifications.values()].slice(-NOTIFICATIONS_LOOKED_AT);
  return [
    ...calls
      .filter(({ api, requestId, resultCode }) => matches(sought, api, requestId, resultCode))
      .slice(0, ROWS_SHOWN)
      .map(callLine),
    ...notifications.filter(({ kind, subject }) => matches(sought, NAMES[kind], subject)).flatMap(notificationLines),
  ];
}

export function wirePanel(bench: Bench): Html {
  const { now, query } = bench;
  const lines = linesOf(bench)
    .sort((a, b) => b.at - a.at)
    .slice(0, ROWS_SHOWN);
  const columns = ['Time, UTC', 'Way', 'Message', 'Id', 'Signature', 'Result', 'Fault'].map((name) => ({ name }));
  const sought = query.get('wire') ?? '';
  return panel(
    { id: 'wire', title: 'The wire', note: 'every signature checked' },
    html`<div class="in">
        <form method="get" action="/#wire" class="row">
          ${field({ label: 'Only', name: 'wire', value: sought, hint: 'a message, an id, a result' })} ${button('Find')}
        </form>
      </div>
      ${table(
        'The wire',
        columns,
        lines.map(({ row }) => row(now)),
        sought === '' ? 'Nobody has called yet.' : 'Nothing like that went over the wire lately.',
      )}`,
  );
}
