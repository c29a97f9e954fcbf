/**
 * The rules of the fault dial: which call or notification goes wrong, how, and how often; and judging by them. Pure:
 * it refuses to know the ledger, the clock and how a fault is done.
 */
import { type ResultStatus } from '../results';
import { type FaultApi, type FaultKind, kindOf, type NotificationKind, type Occasion } from './kinds';

export interface FaultMatch {
  /** With neither this nor `notification`, every call; of kinds only notifications know, every notification. */
  api?: FaultApi;
  notification?: NotificationKind | 'any';
  wallet?: string;
  /** An account's id, or the digits of its log-in. */
  account?: string;
  /** A paymentRequestId, refundRequestId or authState. */
  requestId?: string;
  /** Only the n-th that matches all else, from 1. */
  nth?: number;
}

export interface FaultRule {
  id: string;
  match: FaultMatch;
  do: FaultKind;
  /** How likely it strikes where it matches; null: always. */
  probability: number | null;
  ms: number | null;
  /** With code. */
  code: string | null;
  status: ResultStatus | null;
  /** With other_amount minor units, with other_currency a currency. */
  value: string | null;
  /** How many go out, of a notification. */
  count: number | null;
  /** How many inquiries still hear "in process"; null: all of them. */
  inquiries: number | null;
  /** Before the call acts, where it could be either. */
  before: boolean;
  /** How often it may still strike; null: always. */
  times: number | null;
  /** How often it has struck. */
  used: number;
  /** How often it was asked: what `nth` and the draws count. */
  seen: number;
  /** Which rule it is since the last that was turned with none before it; what its draws are told apart by. */
  number: number;
}

/** Why the dial is asked, and of whom. */
export interface Facts {
  occasion: Occasion;
  api: string | null;
  notification: NotificationKind | null;
  wallet: string | null;
  account: { id: string; login: string } | null;
  /** Every id that `requestId` may name: a refund is about its payment too. */
  requestIds: readonly string[];
  /** A token that a fault could end. */
  hasToken: boolean;
  /** Another notification of its kind waits already to be overtaken. */
  othersWait: boolean;
}

/** What a rule of an earlier version did not say. */
export const PLAIN_RULE: Omit<FaultRule, 'id' | 'match' | 'do'> = {
  probability: null,
  ms: null,
  code: null,
  status: null,
  value: null,
  count: null,
  inquiries: null,
  before: false,
  times: null,
  used: 0,
  seen: 0,
  number: 0,
};

/** A kind known to both sides is about calls, unless the rule names a notification. */
function happensOn({ do: kind, match }: FaultRule, occasion: Occasion): boolean {
  const { on } = kindOf(kind);
  if (!on.includes(occasion)) return false;
  if (occasion === 'call') return match.notification === undefined;
  return match.notification !== undefined || !on.includes('call');
}

function isPossible(kind: FaultKind, facts: Facts): boolean {
  const { apis, notifications, ofTokens } = kindOf(kind);
  if (facts.occasion !== 'call') {
    const known =
      notifications === undefined || (facts.notification !== null && notifications.includes(facts.notification));
    return known && !(kind === 'reordered' && facts.othersWait);
  }
  return (apis === undefined || apis.some((api) => api === facts.api)) && (!ofTokens || facts.hasToken);
}

function isMeant({ api, notification, wallet, account, requestId }: FaultMatch, facts: Facts): boolean {
  const { id, login } = facts.account ?? {};
  return (
    (api === undefined || api === facts.api) &&
    (notification === undefined || notification === 'any' || notification === facts.notification) &&
    (wallet === undefined || wallet === facts.wallet) &&
    (account === undefined || account === id || account === login) &&
    (requestId === undefined || facts.requestIds.includes(requestId))
  );
}

/** Whether a rule that is not used up speaks of what happens. */
export function speaksOf(rule: FaultRule, facts: Facts): boolean {
  if (rule.times !== null && rule.times <= 0) return false;
  return happensOn(rule, facts.occasion) && isPossible(rule.do, facts) && isMeant(rule.match, facts);
}

export interface Judgement {
  /** The first rule that strikes, as it is after having struck. */
  applied: FaultRule | undefined;
  /** Every rule that is another now. */
  changed: FaultRule[];
}

/**
 * Asks every rule, also those behind one that struck: so that what a rule counts and draws depends on nothing but
 * what it speaks of. `draw` gives a number from 0 up to 1 for a rule's n-th question.
 */
export function judge(
  rules: Iterable<FaultRule>,
  facts: Facts,
  draw: (rule: FaultRule, question: number) => number,
): Judgement {
  const changed: FaultRule[] = [];
  let applied: FaultRule | undefined;
  for (const rule of rules) {
    if (!speaksOf(rule, facts)) continue;
    const { nth } = rule.match;
    const counts = nth !== undefined || rule.probability !== null;
    const asked = counts ? { ...rule, seen: rule.seen + 1 } : rule;
    const isTurn = nth === undefined || nth === asked.seen;
    const strikes = isTurn && (rule.probability === null || draw(rule, asked.seen) < rule.probability);
    if (strikes && !applied) {
      applied = { ...asked, used: rule.used + 1, times: rule.times === null ? null : rule.times - 1 };
      changed.push(applied);
    } else if (counts) {
      changed.push(asked);
    }
  }
  return { applied, changed };
}
