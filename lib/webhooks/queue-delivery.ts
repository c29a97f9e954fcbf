/**
 * Queues the next attempt of a delivery. A delivery has one job, whatever asked for it.
 */
import { eq } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob, type JobOptions } from '@/db/queue';
import { webhookDeliveries } from '@/db/schema/webhooks';
import type { Id } from '@/lib/kit/ids';

/** Of the worker's ten places: endpoints that hang take these at most, and never those of debits. */
const LANES = 6;
/** One slow endpoint takes two places at most. */
const LANES_OF_ENDPOINT = 2;

interface Delivery {
  readonly id: Id<'dlv'>;
  readonly endpointId: Id<'whe'>;
}

export const jobKey = (id: Id<'dlv'>) => `deliver:${id}`;

export function queueDelivery(
  tx: Database,
  delivery: Delivery,
  when: Pick<JobOptions, 'runAt' | 'realRunAt'> = {},
  askedBy?: string,
): Promise<void> {
  const payload = { deliveryId: delivery.id, ...(askedBy !== undefined && { askedBy }) };
  return addJob(tx, 'deliver_webhook', payload, { key: jobKey(delivery.id), lane: laneOf(delivery), ...when });
}

/** For one whose job was lost. */
export async function requeueDelivery(tx: Database, id: Id<'dlv'>): Promise<void> {
  const [delivery] = await tx
    .select({ id: webhookDeliveries.id, endpointId: webhookDeliveries.endpointId })
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.id, id));
  if (delivery) await queueDelivery(tx, delivery);
}

function laneOf({ id, endpointId }: Delivery): string {
  const lane = (numberOf(endpointId) + (numberOf(id) % LANES_OF_ENDPOINT)) % LANES;
  return `webhooks ${lane}`;
}

/** The last letters of an id are random. */
function numberOf(id: string): number {
  return [...id.slice(-4)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}
