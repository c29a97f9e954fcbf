/**
 * The result codes of protocol 3 as data: for each API the code, its status, and how sure the document is. Where a code can
 * be had only by telling the simulator to give it, the reason stands beside it.
 */
import { type Evidence } from './fields/field';

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
export type Api = (typeof APIS)[number];

/** Below `/ams/api/v1/`, or `/ams/sandbox/api/v1/` (protocol 1.3). */
export const PATHS: Record<Api, string> = {
  consult: 'authorizations/consult',
  applyToken: 'authorizations/applyToken',
  revoke: 'authorizations/revoke',
  pay: 'payments/pay',
  inquiryPayment: 'payments/inquiryPayment',
  cancel: 'payments/cancel',
  refund: 'payments/refund',
  inquiryRefund: 'payments/inquiryRefund',
};

export type Status = 'S' | 'F' | 'U';

export interface CodeRule {
  readonly code: string;
  readonly status: Status;
  readonly evidence: Evidence;
  /** Why nothing that a merchant or a customer does brings it about. */
  readonly onlyTold?: string;
}

type Row = readonly [code: string, status: Status, more?: { readonly judged?: true; readonly onlyTold?: string }];

function rules(rows: readonly Row[]): CodeRule[] {
  return rows.map(([code, status, more = {}]) => ({
    code,
    status,
    evidence: more.judged ? 'judged' : 'documented',
    ...(more.onlyTold && { onlyTold: more.onlyTold }),
  }));
}

const OPERATOR = { onlyTold: "a state of the merchant's contract at Alipay" };
const INSIDE = { onlyTold: "happens inside Alipay's house" };
const RISK = { onlyTold: "Alipay's risk control decides by itself" };

/** Any API may give them (protocol 3.0). */
export const GATEWAY_CODES: readonly CodeRule[] = rules([
  ['SUCCESS', 'S'],
  ['ACCESS_DENIED', 'F', OPERATOR],
  ['CLIENT_FORBIDDEN_ACCESS_API', 'F', OPERATOR],
  ['INVALID_API', 'F', { onlyTold: 'the document tells no path that gives it' }],
  ['INVALID_CLIENT_STATUS', 'F', OPERATOR],
  ['INVALID_SIGNATURE', 'F'],
  ['KEY_NOT_FOUND', 'F'],
  ['MERCHANT_NOT_REGISTERED', 'F', OPERATOR],
  ['NO_INTERFACE_DEF', 'F'],
  ['OAUTH_FAILED', 'F', INSIDE],
  ['PARAM_ILLEGAL', 'F'],
  ['PROCESS_FAIL', 'F', INSIDE],
  ['RISK_REJECT', 'F', RISK],
  ['SYSTEM_ERROR', 'F', INSIDE],
  ['UNKNOWN_CLIENT', 'F'],
  ['REQUEST_TRAFFIC_EXCEED_LIMIT', 'U', INSIDE],
  ['UNKNOWN_EXCEPTION', 'U', INSIDE],
]);

const NOT_HERE = { onlyTold: 'the document lists it here and says that it does not apply' };
const VERIFICATION = { onlyTold: 'a debit without the customer asks for no verification' };

