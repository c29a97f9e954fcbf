/**
 * What a message from Alipay, or its absence, means. Four cases, and *unknown is not failed*.
 *
 * - `succeeded`: Alipay's signed word that it was done.
 * - `failed`: Alipay's signed word that it was not. `about` says of what it speaks: of the subject (this payment, this code, this
 *   token) or only of our request. After an earlier send whose answer is unknown, a failure about the request says nothing about what
 *   that send did.
 * - `unknown`: nobody can say. Ask again, or inquire. A time-out, a 502, a wrong signature and a `U` all end here.
 * - `not_sent`: it certainly never left this machine; nothing can have happened.
 *
 * Does not know: what a caller does with any of it.
 */
export type Outcome<T> =
  | { readonly kind: 'succeeded'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly about: 'subject' | 'request';
      /** True when a later attempt, with a new request id, may go better without anything being changed here. */
      readonly retryable?: boolean;
    }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownReason;
      readonly code?: string;
      readonly message?: string;
      /** Alipay's id of the payment, when the answer tells it: the payment exists, its end is open. */
      readonly paymentId?: string;
      /** The same for a refund. */
      readonly refundId?: string;
    }
  | { readonly kind: 'not_sent'; readonly reason: NotSentReason };

/**
 * `not_known`: Alipay answered that it does not know what was asked about. That is no end: what we sent may still be on its way, or never
 * have arrived. `busy`: asked too often.
 */
export type UnknownReason =
  | 'in_process'
  | 'not_known'
  | 'timeout'
  | 'connection'
  | 'http_status'
  | 'malformed'
  | 'bad_signature'
  | 'busy'
  | 'unspecified';

/** Stands for the code of a failure when Alipay gives none. */
export const CODE_NOT_TOLD = 'CODE_NOT_TOLD';

/**
 * `connection_refused` stands for every connection that could not be opened (refused, unreachable, no TLS): no byte of the request was
 * written. `expired`: the last moment for sending had passed.
 */
export type NotSentReason = 'circuit_open' | 'name_not_resolved' | 'connection_refused' | 'expired';

/** The members of an outcome that carry no value: they fit an `Outcome` of anything. */
export type NoValue = Exclude<Outcome<never>, { kind: 'succeeded' }>;

/** An answer that cannot be understood. It is no answer, so what was asked for may or may not have happened. */
export function malformed(message: string, paymentId?: string): Extract<NoValue, { kind: 'unknown' }> {
  return { kind: 'unknown', reason: 'malformed', message, ...(paymentId === undefined ? {} : { paymentId }) };
}
