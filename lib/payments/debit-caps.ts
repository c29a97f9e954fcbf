/**
 * What a debit may not exceed: the customer's own cap on the wallet, and the merchant's caps per debit, per customer and
 * day, and in total per hour. Checked before an order is written down, whoever places it.
 *
 * Sums are of debits that are paid or may yet be. Where a cap on a sum is set, placers in one currency go one after the
 * other, so that twenty at once cannot each see room for one.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { wallets } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { formatMoney, isCurrency } from '@/lib/kit/money';
import { readMoneyLimits } from '@/lib/settings/read-settings';

interface Debit {
  readonly customerId: Id<'cus'>;
  readonly wallet: Pick<typeof wallets.$inferSelect, 'capMinor'>;
  readonly currency: string;
  readonly amountMinor: bigint;
}

/** @throws Refusal `debit_over_cap`, naming which cap; runs inside the transaction that writes the debit down */
export async function refuseOverCaps(tx: Database, ctx: Context, debit: Debit): Promise<void> {
  const { wallet, currency, amountMinor } = debit;
  if (wallet.capMinor !== null && amountMinor > wallet.capMinor) {
    const who = ctx.actor.kind === 'customer' ? 'You' : 'The customer';
    throw over(`${who} allowed at most ${say(currency, wallet.capMinor)} per debit from this wallet.`);
  }
  const limits = await readMoneyLimits(tx, currency);
  if (limits.perDebitMinor !== null && amountMinor > limits.perDebitMinor) {
    throw over(`One debit is at most ${say(currency, limits.perDebitMinor)}.`);
  }
  if (limits.perCustomerDayMinor === null && limits.perHourMinor === null) return;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`debit caps ${currency}`}, 0))`);
  const sums = await readSums(tx, ctx, debit);
  if (limits.perCustomerDayMinor !== null && sums.customerDayMinor + amountMinor > limits.perCustomerDayMinor) {
    throw over(`One customer is debited at most ${say(currency, limits.perCustomerDayMinor)} within 24 hours.`);
  }
  if (limits.perHourMinor !== null && sums.hourMinor + amountMinor > limits.perHourMinor) {
    throw over(`All debits together are at most ${say(currency, limits.perHourMinor)} within an hour.`);
  }
}

async function readSums(tx: Database, ctx: Context, { customerId, currency }: Debit) {
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const [row] = await tx.execute<{ day: string; hour: string }>(sql`
    select
      coalesce(sum(p.amount_minor) filter (where o.customer_id = ${customerId}), 0)::text as day,
      coalesce(sum(p.amount_minor) filter (where p.created_at > ${now} - interval '1 hour'), 0)::text as hour
    from payments p join orders o on o.id = p.order_id
    where p.created_at > ${now} - interval '24 hours' and p.currency = ${currency} and p.status in ('INIT', 'SUCCESS')`);
  return { customerDayMinor: BigInt(row!.day), hourMinor: BigInt(row!.hour) };
}

function over(detail: string): Refusal {
  return new Refusal('debit_over_cap', {}, detail);
}

function say(currency: string, minor: bigint): string {
  return isCurrency(currency) ? formatMoney({ currency, minor }, { style: 'symbol' }) : `${minor} ${currency}`;
}
