/**
 * Makes the one-time address at which a shop's customer links a wallet without a password. Only the hash of its secret is
 * kept, so that no reader of the database can use it.
 */
import { eq } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { customers } from '@/db/schema/customers';
import { linkSessions, type LinkSessionStatus } from '@/db/schema/link-sessions';
import { recordTransition } from '@/lib/audit/record-transition';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId, roadOf } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, newSecretText, type Id } from '@/lib/kit/ids';
import { hashBrowser } from './browser';
import { offeredBrand } from './offered-brand';
import { mayReturnTo, returnAddressProblem } from './return-address';

/** Time to find the phone and try twice; a link in a mail that is read tomorrow should be a new one. */
export const LINK_SESSION_LIFE_MS = 30 * 60_000;

export interface OpenLinkSession {
  readonly customerId: Id<'cus'>;
  /** Alipay's code of the one wallet that may be linked; null: the customer chooses. */
  readonly brand: string | null;
  readonly returnUrl: string;
}

export interface LinkSessionOpened {
  readonly id: Id<'lks'>;
  /** The only time that it is known. */
  readonly url: string;
  readonly status: LinkSessionStatus;
  readonly expiresAt: string;
}

/** @throws Refusal `return_origin_not_allowed`, `wallet_not_offered`, `not_found` for a customer that is not known */
export async function openLinkSession(ctx: Context, input: OpenLinkSession): Promise<LinkSessionOpened> {
  requireRole(ctx, 'link_sessions.create');
  const { customerId, returnUrl } = input;
  const brand = input.brand === null ? null : offeredBrand(ctx, input.brand);
  requireAllowedReturn(ctx, returnUrl);
  const now = ctx.now();
  const id = newId('lks', now.getTime());
  const token = newSecretText();
  const expiresAt = new Date(now.getTime() + LINK_SESSION_LIFE_MS);
  await ctx.db.transaction(async (tx) => {
    const [customer] = await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId));
    if (!customer) throw new Refusal('not_found', { customerId: 'no such customer' });
    await tx.insert(linkSessions).values({
      id,
      customerId,
      brand,
      returnUrl,
      status: 'OPEN',
      tokenHash: hashBrowser(token),
      createdBy: actorId(ctx.actor),
      createdAt: now,
      expiresAt,
    });
    await recordTransition(tx, ctx, {
      noun: 'link_session',
      subjectId: id,
      from: null,
      to: 'OPEN',
      road: roadOf(ctx.actor),
      evidenceId: actorId(ctx.actor),
    });
    await addJob(tx, 'expire_link_session', { linkSessionId: id }, { runAt: expiresAt, key: `expire_link:${id}` });
    const detail = { customerId, wallet: brand, returnsTo: new URL(returnUrl).origin };
    await writeAudit(tx, ctx, { action: 'link_sessions.create', subjectId: id, detail });
  });
  return {
    id,
    url: `${ctx.settings.appUrl}/link/${token}`,
    status: 'OPEN',
    expiresAt: expiresAt.toISOString(),
  };
}

function requireAllowedReturn(ctx: Context, returnUrl: string): void {
  const problem = returnAddressProblem(returnUrl);
  if (problem) throw new Refusal('invalid_input', { returnUrl: problem });
  const { mode, linkReturnOrigins: origins } = ctx.settings;
  if (mayReturnTo(returnUrl, { mode, origins })) return;
  const detail = 'Its origin must be one of LINK_RETURN_ORIGINS, and https where real money moves.';
  throw new Refusal('return_origin_not_allowed', { returnUrl: 'origin not allowed' }, detail);
}
