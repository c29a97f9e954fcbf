/** The parts every panel of the control page is made of: frames, tables, forms, times and ids. No fact of its own. */
import { formatAmount } from '../../wallets';
import { type World } from '../../world';
import { type Html, html } from '../html';

/** What a panel is made from. */
export interface Bench {
  world: World;
  now: number;
  /** Where forms lead back to: this page with its choices. */
  here: string;
  /** The page's own choices. */
  query: URLSearchParams;
}

const ID_SHOWN = 17;

export function shorten(id: string): string {
  return id.length <= ID_SHOWN ? id : `${id.slice(0, 8)}…${id.slice(-6)}`;
}

/** An id that is too long to be read, whole for whoever points at it. */
export function idChip(id: string | null): Html | null {
  return id === null ? null : html`<span title="${id}">${shorten(id)}</span>`;
}

/** Milliseconds, UTC; the day only when it is not the present one. */
export function timeOfDay(at: number, now: number): string {
  const [time, today] = [new Date(at).toISOString(), new Date(now).toISOString()];
  return time.slice(0, 10) === today.slice(0, 10) ? time.slice(11, 23) : `${dayOf(at)} ${time.slice(11, 19)}`;
}

export function dayOf(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** A moment to the minute, UTC, with its year when it is another one. */
export function momentOf(at: number, now: number): string {
  const time = new Date(at).toISOString();
  const year = time.slice(0, 4);
  return `${dayOf(at)}${year === new Date(now).toISOString().slice(0, 4) ? '' : ` ${year}`} ${time.slice(11, 16)}`;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The two greatest units of a stretch of time: "2 d 3 h", "32 min". */
export function lengthOf(ms: number): string {
  const units: [number, string][] = [
    [DAY_MS, 'd'],
    [HOUR_MS, 'h'],
    [MINUTE_MS, 'min'],
    [SECOND_MS, 's'],
  ];
  const first = units.findIndex(([unit]) => ms >= unit);
  if (first === -1) return '0 s';
  let rest = ms;
  const words = units.slice(first, first + 2).flatMap(([unit, name]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return words.join(' ');
}

/** What script may renew while nobody is busy in it. */
export function live(name: string, content: Html, tag: 'div' | 'span' | 'p' = 'div'): Html {
  if (tag === 'span') return html`<span data-live="${name}">${content}</span>`;
  if (tag === 'p') return html`<p data-live="${name}">${content}</p>`;
  return html`<div data-live="${name}">${content}</div>`;
}

export function text(value: string): Html {
  return html`${value}`;
}

export interface Panel {
  id: string;
  title: string;
  /** Beside the title; renewed by itself. */
  note: string;
}

export function panel({ id, title, note }: Panel, content: Html): Html {
  return html`<section id="${id}" aria-labelledby="h-${id}">
    <h2 id="h-${id}">${title} ${live(`note-${id}`, text(note), 'span')}</h2>
    ${content}
  </section>`;
}

export interface Column {
  name: string;
  right?: boolean;
}

/** A table that scrolls by itself in both directions. `name` is also what script knows it by. */
export function table(name: string, columns: Column[], rows: Html[], none: string): Html {
  const head = columns.map(({ name: title, right }) =>
    right ? html`<th scope="col" class="r">${title}</th>` : html`<th scope="col">${title}</th>`,
  );
  const grid = html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<div class="scroll tall" tabindex="0" role="region" aria-label="${name}">
    ${live(`table-${name}`, rows.length === 0 ? html`<p class="none">${none}</p>` : grid)}
  </div>`;
}

/** A form that posts and comes back to where it was sent from. */
export function form(action: string, { here }: Bench, content: Html, kind: 'row' | 'stack' | 'plain' = 'row'): Html {
  return html`<form method="post" action="/page/${action}" class="${kind}">
    <input type="hidden" name="here" value="${here}" />
    ${content}
  </form>`;
}

export function button(label: string, name?: string, value?: string): Html {
  return name === undefined
    ? html`<button type="submit">${label}</button>`
    : html`<button type="submit" name="${name}" value="${value}">${label}</button>`;
}

export type Option = [value: string, label: string];

export function options(all: Option[], current: string): Html[] {
  return all.map(([value, label]) =>
    value === current
      ? html`<option value="${value}" selected>${label}</option>`
      : html`<option value="${value}">${label}</option>`,
  );
}

export function choice(label: string, name: string, all: Option[], current = ''): Html {
  return html`<label
    >${label}
    <select name="${name}" autocomplete="off">
      ${options(all, current)}
    </select></label
  >`;
}

export interface Field {
  label: string;
  name: string;
  value?: string;
  kind?: 'text' | 'whole' | 'decimal';
  required?: boolean;
  hint?: string;
}

export function field({ label, name, value = '', kind = 'text', required, hint }: Field): Html {
  const mode = { text: 'text', whole: 'numeric', decimal: 'decimal' }[kind];
  return html`<label
    >${label}
    <input
      name="${name}"
      value="${value}"
      inputmode="${mode}"
      autocomplete="off"
      spellcheck="false"
      ${hint === undefined ? null : html`placeholder="${hint}"`}
      ${required ? html`required` : null}
  /></label>`;
}

export function amount(currency: string, minor: string): string {
  return formatAmount(currency, minor);
}
