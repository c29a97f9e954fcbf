/**
 * Reads a rule of the fault dial from what somebody sent, or says in a sentence why it makes no sense: a rule that
 * never strikes because of a misspelt name costs an afternoon. It refuses to know what the ledger holds.
 */
import { type ResultStatus } from '../results';
import { WALLETS } from '../wallets';
import {
  FAULT_APIS,
  FAULT_KINDS,
  type FaultKind,
  type Figure,
  isOfNotifications,
  kindOf,
  NOTIFICATION_KINDS,
  takesFigure,
} from './kinds';
import { type FaultRule, PLAIN_RULE } from './rules';

const MINUTE_MS = 60_000;
/** No call is waited for longer than this by anybody. */
const LONGEST_DELAY_MS = 10 * MINUTE_MS;
/** Longer than the whole schedule of a notification. */
const LONGEST_LATENESS_MS = 7 * 24 * 60 * MINUTE_MS;
/** More at once would measure this machine and not the merchant. */
const MOST_COPIES = 1000;
const MOST_TIMES = 1_000_000_000;
const LONGEST_TEXT = 256;

const MATCHABLE = ['api', 'notification', 'wallet', 'account', 'requestId', 'nth'];
const SAYABLE = [
  'match',
  'do',
  'probability',
  'ms',
  'code',
  'status',
  'value',
  'count',
  'inquiries',
  'before',
  'times',
];

type Given = Record<string, unknown>;

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent, null and undefined are alike. */
function givenOf(record: Given): Given {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null));
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_TEXT;
}

function isOneOf(list: readonly string[], value: unknown): boolean {
  return typeof value === 'string' && list.includes(value);
}

function matchProblem(match: Given, kind: FaultKind): string | undefined {
  const { api, notification, wallet, account, requestId, nth } = match;
  const stranger = Object.keys(match).find((name) => !MATCHABLE.includes(name));
  if (stranger !== undefined) return `match knows ${MATCHABLE.join(', ')}, not ${stranger}.`;
  if (api !== undefined && notification !== undefined) return 'match names an api or a notification, not both.';
  if (api !== undefined && !isOneOf(FAULT_APIS, api)) return `match.api must be one of ${FAULT_APIS.join(', ')}.`;
  const notifications = [...NOTIFICATION_KINDS, 'any'];
  if (notification !== undefined && !isOneOf(notifications, notification)) {
    return `match.notification must be one of ${notifications.join(', ')}.`;
  }
  if (wallet !== undefined && !WALLETS.has(String(wallet)))
    return `match.wallet must be one of ${[...WALLETS.keys()].join(', ')}.`;
  if (account !== undefined && !isText(account)) return 'match.account must be the id or the log-in of an account.';
  if (requestId !== undefined && !isText(requestId)) return 'match.requestId must be a text.';
  if (nth !== undefined && !isWhole(nth, 1, MOST_TIMES)) return 'match.nth must be a whole number from 1.';
  return placeProblem(kind, api, notification);
}

/** Whether the kind can happen there at all. */
function placeProblem(kind: FaultKind, api: unknown, notification: unknown): string | undefined {
  const { on, apis, notifications } = kindOf(kind);
  if (api !== undefined && isOfNotifications(kind)) return `${kind} is of notifications, not of calls.`;
  if (notification !== undefined && on.every((occasion) => occasion === 'call')) {
    return `${kind} is of calls, not of notifications.`;
  }
  if (apis && api !== undefined && !isOneOf(apis, api))
    return `${kind} is of ${apis.join(', ')}, not of ${String(api)}.`;
  if (notifications && notification !== undefined && notification !== 'any' && !isOneOf(notifications, notification)) {
    return `${kind} is of ${notifications.join(' and ')} notifications, not of ${String(notification)}.`;
  }
  return undefined;
}

