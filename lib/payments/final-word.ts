/**
 * What a message says of a payment, read in one place for all its messengers: nothing final, or one event of the state table.
 * Pure; it moves nothing.
 */
import type { payments } from '@/db/schema/payments';
import type { Exchange } from '@/lib/alipay/exchange';
import type { PaymentWord } from '@/lib/alipay/inquiry-payment';
import type { Outcome } from '@/lib/alipay/outcome';
import { meaningOf } from '@/lib/alipay/result-codes';
import { parseMoney, sameMoney } from '@/lib/kit/money';
import { eventOfStatus, type PaymentEvent } from './states';

export type Payment = typeof payments.$inferSelect;
export type ResultRoad = 'response' | 'notification' | 'inquiry' | 'cancel';

export interface HeardResult {
  readonly paymentRequestId: string;
  readonly road: ResultRoad;
  readonly outcome: Outcome<PaymentWord>;
  /** The call that brought it; null for a notification, and for a call that was never made. */
  readonly exchange: Exchange | null;
  /** The notification that brought it. */
  readonly notificationId?: string;
  /** The evidence that brought it, where the caller has kept it already. */
  readonly evidenceId?: string | null;
  /** Alipay's id of the payment where the message tells it beside its outcome. */
  readonly paymentId?: string;
  /** Where the word holds for one pin only: when that pin was made. Pinned anew meanwhile, it says nothing. */
  readonly ofPin?: Date | null;
}

/** A final word about this payment, as its own event. */
export interface FinalWord {
  readonly event: PaymentEvent;
  readonly paymentId: string | null;
  readonly paidAt: Date | null;
  readonly amountDiffers: boolean;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
}

/** What the message says of the payment itself, or null when it says nothing final. */
export function wordOf(payment: Payment, heard: HeardResult): FinalWord | null {
  const { outcome } = heard;
  if (heard.ofPin && heard.ofPin.getTime() !== payment.sentAt?.getTime()) return null;
  switch (outcome.kind) {
    case 'unknown':
    case 'not_sent':
      return null;
    case 'failed':
      // An answer to a second send says no about that one: what the first did, only an inquiry can tell.
      if (heard.road === 'response' && payment.sends > 1) return null;
      if (outcome.about === 'request' && !isFinalRefusal(heard.road, outcome.code)) return null;
      return {
        event: 'failed',
        paymentId: heard.paymentId ?? null,
        paidAt: null,
        amountDiffers: false,
        failure: { code: outcome.code, message: outcome.message, retryable: outcome.retryable ?? false },
      };
    case 'succeeded': {
      const { value } = outcome;
      const ours = parseMoney({ currency: payment.currency, value: payment.amountMinor.toString() });
      return {
        event: value.status === 'SUCCESS' ? 'paid' : 'cancelled',
        paymentId: value.paymentId,
        paidAt: value.status === 'SUCCESS' ? value.paidAt : null,
        amountDiffers: value.amount !== null && !sameMoney(value.amount, ours),
        failure: null,
      };
    }
  }
}

/**
 * A refusal of the request ends the payment only when it answers the one and only send: nothing had left before, so nothing
 * was created. A question's refusal never ends anything, and neither does one that speaks of our own configuration: that is
 * mended, and the payment is sent then.
 */
function isFinalRefusal(road: ResultRoad, code: string): boolean {
  const advice = meaningOf('pay', code)?.advice;
  return road === 'response' && advice !== 'inquire' && advice !== 'configuration_wrong';
}

/** Whether a word says what we know already. */
export function agrees(payment: Payment, event: PaymentEvent): boolean {
  if (eventOfStatus[payment.status] === event) return true;
  // What failed and what was cancelled come to the same: nothing was collected, or it went back.
  return payment.status !== 'SUCCESS' && event !== 'paid';
}
