/**
 * What the staff send in to set limits and choices. Safe in the browser: forms check with the same schema as the door.
 */
import { z } from 'zod';
import { accentProblem, writtenAccent } from '@/lib/kit/accent';
import { isCurrency, MoneyError, parseMajor, type Currency } from '@/lib/kit/money';
import { PAUSE_REASON_MAX, RETRIES_MAX } from './bounds';

/** A month: what is not there by then is a matter between people. */
const RETRY_HOURS_MAX = 24 * 31;
const MINUTES_PER_YEAR = 525_600;

export const pauseDebitsInput = z.object({
  reason: z
    .string()
    .trim()
    .min(3, 'say why, for whoever finds the switch')
    .max(PAUSE_REASON_MAX, `at most ${PAUSE_REASON_MAX} characters`),
});

export const changeSettingsInput = z.object({
  staleAfterMinutes: z
    .number()
    .int('whole minutes')
    .min(5, 'at least 5 minutes')
    .max(MINUTES_PER_YEAR, 'at most a year'),
  retryAfterHours: z
    .array(z.number().int('whole hours').min(1, 'at least 1 hour').max(RETRY_HOURS_MAX, 'at most 31 days'))
    .max(RETRIES_MAX, `at most ${RETRIES_MAX} tries`)
    .refine(
      (hours) => hours.every((hour, place) => place === 0 || hour > hours[place - 1]!),
      'each later than the one before',
    ),
  cancelAfterSeconds: z
    .number()
    .int('whole seconds')
    .min(70, 'at least 70 s: a payment lives a minute')
    .max(86_400)
    .nullable(),
  returnsSurplus: z.boolean(),
});

export type ChangeSettingsInput = z.infer<typeof changeSettingsInput>;

export const changeLookInput = z.object({
  /** Empty: our own colour. */
  accent: z
    .string()
    .max(24, 'too long')
    .transform(writtenAccent)
    .superRefine((accent, context) => {
      const problem = accent === '' ? null : accentProblem(accent);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    })
    .transform((accent) => (accent === '' ? null : accent)),
});

export type ChangeLookInput = z.output<typeof changeLookInput>;

/** An empty field is no limit; anything else is an amount in major units of the currency. */
function limit(
  currency: Currency,
  text: string,
  context: z.RefinementCtx,
  field: string,
  zeroAllowed: boolean,
): string | null {
  const typed = text.trim();
  if (typed === '') return null;
  if (zeroAllowed && /^0+(\.0+)?$/.test(typed)) return '0';
  try {
    return parseMajor(typed, currency).minor.toString();
  } catch (error) {
    const message = error instanceof MoneyError ? error.message : 'not an amount';
    context.addIssue({ code: 'custom', path: [field], message });
    return null;
  }
}

const typedLimit = z.string().max(24, 'too long');

export const changeLimitsInput = z
  .object({
    currency: z.string().refine(isCurrency, 'not a currency we know'),
    perDebit: typedLimit,
    perCustomerDay: typedLimit,
    perHour: typedLimit,
    passwordAbove: typedLimit,
  })
  .transform((typed, context) => {
    const currency = typed.currency as Currency;
    return {
      currency,
      perDebitMinor: limit(currency, typed.perDebit, context, 'perDebit', false),
      perCustomerDayMinor: limit(currency, typed.perCustomerDay, context, 'perCustomerDay', false),
      perHourMinor: limit(currency, typed.perHour, context, 'perHour', false),
      passwordAboveMinor: limit(currency, typed.passwordAbove, context, 'passwordAbove', true),
    };
  });

export type ChangeLimitsInput = z.output<typeof changeLimitsInput>;
