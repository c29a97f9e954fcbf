/** The REST API's calls on webhook endpoints and on what was sent to them. */
import type { webhookCalls } from '@/lib/api/webhook-calls';
import type { Id } from '@/lib/kit/ids';
import type { ApiHandlers } from '@/lib/web/api-door';
import { changeWebhookEndpoint } from '@/lib/webhooks/change-endpoint';
import { createWebhookEndpoint } from '@/lib/webhooks/create-endpoint';
import { pauseWebhookEndpoint, resumeWebhookEndpoint } from '@/lib/webhooks/pause-endpoint';
import { removeWebhookEndpoint } from '@/lib/webhooks/remove-endpoint';
import { resendDelivery, resendRange } from '@/lib/webhooks/resend';
import { rotateWebhookSecret } from '@/lib/webhooks/rotate-secret';
import { testWebhookEndpoint } from '@/lib/webhooks/test-endpoint';
import {
  listWebhookDeliveries,
  listWebhookEndpoints,
  readWebhookDelivery,
  readWebhookEndpoint,
} from '@/lib/webhooks/views';

const whe = (id: string) => id as Id<'whe'>;

export const webhookHandlers: Pick<ApiHandlers, keyof typeof webhookCalls> = {
  createWebhookEndpoint: {
    async act({ ctx, body }) {
      const { endpointId, secret } = await createWebhookEndpoint(ctx, body);
      return { status: 201, body: { ...(await readWebhookEndpoint(ctx, endpointId)), secret } };
    },
  },
  listWebhookEndpoints: {
    act: async ({ ctx, query }) => ({ status: 200, body: await listWebhookEndpoints(ctx, query) }),
  },
  readWebhookEndpoint: {
    act: async ({ ctx, id }) => ({ status: 200, body: await readWebhookEndpoint(ctx, id) }),
  },
  changeWebhookEndpoint: {
    async act({ ctx, id, body }) {
      await changeWebhookEndpoint(ctx, { ...body, endpointId: whe(id) });
      return { status: 200, body: await readWebhookEndpoint(ctx, id) };
    },
  },
  removeWebhookEndpoint: {
    async act({ ctx, id }) {
      await removeWebhookEndpoint(ctx, whe(id));
      return { status: 204 };
    },
  },
  rotateWebhookSecret: {
    async act({ ctx, id, body }) {
      const { secret } = await rotateWebhookSecret(ctx, { ...body, endpointId: whe(id) });
      return { status: 200, body: { ...(await readWebhookEndpoint(ctx, id)), secret } };
    },
  },
  pauseWebhookEndpoint: {
    async act({ ctx, id }) {
      await pauseWebhookEndpoint(ctx, whe(id));
      return { status: 200, body: await readWebhookEndpoint(ctx, id) };
    },
  },
  resumeWebhookEndpoint: {
    async act({ ctx, id }) {
      await resumeWebhookEndpoint(ctx, whe(id));
      return { status: 200, body: await readWebhookEndpoint(ctx, id) };
    },
  },
  testWebhookEndpoint: {
    async act({ ctx, id }) {
      await testWebhookEndpoint(ctx, whe(id));
      return { status: 202, body: await readWebhookEndpoint(ctx, id) };
    },
  },
  listWebhookDeliveries: {
    async act({ ctx, id, query }) {
      const endpoint = await readWebhookEndpoint(ctx, id);
      return { status: 200, body: await listWebhookDeliveries(ctx, { ...query, endpointId: endpoint.id }) };
    },
  },
  resendWebhookRange: {
    async act({ ctx, id, body }) {
      await resendRange(ctx, { ...body, endpointId: whe(id) });
      return { status: 202, body: await readWebhookEndpoint(ctx, id) };
    },
  },
  readWebhookDelivery: {
    act: async ({ ctx, id }) => ({ status: 200, body: await deliveryOf(ctx, id) }),
  },
  resendWebhookDelivery: {
    async act({ ctx, id }) {
      await resendDelivery(ctx, id as Id<'dlv'>);
      return { status: 202, body: await deliveryOf(ctx, id) };
    },
  },
};

/** As the list tells it; the attempts and what they were answered are for people. */
async function deliveryOf(ctx: Parameters<typeof readWebhookDelivery>[0], id: string) {
  const {
    endpoint: _endpoint,
    body: _body,
    tries: _tries,
    acts: _acts,
    ...delivery
  } = await readWebhookDelivery(ctx, id);
  return delivery;
}
