/**
 * One table of result codes, for each API by itself, because the same code means different things: INVALID_ACCESS_TOKEN loses a wallet when
 * we debit it and is good news when we revoke it; ORDER_NOT_EXIST ends a payment's refund and says nothing to an inquiry.
 *
 * For each: the status it is documented with, what it means, of what it speaks, which kind of trouble it is, and what to do about it, out of a
 * closed set. A code that is not here is handled by the status it came with, and reported.
 *
 * Source: protocol 3.0 to 3.9 and 4.1. Does not know: the words for people (messages/), what a caller does.
 */
import type { UnknownReason } from '@/lib/alipay/outcome';

export const APIS = [
  'consult',
  'applyToken',
  'revoke',
  'pay',
  'inquiryPayment',
  'cancel',
  'refund',
  'inquiryRefund',
] as const;

/** The APIs by their names on the wire. */
export type Api = (typeof APIS)[number];

/** What to do next; nothing else may follow an answer. */
export const ADVICES = [
  'done',
  'same_id', // ask again with the same id: at most one of the two has an effect
  'inquire',
  'new_id_later', // this one is over; a new request id may be tried later
  'customer_must_act', // top up, verify, link again, choose another wallet
  'wallet_lost', // the authorization is gone: nothing may be debited on it
  'operator_must_act',
  'configuration_wrong', // every call will meet this, until the merchant has mended keys, client id or permissions
] as const;
export type Advice = (typeof ADVICES)[number];

/** What kind of trouble a failure is, for the sentence shown and the door offered. */
export const FAILURE_CATEGORIES = [
  'balance',
  'limit', // a sum or a number of payments is over a limit
  'verification', // the wallet account is not verified
  'confirmation', // the wallet could not confirm this one payment
  'wallet_lost', // the authorization is gone
  'wallet_account', // the wallet account is restricted
  'authorization', // the code or refresh token of a link is no good
  'risk', // risk control said no
  'unavailable', // wallet or currency not to be had
  'contract', // what the merchant has contracted does not allow it
  'closed', // this payment is over already
  'state', // the state of the payment does not allow the call
  'refund_rule', // that much, that late, or that way nothing is returned
  'cancel_window', // too late to cancel
  'merchant_balance', // the merchant's own balance is too low
  'request', // our request was wrong
  'configuration', // our keys, client id or permissions are wrong
  'gateway', // trouble on Alipay's side
] as const;
export type FailureCategory = (typeof FAILURE_CATEGORIES)[number];

export interface CodeMeaning {
  readonly status: 'S' | 'F' | 'U';
  readonly meaning: string;
  /** `request`: only our request is spoken of, nothing is said about the payment, code, token or refund itself. */
  readonly about: 'subject' | 'request';
  readonly advice: Advice;
  /** Null for what is no failure. */
  readonly category: FailureCategory | null;
  /** Whether a later attempt under a new request id may go better without anything being changed here. */
  readonly retryable: boolean;
}

type Row = Readonly<Record<string, CodeMeaning>>;
type Failure = readonly [meaning: string, category: FailureCategory, advice: Advice, retryable?: 'retryable'];

const failed = (about: CodeMeaning['about'], [meaning, category, advice, retryable]: Failure): CodeMeaning => {
  return { status: 'F', meaning, about, advice, category, retryable: retryable !== undefined };
};

/** Speaks of the payment, refund, code or token that was named. */
const subject = (...failure: Failure) => failed('subject', failure);

/** Speaks of our request only. */
const request = (...failure: Failure) => failed('request', failure);

const configuration = (meaning: string) => request(meaning, 'configuration', 'configuration_wrong');

const open = (meaning: string, advice: Advice): CodeMeaning => {
  return { status: 'U', meaning, about: 'subject', advice, category: null, retryable: false };
};

