/**
 * Looks up the key that a request shows: one read by its digest, in an index. Each reason why it may not be used has a
 * refusal of its own, so that whoever holds it knows what to ask for.
 *
 * All times are the database's own clock, as a session's are.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { apiKeys, type ApiScope } from '@/db/schema/api-keys';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { hashOfKey, isKeyText } from './key-text';

/** How fresh `lastUsedAt` is kept: one write a minute per key instead of one per request. */
const USED_EVERY_S = 60;

const isStale = sql<boolean>`(${apiKeys.lastUsedAt} is null or ${apiKeys.lastUsedAt} < now() - make_interval(secs => ${USED_EVERY_S}::double precision))`;

export interface UsableKey {
  readonly keyId: Id<'key'>;
  readonly name: string;
  readonly scopes: readonly ApiScope[];
}

/** @throws Refusal `key_unknown`, `key_revoked`, `key_expired` */
export async function readApiKey(db: Database, text: string): Promise<UsableKey> {
  if (!isKeyText(text)) throw new Refusal('key_unknown');
  const [row] = await db
    .select({
      keyId: apiKeys.id,
      name: apiKeys.name,
      scopes: apiKeys.scopes,
      revoked: sql<boolean>`${apiKeys.revokedAt} is not null`,
      expired: sql<boolean>`coalesce(${apiKeys.expiresAt} <= now(), false)`,
      stale: isStale,
    })
    .from(apiKeys)
    .where(eq(apiKeys.secretHash, hashOfKey(text)));
  if (!row) throw new Refusal('key_unknown');
  const { revoked, expired, stale, ...key } = row;
  if (revoked) throw new Refusal('key_revoked');
  if (expired) throw new Refusal('key_expired');
  if (stale) await markUsed(db, key.keyId);
  return key;
}

/** Of several requests at once, one writes. */
async function markUsed(db: Database, keyId: Id<'key'>): Promise<void> {
  await db
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, keyId), isStale));
}
