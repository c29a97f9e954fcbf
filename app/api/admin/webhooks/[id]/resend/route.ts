/** Sends a time of an endpoint's events again. They are on their way when this answers. */
import { resendRangeInput } from '@/lib/webhooks/input';
import { resendRange } from '@/lib/webhooks/resend';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'webhooks.resend',
    ids: { id: 'whe' },
    body: { schema: resendRangeInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    await resendRange(ctx, { endpointId: params.id, ...body });
    return json({ id: params.id }, { status: 202 });
  },
);
