/**
 * Whether money may go back by a cancel or by a refund, until when, and why not. One pure function, asked by the page that
 * offers the acts, by the verbs that do them, and by the REST API, so that none of them can disagree.
 *
 * A cancel is whole, costs nothing, and ends at 00:15 GMT+8 of the next day. A refund may be a part, and needs money in the
 * merchant's balance. Safe in the browser.
 */
import type { PaymentStatus } from '@/db/schema/orders';
import { brands, isBrand } from '@/lib/alipay/brands';
import { cancelWindowEnd } from '@/lib/alipay/cancel-window';

export interface ReturnFacts {
  readonly status: PaymentStatus;
  /** Alipay's word where it differs: SUCCESS here means money that came although the payment had failed. */
  readonly gatewayStatus: string | null;
  readonly brand: string;
  readonly amountMinor: bigint;
  /** Refunds that have not failed. */
  readonly refundReservedMinor: bigint;
  /** Refunds that have failed here and were paid all the same, by Alipay's later word. */
  readonly refundedBesideMinor: bigint;
  /** Whether anything may have left for Alipay. */
  readonly sentAt: Date | null;
  readonly paidAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly createdAt: Date;
  /** A cancel whose end is open. */
  readonly isCancelling: boolean;
  /** One that came to be: there is no second. */
  readonly isCancelled: boolean;
  /** Alipay has said that its own time for cancelling is over: a contract may set a shorter one than we know of. */
  readonly isCancelTooLate: boolean;
}

export type CancelAdvice =
  | {
      readonly kind: 'can';
      /** `unsent`: nothing has left yet. `unpaid`: Alipay is asked to close it. `paid`: the money comes back whole. */
      readonly what: 'unsent' | 'unpaid' | 'paid';
      /** The first moment at which it is too late; null while nothing is paid. */
      readonly until: Date | null;
    }
  | {
      readonly kind: 'cannot';
      readonly why:
        | 'nothing_collected'
        | 'cancelled'
        | 'cancelling'
        | 'refunded'
        | 'wallet_does_not'
        | 'window_over'
        | 'alipay_too_late';
      /** When the window ended, where that is why. */
      readonly since: Date | null;
    };

export type RefundAdvice =
  | {
      readonly kind: 'can';
      readonly leftMinor: bigint;
      /** The smallest sum the wallet takes back; null where no limit is documented. */
      readonly minimumMinor: bigint | null;
      readonly stepMinor: bigint | null;
      /** False where only the whole can go back, and once. */
      readonly partial: boolean;
      readonly until: Date | null;
    }
  | {
      readonly kind: 'cannot';
      readonly why: 'not_paid' | 'cancelled' | 'cancelling' | 'nothing_left' | 'left_below_minimum' | 'window_over';
      readonly since: Date | null;
    };

export interface ReturnAdvice {
  readonly cancel: CancelAdvice;
  readonly refund: RefundAdvice;
  /** What to offer first: a cancel while it is possible, since it costs nothing. */
  readonly first: 'cancel' | 'refund' | null;
}

const DAY_MS = 86_400_000;

export function adviseReturn(facts: ReturnFacts, now: Date): ReturnAdvice {
  const cancel = adviseCancel(facts, now);
  const refund = adviseRefund(facts, now);
  const first = cancel.kind === 'can' ? 'cancel' : refund.kind === 'can' ? 'refund' : null;
  return { cancel, refund, first };
}

/** Alipay holds this payment's money, whatever our own final word is. */
export function isCollected({ status, gatewayStatus }: Pick<ReturnFacts, 'status' | 'gatewayStatus'>): boolean {
  return status === 'SUCCESS' || (status !== 'INIT' && gatewayStatus === 'SUCCESS');
}

function adviseCancel(facts: ReturnFacts, now: Date): CancelAdvice {
  const cannot = (why: Extract<CancelAdvice, { kind: 'cannot' }>['why'], since: Date | null = null): CancelAdvice => ({
    kind: 'cannot',
    why,
    since,
  });
  if (facts.isCancelling) return cannot('cancelling');
  if (facts.status === 'CANCELLED' || facts.isCancelled) return cannot('cancelled');
  if (facts.status === 'INIT') return { kind: 'can', what: facts.sentAt ? 'unpaid' : 'unsent', until: null };
  if (!isCollected(facts)) return cannot('nothing_collected');
  if (facts.refundReservedMinor + facts.refundedBesideMinor > 0n) return cannot('refunded');
  if (isBrand(facts.brand) && brands[facts.brand].cancel === 'not_at_checkout') return cannot('wallet_does_not');
  if (facts.isCancelTooLate) return cannot('alipay_too_late');
  const end = cancelWindowEnd(collectedAt(facts));
  return now < end ? { kind: 'can', what: 'paid', until: end } : cannot('window_over', end);
}

function adviseRefund(facts: ReturnFacts, now: Date): RefundAdvice {
  const cannot = (why: Extract<RefundAdvice, { kind: 'cannot' }>['why'], since: Date | null = null): RefundAdvice => ({
    kind: 'cannot',
    why,
    since,
  });
  if (!isCollected(facts)) return cannot(facts.status === 'CANCELLED' ? 'cancelled' : 'not_paid');
  if (facts.isCancelling) return cannot('cancelling');
  const leftMinor = facts.amountMinor - facts.refundReservedMinor - facts.refundedBesideMinor;
  if (leftMinor <= 0n) return cannot('nothing_left');
  const brand = isBrand(facts.brand) ? brands[facts.brand] : null;
  const minimumMinor = known(brand?.limits.minimumMinor);
  if (minimumMinor !== null && leftMinor < minimumMinor) return cannot('left_below_minimum');
  const days = known(brand?.refundWindowDays);
  const until = days === null ? null : new Date(collectedAt(facts).getTime() + days * DAY_MS);
  if (until !== null && now >= until) return cannot('window_over', until);
  return {
    kind: 'can',
    leftMinor,
    minimumMinor,
    stepMinor: brand?.limits.stepMinor ?? null,
    partial: brand?.partialRefund !== 'no',
    until,
  };
}

/** What the table of wallets does not say is no limit here: Alipay has the last word. */
function known<Fact>(fact: Fact | 'unknown' | undefined): Fact | null {
  return fact === undefined || fact === 'unknown' ? null : fact;
}

/** When the wallet says that the money moved; where it did not say, our own word is later, and then Alipay decides. */
function collectedAt(facts: ReturnFacts): Date {
  return facts.paidAt ?? facts.resolvedAt ?? facts.createdAt;
}

export type RefundAmountProblem =
  'more_than_left' | 'below_minimum' | 'not_a_multiple' | 'only_whole' | 'rest_below_minimum';

/**
 * What stands against refunding this sum; null when nothing does. A rest below the wallet's minimum could never go back, so
 * whoever refunds a part is told before.
 */
export function refundAmountProblem(
  advice: Extract<RefundAdvice, { kind: 'can' }>,
  amountMinor: bigint,
  paidMinor: bigint,
): RefundAmountProblem | null {
  if (amountMinor > advice.leftMinor) return 'more_than_left';
  if (!advice.partial && amountMinor !== paidMinor) return 'only_whole';
  if (advice.minimumMinor !== null && amountMinor < advice.minimumMinor) return 'below_minimum';
  if (advice.stepMinor !== null && amountMinor % advice.stepMinor !== 0n) return 'not_a_multiple';
  const rest = advice.leftMinor - amountMinor;
  if (rest > 0n && advice.minimumMinor !== null && rest < advice.minimumMinor) return 'rest_below_minimum';
  return null;
}
