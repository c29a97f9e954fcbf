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
import type { Brand } from '@/lib/alipay/brands';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireAmount, wireText, wireTime } from '@/lib/alipay/wire-answer';
import {
  address,
  amount,
  encode,
  optionalText,
  terminal,
  text,
  time,
  WireInputError,
  type Terminal,
} from '@/lib/alipay/wire-input';

export interface PayInput {
  /** Our id of this attempt, and Alipay's idempotency key. */
  readonly paymentRequestId: string;
  readonly accessToken: string;
  readonly brand: Brand;
  readonly amount: Money;
  readonly order: {
    readonly referenceOrderId: string;
    readonly description: string;
    readonly goods?: readonly PayGoods[];
    readonly buyer?: { readonly referenceBuyerId: string; readonly email?: string };
  };
  readonly merchant: {
    readonly referenceMerchantId?: string;
    readonly merchantName: string;
    readonly merchantMCC?: string;
  };
  readonly settlementCurrency?: string;
  readonly paymentNotifyUrl: string;
  readonly paymentRedirectUrl: string;
  /** At most one minute ahead. */
  readonly expiresAt: Date;
  readonly env: Terminal & { readonly clientIp?: string; readonly userAgent?: string };
}

export interface PayGoods {
  readonly referenceGoodsId: string;
  readonly goodsName: string;
  readonly unitAmount: Money;
  readonly quantity: number;
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

const GOODS_MAX = 100;

/** @throws WireInputError */
export function buildPay(input: PayInput): Uint8Array {
  const paymentAmount = amount('paymentAmount', input.amount);
  return encode({
    productCode: 'AGREEMENT_PAYMENT',
    paymentRequestId: text('paymentRequestId', input.paymentRequestId, 64),
    order: buildOrder(input),
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
    env: {
      ...terminal(input.env),
      clientIp: optionalText('env.clientIp', input.env.clientIp, 64),
      userAgent: input.env.userAgent,
    },
  });
}

function buildOrder({ order, merchant, amount: money }: PayInput): object {
  return {
    // The order's currency is the wallet's, so both amounts are one.
    orderAmount: amount('orderAmount', money),
    referenceOrderId: text('referenceOrderId', order.referenceOrderId, 64),
    orderDescription: text('orderDescription', order.description, 256),
    merchant: {
      referenceMerchantId: optionalText('merchant.referenceMerchantId', merchant.referenceMerchantId, 32),
      merchantName: text('merchant.merchantName', merchant.merchantName, 256),
      merchantMCC: optionalText('merchant.merchantMCC', merchant.merchantMCC, 32),
    },
    goods: order.goods && order.goods.length > 0 ? buildGoods(order.goods) : undefined,
    buyer: order.buyer && {
      referenceBuyerId: text('buyer.referenceBuyerId', order.buyer.referenceBuyerId, 64),
      buyerEmail: optionalText('buyer.buyerEmail', order.buyer.email, 64),
    },
  };
}

function buildGoods(goods: readonly PayGoods[]): object[] {
  if (goods.length > GOODS_MAX) throw new WireInputError('goods', `has more than ${GOODS_MAX} entries`);
  return goods.map((item, index) => {
    const field = `goods[${index}]`;
    if (!Number.isSafeInteger(item.quantity) || item.quantity < 1) {
      throw new WireInputError(`${field}.goodsQuantity`, 'must be a whole number above zero');
    }
    return {
      referenceGoodsId: text(`${field}.referenceGoodsId`, item.referenceGoodsId, 64),
      goodsName: text(`${field}.goodsName`, item.goodsName, 256),
      goodsUnitAmount: amount(`${field}.goodsUnitAmount`, item.unitAmount),
      goodsQuantity: String(item.quantity),
    };
  });
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
  return readAnswer(body, paidFields, foldPaid, asked);
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
