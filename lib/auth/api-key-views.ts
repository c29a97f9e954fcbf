/** What owners see of the keys of the REST API. JSON-safe; no view holds more of a key than its beginning. */
import { eq, sql } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { alias } from 'drizzle-orm/pg-core';
import { apiKeys, type ApiScope } from '@/db/schema/api-keys';
import { users } from '@/db/schema/users';
import type { Id } from '@/lib/kit/ids';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';
import type { AccountContext } from './account-context';
import { requireRole } from './roles';

export interface ApiKeyView {
  readonly id: Id<'key'>;
  readonly name: string;
  /** The key's first letters. */
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  /** By the database's clock. `EXPIRING` works as before. */
  readonly status: 'ACTIVE' | 'EXPIRING' | 'EXPIRED' | 'REVOKED';
  /** A person's name, or that of a process. */
  readonly createdBy: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedBy: string | null;
  readonly revokedAt: string | null;
}

/** Time enough to make another and put it where the old one is. */
const EXPIRING_DAYS = 14;
const PAGE_SIZE = 50;

const makers = alias(users, 'makers');
const enders = alias(users, 'enders');

const status = sql<ApiKeyView['status']>`case
  when ${apiKeys.revokedAt} is not null then 'REVOKED'
  when ${apiKeys.expiresAt} <= now() then 'EXPIRED'
  when ${apiKeys.expiresAt} <= now() + make_interval(days => ${EXPIRING_DAYS}::int) then 'EXPIRING'
  else 'ACTIVE' end`;

/** Newest first. */
export async function listApiKeys(
  ctx: AccountContext,
  filter: { readonly cursor?: string | undefined; readonly limit?: number } = {},
): Promise<Page<ApiKeyView>> {
  requireRole(ctx, 'api_keys.manage');
  const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE);
  const place = decodeCursor(filter.cursor);
  const rows = await ctx.db
    .select({ key: apiKeys, status, maker: makers.name, ender: enders.name })
    .from(apiKeys)
    .leftJoin(makers, eq(sql<string>`${makers.id}`, apiKeys.createdBy))
    .leftJoin(enders, eq(sql<string>`${enders.id}`, apiKeys.revokedBy))
    .where(olderThan(apiKeys.createdAt, apiKeys.id, place))
    .orderBy(newestFirst(apiKeys.createdAt, apiKeys.id))
    .limit(limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data: data.map(keyView), nextCursor: rows.length > limit && last ? encodeCursor(last.key) : null };
}

interface KeyRow {
  readonly key: typeof apiKeys.$inferSelect;
  readonly status: ApiKeyView['status'];
  readonly maker: string | null;
  readonly ender: string | null;
}

function keyView({ key, status: now, maker, ender }: KeyRow): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: key.scopes,
    status: now,
    createdBy: maker ?? key.createdBy,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedBy: ender ?? key.revokedBy,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
