/**
 * What people and machines send in about webhooks. Safe in the browser: forms check with the same schema as the door.
 */
import { z } from 'zod';
import { DELIVERY_STATUSES, WEBHOOK_EVENTS } from '@/db/schema/webhooks';
import { DESCRIPTION_LENGTH_MAX, URL_LENGTH_MAX } from './bounds';

const url = z
  .string()
  .trim()
  .min(1, 'give an address')
  .max(URL_LENGTH_MAX, `at most ${URL_LENGTH_MAX} characters`)
  .refine((text) => URL.canParse(text), 'give a whole address, as https://example.com/webhooks');

const events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1, 'choose at least one event')
  .transform((chosen) => WEBHOOK_EVENTS.filter((event) => chosen.includes(event)));

const description = z.string().trim().max(DESCRIPTION_LENGTH_MAX, `at most ${DESCRIPTION_LENGTH_MAX} characters`);

export const createWebhookEndpointInput = z.object({ url, events, description: description.optional() });
export type CreateWebhookEndpointInput = z.output<typeof createWebhookEndpointInput>;

/** What is absent stays as it is. */
export const changeWebhookEndpointInput = z.object({
  url: url.optional(),
  events: events.optional(),
  description: description.optional(),
});
export type ChangeWebhookEndpointInput = z.output<typeof changeWebhookEndpointInput>;

/** `now`: the old secret is known to somebody else, and signs nothing more. */
export const rotateWebhookSecretInput = z.object({ oldSecret: z.enum(['for_a_day', 'now']).default('for_a_day') });
export type RotateWebhookSecretInput = z.output<typeof rotateWebhookSecretInput>;

const moment = z.iso.datetime({ offset: true, error: 'give a moment, as 2026-01-31T08:00:00Z' });

/** By when the event was queued for the endpoint; both ends are within. Without a status, what got through is sent again as well. */
export const resendRangeInput = z
  .object({ from: moment, to: moment, status: z.enum(DELIVERY_STATUSES).optional() })
  .refine(({ from, to }) => new Date(from) <= new Date(to), { path: ['to'], error: 'before the beginning' });
export type ResendRangeInput = z.output<typeof resendRangeInput>;
