/**
 * The dial's rows, their positions, and how often each applies: as forms name them, and as rules of the control API. It
 * refuses to know HTML.
 */
import {
  FAULT_APIS,
  FAULT_KINDS,
  type FaultApi,
  type FaultKind,
  kindOf,
  NOTIFICATION_KINDS,
  type NotificationKind,
  takesFigure,
} from '../../faults/kinds';
import { type FaultRule } from '../../faults/rules';
import { codesFor, DONE, POSITIONS } from './dial-positions';
import { type Option } from './parts';

export type DialRow = { of: 'api'; name: FaultApi } | { of: 'notification'; name: NotificationKind };

export const DIAL_ROWS: DialRow[] = [
  ...FAULT_APIS.map((name): DialRow => ({ of: 'api', name })),
  ...NOTIFICATION_KINDS.map((name): DialRow => ({ of: 'notification', name })),
];

/** As forms name a row. */
export function rowKey({ of, name }: DialRow): string {
  return `${of}-${name}`;
}

/** As people name it. */
export function rowName({ of, name }: DialRow): string {
  return of === 'api' ? name : `notify${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Calls that name neither a token nor a payment made with one. */
const WITHOUT_TOKEN = ['consult'];

function isOf(kind: FaultKind, row: DialRow): boolean {
  const { on, apis, notifications, ofTokens } = kindOf(kind);
  if (row.of === 'notification') {
    return (on.includes('delivery') || on.includes('news')) && (notifications?.includes(row.name) ?? true);
  }
  if (!on.includes('call') || (ofTokens && WITHOUT_TOKEN.includes(row.name))) return false;
  return apis?.includes(row.name) ?? true;
}

export const AS_IT_SHOULD = '';
/** Refuses with what was typed beside the dial. */
export const TYPED_CODE = 'code';

/** A code is a position of its own. */
export function positionOf({ do: kind, code }: FaultRule): string {
  return kind === 'code' ? `code ${code ?? ''}` : kind;
}

/** Every position of a row, by groups; the first group has no name and holds the one that does nothing. */
export function positionsOf(row: DialRow): [group: string, options: Option[]][] {
  const groups = new Map<string, Option[]>([['', [[AS_IT_SHOULD, row.of === 'api' ? 'none' : 'as they should']]]]);
  const add = (group: string, option: Option) => groups.set(group, [...(groups.get(group) ?? []), option]);
  if (row.of === 'api') {
    for (const code of codesFor(row.name)) add('Refuse', [`code ${code}`, `refuse: ${code}`]);
    add('Refuse', [TYPED_CODE, 'refuse: the code typed above']);
  }
  for (const kind of FAULT_KINDS) {
    if (kind === 'code' || !isOf(kind, row)) continue;
    add(POSITIONS[kind].group, [kind, POSITIONS[kind].label]);
  }
  return [...groups];
}

/** How often a position strikes, as forms name it, and the fields of the rule that say so. */
const OFTEN: [value: string, label: string, fields: { times?: number; nth?: number; probability?: number }][] = [
  ['always', 'always', {}],
  ['next-1', 'next 1', { times: 1 }],
  ['next-2', 'next 2', { times: 2 }],
  ['next-3', 'next 3', { times: 3 }],
  ['next-10', 'next 10', { times: 10 }],
  ['nth-2', 'the 2nd only', { nth: 2 }],
  ['nth-3', 'the 3rd only', { nth: 3 }],
  ['chance-2', '1 in 2', { probability: 0.5 }],
  ['chance-10', '1 in 10', { probability: 0.1 }],
  ['chance-100', '1 in 100', { probability: 0.01 }],
];

export const OFTEN_OPTIONS: Option[] = OFTEN.map(([value, label]) => [value, label]);

function oftenFields(value: string) {
  return OFTEN.find(([known]) => known === value)?.[2] ?? {};
}

/** The option that says how often a rule strikes; one of its own when no position says it. */
export function oftenOf({ times, match, probability }: FaultRule): Option {
  const known = OFTEN.find(
    ([, , fields]) =>
      (fields.times ?? null) === times && fields.nth === match.nth && (fields.probability ?? null) === probability,
  );
  if (known) return [known[0], known[1]];
  const words = [
    ...(times === null ? [] : [`next ${times}`]),
    ...(match.nth === undefined ? [] : [`number ${match.nth}`]),
    ...(probability === null ? [] : [`${probability * 100} %`]),
  ];
  return ['as-set', words.join(', ')];
}

/** Whether a rule speaks of a whole row, or of one account of it. */
function isOfRow({ match }: FaultRule, row: DialRow): boolean {
  return match.requestId === undefined && match.wallet === undefined && match[row.of] === row.name;
}

/** The rule that a row shows: the latest that can still strike. */
export function ruleOf(rules: Iterable<FaultRule>, row: DialRow): FaultRule | undefined {
  return [...rules].findLast((rule) => rule.times !== 0 && isOfRow(rule, row));
}

/** The latest rule of a row that has struck as often as it may. */
export function usedUpRuleOf(rules: Iterable<FaultRule>, row: DialRow): FaultRule | undefined {
  return [...rules].findLast((rule) => rule.times === 0 && isOfRow(rule, row));
}

/** Rules that no row shows: of one request, of one wallet, of everything, or behind another of their row. */
export function rulesBesideDial(rules: readonly FaultRule[]): FaultRule[] {
  const shown = new Set(DIAL_ROWS.map((row) => ruleOf(rules, row)));
  return rules.filter((rule) => {
    const isUsedUp = rule.times === 0 && DIAL_ROWS.some((row) => isOfRow(rule, row));
    return !shown.has(rule) && !isUsedUp;
  });
}

/** What a rule does when it strikes. */
export function meaningOf(rule: FaultRule, row: DialRow): string {
  return POSITIONS[rule.do].means(rule, row.of === 'api' ? DONE[row.name] : '');
}

/** What stands beside the dial and is used by whatever takes it. */
export interface Figures {
  account: string;
  ms: string;
  code: string;
  value: string;
  count: string;
  inquiries: string;
}

/** What the figures are when nothing was typed. */
export const PLAIN_FIGURES = { ms: 1000, inquiries: 2, count: 2 };

/** A rule for the control API; what makes no sense in it is the API's to say. */
export function ruleFor(row: DialRow, position: string, often: string, figures: Figures): Record<string, unknown> {
  const [kind = '', code = figures.code] = position.split(' ');
  const { nth, ...frequency } = oftenFields(often);
  const takes = (figure: 'ms' | 'value' | 'count' | 'inquiries') =>
    FAULT_KINDS.some((known) => known === kind && takesFigure(known, figure));
  const figure = (name: 'ms' | 'count' | 'inquiries') =>
    takes(name) ? { [name]: Number(figures[name] || PLAIN_FIGURES[name]) } : {};
  return {
    do: kind,
    match: {
      [row.of]: row.name,
      ...(figures.account === '' ? {} : { account: figures.account }),
      ...(nth === undefined ? {} : { nth }),
    },
    ...frequency,
    ...figure('ms'),
    ...figure('count'),
    ...figure('inquiries'),
    ...(takes('value') && figures.value !== '' ? { value: figures.value } : {}),
    ...(kind === 'code' ? { code } : {}),
  };
}