/** Any API may give these (3.0). `again` is what the API wants after an unclear answer. */
function common(again: Advice): Row {
  return {
    SUCCESS: { ...open('done', 'done'), status: 'S' },
    ACCESS_DENIED: configuration('access is refused'),
    CLIENT_FORBIDDEN_ACCESS_API: configuration('our client may not use this API'),
    INVALID_API: configuration('the API is wrong or not activated'),
    INVALID_CLIENT_STATUS: configuration('our client is frozen or inactive'),
    INVALID_SIGNATURE: configuration('our signature does not verify'),
    KEY_NOT_FOUND: configuration('Alipay holds no key for our client and key version'),
    MERCHANT_NOT_REGISTERED: configuration('the merchant is not known'),
    NO_INTERFACE_DEF: configuration('there is no such API'),
    OAUTH_FAILED: configuration('the OAuth process failed'),
    UNKNOWN_CLIENT: configuration('our client id is not known'),
    PARAM_ILLEGAL: request('a field is missing or bad', 'request', 'operator_must_act'),
    PROCESS_FAIL: request('a general business failure, not to be repeated unchanged', 'gateway', 'operator_must_act'),
    RISK_REJECT: request('risk control refused', 'risk', 'operator_must_act'),
    SYSTEM_ERROR: request('a system error, declared not to be repeated', 'gateway', 'operator_must_act'),
    REQUEST_TRAFFIC_EXCEED_LIMIT: open('too many requests', again),
    UNKNOWN_EXCEPTION: open('unknown cause', again),
  };
}

const consult: Row = {
  // Nothing was created by asking, and every consult needs an authState of its own.
  ...common('new_id_later'),
  INVALID_ACCESS_TOKEN: request('listed in the documents, though no token is sent', 'request', 'operator_must_act'),
  NO_PAY_OPTIONS: subject('the wallet is not contracted', 'unavailable', 'operator_must_act'),
  PAYMENT_NOT_QUALIFIED: subject('not registered, or no auto debit contract', 'contract', 'operator_must_act'),
};

const applyToken: Row = {
  ...common('same_id'),
  AUTH_IN_PROCESS: open('the authorization is still being processed', 'same_id'),
  USER_NOT_EXIST: subject('the wallet user is gone', 'wallet_lost', 'wallet_lost'),
  USER_STATUS_ABNORMAL: subject('the wallet account is restricted', 'wallet_account', 'customer_must_act'),
  // Not in the documents' table for this API; wallets that ask for it do so before any payment.
  USER_KYC_NOT_QUALIFIED: subject('the wallet account is not verified', 'verification', 'customer_must_act'),
  EXPIRED_CODE: subject('the code has expired', 'authorization', 'customer_must_act'),
  INVALID_CODE: subject('the code is wrong', 'authorization', 'customer_must_act'),
  USED_CODE: subject('the code has been used', 'authorization', 'customer_must_act'),
  // A refused refresh does not end a living access token; it means that the customer must link again before that ends.
  EXPIRED_REFRESH_TOKEN: subject('the refresh token has expired', 'authorization', 'customer_must_act'),
  INVALID_REFRESH_TOKEN: subject('the refresh token is wrong', 'authorization', 'customer_must_act'),
  USED_REFRESH_TOKEN: subject('an older refresh token, replaced since', 'authorization', 'customer_must_act'),
  NO_PAY_OPTIONS: subject('the wallet is not contracted', 'unavailable', 'operator_must_act'),
};

const revoke: Row = {
  ...common('same_id'),
  // Revoked, expired or never there: what was wanted is so.
  INVALID_ACCESS_TOKEN: { ...subject('the token is gone already', 'wallet_lost', 'done'), category: null },
};

