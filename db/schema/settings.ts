/**
 * What the merchant has set: one row of choices, and one row of money limits per currency. Changed by verbs that audit it.
 */
import { sql } from 'drizzle-orm';
import { boolean, check, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { currencyCode, minorUnits, moment } from './columns';

export const merchantSettings = pgTable(
  'merchant_settings',
  {
    one: integer().primaryKey().default(1),
    /** Set while the switch stands on "paused"; then nothing new is debited. */
    debitsPausedAt: moment(),
    /** The user's id or the command that paused. */
    debitsPausedBy: text(),
    debitsPausedReason: text(),
    /** A debit that has lain unsent for longer than this waits for somebody's yes. */
    staleAfterMinutes: integer().notNull().default(1440),
    /** Hours after a failure at which the policy tries again; its length is the bound. */
    retryAfterHours: jsonb()
      .$type<number[]>()
      .notNull()
      .default(sql`'[24, 72]'::jsonb`),
    /** A payment in process for longer than this is cancelled by the app; null: never. */
    cancelAfterSeconds: integer().default(180),
    /** Money that came twice or late goes back without anybody's act. */
    returnsSurplus: boolean().notNull().default(false),
    /** The merchant's own colour on customers' pages, as `#rrggbb`; null: ours. */
    accent: text(),
    updatedAt: moment(),
    updatedBy: text(),
  },
  (t) => [
    check('merchant_settings_is_one_row', sql`${t.one} = 1`),
    check('merchant_settings_stale', sql`${t.staleAfterMinutes} between 5 and 525600`),
    check('merchant_settings_cancel_after', sql`${t.cancelAfterSeconds} between 70 and 86400`),
    check('merchant_settings_accent', sql`${t.accent} ~ '^#[0-9a-f]{6}$'`),
    check('merchant_settings_paused_by', sql`(${t.debitsPausedAt} is null) = (${t.debitsPausedBy} is null)`),
  ],
);

/** Limits in one currency; an empty one does not limit. Without `passwordAboveMinor` the password is always asked. */
export const moneyLimits = pgTable(
  'money_limits',
  {
    currency: currencyCode().primaryKey(),
    perDebitMinor: minorUnits(),
    /** Of one customer within any 24 hours. */
    perCustomerDayMinor: minorUnits(),
    /** Of all customers together within any hour. */
    perHourMinor: minorUnits(),
    /** A refund or cancel above this asks for the password again. */
    passwordAboveMinor: minorUnits(),
    updatedAt: moment().notNull(),
    updatedBy: text().notNull(),
  },
  (t) => [
    check('money_limits_debit', sql`${t.perDebitMinor} > 0`),
    check('money_limits_day', sql`${t.perCustomerDayMinor} > 0`),
    check('money_limits_hour', sql`${t.perHourMinor} > 0`),
    check('money_limits_password', sql`${t.passwordAboveMinor} >= 0`),
  ],
);
