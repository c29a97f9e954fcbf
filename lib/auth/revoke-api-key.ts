/**
 * Ends a key of the REST API: the next request that shows it is refused. What it did and who made it stays.
 */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { apiKeys } from '@/db/schema/api-keys';
import { writeAudit } from '@/lib/audit/write-audit';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import type { AccountContext } from './account-context';
import { actorId } from './actor';
import { requireRole } from './roles';

/**
 * Revoking a revoked one changes nothing.
 * @throws Refusal `sign_in_needed`, `not_allowed`, `not_found`
 */
export async function revokeApiKey(ctx: AccountContext, keyId: Id<'key'>): Promise<void> {
  const actor = requireRole(ctx, 'api_keys.manage');
  await ctx.db.transaction(async (tx) => {
    const [ended] = await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()`, revokedBy: actorId(actor) })
      .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name, prefix: apiKeys.prefix });
    if (ended) {
      await writeAudit(tx, ctx, { action: 'api_keys.revoke', subjectId: keyId, detail: ended });
    } else if ((await tx.$count(apiKeys, eq(apiKeys.id, keyId))) === 0) {
      throw new Refusal('not_found');
    }
  });
}
