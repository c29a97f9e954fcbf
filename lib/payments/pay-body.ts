/**
 * The exact bytes of a debit: what the order, its buyer, its wallet and the merchant say, in Alipay's words. They hold a token, and are
 * kept sealed until the payment has ended.
 *
 * Does not know: when they leave, and how often.
 */
import type { customers } from '@/db/schema/customers';
import type { orders } from '@/db/schema/orders';
import type { payments } from '@/db/schema/payments';
import type { credentials } from '@/db/schema/wallets';
import type { Brand } from '@/lib/alipay/brands';
import { buildPay } from '@/lib/alipay/pay';
import { BUYER_EMAIL_MAX, BUYER_FULL_NAME_MAX, type PayBuyer } from '@/lib/alipay/pay-order';
import { WireInputError } from '@/lib/alipay/wire-input';
import type { Context } from '@/lib/context';
import { parseMoney } from '@/lib/kit/money';

export interface Debit {
  readonly payment: typeof payments.$inferSelect;
  readonly order: typeof orders.$inferSelect;
  readonly buyer: typeof customers.$inferSelect;
  readonly email: string | null;
  readonly credential: typeof credentials.$inferSelect;
  readonly brand: Brand;
  readonly expiresAt: Date;
}

/** Trying again would not make a field shorter: what does not fit the wire ends the payment, and the log says which field. */
export function payBodyOrNull(ctx: Context, debit: Debit): Uint8Array | null {
  try {
    return bodyOf(ctx, debit);
  } catch (error) {
    if (!(error instanceof WireInputError)) throw error;
    ctx.log.error({ err: error, payment: debit.payment.id }, 'an order does not fit into a payment request');
    return null;
  }
}

function bodyOf(ctx: Context, debit: Debit): Uint8Array {
  const { payment, order, credential, brand, expiresAt } = debit;
  const { settings } = ctx;
  const accessToken = ctx.sealer
    .open(credential.accessTokenSealed, {
      table: 'credentials',
      row: credential.id,
      column: 'access_token',
      customer: credential.customerId,
    })
    .toString('utf8');
  const money = (minor: string) => parseMoney({ currency: payment.currency, value: minor });
  return buildPay({
    paymentRequestId: payment.paymentRequestId,
    accessToken,
    brand,
    amount: money(payment.amountMinor.toString()),
    order: {
      referenceOrderId: order.referenceOrderId,
      description: order.description,
      goods: order.lines.map((line, place) => ({
        referenceGoodsId: line.productId ?? `line-${place + 1}`,
        goodsName: line.name,
        unitAmount: money(line.unitMinor),
        quantity: line.quantity,
      })),
      buyer: buyerOf(debit),
    },
    merchant: {
      merchantName: settings.merchantName,
      ...(settings.merchantId && { referenceMerchantId: settings.merchantId }),
      ...(settings.merchantMcc && { merchantMCC: settings.merchantMcc }),
    },
    ...(settings.merchantRegion && { merchantRegion: settings.merchantRegion }),
    ...(settings.settlementCurrency && { settlementCurrency: settings.settlementCurrency }),
    paymentNotifyUrl: `${settings.appUrl}/api/alipay/notifications/payments`,
    paymentRedirectUrl: `${settings.appUrl}/orders/${order.id}`,
    expiresAt,
    env: {
      terminalType: order.terminal.terminalType,
      ...(order.terminal.osType && { osType: order.terminal.osType }),
      ...(order.terminal.address && { clientIp: order.terminal.address }),
      ...(order.terminal.userAgent && { userAgent: order.terminal.userAgent }),
    },
  });
}

/** Helps the wallet's risk checks, and no debit may fail for it: what is longer than Alipay takes is left out. */
function buyerOf({ order, buyer, email }: Debit): PayBuyer {
  return {
    referenceBuyerId: order.customerId,
    registeredAt: buyer.createdAt,
    ...(fits(email, BUYER_EMAIL_MAX) && { email }),
    ...(fits(buyer.name, BUYER_FULL_NAME_MAX) && { name: { fullName: buyer.name } }),
  };
}

function fits(text: string | null, lengthMax: number): text is string {
  return text !== null && text.trim() !== '' && text.length <= lengthMax;
}
