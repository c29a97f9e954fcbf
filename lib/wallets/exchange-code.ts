/**
 * Exchanges the code of an attempt for a token, once, whoever calls: the return page, the notification's job, or the job
 * that takes over from a process that died. The winner is who moves STARTED → EXCHANGING; the others read the row.
 *
 * An unanswered exchange is repeated with the same code. If the first had acted and Alipay then says USED_CODE, the
 * token is lost for good: the attempt ends as `answer_lost` and is begun anew by the customer.
 */
import { and, eq, lt, or, isNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import { keepExchange } from '@/lib/audit/keep-exchange';
import { recordTransition } from '@/lib/audit/record-transition';
import type { IssuedCredential } from '@/lib/alipay/apply-token';
import { isBrand } from '@/lib/alipay/brands';
import type { Exchange } from '@/lib/alipay/exchange';
import type { Outcome } from '@/lib/alipay/outcome';
import { meaningOf } from '@/lib/alipay/result-codes';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { storeLinkedWallet } from './link-wallet';
import { moveAuthorization, type AuthorizationFailure } from './move-authorization';

/** Longer than a call may take, by real time: an exchange silent for this long belongs to a process that died. */
const EXCHANGE_LEASE_MS = 12_000;
/** A code lives about ten minutes; past that nobody will say anything else of it. */
const CODE_LIFE_MS = 10 * 60_000;
const FIRST_GAP_MS = 2_000;
const LONGEST_GAP_MS = 60_000;

export type CodeExchanged =
  | { readonly kind: 'settled' }
  /** Not clear yet, or somebody else is at it; a job goes on. */
  | { readonly kind: 'going_on' };

type Attempt = typeof authorizations.$inferSelect;

export async function exchangeCode(ctx: Context, authorizationId: Id<'aut'>): Promise<CodeExchanged> {
  // Reserve.
  const attempt = await claimExchange(ctx, authorizationId);
  if (attempt === 'settled') return { kind: 'settled' };
  if (attempt === 'busy') return { kind: 'going_on' };
  const authCode = ctx.sealer
    .open(attempt.authCodeSealed!, {
      table: 'authorizations',
      row: attempt.id,
      column: 'auth_code',
      customer: attempt.customerId,
    })
    .toString('utf8');

  // Call.
  if (!isBrand(attempt.brand)) throw new Error(`attempt ${attempt.id} names an unknown wallet`);
  const { outcome, exchange } = await ctx.gateway.applyToken({
    grantType: 'AUTHORIZATION_CODE',
    brand: attempt.brand,
    authCode,
  });

  // Record.
  return recordPatiently(ctx, () => recordExchange(ctx, attempt, outcome, exchange));
}

/**
 * The token in the answer exists nowhere else: a database that is away for a moment must not cost it. Past these tries the
 * job goes on, and the attempt ends as `answer_lost`.
 */
const RECORD_GAPS_MS = [200, 1_000, 2_000, 4_000];

async function recordPatiently(ctx: Context, record: () => Promise<CodeExchanged>): Promise<CodeExchanged> {
  for (const gapMs of RECORD_GAPS_MS) {
    try {
      return await record();
    } catch (error) {
      ctx.log.warn({ err: error }, 'an exchanged code could not be recorded; it is tried again');
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    }
  }
  return record();
}

async function recordExchange(
  ctx: Context,
  attempt: Attempt,
  outcome: Outcome<IssuedCredential>,
  exchange: Exchange | null,
): Promise<CodeExchanged> {
  return ctx.db.transaction(async (tx) => {
    const [standing] = await tx
      .select({ status: authorizations.status })
      .from(authorizations)
      .where(eq(authorizations.id, attempt.id))
      .for('update');
    const evidenceId = exchange && (await keepExchange(tx, ctx, attempt.id, exchange, outcome.kind));
    if (standing?.status !== 'EXCHANGING') {
      await keepLateAnswer(tx, ctx, attempt, outcome, standing?.status);
      return { kind: 'settled' };
    }
    if (outcome.kind === 'succeeded') {
      const linked = await storeLinkedWallet(tx, ctx, attempt, outcome.value, evidenceId);
      if (linked.kind === 'linked') {
        await moveAuthorization(tx, ctx, attempt.id, 'exchanged', {
          road: 'response',
          evidenceId,
          walletId: linked.walletId,
        });
      } else {
        await moveAuthorization(tx, ctx, attempt.id, 'failed', {
          road: 'response',
          evidenceId,
          failure: 'already_linked',
        });
      }
      return { kind: 'settled' };
    }
    const failure = failureOf(outcome, attempt, ctx.now());
    if (failure) {
      const gatewayCode = ('code' in outcome && outcome.code) || null;
      await moveAuthorization(tx, ctx, attempt.id, 'failed', { road: 'response', evidenceId, failure, gatewayCode });
      return { kind: 'settled' };
    }
    // Give the lease back, so that the next try need not wait for it to run out. What never left did not use the code.
    const exchanges = outcome.kind === 'not_sent' ? attempt.exchanges - 1 : attempt.exchanges;
    await tx.update(authorizations).set({ exchangingSince: null, exchanges }).where(eq(authorizations.id, attempt.id));
    const gapMs = Math.min(FIRST_GAP_MS * 2 ** Math.max(attempt.exchanges - 1, 0), LONGEST_GAP_MS);
    await addJob(
      tx,
      'complete_authorization',
      { authorizationId: attempt.id },
      { runAt: new Date(ctx.now().getTime() + gapMs), key: `complete:${attempt.id}` },
    );
    return { kind: 'going_on' };
  });
}

/**
 * An answer that comes when the attempt is over, to a process that slept: it links nothing any more. A token that came for
 * an attempt which failed exists at Alipay and nowhere here, so a person should know.
 */
async function keepLateAnswer(
  tx: Database,
  ctx: Context,
  attempt: Attempt,
  outcome: Outcome<IssuedCredential>,
  status: Attempt['status'] | undefined,
): Promise<void> {
  if (outcome.kind !== 'succeeded' || status === 'COMPLETED') return;
  await openCase(tx, ctx, {
    kind: 'answer_lost',
    subjectId: attempt.id,
    orderId: null,
    detail: { attempt: status ?? 'unknown', brand: attempt.brand },
  });
}

/** Takes the exchange for this process, and leaves a job that goes on should it die. */
async function claimExchange(ctx: Context, id: Id<'aut'>): Promise<Attempt | 'settled' | 'busy'> {
  return ctx.db.transaction(async (tx) => {
    const now = ctx.realNow();
    const free = or(
      isNull(authorizations.exchangingSince),
      lt(authorizations.exchangingSince, new Date(now.getTime() - EXCHANGE_LEASE_MS)),
    );
    const [before] = await tx.select().from(authorizations).where(eq(authorizations.id, id)).for('update');
    if (!before || !before.authCodeSealed) return 'settled';
    if (before.status === 'STARTED' && before.awaitingConfirmationSince) return 'busy';
    const [claimed] = await tx
      .update(authorizations)
      .set({ status: 'EXCHANGING', exchangingSince: now, exchanges: sql`${authorizations.exchanges} + 1` })
      .where(
        and(
          eq(authorizations.id, id),
          or(eq(authorizations.status, 'STARTED'), and(eq(authorizations.status, 'EXCHANGING'), free)),
        ),
      )
      .returning();
    const realRunAt = new Date(now.getTime() + EXCHANGE_LEASE_MS + 1_000);
    if (!claimed) {
      const settled = before.status !== 'STARTED' && before.status !== 'EXCHANGING';
      if (!settled) {
        await addJob(tx, 'complete_authorization', { authorizationId: id }, { realRunAt, key: `complete:${id}` });
      }
      return settled ? 'settled' : 'busy';
    }
    if (before.status === 'STARTED') {
      await recordTransition(tx, ctx, {
        noun: 'authorization',
        subjectId: id,
        from: 'STARTED',
        to: 'EXCHANGING',
        road: before.codeRoad === 'notification' ? 'notification' : 'customer',
      });
    }
    await addJob(tx, 'complete_authorization', { authorizationId: id }, { realRunAt, key: `complete:${id}` });
    return claimed;
  });
}

/** Why the attempt is over, or null while the same call may still bring the token. */
function failureOf(
  outcome: Exclude<Outcome<IssuedCredential>, { kind: 'succeeded' }>,
  attempt: Attempt,
  now: Date,
): AuthorizationFailure | null {
  // After an exchange that may have acted, a refusal of the request says nothing about the token: only the code's does.
  if (outcome.kind === 'failed' && (outcome.about === 'subject' || attempt.exchanges <= 1)) {
    // Only an earlier exchange of ours can have used the code: its answer, and the token in it, are lost.
    if (outcome.code === 'USED_CODE' && attempt.exchanges > 1) return 'answer_lost';
    return failureOfCode(outcome.code, outcome.about);
  }
  const codeEndedAt = attempt.expiresAt.getTime() + CODE_LIFE_MS;
  if (now.getTime() < codeEndedAt) return null;
  return outcome.kind === 'not_sent' && attempt.exchanges <= 1 ? 'wallet_unavailable' : 'answer_lost';
}

function failureOfCode(code: string, about: 'subject' | 'request'): AuthorizationFailure {
  switch (meaningOf('applyToken', code)?.category) {
    case 'verification':
    case 'wallet_account':
    case 'wallet_lost':
      return 'not_verified';
    case 'unavailable':
    case 'contract':
      return 'wallet_unavailable';
    default:
      return about === 'subject' ? 'code_unusable' : 'wallet_unavailable';
  }
}
