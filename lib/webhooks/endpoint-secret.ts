/**
 * The secrets that sign what an endpoint is sent, as Standard Webhooks writes them. They lie sealed beside their endpoint,
 * and are shown once.
 */
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { webhookEndpoints } from '@/db/schema/webhooks';
import type { Id } from '@/lib/kit/ids';
import type { Sealer } from '@/lib/kit/seal';

type Endpoint = typeof webhookEndpoints.$inferSelect;

/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

export function newEndpointSecret(randomBytes = systemRandomBytes): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

type Column = 'secret' | 'previous_secret';

const placeOf = (endpointId: Id<'whe'>, column: Column) => ({ table: 'webhook_endpoints', row: endpointId, column });

export function sealEndpointSecret(sealer: Sealer, endpointId: Id<'whe'>, column: Column, secret: string): string {
  return sealer.seal(secret, placeOf(endpointId, column));
}

export function openEndpointSecret(sealer: Sealer, endpointId: Id<'whe'>, column: Column, sealed: string): string {
  return sealer.open(sealed, placeOf(endpointId, column)).toString('utf8');
}

/** The headers of one attempt. The time is the real one: receivers compare it with their own clocks. */
export function signedHeaders(
  sealer: Sealer,
  endpoint: Endpoint,
  message: { readonly eventId: Id<'evt'>; readonly body: string; readonly realAt: Date },
): Record<string, string> {
  const { eventId, body, realAt } = message;
  const secrets = [openEndpointSecret(sealer, endpoint.id, 'secret', endpoint.secretSealed)];
  const { previousSecretSealed, previousSecretUntil } = endpoint;
  if (previousSecretSealed && previousSecretUntil && previousSecretUntil > realAt) {
    secrets.push(openEndpointSecret(sealer, endpoint.id, 'previous_secret', previousSecretSealed));
  }
  return {
    'content-type': 'application/json',
    'user-agent': 'Mandate-Webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': Math.floor(realAt.getTime() / 1_000).toString(),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(eventId, realAt, body)).join(' '),
  };
}
