/**
 * Makes a key of the REST API. Its text is returned this once: the database keeps a digest and the beginning.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { API_SCOPES, apiKeys, type ApiScope } from '@/db/schema/api-keys';
import { instance } from '@/db/schema/instance';
import { writeAudit } from '@/lib/audit/write-audit';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import type { AccountContext } from './account-context';
import { actorId } from './actor';
import { newKeyText } from './key-text';
import { requireRole } from './roles';

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  /** Real time; null or absent: until it is revoked. */
  readonly expiresAt?: Date | null;
}

/** @throws Refusal `sign_in_needed`, `not_allowed`, `key_expires_in_past` */
export async function createApiKey(
  ctx: AccountContext,
  { name, scopes, expiresAt = null }: CreateApiKey,
): Promise<{ readonly keyId: Id<'key'>; readonly key: string }> {
  const actor = requireRole(ctx, 'api_keys.manage');
  return ctx.db.transaction(async (tx) => {
    const { mode, at } = await readInstance(tx);
    if (expiresAt !== null && expiresAt <= at) throw new Refusal('key_expires_in_past');
    const { key, prefix, secretHash } = newKeyText(mode);
    const keyId = newId('key', at.getTime());
    const inOrder = API_SCOPES.filter((scope) => scopes.includes(scope));
    const row = { name, prefix, secretHash, scopes: inOrder, createdBy: actorId(actor), createdAt: at, expiresAt };
    await tx.insert(apiKeys).values({ id: keyId, ...row });
    const detail = { name, prefix, scopes: inOrder.join(' '), expiresAt: expiresAt?.toISOString() ?? null };
    await writeAudit(tx, ctx, { action: 'api_keys.create', subjectId: keyId, detail });
    return { keyId, key };
  });
}

/** What this database was born as, which a key says of itself, and what its own clock says. */
async function readInstance(tx: Database) {
  const [born] = await tx
    .select({ mode: instance.mode, at: sql`date_trunc('milliseconds', now())`.mapWith(apiKeys.createdAt) })
    .from(instance);
  if (!born) throw new Error('the database does not know its mode');
  return born;
}
