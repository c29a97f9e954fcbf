/** What the REST API takes and gives about webhooks. What is taken is checked again by the verbs' own rules for addresses. */
import { z } from 'zod';
import { DELIVERY_STATUSES, SENT_EVENTS, WEBHOOK_EVENTS } from '@/db/schema/webhooks';
import { idSchema, momentSchema, pageQuery, PRINTED } from './schemas';

/** As much as the table takes. */
const URL_LENGTH_MAX = 2_000;
const DESCRIPTION_LENGTH_MAX = 200;

const url = z
  .string()
  .min(1, 'Must not be empty.')
  .max(URL_LENGTH_MAX, `Must be at most ${URL_LENGTH_MAX} characters.`)
  .refine((text) => URL.canParse(text), 'Must be a whole address.')
  .meta({ description: 'https, and no private address.', example: 'https://shop.example/webhooks' });

const events = z
  .array(z.enum(WEBHOOK_EVENTS, 'Must be one of the events.'))
  .min(1, 'Choose at least one event.')
  .max(WEBHOOK_EVENTS.length, 'Name each event once.')
  .meta({ example: ['order.succeeded', 'order.failed'] });

const description = z
  .string()
  .max(DESCRIPTION_LENGTH_MAX, `Must be at most ${DESCRIPTION_LENGTH_MAX} characters.`)
  .regex(PRINTED, 'Must not hold control characters or halves of characters.')
  .meta({ pattern: PRINTED.source, example: 'The shop' });

export const createWebhookEndpointBody = z
  .strictObject({ url, events, description: description.optional() })
  .meta({ id: 'CreateWebhookEndpoint' });

export const changeWebhookEndpointBody = z
  .strictObject({ url: url.optional(), events: events.optional(), description: description.optional() })
  .meta({ id: 'ChangeWebhookEndpoint', description: 'What is absent stays as it is.' });

export const rotateWebhookSecretBody = z
  .strictObject({
    oldSecret: z
      .enum(['for_a_day', 'now'], 'Must be for_a_day or now.')
      .default('for_a_day')
      .meta({ description: 'How long the old secret signs beside the new one. `now`: somebody else knows it.' }),
  })
  .meta({ id: 'RotateWebhookSecret' });

const asked = z.iso.datetime({ offset: true, error: 'Must be a moment as 2026-11-26T08:30:00Z, with its zone.' });

export const resendRangeBody = z
  .strictObject({
    from: asked.meta({ description: 'Queued at this moment or later.', example: '2026-11-26T00:00:00Z' }),
    to: asked.meta({ description: 'Queued at this moment or earlier.', example: '2026-11-27T00:00:00Z' }),
    status: z
      .enum(DELIVERY_STATUSES, 'Must be PENDING, DELIVERED or FAILED.')
      .optional()
      .meta({ description: 'Absent: what got through is sent again as well.' }),
  })
  .refine(({ from, to }) => new Date(from) <= new Date(to), { path: ['to'], error: 'Must not lie before `from`.' })
  .meta({ id: 'ResendRange' });

export const listEndpointsQuery = z.strictObject(pageQuery);

export const listDeliveriesQuery = z.strictObject({
  status: z.enum(DELIVERY_STATUSES, 'Must be PENDING, DELIVERED or FAILED.').optional(),
  type: z.enum(SENT_EVENTS, 'Must be one of the events.').optional(),
  subjectId: z
    .string()
    .min(1, 'Must not be empty.')
    .max(64, 'Must be at most 64 characters.')
    .optional()
    .meta({ description: 'The order, refund or wallet that it tells of.' }),
  ...pageQuery,
});

export const webhookEndpointSchema = z
  .object({
    id: idSchema('whe', 'The endpoint.'),
    url: z.string(),
    description: z.string(),
    events: z.array(z.enum(WEBHOOK_EVENTS)),
    status: z.enum(['ACTIVE', 'PAUSED']),
    pausedAt: momentSchema.nullable(),
    pausedReason: z.string().nullable().meta({ description: '`by_hand`, `failing` or `gone`.' }),
    failingSince: momentSchema.nullable().meta({ description: 'Since when nothing has got through.' }),
    failures: z.number().int(),
    waiting: z.number().int().meta({ description: 'Events that wait to get through, counted up to a thousand.' }),
    previousSecretUntil: momentSchema.nullable().meta({ description: 'Until then the old secret signs as well.' }),
    createdAt: momentSchema,
    updatedAt: momentSchema,
  })
  .meta({ id: 'WebhookEndpoint' });

export const webhookEndpointWithSecretSchema = webhookEndpointSchema
  .extend({ secret: z.string().meta({ description: 'Shown this once.', example: 'whsec_…' }) })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const webhookDeliverySchema = z
  .object({
    id: idSchema('dlv', 'The delivery.'),
    endpointId: idSchema('whe', 'To whom.'),
    eventId: idSchema('evt', 'The `webhook-id` that every attempt carries.'),
    type: z.enum(SENT_EVENTS),
    subjectId: z.string().meta({ description: 'The order, refund or wallet that it tells of.' }),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.number().int().meta({ description: 'Since it was queued, or last sent again by hand.' }),
    nextAttemptAt: momentSchema.nullable(),
    giveUpAt: momentSchema,
    lastHttpStatus: z.number().int().nullable(),
    lastProblem: z.string().nullable(),
    createdAt: momentSchema,
    resolvedAt: momentSchema.nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
