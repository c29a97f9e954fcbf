/**
 * Result codes as the documents print them: code, status, message (protocol 3). It refuses to know when each is
 * given.
 */

export type ResultStatus = 'S' | 'F' | 'U';

export interface Result {
  resultCode: string;
  resultStatus: ResultStatus;
  resultMessage: string;
}

const TABLE = {
  SUCCESS: ['S', 'success.'],
  ACCESS_DENIED: ['F', 'Access denied.'],
  AUTH_IN_PROCESS: ['U', 'The authorization is being processed.'],
  CANCEL_WINDOW_EXCEED: ['F', 'The cancellation date exceeds the cancellation period agreed in the contract.'],
  CLIENT_FORBIDDEN_ACCESS_API: ['F', 'The client is not authorized to use this API.'],
  CLIENT_INVALID: ['F', 'The client is invalid.'],
  CURRENCY_NOT_SUPPORT: ['F', 'The currency is not supported.'],
  EXPIRED_CODE: ['F', 'The authorization code has expired.'],
  EXPIRED_REFRESH_TOKEN: ['F', 'The refresh token has expired.'],
  FRAUD_REJECT: ['F', 'The transaction cannot be processed because of fraud control.'],
  INVALID_ACCESS_TOKEN: ['F', 'The access token is expired, revoked, or does not exist.'],
  INVALID_API: ['F', 'The called API is invalid or not active.'],
  INVALID_CLIENT_STATUS: ['F', 'The client status is invalid.'],
  INVALID_CODE: ['F', 'The authorization code is invalid.'],
  INVALID_CONTRACT: ['F', 'The contract is invalid.'],
  INVALID_MERCHANT_STATUS: ['F', 'The merchant status is abnormal.'],
  INVALID_REFRESH_TOKEN: ['F', 'The refresh token is invalid.'],
  INVALID_SIGNATURE: ['F', 'The signature is invalid.'],
  KEY_NOT_FOUND: ['F', 'The key is not found.'],
  MERCHANT_BALANCE_NOT_ENOUGH: ['F', 'The merchant balance is insufficient.'],
  MERCHANT_KYB_NOT_QUALIFIED: ['F', 'The merchant is not qualified.'],
  MERCHANT_NOT_REGISTERED: ['F', 'The merchant is not registered.'],
  MULTIPLE_REFUNDS_NOT_SUPPORTED: ['F', 'Multiple refunds are not supported.'],
  NO_INTERFACE_DEF: ['F', 'API is not defined.'],
  NO_PAY_OPTIONS: ['F', 'No payment options are available.'],
  OAUTH_FAILED: ['F', 'The OAuth process failed.'],
  ORDER_IS_CANCELED: ['F', 'The order is canceled.'],
  ORDER_IS_CLOSED: ['F', 'The order is closed.'],
  ORDER_NOT_EXIST: ['F', 'The order does not exist.'],
  ORDER_STATUS_INVALID: ['F', 'The order status is invalid.'],
  PARAM_ILLEGAL: ['F', 'Illegal parameters.'],
  PARTIAL_REFUND_NOT_SUPPORTED: ['F', 'Partial refunds are not supported.'],
  PAYMENT_AMOUNT_EXCEED_LIMIT: ['F', 'The payment amount exceeds the limit.'],
  PAYMENT_COUNT_EXCEED_LIMIT: ['F', 'The number of payments exceeds the limit.'],
  PAYMENT_IN_PROCESS: ['U', 'The payment is being processed.'],
  PAYMENT_METHOD_NOT_SUPPORTED: ['F', 'The payment method is not supported.'],
  PAYMENT_NOT_QUALIFIED: ['F', 'The merchant is not qualified to pay by this method.'],
  PROCESS_FAIL: ['F', 'A general business failure occurred. Do not retry.'],
  REFUND_AMOUNT_EXCEED: ['F', 'The refund amount exceeds the amount that is left of the payment.'],
  REFUND_IN_PROCESS: ['U', 'The refund is being processed.'],
  REFUND_NOT_EXIST: ['F', 'The refund does not exist.'],
  REFUND_NOT_SUPPORTED: ['F', 'Refunds are not supported.'],
  REFUND_WINDOW_EXCEED: ['F', 'The refund date exceeds the period agreed in the contract.'],
  REPEAT_REQ_INCONSISTENT: ['F', 'Repeated requests are inconsistent.'],
  REQUEST_TRAFFIC_EXCEED_LIMIT: ['U', 'The request traffic exceeds the limit.'],
  RISK_REJECT: ['F', 'The request is rejected because of risk control.'],
  SETTLE_CONTRACT_NOT_MATCH: ['F', 'The settlement currency matches no contract.'],
  SYSTEM_ERROR: ['F', 'A system error occurred.'],
  UNKNOWN_CLIENT: ['F', 'The client is unknown.'],
  UNKNOWN_EXCEPTION: ['U', 'An API call failed because of unknown reasons.'],
  USED_CODE: ['F', 'The authorization code has been used.'],
  USED_REFRESH_TOKEN: ['F', 'The refresh token has been used.'],
  USER_AMOUNT_EXCEED_LIMIT: ['F', 'The payment amount exceeds the limit set by the user.'],
  USER_BALANCE_NOT_ENOUGH: ['F', 'The user balance is insufficient.'],
  USER_KYC_NOT_QUALIFIED: ['F', 'The user has not completed the identity verification.'],
  USER_NOT_EXIST: ['F', 'The user does not exist.'],
  USER_PAYMENT_VERIFICATION_FAILED: ['F', 'The payment verification of the user failed.'],
  USER_STATUS_ABNORMAL: ['F', 'The user status is abnormal.'],
  VERIFY_TIMES_EXCEED_LIMIT: ['F', 'The number of verifications exceeds the limit.'],
  VERIFY_UNMATCHED: ['F', 'The verification does not match.'],
} as const satisfies Record<string, readonly [ResultStatus, string]>;

export type ResultCode = keyof typeof TABLE;

export function isResultCode(text: string): text is ResultCode {
  return Object.hasOwn(TABLE, text);
}

/** The result object of a code; `detail` replaces the standard message (at most 256 characters travel). */
export function resultOf(code: ResultCode, detail?: string): Result {
  const [resultStatus, message] = TABLE[code];
  return { resultCode: code, resultStatus, resultMessage: (detail ?? message).slice(0, 256) };
}

/** What an API decided: its result and the fields that go beside it. */
export interface Answer {
  result: Result;
  fields?: Record<string, unknown>;
}

export function answer(code: ResultCode, fields?: Record<string, unknown>, detail?: string): Answer {
  return { result: resultOf(code, detail), ...(fields ? { fields } : {}) };
}
