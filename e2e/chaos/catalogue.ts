/**
 * Everything that can go wrong between us and Alipay, as the fault table of the assurance page lists it: each fault with a
 * name for the report. Cases take them one by one, seeds draw from them.
 */
import type { PlannedFault } from './scenario';

export const CALLS = ['pay', 'inquiryPayment', 'cancel', 'refund', 'inquiryRefund', 'revoke'] as const;
export type CallName = (typeof CALLS)[number];

/** A time-out is ten seconds; a little more is lost for good. */
const TOO_LATE_MS = 10_500;
/** An answer of a few hundred bytes takes longer than the time-out. */
const DRIP_MS = 60;

interface Kind {
  readonly name: string;
  readonly fault: Omit<PlannedFault, 'name' | 'match'>;
  /** Absent: every call. */
  readonly calls?: readonly CallName[];
}

interface NewsKind extends Omit<Kind, 'calls'> {
  /** Absent: every notification. */
  readonly news?: readonly NewsName[];
}

const TELLING_AMOUNTS: readonly CallName[] = ['pay', 'inquiryPayment', 'refund', 'inquiryRefund'];
const NAMING_ORDERS: readonly CallName[] = ['pay', 'inquiryPayment', 'cancel', 'refund', 'inquiryRefund'];

export const CALL_KINDS: readonly Kind[] = [
  { name: 'times out before acting', fault: { do: 'hang_before' } },
  { name: 'times out after acting', fault: { do: 'hang_after' } },
  { name: 'answers too late', fault: { do: 'delay', ms: TOO_LATE_MS } },
  { name: 'connection lost before acting', fault: { do: 'close_before' } },
  { name: 'connection lost after acting', fault: { do: 'close_after' } },
  { name: '500 before acting', fault: { do: 'http_500_before' } },
  { name: '500 after acting', fault: { do: 'http_500_after' } },
  { name: '502 with HTML after acting', fault: { do: 'http_502' } },
  { name: '502 with HTML before acting', fault: { do: 'http_502', before: true } },
  { name: '429', fault: { do: 'http_429' } },
  { name: 'reset in mid-body', fault: { do: 'reset_mid_body' } },
  { name: 'one byte at a time', fault: { do: 'drip', ms: DRIP_MS } },
  { name: 'malformed', fault: { do: 'malformed' } },
  { name: 'empty', fault: { do: 'empty' } },
  { name: 'bad signature', fault: { do: 'bad_signature' } },
  { name: 'unknown key version', fault: { do: 'unknown_key' } },
  { name: 'no signature', fault: { do: 'no_signature' } },
  { name: 'U, unknown exception', fault: { do: 'code', code: 'UNKNOWN_EXCEPTION' } },
  { name: 'U, too many requests', fault: { do: 'code', code: 'REQUEST_TRAFFIC_EXCEED_LIMIT' } },
  { name: 'F, general failure', fault: { do: 'code', code: 'PROCESS_FAIL' }, calls: NAMING_ORDERS },
  {
    name: 'F, repeated request inconsistent',
    fault: { do: 'code', code: 'REPEAT_REQ_INCONSISTENT' },
    calls: ['pay', 'refund'],
  },
  { name: 'in process for two questions', fault: { do: 'in_process', inquiries: 2 }, calls: ['pay', 'refund'] },
  { name: 'in process for ever', fault: { do: 'in_process_forever' }, calls: ['pay'] },
  { name: 'another amount', fault: { do: 'other_amount' }, calls: TELLING_AMOUNTS },
  { name: 'another currency', fault: { do: 'other_currency' }, calls: TELLING_AMOUNTS },
  { name: 'another order’s answer', fault: { do: 'other_order' }, calls: NAMING_ORDERS },
  { name: 'token expired without notice', fault: { do: 'token_expired' }, calls: ['pay'] },
  { name: 'token revoked without notice', fault: { do: 'token_revoked' }, calls: ['pay'] },
];

const LATE_MS = 15 * 3_600_000;

/** What seeds draw from; that a permission has ended is told only where somebody ends one. */
export const NEWS = ['payment', 'refund'] as const;
export type NewsName = (typeof NEWS)[number] | 'authorization';

export const NEWS_KINDS: readonly NewsKind[] = [
  { name: 'lost', fault: { do: 'lost', times: 8 } },
  { name: 'twice', fault: { do: 'repeat', count: 2 } },
  { name: 'a hundred at once', fault: { do: 'repeat', count: 100 } },
  { name: 'reordered', fault: { do: 'reordered' } },
  { name: 'fifteen hours late', fault: { do: 'late', ms: LATE_MS } },
  { name: 'before the answer to our call', fault: { do: 'early' } },
  { name: 'forged', fault: { do: 'forged' } },
  { name: 'altered', fault: { do: 'altered' } },
  { name: 'body re-encoded', fault: { do: 'reencoded' } },
  { name: 'other client', fault: { do: 'other_client' } },
  { name: 'path rewritten', fault: { do: 'other_path' } },
  { name: 'signed with a key nobody has', fault: { do: 'unknown_key' } },
  { name: 'gzip', fault: { do: 'gzip' } },
  { name: '1 MB', fault: { do: 'huge' } },
  { name: 'unknown order', fault: { do: 'unknown_order' } },
  { name: 'contradicting', fault: { do: 'contradict' }, news: NEWS },
  { name: 'another amount', fault: { do: 'other_amount' }, news: NEWS },
];

/** Each fault of each call once, named `pay: times out before acting`. */
export function callFaults(api: CallName): PlannedFault[] {
  return CALL_KINDS.filter(({ calls }) => !calls || calls.includes(api)).map(({ name, fault }) => ({
    times: 1,
    ...fault,
    name: `${api}: ${name}`,
    match: { api },
  }));
}

export function newsFaults(notification: NewsName): PlannedFault[] {
  return NEWS_KINDS.filter(({ news }) => !news || news.includes(notification)).map(({ name, fault }) => ({
    times: 1,
    ...fault,
    name: `${notification} notification: ${name}`,
    match: { notification },
  }));
}

export const ALL_FAULTS: readonly PlannedFault[] = [...CALLS.flatMap(callFaults), ...NEWS.flatMap(newsFaults)];
