/**
 * The fault dial: rules that say which call goes wrong and how, and the calls that are being held. It refuses to
 * know what a call does; the gateway asks before and after acting.
 */
import { type ServerResponse } from 'node:http';
import { type ResultStatus } from './results';

export const FAULT_KINDS = [
  'delay',
  'hang_before',
  'hang_after',
  'close_before',
  'close_after',
  'http_500_before',
  'http_500_after',
  'bad_signature',
  'malformed',
  'code',
  'in_process_forever',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultMatch {
  api?: string;
  paymentRequestId?: string;
  wallet?: string;
}

export interface FaultRule {
  id: string;
  match: FaultMatch;
  do: FaultKind;
  /** With delay. */
  ms: number | null;
  /** With code. */
  code: string | null;
  status: ResultStatus | null;
  /** How often it still applies; null: always. */
  times: number | null;
  /** How often it has applied. */
  used: number;
}

export interface CallFacts {
  api: string;
  paymentRequestId: string | null;
  wallet: string | null;
}

function matches(rule: FaultRule, facts: CallFacts): boolean {
  if (rule.times !== null && rule.times <= 0) return false;
  const { api, paymentRequestId, wallet } = rule.match;
  return (
    (api === undefined || api === facts.api) &&
    (paymentRequestId === undefined || paymentRequestId === facts.paymentRequestId) &&
    (wallet === undefined || wallet === facts.wallet)
  );
}

/** The first rule that speaks of this call. */
export function findFault(rules: Iterable<FaultRule>, facts: CallFacts): FaultRule | undefined {
  for (const rule of rules) if (matches(rule, facts)) return rule;
  return undefined;
}

/** The rule after it has applied once. */
export function usedOnce(rule: FaultRule): FaultRule {
  return { ...rule, used: rule.used + 1, times: rule.times === null ? null : rule.times - 1 };
}

const LONGEST_DELAY_MS = 600_000;
const MATCHABLE = ['api', 'paymentRequestId', 'wallet'];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMatch(value: unknown): FaultMatch | string {
  if (value === undefined) return {};
  if (!isRecord(value)) return 'match must be an object.';
  for (const [name, item] of Object.entries(value)) {
    if (!MATCHABLE.includes(name)) return `match knows ${MATCHABLE.join(', ')}, not ${name}.`;
    if (typeof item !== 'string') return `match.${name} must be a string.`;
  }
  return value;
}

/** A rule from what somebody sent; a sentence instead when it makes no sense. */
export function readFault(id: string, value: unknown): FaultRule | string {
  if (!isRecord(value)) return 'A fault is a JSON object.';
  const kind = FAULT_KINDS.find((known) => known === value.do);
  if (!kind) return `do must be one of ${FAULT_KINDS.join(', ')}.`;
  const match = readMatch(value.match);
  if (typeof match === 'string') return match;
  const { ms, code, status, times } = value;
  if (ms !== undefined && !(Number.isInteger(ms) && Number(ms) >= 0 && Number(ms) <= LONGEST_DELAY_MS)) {
    return `ms must be a whole number up to ${LONGEST_DELAY_MS}.`;
  }
  if (kind === 'delay' && ms === undefined) return 'delay needs ms.';
  if (kind === 'code' && typeof code !== 'string') return 'code needs a code.';
  if (status !== undefined && status !== 'S' && status !== 'F' && status !== 'U') return 'status must be S, F or U.';
  if (times !== undefined && !(Number.isInteger(times) && Number(times) > 0)) return 'times must be a whole number.';
  return {
    id,
    match,
    do: kind,
    ms: kind === 'delay' ? Number(ms) : null,
    code: kind === 'code' && typeof code === 'string' ? code : null,
    status: status ?? null,
    times: times === undefined ? null : Number(times),
    used: 0,
  };
}

type Release = 'released' | 'gone';

/** Calls whose answer is being held back until somebody lets them go, or until the caller hangs up. */
export class HeldCalls {
  readonly #held = new Set<(verdict: Release) => void>();

  get size(): number {
    return this.#held.size;
  }

  hold(response: ServerResponse): Promise<Release> {
    return new Promise((resolve) => {
      if (response.destroyed) return resolve('gone');
      const onClose = () => settle('gone');
      const settle = (verdict: Release) => {
        this.#held.delete(settle);
        response.off('close', onClose);
        resolve(response.destroyed ? 'gone' : verdict);
      };
      this.#held.add(settle);
      response.once('close', onClose);
    });
  }

  /** Lets every held call go on; says how many there were. */
  release(): number {
    const held = [...this.#held];
    for (const settle of held) settle('released');
    return held.length;
  }

  /** Ends every held call as if its caller had hung up. */
  drop(): void {
    for (const settle of [...this.#held]) settle('gone');
  }
}
