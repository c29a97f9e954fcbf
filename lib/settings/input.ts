/**
 * What the staff send in to set limits and choices. Forms check with the same bounds as the door.
 */
import { z } from 'zod';
import { accentProblem, writtenAccent } from '@/lib/kit/accent';
import { isCurrency, MoneyError, parseMajor, type Currency } from '@/lib/kit/money';
import { choiceProblems, PAUSE_REASON_MAX } from './bounds';

export const pauseDebitsInput = z.object({
  reason: z
    .string()
    .trim()
    .min(3, 'say why, for whoever finds the switch')
    .max(PAUSE_REASON_MAX, `at most ${PAUSE_REASON_MAX} characters`),
});

export const changeSettingsInput = z
  .object({
    staleAfterMinutes: z.number(),
    retryAfterHours: z.array(z.number()),
    cancelAfterSeconds: z.number().nullable(),
    returnsSurplus: z.boolean(),
  })
  .superRefine((choices, context) => {
    for (const [field, message] of Object.entries(choiceProblems(choices))) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
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