const pay: Row = {
  ...common('same_id'),
  PAYMENT_IN_PROCESS: open('not final yet', 'inquire'),
  PROCESS_FAIL: request('a general business failure', 'gateway', 'new_id_later', 'retryable'),
  RISK_REJECT: request('risk control refused', 'risk', 'customer_must_act'),
  // A repeat that differs from the first request says nothing about what the first one did.
  REPEAT_REQ_INCONSISTENT: request('the same id with other content', 'request', 'inquire'),
  CURRENCY_NOT_SUPPORT: subject('the currency is not contracted', 'unavailable', 'operator_must_act'),
  FRAUD_REJECT: subject('fraud control refused; money taken goes back', 'risk', 'operator_must_act'),
  INVALID_ACCESS_TOKEN: subject('the token is expired, revoked or unknown', 'wallet_lost', 'wallet_lost'),
  INVALID_CONTRACT: subject('the contract is not valid', 'contract', 'operator_must_act'),
  INVALID_MERCHANT_STATUS: subject('the merchant is restricted', 'contract', 'operator_must_act'),
  MERCHANT_KYB_NOT_QUALIFIED: subject('the merchant is not verified', 'contract', 'operator_must_act'),
  NO_PAY_OPTIONS: subject('the wallet is not to be had', 'unavailable', 'operator_must_act'),
  ORDER_IS_CANCELED: subject('this payment was cancelled', 'closed', 'new_id_later', 'retryable'),
  ORDER_IS_CLOSED: subject('this payment was closed', 'closed', 'new_id_later', 'retryable'),
  ORDER_NOT_EXIST: subject('there is no such payment', 'state', 'operator_must_act'),
  ORDER_STATUS_INVALID: subject('the state of the payment does not allow it', 'state', 'operator_must_act'),
  PAYMENT_AMOUNT_EXCEED_LIMIT: subject('above the contracted maximum', 'limit', 'customer_must_act', 'retryable'),
  PAYMENT_COUNT_EXCEED_LIMIT: subject('too many payments', 'limit', 'new_id_later', 'retryable'),
  PAYMENT_NOT_QUALIFIED: subject('not registered, or no auto debit contract', 'contract', 'operator_must_act'),
  SETTLE_CONTRACT_NOT_MATCH: subject('no contract settles in this currency', 'contract', 'operator_must_act'),
  USER_AMOUNT_EXCEED_LIMIT: subject('above the limit of the wallet user', 'limit', 'new_id_later', 'retryable'),
  USER_BALANCE_NOT_ENOUGH: subject('the wallet holds too little', 'balance', 'customer_must_act', 'retryable'),
  USER_KYC_NOT_QUALIFIED: subject('the account is not verified', 'verification', 'customer_must_act', 'retryable'),
  USER_NOT_EXIST: subject('the wallet user is gone', 'wallet_lost', 'wallet_lost'),
  USER_PAYMENT_VERIFICATION_FAILED: subject('a verification failed', 'confirmation', 'new_id_later', 'retryable'),
  USER_STATUS_ABNORMAL: subject('the wallet account is restricted', 'wallet_account', 'customer_must_act'),
  VERIFY_TIMES_EXCEED_LIMIT: subject('verified too often', 'confirmation', 'customer_must_act', 'retryable'),
  VERIFY_UNMATCHED: subject('a verification did not match', 'confirmation', 'customer_must_act', 'retryable'),
};

/** Codes of a question: none of them says anything about what was asked about, so most of them mean *ask again*. */
const question: Row = {
  ...common('inquire'),
  PROCESS_FAIL: request('the question failed', 'gateway', 'inquire'),
  RISK_REJECT: request('risk control refused the question', 'risk', 'inquire'),
  SYSTEM_ERROR: request('a system error', 'gateway', 'inquire'),
};

const inquiryPayment: Row = {
  ...question,
  // Soon after a send the payment may still be on its way; only the caller knows whether it has expired.
  ORDER_NOT_EXIST: request('no such payment is known', 'state', 'inquire'),
};

