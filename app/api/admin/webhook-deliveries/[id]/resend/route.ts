/** Sends one event to its endpoint again. */
import { resendDelivery } from '@/lib/webhooks/resend';
import { readWebhookDelivery } from '@/lib/webhooks/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'webhooks.resend', ids: { id: 'dlv' } },
  async ({ ctx, params }) => {
    await resendDelivery(ctx, params.id);
    return json(await readWebhookDelivery(ctx, params.id), { status: 202 });
  },
);
