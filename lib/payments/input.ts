/**
 * What people send in to pay. Safe in the browser: forms check with the same schema as the door.
 */
import { z } from 'zod';
import { isCurrency, MoneyError, parseMajor, toWire, type Currency } from '@/lib/kit/money';
import { DESCRIPTION_MAX, REFERENCE_MAX } from './bounds';

export const placeOrderInput = z.object({
  productId: z.string().regex(/^prd_[0-9A-Z]{26}$/, 'not a product'),
  walletId: z.string().regex(/^wal_[0-9A-Z]{26}$/, 'choose a wallet'),
  /** Made once per page view, so that a double click is one order. */
  placementKey: z.string().min(16).max(64),
});

export type PlaceOrderInput = z.infer<typeof placeOrderInput>;

/** A random value that a form makes once per view, so that a double click is one act. */
const placementKey = z.string().min(16).max(64);

/** What an operator sends in to place an order for a customer; the amount is in major units, as it is typed. */
export const placeOrderForInput = z
  .object({
    customerId: z.string().regex(/^cus_[0-9A-Z]{26}$/, 'choose a customer'),
    walletId: z.string().regex(/^wal_[0-9A-Z]{26}$/, 'choose a wallet'),
    currency: z.string().refine(isCurrency, 'not a currency we know'),
    amount: z.string().max(24, 'too long'),
    description: z
      .string()
      .trim()
      .min(1, 'say what it is for')
      .max(DESCRIPTION_MAX, `at most ${DESCRIPTION_MAX} characters`),
    referenceOrderId: z
      .string()
      .trim()
      .max(REFERENCE_MAX, `at most ${REFERENCE_MAX} characters`)
      .transform((text) => text || undefined)
      .optional(),
    placementKey,
  })
  .transform(({ currency, amount, ...rest }, context) => {
    try {
      return { ...rest, amount: toWire(parseMajor(amount, currency as Currency)) };
    } catch (error) {
      const message = error instanceof MoneyError ? error.message : 'not an amount';
      context.addIssue({ code: 'custom', path: ['amount'], message });
      return z.NEVER;
    }
  });

export type PlaceOrderForInput = z.output<typeof placeOrderForInput>;

export const retryOrderInput = z.object({
  walletId: z
    .string()
    .regex(/^wal_[0-9A-Z]{26}$/, 'choose a wallet')
    .optional(),
});

/** The password is asked again above the merchant's limit. */
export const cancelOrderInput = z.object({ password: z.string().max(200).optional() });
