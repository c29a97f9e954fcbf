/**
 * pay: "debit this wallet".
 *
 * The body is built once, kept, and sent as it is: a repeat under the same paymentRequestId must be the same bytes, or Alipay answers
 * REPEAT_REQ_INCONSISTENT. S is paid, F is finished for this paymentRequestId, everything else is unknown and never failed.
 *
 * Wire: POST /ams/api/v1/payments/pay, productCode AGREEMENT_PAYMENT. Does not know: orders, customers, whether anything was sent before.
 */
import { z } from 'zod';
import type { Money } from '@/lib/kit/money';
import { amountProblem, type Brand } from '@/lib/alipay/brands';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { buildEnv, type PayEnv } from '@/lib/alipay/pay-env';
import { buildOrder, type PayMerchant, type PayOrder } from '@/lib/alipay/pay-order';
import { readAnswer, wireAmount, wireText, wireTime } from '@/lib/alipay/wire-answer';
import {
  address,
  amount,
  encode,
  optionalRegion,
  optionalText,
  text,
  time,
  WireInputError,
} from '@/lib/alipay/wire-input';

export interface PayInput {
  /** Our id of this attempt, and Alipay's idempotency key. */
  readonly paymentRequestId: string;
  readonly accessToken: string;
  readonly brand: Brand;
  readonly amount: Money;
  readonly order: PayOrder;
  readonly merchant: PayMerchant;
  readonly settlementCurrency?: string;
  readonly paymentNotifyUrl: string;
  readonly paymentRedirectUrl: string;
  /** At most one minute ahead. */
  readonly expiresAt: Date;
  readonly env: PayEnv;
  readonly merchantRegion?: string;
  readonly userRegion?: string;
  /** Which of several sites under one client id. */
  readonly merchantAccountId?: string;
  /** Comes back unread with the payment's result. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PaidPayment {
  readonly status: 'SUCCESS';
  /** Alipay's id of the payment. */
  readonly paymentId: string;
  readonly paymentRequestId: string | null;
  /** What Alipay says it collected; compare it before believing. */
  readonly amount: Money | null;
  readonly paidAt: Date | null;
}

/** @throws WireInputError */
export function buildPay(input: PayInput): Uint8Array {
  const paymentAmount = payableAmount(input.brand, input.amount);
  return encode({
    productCode: 'AGREEMENT_PAYMENT',
    paymentRequestId: text('paymentRequestId', input.paymentRequestId, 64),
    order: buildOrder(input.order, input.merchant, input.amount),
    paymentAmount,
    paymentMethod: {
      paymentMethodType: text('paymentMethodType', input.brand, 64),
      paymentMethodId: text('paymentMethodId', input.accessToken, 128),
    },
    settlementStrategy:
      input.settlementCurrency === undefined
        ? undefined
        : { settlementCurrency: text('settlementCurrency', input.settlementCurrency, 3) },
    paymentNotifyUrl: address('paymentNotifyUrl', input.paymentNotifyUrl, 2048),
    paymentRedirectUrl: address('paymentRedirectUrl', input.paymentRedirectUrl, 2048),
    paymentExpiryTime: time('paymentExpiryTime', input.expiresAt),
    env: buildEnv(input.env),
    merchantRegion: optionalRegion('merchantRegion', input.merchantRegion),
    userRegion: optionalRegion('userRegion', input.userRegion),
    merchantAccountId: optionalText('merchantAccountId', input.merchantAccountId, 32),
    metadata: input.metadata && JSON.stringify(input.metadata),
  });
}

/** Beyond a limit that is known, Alipay need not be asked. */
function payableAmount(brand: Brand, money: Money): object {
  const wire = amount('paymentAmount', money);
  const problem = amountProblem(brand, money);
  if (problem !== null) {
    throw new WireInputError('paymentAmount', `is not what ${brand} takes: ${problem.replaceAll('_', ' ')}`);
  }
  return wire;
}

/** The fields of a payment that all its messages share. */
export const paidFields = z.object({
  paymentRequestId: wireText(64),
  paymentId: wireText(64),
  paymentAmount: wireAmount,
  paymentTime: wireTime,
});

/** @param asked the paymentRequestId that was sent; an answer that names another is not ours */
export function readPay(body: Uint8Array, asked: { readonly paymentRequestId: string }): Outcome<PaidPayment> {
  const { paymentRequestId } = asked;
  return readAnswer(body, { api: 'pay', ids: { paymentRequestId } }, paidFields, foldPaid);
}

/** A paid payment out of its fields, shared by the three messages that can say so. */
export function foldPaid(told: z.output<typeof paidFields>): Outcome<PaidPayment> {
  if (told.paymentId === null) return malformed('paid, but without a paymentId');
  return {
    kind: 'succeeded',
    value: {
      status: 'SUCCESS',
      paymentId: told.paymentId,
      paymentRequestId: told.paymentRequestId,
      amount: told.paymentAmount,
      paidAt: told.paymentTime,
    },
  };
}