/** An API's own codes, beside those of 3.0. */
export const API_CODES: Record<Api, readonly CodeRule[]> = {
  consult: rules([
    ['INVALID_ACCESS_TOKEN', 'F', NOT_HERE],
    ['NO_PAY_OPTIONS', 'F'],
    ['PAYMENT_NOT_QUALIFIED', 'F', OPERATOR],
  ]),
  applyToken: rules([
    ['AUTH_IN_PROCESS', 'U', { judged: true, onlyTold: 'the document tells nothing that brings it about' }],
    ['USER_NOT_EXIST', 'F'],
    ['USER_STATUS_ABNORMAL', 'F', { onlyTold: 'a restricted customer links, and is told by the debit' }],
    ['EXPIRED_CODE', 'F', { judged: true }],
    ['INVALID_CODE', 'F', { judged: true }],
    ['USED_CODE', 'F', { judged: true }],
    ['EXPIRED_REFRESH_TOKEN', 'F', { judged: true }],
    ['INVALID_REFRESH_TOKEN', 'F', { judged: true }],
    ['USED_REFRESH_TOKEN', 'F', { judged: true }],
    ['NO_PAY_OPTIONS', 'F', { judged: true }],
  ]),
  revoke: rules([['INVALID_ACCESS_TOKEN', 'F']]),
  pay: rules([
    ['PAYMENT_IN_PROCESS', 'U'],
    ['CURRENCY_NOT_SUPPORT', 'F'],
    ['FRAUD_REJECT', 'F'],
    ['INVALID_ACCESS_TOKEN', 'F'],
    ['INVALID_CONTRACT', 'F', OPERATOR],
    ['INVALID_MERCHANT_STATUS', 'F', OPERATOR],
    ['MERCHANT_KYB_NOT_QUALIFIED', 'F', OPERATOR],
    ['NO_PAY_OPTIONS', 'F'],
    ['ORDER_IS_CANCELED', 'F'],
    ['ORDER_IS_CLOSED', 'F'],
    ['ORDER_NOT_EXIST', 'F', { onlyTold: 'the document tells no pay that gives it' }],
    ['ORDER_STATUS_INVALID', 'F', { onlyTold: 'the document tells no pay that gives it' }],
    ['PAYMENT_AMOUNT_EXCEED_LIMIT', 'F'],
    ['PAYMENT_COUNT_EXCEED_LIMIT', 'F', INSIDE],
    ['PAYMENT_NOT_QUALIFIED', 'F', OPERATOR],
    ['REPEAT_REQ_INCONSISTENT', 'F'],
    ['SETTLE_CONTRACT_NOT_MATCH', 'F'],
    ['USER_AMOUNT_EXCEED_LIMIT', 'F'],
    ['USER_BALANCE_NOT_ENOUGH', 'F'],
    ['USER_KYC_NOT_QUALIFIED', 'F'],
    ['USER_NOT_EXIST', 'F'],
    ['USER_PAYMENT_VERIFICATION_FAILED', 'F', VERIFICATION],
    ['USER_STATUS_ABNORMAL', 'F'],
    ['VERIFY_TIMES_EXCEED_LIMIT', 'F', VERIFICATION],
    ['VERIFY_UNMATCHED', 'F', VERIFICATION],
  ]),
  inquiryPayment: rules([['ORDER_NOT_EXIST', 'F', { judged: true }]]),
  cancel: rules([
    ['CANCEL_WINDOW_EXCEED', 'F'],
    ['ORDER_NOT_EXIST', 'F'],
    ['ORDER_STATUS_INVALID', 'F'],
    ['PROCESS_FAIL', 'F'],
    ['CLIENT_INVALID', 'F', OPERATOR],
  ]),
  refund: rules([
    ['REFUND_IN_PROCESS', 'U'],
    ['REFUND_AMOUNT_EXCEED', 'F'],
    ['REFUND_WINDOW_EXCEED', 'F'],
    ['REFUND_NOT_SUPPORTED', 'F', OPERATOR],
    ['PARTIAL_REFUND_NOT_SUPPORTED', 'F'],
    ['MULTIPLE_REFUNDS_NOT_SUPPORTED', 'F', OPERATOR],
    ['ORDER_NOT_EXIST', 'F'],
    ['ORDER_STATUS_INVALID', 'F'],
    ['ORDER_IS_CANCELED', 'F'],
    ['ORDER_IS_CLOSED', 'F'],
    ['CURRENCY_NOT_SUPPORT', 'F'],
    ['REPEAT_REQ_INCONSISTENT', 'F'],
    ['INVALID_MERCHANT_STATUS', 'F', OPERATOR],
    ['PAYMENT_METHOD_NOT_SUPPORTED', 'F', OPERATOR],
    ['MERCHANT_BALANCE_NOT_ENOUGH', 'F', { judged: true }],
    ['USER_STATUS_ABNORMAL', 'F', { judged: true }],
  ]),
  inquiryRefund: rules([
    ['REFUND_NOT_EXIST', 'F', { judged: true }],
    ['ORDER_NOT_EXIST', 'F', { judged: true, onlyTold: 'the document tells no question that gives it' }],
  ]),
};
