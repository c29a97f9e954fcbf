/**
 * One message in full: what was said, how it was signed, what came of it. Tokens, codes and signatures are masked before
 * they come here. Pure; it refuses to know requests.
 */
import { type Call } from '../../calls';
import { callDetail } from '../../call-views';
import { type Attempt, type Notification } from '../../ledger';
import { type Message } from '../../calls';
import { maskBody, maskHeaders } from '../../mask';
import { type Html, html } from '../html';
import { POSITIONS } from './dial-positions';
import { type Bench, button, form, table, timeOfDay } from './parts';
import { attemptResult, attemptVerdict, callResult, NAMES, verdict } from './wire-panel';

type Fact = [name: string, value: string | Html | null];

function facts(all: Fact[]): Html {
  const given = all.filter(([, value]) => value !== null && value !== '');
  return html`<dl class="facts">
    ${given.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text === '' ? 'No body.' : text;
  }
}

function section(id: string, title: string, note: string, content: Html): Html {
  return html`<section aria-labelledby="h-${id}">
    <h2 id="h-${id}">${title} <span>${note}</span></h2>
    ${content}
  </section>`;
}

function message(id: string, title: string, { headers, body }: Message): Html {
  const names = Object.entries(headers).map(([name, value]): Fact => [name, String(value)]);
  const bytes = `${Buffer.byteLength(body).toLocaleString('en')} bytes as shown`;
  return section(
    id,
    title,
    bytes,
    html`${facts(names)}
      <pre tabindex="0" role="region" aria-label="${title}, body">${laidOut(body)}</pre>`,
  );
}

function nothing(id: string, title: string, text: string): Html {
  return section(id, title, '', html`<p class="none">${text}</p>`);
}

function faultFact(kind: Call['fault'] | undefined): Fact {
  return ['Fault', kind ? html`<span class="wrong">${kind}, ${POSITIONS[kind].label}</span>` : null];
}

function whole(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

const BACK = html`<p><a href="/#wire">Back to the bench</a></p>`;

export function callPage({ world }: Bench, call: Call): Html {
  const { request, response } = callDetail(call);
  const account = world.ledger.accounts.get(call.account ?? '');
  const gone = 'Not kept: it was too long ago.';
  return html`${BACK}
    <div class="bench">
      <div class="stackb">
        ${section(
          'call',
          call.api,
          '<- in',
          facts([
            ['Came', whole(call.at)],
            ['Path', call.path],
            ['About', call.requestId],
            ['Payment', call.paymentRequestId === call.requestId ? null : call.paymentRequestId],
            ['Account', account ? `${account.wallet} ${account.login}` : null],
            ['Signature', verdict(call.signatureVerdict)],
            ['Result', callResult(call)],
            ['Status', call.httpStatus === null ? null : `HTTP ${call.httpStatus}`],
            faultFact(call.fault),
          ]),
        )}
      </div>
      <div class="stackb">
        ${request ? message('request', 'What was asked', request) : nothing('request', 'What was asked', gone)}
        ${
          response
            ? message('response', 'What was answered', response)
            : nothing('response', 'What was answered', call.state === 'answered' ? gone : 'Nothing.')
        }
      </div>
    </div>`;
}

function attemptRow(attempt: Attempt, now: number): Html {
  const origins = { schedule: 'its turn', copy: 'a copy', hand: 'by hand', forge: 'forged by hand' };
  return html`<tr>
    <td class="dim">${timeOfDay(attempt.at, now)}</td>
    <td>${origins[attempt.origin ?? 'schedule']}</td>
    <td>${attemptVerdict(attempt)}</td>
    <td class="${attempt.acknowledged ? '' : 'wrong'}">${attemptResult(attempt)}</td>
    <td class="${attempt.fault ? 'wrong' : ''}">${attempt.fault ?? ''}</td>
  </tr>`;
}

function stateOf({ acknowledged, nextAt, attempts }: Notification, waits: boolean): string {
  if (waits) return 'waits to be overtaken';
  if (acknowledged) return 'acknowledged';
  if (nextAt !== null) return `next at ${whole(nextAt)}`;
  return attempts.length === 0 ? 'held back' : 'given up';
}

export function notificationPage(bench: Bench, notification: Notification): Html {
  const { world, now } = bench;
  const { id, kind, url, subject, createdAt, attempts, body } = notification;
  const columns = ['Time, UTC', 'Why', 'Signature', 'Answer', 'Fault'].map((name) => ({ name }));
  const again = html`${button('Send it again', 'times', '1')} ${button('Send it 100 times at once', 'times', '100')}`;
  const last = attempts.findLast(({ headers }) => headers);
  return html`${BACK}
    <div class="bench">
      <div class="stackb">
        ${section(
          'notification',
          NAMES[kind],
          '-> out',
          html`${facts([
              ['Written', whole(createdAt)],
              ['To', url],
              ['About', subject],
              ['State', stateOf(notification, world.notifier.isWaiting(notification))],
            ])}
            <div class="in">${form(`notifications/${id}/resend`, bench, again)}</div>`,
        )}
      </div>
      <div class="stackb">
        ${section(
          'attempts',
          'Attempts',
          String(attempts.length),
          table(
            'Attempts',
            columns,
            attempts.toReversed().map((attempt) => attemptRow(attempt, now)),
            'It has not been sent yet.',
          ),
        )}
        ${message('body', 'What is told', { headers: maskHeaders(last?.headers ?? {}), body: maskBody(body) })}
      </div>
    </div>`;
}
