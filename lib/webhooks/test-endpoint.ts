/**
 * Sends an endpoint an event of its own kind, `endpoint.test`, by the same road as every other: published, signed, tried
 * again, kept.
 */
import { addJob } from '@/db/queue';
import { webhookEvents } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { lockEndpoint } from './lock-endpoint';

/** @throws Refusal `not_allowed`, `not_found`, `delivery_not_resendable` */
export async function testWebhookEndpoint(ctx: Context, endpointId: Id<'whe'>): Promise<{ eventId: Id<'evt'> }> {
  requireRole(ctx, 'webhooks.resend');
  return ctx.db.transaction(async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    if (endpoint.status === 'PAUSED') throw new Refusal('delivery_not_resendable', {}, 'The endpoint is paused.');
    const now = ctx.now();
    const eventId = newId('evt', now.getTime());
    await tx
      .insert(webhookEvents)
      .values({ id: eventId, type: 'endpoint.test', subjectId: endpointId, createdAt: now });
    await addJob(tx, 'publish_event', { eventId }, { key: `publish:${eventId}` });
    await writeAudit(tx, ctx, { action: 'webhooks.test', subjectId: endpointId, detail: { event: eventId } });
    return { eventId };
  });
}
