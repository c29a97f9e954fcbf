/**
 * When "no such payment" may be believed. A debit of ours may still be on its way while Alipay says so; only what was asked
 * after everything that was pinned had run out says something about the payment itself.
 */
import type { PaymentWord } from '@/lib/alipay/inquiry-payment';
import type { Outcome } from '@/lib/alipay/outcome';

/** Clocks differ, and a request may wait in a queue on its way: this long past expiry nothing can arrive any more. */
const EXPIRY_MARGIN_MS = 30_000;

interface Pinned {
  readonly expiresAt: Date | null;
  /** Real time of the last send. */
  readonly sentRealAt: Date | null;
}

/** When a question was asked, by both clocks. */
export interface AskedAt {
  readonly at: Date;
  readonly realAt: Date;
}

export function isAbsent(outcome: Outcome<PaymentWord>): boolean {
  return outcome.kind === 'failed' && outcome.code === 'ORDER_NOT_EXIST';
}

/**
 * Whether nothing of ours that was pinned could arrive at Alipay any more at this moment. A clock that jumps over the expiry
 * hurries no bytes: what has just been sent may still arrive, and be judged by Alipay.
 */
export function isPastArrival(payment: Pinned, asked: AskedAt): boolean {
  const expired = asked.at.getTime() >= (payment.expiresAt?.getTime() ?? 0) + EXPIRY_MARGIN_MS;
  const arrived = asked.realAt.getTime() >= (payment.sentRealAt?.getTime() ?? 0) + EXPIRY_MARGIN_MS;
  return expired && arrived;
}

/**
 * "No such payment" becomes a word about the payment once nothing of ours could arrive any more when it was *asked*. When
 * the answer was read says nothing: a process may have slept on it.
 */
export function believeAbsence(payment: Pinned, outcome: Outcome<PaymentWord>, asked: AskedAt): Outcome<PaymentWord> {
  if (outcome.kind !== 'failed' || !isAbsent(outcome) || !isPastArrival(payment, asked)) return outcome;
  return { ...outcome, about: 'subject', retryable: true };
}
