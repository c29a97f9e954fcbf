/** Gives an endpoint a new secret. The answer holds it, this once. */
import { rotateWebhookSecretInput } from '@/lib/webhooks/input';
import { rotateWebhookSecret } from '@/lib/webhooks/rotate-secret';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'webhooks.manage',
    ids: { id: 'whe' },
    body: { schema: rotateWebhookSecretInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => json(await rotateWebhookSecret(ctx, { endpointId: params.id, ...body })),
);
