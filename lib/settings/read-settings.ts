/**
 * Reads what the merchant has set. Fresh each time: a changed limit or the switch holds from the next debit on, in every
 * process.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { merchantSettings, moneyLimits } from '@/db/schema/settings';
import type { Context } from '@/lib/context';

export type MerchantSettings = typeof merchantSettings.$inferSelect;

export interface MoneyLimits {
  readonly perDebitMinor: bigint | null;
  readonly perCustomerDayMinor: bigint | null;
  readonly perHourMinor: bigint | null;
  readonly passwordAboveMinor: bigint | null;
}

const NO_LIMITS: MoneyLimits = {
  perDebitMinor: null,
  perCustomerDayMinor: null,
  perHourMinor: null,
  passwordAboveMinor: null,
};

export async function readMerchantSettings(db: Database): Promise<MerchantSettings> {
  const [row] = await db.select().from(merchantSettings);
  if (!row) throw new Error('the settings row that the migration writes is missing');
  return row;
}

export async function readMoneyLimits(db: Database, currency: string): Promise<MoneyLimits> {
  const [row] = await db.select().from(moneyLimits).where(eq(moneyLimits.currency, currency));
  return row ?? NO_LIMITS;
}

/** The merchant's own colour on customers' pages, as `#rrggbb`; null: ours. */
export async function readAccent(db: Database): Promise<string | null> {
  const [row] = await db.select({ accent: merchantSettings.accent }).from(merchantSettings);
  return row?.accent ?? null;
}

/** The switch: on the dashboard and by command it is a row, by `DEBITS_PAUSED` a fact of the process. */
export async function areDebitsPaused(ctx: Pick<Context, 'db' | 'settings'>): Promise<boolean> {
  if (ctx.settings.debitsPaused) return true;
  const [row] = await ctx.db.select({ at: merchantSettings.debitsPausedAt }).from(merchantSettings);
  return row?.at != null;
}

/**
 * For a debit that would wait: while debits are paused its transaction keeps the switch from being turned back, so that whoever
 * turns it moves up this one too. Costs nothing while they flow.
 */
export async function mustDebitsWait(ctx: Pick<Context, 'db' | 'settings'>): Promise<boolean> {
  if (ctx.settings.debitsPaused) return true;
  if (!(await areDebitsPaused(ctx))) return false;
  const [row] = await ctx.db.select({ at: merchantSettings.debitsPausedAt }).from(merchantSettings).for('share');
  return row?.at != null;
}
