/** The switches, folded away by groups; a group that differs from its defaults says so. */
import { CHOICES, DEFAULT_SETTINGS, type Settings } from '../../settings';
import { type Html, html } from '../html';
import { type Bench, button, choice, field, form, type Option, panel } from './parts';
import { type Group, GROUPS, SWITCHES } from './switches';

type Name = keyof Settings;

const NAMES = Object.keys(SWITCHES) as Name[];

/** A list, or figures by name, as a person reads and writes them: "GCASH 30, DANA 90". */
function written(value: Settings[Name]): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.join(', ');
  return Object.entries(value)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(', ');
}

function isTurned(settings: Settings, name: Name): boolean {
  return written(settings[name]) !== written(DEFAULT_SETTINGS[name]);
}

function control(settings: Settings, name: Name): Html {
  const { label, words, hint } = SWITCHES[name];
  const value = written(settings[name]);
  const choices = CHOICES[name]?.map((one): Option => [one, words?.[one] ?? one]);
  if (choices) return choice(label, name, choices, value);
  const kind = typeof DEFAULT_SETTINGS[name] === 'number' ? 'decimal' : 'text';
  return field({ label, name, value, kind, required: kind === 'decimal', ...(hint === undefined ? {} : { hint }) });
}

function group(bench: Bench, name: Group): Html {
  const { settings } = bench.world.ledger;
  const names = NAMES.filter((one) => SWITCHES[one].group === name);
  const turned = names.filter((one) => isTurned(settings, one)).length;
  const controls = html`<div class="knobs">${names.map((one) => control(settings, one))}</div>
    <div class="row">${button(`Set ${name.toLowerCase()}`)}</div>`;
  return html`<details ${turned === 0 ? null : html`open`}>
    <summary>${name} <span>${turned === 0 ? `${names.length}` : `${turned} of ${names.length} changed`}</span></summary>
    ${form('settings', bench, controls, 'stack')}
  </details>`;
}

export function switchesPanel(bench: Bench): Html {
  const { settings } = bench.world.ledger;
  const turned = NAMES.filter((name) => isTurned(settings, name)).length;
  return panel(
    { id: 'switches', title: 'Switches', note: turned === 0 ? 'all as the documents have it' : `${turned} changed` },
    html`<div class="in folds">${GROUPS.map((name) => group(bench, name))}</div>`,
  );
}

/** "GCASH 30, DANA 90" as figures by name; the setting itself judges what they are. */
function byName(text: string, isNumber: boolean): Record<string, unknown> | undefined {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean);
  const read = pairs.map((pair) => /^(\S+)[\s:=]+(\S+)$/.exec(pair));
  if (read.includes(null)) return undefined;
  return Object.fromEntries(read.map((match) => [match?.[1], isNumber ? Number(match?.[2]) : match?.[2]]));
}

function typed(name: Name, text: string): { value: unknown } | { problem: string } {
  const standard = DEFAULT_SETTINGS[name];
  if (typeof standard === 'number') {
    return text === '' ? { problem: `${name} must be a number.` } : { value: Number(text) };
  }
  if (typeof standard !== 'object') return { value: text };
  if (Array.isArray(standard)) return { value: text.split(/[\s,]+/).filter(Boolean) };
  const value = byName(text, name === 'refundWindowDays');
  return value ? { value } : { problem: `${name} must be names with figures, such as GCASH 30, DANA 90.` };
}

/** What a form of this panel says, in the types the switches have; a sentence when it cannot be read. */
export function settingsFrom(form: URLSearchParams): Record<string, unknown> | string {
  const changes: Record<string, unknown> = {};
  for (const name of NAMES) {
    const text = form.get(name);
    if (text === null) continue;
    const read = typed(name, text.trim());
    if ('problem' in read) return read.problem;
    changes[name] = read.value;
  }
  return changes;
}
