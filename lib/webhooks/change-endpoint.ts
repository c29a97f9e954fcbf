/**
 * Changes where an endpoint is, what it is told, or what it is called. What waits for it goes to the new address.
 */
import { eq } from 'drizzle-orm';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { requireSendable } from './create-endpoint';
import type { ChangeWebhookEndpointInput } from './input';
import { lockEndpoint } from './lock-endpoint';

/** @throws Refusal `not_allowed`, `not_found`, `webhook_address_not_allowed` */
export async function changeWebhookEndpoint(
  ctx: Context,
  input: ChangeWebhookEndpointInput & { readonly endpointId: Id<'whe'> },
): Promise<void> {
  requireRole(ctx, 'webhooks.manage');
  const url = input.url === undefined ? undefined : requireSendable(ctx, input.url);
  await ctx.db.transaction(async (tx) => {
    const before = await lockEndpoint(tx, input.endpointId);
    const after = {
      url: url ?? before.url,
      events: input.events ?? before.events,
      description: input.description ?? before.description,
    };
    await tx
      .update(webhookEndpoints)
      .set({ ...after, updatedAt: ctx.now() })
      .where(eq(webhookEndpoints.id, before.id));
    await writeAudit(tx, ctx, {
      action: 'webhooks.change',
      subjectId: before.id,
      detail: {
        hostBefore: new URL(before.url).host,
        host: new URL(after.url).host,
        eventsBefore: before.events.join(' '),
        events: after.events.join(' '),
      },
    });
  });
}
