/**
 * Changes the merchant's choices and money limits. Each change is one line of the audit log that names what it was and what
 * it is.
 */
import { moneyLimits, merchantSettings } from '@/db/schema/settings';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { actorId } from '@/lib/auth/actor';
import type { ChangeLimitsInput, ChangeLookInput, ChangeSettingsInput } from './input';
import { readMerchantSettings, readMoneyLimits } from './read-settings';

export async function changeSettings(ctx: Context, input: ChangeSettingsInput): Promise<void> {
  requireRole(ctx, 'settings.change');
  await ctx.db.transaction(async (tx) => {
    const before = await readMerchantSettings(tx);
    await tx.update(merchantSettings).set({ ...input, updatedAt: ctx.now(), updatedBy: actorId(ctx.actor) });
    await writeAudit(tx, ctx, {
      action: 'settings.change',
      subjectId: null,
      detail: {
        staleAfterMinutes: change(before.staleAfterMinutes, input.staleAfterMinutes),
        retryAfterHours: change(before.retryAfterHours.join(' '), input.retryAfterHours.join(' ')),
        cancelAfterSeconds: change(before.cancelAfterSeconds, input.cancelAfterSeconds),
        returnsSurplus: change(before.returnsSurplus, input.returnsSurplus),
      },
    });
  });
}

/** Customers see it on their next page. */
export async function changeLook(ctx: Context, input: ChangeLookInput): Promise<void> {
  requireRole(ctx, 'settings.change');
  await ctx.db.transaction(async (tx) => {
    const { accent: before } = await readMerchantSettings(tx);
    await tx
      .update(merchantSettings)
      .set({ accent: input.accent, updatedAt: ctx.now(), updatedBy: actorId(ctx.actor) });
    const detail = { accent: change(before, input.accent) };
    await writeAudit(tx, ctx, { action: 'settings.change_look', subjectId: null, detail });
  });
}

export async function changeLimits(ctx: Context, input: ChangeLimitsInput): Promise<void> {
  requireRole(ctx, 'settings.change');
  const { currency } = input;
  const limits = {
    perDebitMinor: bigOrNull(input.perDebitMinor),
    perCustomerDayMinor: bigOrNull(input.perCustomerDayMinor),
    perHourMinor: bigOrNull(input.perHourMinor),
    passwordAboveMinor: bigOrNull(input.passwordAboveMinor),
    updatedAt: ctx.now(),
    updatedBy: actorId(ctx.actor),
  };
  await ctx.db.transaction(async (tx) => {
    const before = await readMoneyLimits(tx, currency);
    await tx
      .insert(moneyLimits)
      .values({ currency, ...limits })
      .onConflictDoUpdate({ target: moneyLimits.currency, set: limits });
    await writeAudit(tx, ctx, {
      action: 'settings.change_limits',
      subjectId: currency,
      detail: {
        perDebitMinor: change(before.perDebitMinor, limits.perDebitMinor),
        perCustomerDayMinor: change(before.perCustomerDayMinor, limits.perCustomerDayMinor),
        perHourMinor: change(before.perHourMinor, limits.perHourMinor),
        passwordAboveMinor: change(before.passwordAboveMinor, limits.passwordAboveMinor),
      },
    });
  });
}

type Value = string | number | bigint | boolean | null;

/** `24 → 48`, or only the value where nothing changed. */
function change(before: Value, after: Value): string {
  const [from, to] = [before, after].map((value) => (value === null ? 'none' : String(value)));
  return from === to ? to! : `${from} → ${to}`;
}

function bigOrNull(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
