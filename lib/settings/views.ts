/** What staff see of the merchant's settings: the switch, the choices, and the limits per currency. JSON-safe. */
import { asc, eq } from 'drizzle-orm';
import { merchantSettings, moneyLimits } from '@/db/schema/settings';
import { users } from '@/db/schema/users';
import { isAllowed, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { readMerchantSettings } from './read-settings';

export interface LimitsView {
  readonly currency: string;
  /** Minor units; null: no limit. */
  readonly perDebitMinor: string | null;
  readonly perCustomerDayMinor: string | null;
  readonly perHourMinor: string | null;
  /** Null: the password is always asked. */
  readonly passwordAboveMinor: string | null;
}

export interface SettingsView {
  readonly pause: {
    readonly paused: boolean;
    /** By the environment: the dashboard cannot resume what a process was started with. */
    readonly byEnvironment: boolean;
    readonly since: string | null;
    readonly by: string | null;
    readonly reason: string | null;
  };
  readonly staleAfterMinutes: number;
  readonly retryAfterHours: readonly number[];
  readonly cancelAfterSeconds: number | null;
  readonly returnsSurplus: boolean;
  /** The merchant's own colour, as `#rrggbb`; null: ours. */
  readonly accent: string | null;
  readonly limits: LimitsView[];
  readonly acts: { readonly change: boolean; readonly pause: boolean };
}

export async function readSettings(ctx: Context): Promise<SettingsView> {
  requireRole(ctx, 'settings.read');
  const settings = await readMerchantSettings(ctx.db);
  const limits = await ctx.db.select().from(moneyLimits).orderBy(asc(moneyLimits.currency));
  const [pausedBy] = await ctx.db
    .select({ name: users.name })
    .from(merchantSettings)
    .innerJoin(users, eq(users.id, merchantSettings.debitsPausedBy as never));
  return {
    pause: {
      paused: ctx.settings.debitsPaused || settings.debitsPausedAt !== null,
      byEnvironment: ctx.settings.debitsPaused,
      since: settings.debitsPausedAt?.toISOString() ?? null,
      by: pausedBy?.name ?? settings.debitsPausedBy,
      reason: settings.debitsPausedReason,
    },
    staleAfterMinutes: settings.staleAfterMinutes,
    retryAfterHours: settings.retryAfterHours,
    cancelAfterSeconds: settings.cancelAfterSeconds,
    returnsSurplus: settings.returnsSurplus,
    accent: settings.accent,
    limits: limits.map((row) => ({
      currency: row.currency,
      perDebitMinor: row.perDebitMinor?.toString() ?? null,
      perCustomerDayMinor: row.perCustomerDayMinor?.toString() ?? null,
      perHourMinor: row.perHourMinor?.toString() ?? null,
      passwordAboveMinor: row.passwordAboveMinor?.toString() ?? null,
    })),
    acts: { change: isAllowed(ctx.actor, 'settings.change'), pause: isAllowed(ctx.actor, 'debits.pause') },
  };
}
