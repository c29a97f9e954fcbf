/**
 * What the simulator may set the clock to.
 */
import { z } from 'zod';
import { LATEST_MS, RATE_MAX, RATE_MIN } from '@/lib/kit/clock';

export const setClockInput = z.strictObject({
  now: z.iso
    .datetime({ offset: true, error: 'must be a time as 2026-11-26T00:20:00.000Z' })
    .transform((text) => new Date(text))
    .refine((at) => at.getTime() < LATEST_MS, 'must lie before the year 9000'),
  rate: z
    .number({ error: 'must be a number' })
    .min(RATE_MIN, `must be at least ${RATE_MIN}`)
    .max(RATE_MAX, `must be at most ${RATE_MAX}`),
});

export type SetClockInput = z.output<typeof setClockInput>;
