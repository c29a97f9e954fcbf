/**
 * What staff see of customers when they look for one: by e-mail, name or id, with the wallets that could pay. JSON-safe.
 */
import { and, desc, eq, ilike, inArray, or, sql } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/users';
import { wallets } from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { isId, type Id } from '@/lib/kit/ids';

export interface FoundCustomer {
  readonly id: Id<'cus'>;
  readonly name: string | null;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly wallets: {
    readonly id: Id<'wal'>;
    readonly brand: Brand;
    readonly currency: string;
    readonly account: string | null;
    readonly isDefault: boolean;
  }[];
  /** Linked, but resting: they could pay once they are resumed. */
  readonly pausedWallets: { readonly id: Id<'wal'>; readonly brand: Brand; readonly account: string | null }[];
}

/** Whoever looks for more than these types another letter. */
const FOUND_MAX = 10;
const TERM_LENGTH_MAX = 100;

export async function findCustomers(ctx: Context, typed: string): Promise<FoundCustomer[]> {
  requireRole(ctx, 'orders.place');
  const term = typed.trim().slice(0, TERM_LENGTH_MAX);
  if (term.length < 2) return [];
  const like = `%${term.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const email = sql<string | null>`coalesce(${users.email}, ${customers.email})`;
  const rows = await ctx.db
    .select({ id: customers.id, name: customers.name, externalId: customers.externalId, email })
    .from(customers)
    .leftJoin(users, eq(users.customerId, customers.id))
    .where(
      isId('cus', term)
        ? eq(customers.id, term)
        : or(ilike(email, like), ilike(customers.name, like), eq(customers.externalId, term)),
    )
    .orderBy(desc(customers.createdAt))
    .limit(FOUND_MAX);
  if (rows.length === 0) return [];
  const linked = await ctx.db
    .select()
    .from(wallets)
    .where(
      and(
        inArray(
          wallets.customerId,
          rows.map(({ id }) => id),
        ),
        eq(wallets.status, 'LINKED'),
      ),
    )
    .orderBy(desc(wallets.isDefault), desc(wallets.linkedAt));
  return rows.map((row) => {
    const own = linked.flatMap(({ id, customerId, brand, currency, account, isDefault, paused }) =>
      customerId === row.id && isBrand(brand) ? [{ id, brand, currency, account, isDefault, paused }] : [],
    );
    return {
      ...row,
      wallets: own.flatMap(({ paused, ...wallet }) => (paused ? [] : [wallet])),
      pausedWallets: own.flatMap(({ paused, id, brand, account }) => (paused ? [{ id, brand, account }] : [])),
    };
  });
}