const cancel: Row = {
  ...common('same_id'),
  CANCEL_WINDOW_EXCEED: subject('past the time for cancelling', 'cancel_window', 'operator_must_act'),
  CLIENT_INVALID: configuration('our client is not valid'),
  // Blocks nothing: a pay that arrives later is a new payment.
  ORDER_NOT_EXIST: subject('no such payment is known', 'state', 'inquire'),
  ORDER_STATUS_INVALID: subject('the state of the payment does not allow it', 'state', 'inquire'),
  PROCESS_FAIL: subject('cannot be cancelled, as when it is refunded in part', 'state', 'operator_must_act'),
};

const refund: Row = {
  ...common('same_id'),
  REFUND_IN_PROCESS: open('not final yet', 'inquire'),
  // As with pay: nothing is said about what the first request did.
  REPEAT_REQ_INCONSISTENT: request('the same id with other content', 'request', 'inquire'),
  CURRENCY_NOT_SUPPORT: subject('not the currency of the payment', 'request', 'operator_must_act'),
  INVALID_MERCHANT_STATUS: subject('the merchant is restricted', 'contract', 'operator_must_act'),
  MERCHANT_BALANCE_NOT_ENOUGH: subject('our balance is too low', 'merchant_balance', 'new_id_later', 'retryable'),
  MULTIPLE_REFUNDS_NOT_SUPPORTED: subject('refundable once only', 'refund_rule', 'operator_must_act'),
  ORDER_IS_CANCELED: subject('the payment was cancelled: nothing to return', 'closed', 'operator_must_act'),
  ORDER_IS_CLOSED: subject('the payment was closed: nothing to return', 'closed', 'operator_must_act'),
  ORDER_NOT_EXIST: subject('there is no such payment', 'state', 'operator_must_act'),
  ORDER_STATUS_INVALID: subject('the payment is not paid', 'state', 'operator_must_act'),
  PARTIAL_REFUND_NOT_SUPPORTED: subject('refundable as a whole only', 'refund_rule', 'operator_must_act'),
  PAYMENT_METHOD_NOT_SUPPORTED: subject('not for this wallet', 'unavailable', 'operator_must_act'),
  REFUND_AMOUNT_EXCEED: subject('more than is left to return', 'refund_rule', 'operator_must_act'),
  REFUND_NOT_SUPPORTED: subject('not refundable this way', 'refund_rule', 'operator_must_act'),
  REFUND_WINDOW_EXCEED: subject('past the time for refunds', 'refund_rule', 'operator_must_act'),
  USER_STATUS_ABNORMAL: subject('the wallet account is restricted', 'wallet_account', 'operator_must_act'),
};

const inquiryRefund: Row = {
  ...question,
  // Not known yet, or never arrived: the refund is sent again under its own id, which returns money at most once.
  REFUND_NOT_EXIST: request('no such refund is known', 'state', 'same_id'),
  ORDER_NOT_EXIST: request('no such payment is known', 'state', 'same_id'),
};

export const resultCodes: Readonly<Record<Api, Row>> = {
  consult,
  applyToken,
  revoke,
  pay,
  inquiryPayment,
  cancel,
  refund,
  inquiryRefund,
};

/** What a code means in the answer of an API; null for a code that its table does not hold. */
export function meaningOf(api: Api, code: string): CodeMeaning | null {
  const row = resultCodes[api];
  return Object.hasOwn(row, code) ? (row[code] ?? null) : null;
}

/** Alipay refuses such a request before it knows whose signature to answer with, so these come unsigned. */
export const unsignedCodes: ReadonlySet<string> = new Set(['INVALID_SIGNATURE', 'UNKNOWN_CLIENT', 'KEY_NOT_FOUND']);

/** Why a `U` is unknown. */
export function unknownReasonOf(code: string): UnknownReason {
  if (code === 'PAYMENT_IN_PROCESS' || code === 'AUTH_IN_PROCESS' || code === 'REFUND_IN_PROCESS') return 'in_process';
  if (code === 'REQUEST_TRAFFIC_EXCEED_LIMIT') return 'busy';
  return 'unspecified';
}
