/**
 * What people see of wallets and of attempts to link one. JSON-safe; no token, code or state ever enters a view.
 */
import { and, asc, desc, eq, ne, sql } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { customers } from '@/db/schema/customers';
import { users } from '@/db/schema/users';
import {
  authorizations,
  credentials,
  WALLET_STATUSES,
  wallets,
  type AuthorizationStatus,
  type WalletStatus,
} from '@/db/schema/wallets';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { requireCustomer, requireLinker, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';
import { isSameBrowser } from './browser';
import type { AuthorizationFailure } from './move-authorization';
import { isOwnAttempt } from './own-attempt';

export interface WalletView {
  readonly id: Id<'wal'>;
  readonly brand: Brand;
  readonly currency: string;
  readonly status: WalletStatus;
  readonly paused: boolean;
  readonly isDefault: boolean;
  /** Masked by the wallet itself. */
  readonly account: string | null;
  readonly linkedAt: string;
  readonly accessTokenExpiresAt: string | null;
  readonly statusReason: string | null;
  /** The customer's own cap on one debit, in minor units. */
  readonly capMinor: string | null;
}

export interface AttemptView {
  readonly id: Id<'aut'>;
  readonly brand: Brand;
  readonly status: AuthorizationStatus;
  readonly failure: AuthorizationFailure | null;
  /** Alipay's code, for support. */
  readonly gatewayCode: string | null;
  readonly terminalType: 'WEB' | 'WAP';
  readonly expiresAt: string;
  readonly resolvedAt: string | null;
  readonly wallet: WalletView | null;
  /** The wallet's page, only for the browser that began and only while it can be opened. */
  readonly address: string | null;
  readonly returnPath: string | null;
}

export interface AdminWallet extends WalletView {
  readonly customer: { readonly id: Id<'cus'>; readonly name: string | null; readonly email: string | null };
  readonly debits: { readonly count: number; readonly lastAt: string | null };
}

type WalletRow = typeof wallets.$inferSelect;

const currentCredential = and(eq(credentials.walletId, wallets.id), eq(credentials.status, 'CURRENT'));

/** The customer's own wallets, those that work first; ended ones are history and left out. */
export async function listWallets(ctx: Context): Promise<WalletView[]> {
  const customer = requireCustomer(ctx);
  const rows = await ctx.db
    .select({ wallet: wallets, expiresAt: credentials.accessTokenExpiresAt })
    .from(wallets)
    .leftJoin(credentials, currentCredential)
    .where(and(eq(wallets.customerId, customer.customerId), ne(wallets.status, 'REVOKED')))
    .orderBy(asc(sql`${wallets.status} <> 'LINKED'`), desc(wallets.isDefault), desc(wallets.linkedAt));
  return rows.map((row) => walletView(row.wallet, row.expiresAt));
}

/** One attempt of the customer's own, or of their link session, as the page that waits for it needs it. */
export async function readAttempt(ctx: Context, id: string, browserSecret: string | null): Promise<AttemptView> {
  const linker = requireLinker(ctx);
  if (!isId('aut', id)) throw new Refusal('not_found');
  const [row] = await ctx.db
    .select({ attempt: authorizations, wallet: wallets, expiresAt: credentials.accessTokenExpiresAt })
    .from(authorizations)
    .leftJoin(wallets, eq(wallets.id, authorizations.walletId))
    .leftJoin(credentials, currentCredential)
    .where(and(eq(authorizations.id, id), isOwnAttempt(linker)));
  if (!row || !isBrand(row.attempt.brand)) throw new Refusal('not_found');
  const { attempt } = row;
  const mayOpen = attempt.status === 'STARTED' && isSameBrowser(attempt.browserHash, browserSecret);
  return {
    id: attempt.id,
    brand: row.attempt.brand,
    status: attempt.status,
    failure: attempt.failure as AuthorizationFailure | null,
    gatewayCode: attempt.gatewayCode,
    terminalType: attempt.terminalType,
    expiresAt: attempt.expiresAt.toISOString(),
    resolvedAt: attempt.resolvedAt?.toISOString() ?? null,
    wallet: row.wallet && walletView(row.wallet, row.expiresAt),
    address:
      mayOpen && attempt.addressSealed
        ? ctx.sealer
            .open(attempt.addressSealed, {
              table: 'authorizations',
              row: attempt.id,
              column: 'address',
              customer: attempt.customerId,
            })
            .toString('utf8')
        : null,
    returnPath: attempt.returnPath,
  };
}

export interface ElsewhereView {
  readonly id: Id<'aut'>;
  readonly brand: Brand;
  /** `ask`: the code waits for this browser's answer. Otherwise how the attempt stands where it began. */
  readonly state: 'ask' | 'going_on' | 'linked' | 'over';
  /** The e-mail address or the name of who began, with most of it hidden. */
  readonly begunBy: string;
}

/** What a browser may know that brought a code for an attempt begun in another one. The state is its proof. */
export async function readElsewhere(ctx: Context, authState: string | null): Promise<ElsewhereView> {
  if (!authState) throw new Refusal('not_found');
  const [row] = await ctx.db
    .select({
      attempt: authorizations,
      email: sql<string | null>`coalesce(${users.email}, ${customers.email})`,
      name: customers.name,
    })
    .from(authorizations)
    .innerJoin(customers, eq(customers.id, authorizations.customerId))
    .leftJoin(users, eq(users.customerId, customers.id))
    .where(eq(authorizations.authState, authState));
  if (!row || !isBrand(row.attempt.brand)) throw new Refusal('not_found');
  const { attempt } = row;
  const open = attempt.status === 'STARTED' || attempt.status === 'EXCHANGING';
  const state = attempt.awaitingConfirmationSince
    ? 'ask'
    : open
      ? 'going_on'
      : attempt.status === 'COMPLETED'
        ? 'linked'
        : 'over';
  return { id: attempt.id, brand: row.attempt.brand, state, begunBy: maskPerson(row, ctx.settings.merchantName) };
}

/**
 * `lea@demo.example` → `l***@demo.example`, and `Lea Santos` → `L*** S***` where no address is known: enough to know
 * oneself, too little to know another. Of a customer whose merchant told neither, only the merchant.
 */
export function maskPerson(
  person: { readonly email: string | null; readonly name: string | null },
  merchant: string,
): string {
  const { email, name } = person;
  const at = email?.lastIndexOf('@') ?? -1;
  if (email && at > 0) return `${email[0]}***${email.slice(at)}`;
  const words = name?.split(/\s+/).filter(Boolean) ?? [];
  if (words.length > 0) return words.map((word) => `${[...word][0]}***`).join(' ');
  return `a customer of ${merchant}`;
}

const LIST_MAX = 100;

export interface AdminWalletFilter {
  readonly status?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export async function listAdminWallets(ctx: Context, filter: AdminWalletFilter): Promise<Page<AdminWallet>> {
  requireRole(ctx, 'wallets.read');
  const limit = Math.min(filter.limit ?? 50, LIST_MAX);
  const status = WALLET_STATUSES.find((known) => known === filter.status);
  const place = decodeCursor(filter.cursor);
  const rows = await ctx.db
    .select({
      wallet: wallets,
      expiresAt: credentials.accessTokenExpiresAt,
      customerName: customers.name,
      email: sql<string | null>`coalesce(${users.email}, ${customers.email})`,
      debits: sql<number>`(select count(*)::int from payments p where p.wallet_id = ${wallets.id} and p.status = 'SUCCESS')`,
      lastDebitAt: sql<
        string | null
      >`(select max(p.resolved_at) from payments p where p.wallet_id = ${wallets.id} and p.status = 'SUCCESS')`,
    })
    .from(wallets)
    .innerJoin(customers, eq(customers.id, wallets.customerId))
    .leftJoin(users, eq(users.customerId, customers.id))
    .leftJoin(credentials, currentCredential)
    .where(and(status && eq(wallets.status, status), olderThan(wallets.createdAt, wallets.id, place)))
    .orderBy(newestFirst(wallets.createdAt, wallets.id))
    .limit(limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data: data.map((row) => ({
      ...walletView(row.wallet, row.expiresAt),
      customer: { id: row.wallet.customerId, name: row.customerName, email: row.email },
      debits: { count: row.debits, lastAt: row.lastDebitAt && new Date(row.lastDebitAt).toISOString() },
    })),
    nextCursor: rows.length > limit && last ? encodeCursor(last.wallet) : null,
  };
}

function walletView(row: WalletRow, accessTokenExpiresAt: Date | null): WalletView {
  if (!isBrand(row.brand)) throw new Error(`wallet ${row.id} names an unknown brand`);
  return {
    id: row.id,
    brand: row.brand,
    currency: row.currency,
    status: row.status,
    paused: row.paused,
    isDefault: row.isDefault,
    account: row.account,
    linkedAt: row.linkedAt.toISOString(),
    accessTokenExpiresAt: accessTokenExpiresAt?.toISOString() ?? null,
    statusReason: row.statusReason,
    capMinor: row.capMinor?.toString() ?? null,
  };
}
