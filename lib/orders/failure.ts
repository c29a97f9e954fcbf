/**
 * Why a debit failed, as people are told it: the code turned into a kind of trouble and an advice, by the table of result codes for Alipay's
 * codes and by the small one here for our own. Pages choose their words by the kind and never by a code.
 *
 * Pure. Does not know: the words.
 */
import { meaningOf, type Advice, type FailureCategory } from '@/lib/alipay/result-codes';

/** Kinds of trouble that only linking, cancelling and refunding have. */
const NEVER_A_PAYMENTS = ['authorization', 'refund_rule', 'cancel_window', 'merchant_balance'] as const;

type NeverAPayments = (typeof NEVER_A_PAYMENTS)[number];

export type PaymentFailureKind =
  | Exclude<FailureCategory, NeverAPayments>
  /** The wallet was unlinked, paused or lost before anything was sent. */
  | 'not_usable'
  /** A code that says nothing to us. */
  | 'other';

/** What became of a payment without Alipay: our own codes, beside Alipay's. */
export const ownFailures = {
  WALLET_NOT_USABLE: {
    message: 'The wallet was no longer usable; nothing was sent.',
    kind: 'not_usable',
    advice: 'customer_must_act',
    retryable: true,
  },
  /** Alipay says that the attempt before this one has collected the money after all. */
  EARLIER_ATTEMPT_PAID: {
    message: 'The attempt before this one was paid after all; nothing was sent.',
    kind: 'closed',
    advice: 'done',
    retryable: false,
  },
  /** The order holds something that Alipay's messages have no room for. */
  NOT_SENDABLE: {
    message: 'The order does not fit into a payment request; nothing was sent.',
    kind: 'request',
    advice: 'operator_must_act',
    retryable: false,
  },
} as const satisfies Record<string, OwnFailure>;

interface OwnFailure {
  readonly message: string;
  readonly kind: PaymentFailureKind;
  readonly advice: Advice;
  readonly retryable: boolean;
}

export type OwnFailureCode = keyof typeof ownFailures;

export interface FailureView {
  readonly code: string;
  readonly kind: PaymentFailureKind;
  readonly advice: Advice;
  readonly retryable: boolean;
}

/** @returns null when nothing failed */
export function failureView(payment: {
  readonly failureCode: string | null;
  readonly failureRetryable: boolean | null;
}): FailureView | null {
  const { failureCode: code } = payment;
  if (code === null) return null;
  const retryable = payment.failureRetryable ?? false;
  const trouble = troubleOf(code);
  // "No such payment", believed after its expiry: it never arrived, and that ends it as well as any other end.
  if (trouble.kind === 'state' && retryable) return { code, kind: 'closed', advice: 'new_id_later', retryable };
  return { code, ...trouble, retryable };
}

function troubleOf(code: string): { readonly kind: PaymentFailureKind; readonly advice: Advice } {
  if (isOwn(code)) return { kind: ownFailures[code].kind, advice: ownFailures[code].advice };
  const meaning = meaningOf('pay', code);
  if (meaning === null || meaning.category === null) return { kind: 'other', advice: 'operator_must_act' };
  const { category, advice } = meaning;
  return { kind: isPayments(category) ? category : 'other', advice };
}

function isOwn(code: string): code is OwnFailureCode {
  return Object.hasOwn(ownFailures, code);
}

function isPayments(category: FailureCategory): category is Exclude<FailureCategory, NeverAPayments> {
  return !NEVER_A_PAYMENTS.some((never) => never === category);
}
