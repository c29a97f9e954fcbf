/**
 * One table of result codes: the status it is documented with, of what it speaks, whether a later attempt may go better, and which kind of
 * trouble it is.
 *
 * A code that is not here is handled by the status it came with.
 *
 * Wire: protocol 3.0 to 3.7. Does not know: the words for people, what a caller does.
 */
import type { UnknownReason } from '@/lib/alipay/outcome';

/** What kind of trouble a failure is, for the sentence shown and the door offered. */
export type FailureCategory =
  | 'balance' // top up
  | 'limit' // a sum or a number of payments is over a limit
  | 'verification' // the customer must verify in the wallet, or failed to
  | 'wallet_lost' // the authorization is gone: link again
  | 'wallet_account' // the wallet account is restricted
  | 'authorization' // the code or refresh token of a link is no good
  | 'risk' // risk control said no
  | 'unavailable' // wallet, currency or product not contracted
  | 'closed' // this payment is over already
  | 'state' // the payment's state does not allow the call
  | 'request' // our request was wrong
  | 'configuration' // our keys, client id or permissions are wrong
  | 'gateway'; // trouble on Alipay's side

export interface CodeMeaning {
  readonly status: 'S' | 'F' | 'U';
  readonly about: 'subject' | 'request';
  readonly retryable: boolean;
  /** Null for codes that are no failure. */
  readonly failure: FailureCategory | null;
}

const done: CodeMeaning = { status: 'S', about: 'subject', retryable: false, failure: null };
const open: CodeMeaning = { status: 'U', about: 'subject', retryable: false, failure: null };

/** Speaks of the payment, code or token that was named. */
function subject(failure: FailureCategory, retry: 'retryable' | 'final'): CodeMeaning {
  return { status: 'F', about: 'subject', retryable: retry === 'retryable', failure };
}

/** Speaks of our request: nothing is said about the payment itself. */
function request(failure: FailureCategory, retry: 'retryable' | 'final'): CodeMeaning {
  return { status: 'F', about: 'request', retryable: retry === 'retryable', failure };
}

const meanings: Readonly<Record<string, CodeMeaning>> = {
  SUCCESS: done,
  AUTH_IN_PROCESS: open,
  PAYMENT_IN_PROCESS: open,
  REQUEST_TRAFFIC_EXCEED_LIMIT: open,
  UNKNOWN_EXCEPTION: open,

  // Any API may give these (3.0).
  ACCESS_DENIED: request('configuration', 'final'),
  CLIENT_FORBIDDEN_ACCESS_API: request('configuration', 'final'),
  INVALID_API: request('configuration', 'final'),
  INVALID_CLIENT_STATUS: request('configuration', 'final'),
  INVALID_SIGNATURE: request('configuration', 'final'),
  KEY_NOT_FOUND: request('configuration', 'final'),
  MERCHANT_NOT_REGISTERED: request('configuration', 'final'),
  NO_INTERFACE_DEF: request('configuration', 'final'),
  OAUTH_FAILED: request('configuration', 'final'),
  UNKNOWN_CLIENT: request('configuration', 'final'),
  CLIENT_INVALID: request('configuration', 'final'),
  PARAM_ILLEGAL: request('request', 'final'),
  PROCESS_FAIL: request('gateway', 'retryable'),
  RISK_REJECT: request('risk', 'final'),
  SYSTEM_ERROR: request('gateway', 'final'),

  // pay (3.5). A repeat that differs from the first request says nothing about what the first one did.
  REPEAT_REQ_INCONSISTENT: request('request', 'final'),
  USER_BALANCE_NOT_ENOUGH: subject('balance', 'retryable'),
  PAYMENT_AMOUNT_EXCEED_LIMIT: subject('limit', 'retryable'),
  PAYMENT_COUNT_EXCEED_LIMIT: subject('limit', 'retryable'),
  USER_AMOUNT_EXCEED_LIMIT: subject('limit', 'retryable'),
  USER_KYC_NOT_QUALIFIED: subject('verification', 'retryable'),
  USER_PAYMENT_VERIFICATION_FAILED: subject('verification', 'retryable'),
  VERIFY_TIMES_EXCEED_LIMIT: subject('verification', 'retryable'),
  VERIFY_UNMATCHED: subject('verification', 'retryable'),
  INVALID_ACCESS_TOKEN: subject('wallet_lost', 'final'),
  USER_NOT_EXIST: subject('wallet_lost', 'final'),
  USER_STATUS_ABNORMAL: subject('wallet_account', 'final'),
  FRAUD_REJECT: subject('risk', 'final'),
  CURRENCY_NOT_SUPPORT: subject('unavailable', 'final'),
  INVALID_CONTRACT: subject('unavailable', 'final'),
  INVALID_MERCHANT_STATUS: subject('unavailable', 'final'),
  MERCHANT_KYB_NOT_QUALIFIED: subject('unavailable', 'final'),
  NO_PAY_OPTIONS: subject('unavailable', 'final'),
  PAYMENT_NOT_QUALIFIED: subject('unavailable', 'final'),
  SETTLE_CONTRACT_NOT_MATCH: subject('unavailable', 'final'),
  ORDER_IS_CANCELED: subject('closed', 'retryable'),
  ORDER_IS_CLOSED: subject('closed', 'retryable'),
  ORDER_NOT_EXIST: subject('state', 'final'),
  ORDER_STATUS_INVALID: subject('state', 'final'),

  // applyToken (3.2).
  EXPIRED_CODE: subject('authorization', 'final'),
  INVALID_CODE: subject('authorization', 'final'),
  USED_CODE: subject('authorization', 'final'),
  EXPIRED_REFRESH_TOKEN: subject('authorization', 'final'),
  INVALID_REFRESH_TOKEN: subject('authorization', 'final'),
  USED_REFRESH_TOKEN: subject('authorization', 'final'),

  // cancel (3.7).
  CANCEL_WINDOW_EXCEED: subject('state', 'final'),

  // refund and inquiryRefund (3.8, 3.9).
  REFUND_IN_PROCESS: open,
  REFUND_AMOUNT_EXCEED: subject('state', 'final'),
  REFUND_WINDOW_EXCEED: subject('state', 'final'),
  REFUND_NOT_SUPPORTED: subject('unavailable', 'final'),
  PARTIAL_REFUND_NOT_SUPPORTED: subject('unavailable', 'final'),
  MULTIPLE_REFUNDS_NOT_SUPPORTED: subject('unavailable', 'final'),
  PAYMENT_METHOD_NOT_SUPPORTED: subject('unavailable', 'final'),
  MERCHANT_BALANCE_NOT_ENOUGH: subject('balance', 'retryable'),
  REFUND_NOT_EXIST: request('state', 'final'),
};

/** What a code means; null for a code the table does not know. */
export function meaningOf(code: string): CodeMeaning | null {
  return Object.hasOwn(meanings, code) ? (meanings[code] ?? null) : null;
}

/** The kind of trouble behind a failure's code; null when the table does not know. */
export function failureCategory(code: string): FailureCategory | null {
  return meaningOf(code)?.failure ?? null;
}

/** Alipay refuses such a request before it knows whose signature to answer with, so these come unsigned. */
export const unsignedCodes: ReadonlySet<string> = new Set(['INVALID_SIGNATURE', 'UNKNOWN_CLIENT', 'KEY_NOT_FOUND']);

/** Why a `U` is unknown. */
export function unknownReasonOf(code: string): UnknownReason {
  if (code.endsWith('_IN_PROCESS')) return 'in_process';
  if (code === 'REQUEST_TRAFFIC_EXCEED_LIMIT') return 'busy';
  return 'unspecified';
}
