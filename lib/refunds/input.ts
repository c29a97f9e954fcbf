/**
 * What people send in to give money back. Safe in the browser: forms check with the same schema as the door.
 */
import { z } from 'zod';
import { REASON_LENGTH_MAX } from './bounds';

export const requestRefundInput = z.object({
  /** In major units, as it is typed; empty means all that is left. */
  amount: z.string().trim().max(24, 'too long').optional(),
  reason: z
    .string()
    .trim()
    .max(REASON_LENGTH_MAX, `at most ${REASON_LENGTH_MAX} characters`)
    .transform((text) => text || undefined)
    .optional(),
  /** Made once per dialog, so that a double click is one refund. */
  placementKey: z.string().min(16).max(64),
  password: z.string().max(200).optional(),
});

export type RequestRefundInput = z.output<typeof requestRefundInput>;

export const retryRefundInput = z.object({ password: z.string().max(200).optional() });

export const closeCaseInput = z.object({
  reason: z.string().trim().min(3, 'say why, for whoever reads this later').max(500, 'at most 500 characters'),
});

export const returnSurplusInput = z.object({ password: z.string().max(200).optional() });