function valueProblem(kind: FaultKind, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (kind === 'other_currency') {
    return /^[A-Z]{3}$/.test(String(value)) ? undefined : 'value must be a currency of three capital letters.';
  }
  return /^\d{1,16}$/.test(String(value)) ? undefined : 'value must be a whole number of minor units.';
}

/** What is wrong with the figures a kind takes; the others are not looked at. */
function figureProblem(kind: FaultKind, given: Given): string | undefined {
  const { ms, code, status, value, count, inquiries, before } = given;
  const missing = (kindOf(kind).needs ?? []).find((figure) => given[figure] === undefined);
  if (missing !== undefined) return `${kind} needs ${missing}.`;
  const takes = (figure: Figure) => takesFigure(kind, figure) && given[figure] !== undefined;
  const longestMs = isOfNotifications(kind) ? LONGEST_LATENESS_MS : LONGEST_DELAY_MS;
  if (takes('ms') && !isWhole(ms, 0, longestMs)) return `ms must be a whole number up to ${longestMs}.`;
  if (takes('code') && !isText(code)) return 'code must be a result code.';
  if (takes('status') && !isOneOf(['S', 'F', 'U'], status)) return 'status must be S, F or U.';
  if (takes('count') && !isWhole(count, 1, MOST_COPIES))
    return `count must be a whole number from 1 to ${MOST_COPIES}.`;
  if (takes('inquiries') && !isWhole(inquiries, 1, MOST_TIMES)) return 'inquiries must be a whole number from 1.';
  if (takes('before') && typeof before !== 'boolean') return 'before must be true or false.';
  return takes('value') ? valueProblem(kind, value) : undefined;
}

function oftenProblem({ probability, times }: Given): string | undefined {
  if (probability !== undefined && !(typeof probability === 'number' && probability >= 0 && probability <= 1)) {
    return 'probability must be a number from 0 to 1.';
  }
  return times === undefined || isWhole(times, 1, MOST_TIMES) ? undefined : 'times must be a whole number from 1.';
}

/** For in_process, `times` alone says how many inquiries; with `inquiries` it says how many payments, as elsewhere. */
function oftenOf(kind: FaultKind, { times, inquiries }: Given): Pick<FaultRule, 'times' | 'inquiries'> {
  const often = times === undefined ? null : Number(times);
  if (kind !== 'in_process') return { times: often, inquiries: null };
  return inquiries === undefined ? { times: null, inquiries: often } : { times: often, inquiries: Number(inquiries) };
}

/** A rule from what somebody sent; a sentence instead when it makes no sense. */
export function readFault(id: string, value: unknown): FaultRule | string {
  if (!isRecord(value)) return 'A fault is a JSON object.';
  const given = givenOf(value);
  const stranger = Object.keys(given).find((name) => !SAYABLE.includes(name));
  if (stranger !== undefined) return `A fault says ${SAYABLE.join(', ')}, not ${stranger}.`;
  const kind = FAULT_KINDS.find((known) => known === given.do);
  if (!kind) return `do must be one of ${FAULT_KINDS.join(', ')}.`;
  if (given.match !== undefined && !isRecord(given.match)) return 'match must be an object.';
  const match = givenOf(given.match ?? {});
  const problem = matchProblem(match, kind) ?? figureProblem(kind, given) ?? oftenProblem(given);
  if (problem !== undefined) return problem;
  const figure = (name: Figure): unknown => (takesFigure(kind, name) ? (given[name] ?? null) : null);
  const text = (name: Figure) => (figure(name) === null ? null : String(figure(name)));
  const whole = (name: Figure) => (figure(name) === null ? null : Number(figure(name)));
  return {
    ...PLAIN_RULE,
    id,
    match,
    do: kind,
    probability: typeof given.probability === 'number' ? given.probability : null,
    ms: whole('ms'),
    code: text('code'),
    status: text('status') as ResultStatus | null,
    value: text('value'),
    count: whole('count'),
    before: figure('before') === true,
    ...oftenOf(kind, given),
  };
}
