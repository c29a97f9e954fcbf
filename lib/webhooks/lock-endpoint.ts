/** An endpoint that is about to be changed. One that was removed is not there any more. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';

export type Endpoint = typeof webhookEndpoints.$inferSelect;

/** @throws Refusal `not_found` */
export async function lockEndpoint(tx: Database, id: Id<'whe'>): Promise<Endpoint> {
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.removedAt)))
    .for('update');
  if (!endpoint) throw new Refusal('not_found');
  return endpoint;
}
