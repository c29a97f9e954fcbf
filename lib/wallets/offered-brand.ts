/**
 * Which wallets may be linked here: those that are known and that the merchant offers.
 */
import { isBrand, type Brand } from '@/lib/alipay/brands';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';

/** @throws Refusal `wallet_not_offered` */
export function offeredBrand(ctx: Pick<Context, 'settings'>, brand: string): Brand {
  const offered = ctx.settings.brands;
  if (!isBrand(brand) || (offered && !offered.includes(brand))) throw new Refusal('wallet_not_offered');
  return brand;
}
