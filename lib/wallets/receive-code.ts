/**
 * The door of an authorization code. It may come by redirect or by AUTHCODE_CREATED, in either order, once or twice;
 * the first one is kept sealed on its attempt together with the job that finishes it, every other finds the code there.
 *
 * The address bar is a hint, never proof: a code that arrives in another browser than the one that began waits until
 * the person there says "this is me".
 */
import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { authorizations } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { isSameBrowser } from './browser';
import { moveAuthorization } from './move-authorization';

/** A browser needs a second or two for its way back; a customer who closed it does not notice ten. */
export const RETURN_FIRST_MS = 10_000;
/** The redirect's own handler exchanges at once; the job takes over only when that handler died. */
const TAKE_OVER_AFTER_MS = 15_000;

export type CodeReceived =
  /** Stored, or stored before: go on with `exchangeCode`, then look at the attempt. */
  | { readonly kind: 'received'; readonly authorizationId: Id<'aut'> }
  /** The attempt is over; its row tells how. */
  | { readonly kind: 'over'; readonly authorizationId: Id<'aut'> }
  | { readonly kind: 'other_browser'; readonly authorizationId: Id<'aut'> }
  | { readonly kind: 'unknown_attempt' };

type Attempt = typeof authorizations.$inferSelect;

export interface ReturnedCode {
  readonly authState: string;
  /** Null when the wallet sent the customer back without one: refused, or gone wrong there. */
  readonly authCode: string | null;
  /** The value of this browser's cookie, null when it has none. */
  readonly browserSecret: string | null;
  /** The same of the cookie that link sessions have for themselves: the only one that counts for their attempts. */
  readonly linkSecret?: string | null;
}

/** A browser came back from the wallet. */
export async function receiveRedirect(ctx: Context, returned: ReturnedCode): Promise<CodeReceived> {
  return ctx.db.transaction(async (tx) => {
    const attempt = await findAttempt(tx, returned.authState);
    if (!attempt) return { kind: 'unknown_attempt' };
    const authorizationId = attempt.id;
    const secret = attempt.linkSessionId ? (returned.linkSecret ?? null) : returned.browserSecret;
    const sameBrowser = isSameBrowser(attempt.browserHash, secret);
    if (attempt.status !== 'STARTED') {
      const kind = sameBrowser ? (attempt.status === 'EXCHANGING' ? 'received' : 'over') : 'other_browser';
      return { kind, authorizationId };
    }
    if (!sameBrowser) {
      // Without a code there is nothing to ask about: somebody else's "no" ends nobody's attempt.
      if (returned.authCode && (await bringsCode(tx, ctx, attempt, returned.authCode))) {
        await tx
          .update(authorizations)
          .set({ awaitingConfirmationSince: ctx.now() })
          .where(eq(authorizations.id, authorizationId));
      }
      return { kind: 'other_browser', authorizationId };
    }
    if (!returned.authCode) {
      await moveAuthorization(tx, ctx, authorizationId, 'failed', { road: 'customer', failure: 'refused' });
      return { kind: 'over', authorizationId };
    }
    const kept = await keepCode(tx, ctx, attempt, returned.authCode, 'redirect');
    if (!kept && !attempt.authCodeSealed && attempt.expiresAt > ctx.now()) {
      // The code has served another attempt: this one cannot end well with it, and the customer should know.
      await moveAuthorization(tx, ctx, authorizationId, 'failed', { road: 'customer', failure: 'code_unusable' });
      return { kind: 'over', authorizationId };
    }
    await tx
      .update(authorizations)
      .set({ awaitingConfirmationSince: null })
      .where(eq(authorizations.id, authorizationId));
    const realRunAt = new Date(ctx.realNow().getTime() + TAKE_OVER_AFTER_MS);
    await addJob(tx, 'complete_authorization', { authorizationId }, { realRunAt, key: `complete:${authorizationId}` });
    return { kind: 'received', authorizationId };
  });
}

/**
 * Alipay told us a code. Runs inside the notification's transaction: the exchange itself is the job's, a little later, so
 * that a browser on its way back comes first: if it is another one than began, it is asked before anything is linked.
 */
export async function receiveNotifiedCode(
  tx: Database,
  ctx: Context,
  told: { readonly authState: string; readonly authCode: string },
): Promise<CodeReceived> {
  const attempt = await findAttempt(tx, told.authState);
  if (!attempt) return { kind: 'unknown_attempt' };
  const authorizationId = attempt.id;
  if (attempt.status !== 'STARTED') return { kind: 'over', authorizationId };
  if (attempt.awaitingConfirmationSince) {
    // The question stands. But the code to exchange after a "yes" is the one that Alipay signed for.
    await replaceCode(tx, ctx, attempt, told.authCode);
    return { kind: 'other_browser', authorizationId };
  }
  if (!(await keepCode(tx, ctx, attempt, told.authCode, 'notification'))) {
    return { kind: attempt.authCodeSealed ? 'received' : 'over', authorizationId };
  }
  const realRunAt = new Date(ctx.realNow().getTime() + RETURN_FIRST_MS);
  await addJob(tx, 'complete_authorization', { authorizationId }, { realRunAt, key: `complete:${authorizationId}` });
  return { kind: 'received', authorizationId };
}

async function findAttempt(tx: Database, authState: string): Promise<Attempt | undefined> {
  const [attempt] = await tx.select().from(authorizations).where(eq(authorizations.authState, authState)).for('update');
  return attempt;
}

/** Whether this browser brought the attempt's code: the first one, or the same that Alipay told a moment before. */
async function bringsCode(tx: Database, ctx: Context, attempt: Attempt, authCode: string): Promise<boolean> {
  if (ctx.sealer.indexes(authCode).includes(attempt.codeIndex ?? '')) return true;
  return keepCode(tx, ctx, attempt, authCode, 'redirect');
}

async function replaceCode(tx: Database, ctx: Context, attempt: Attempt, authCode: string): Promise<void> {
  if (ctx.sealer.indexes(authCode).includes(attempt.codeIndex ?? '')) return;
  await tx.update(authorizations).set({ codeIndex: null }).where(eq(authorizations.id, attempt.id));
  await keepCode(tx, ctx, attempt, authCode, 'notification');
}

/** Keeps the first code of an attempt that still waits for one. A code that another attempt holds is not taken. */
async function keepCode(
  tx: Database,
  ctx: Context,
  attempt: Attempt,
  authCode: string,
  road: 'redirect' | 'notification',
): Promise<boolean> {
  const codeIndex = ctx.sealer.index(authCode);
  const [taken] = await tx
    .select({ id: authorizations.id })
    .from(authorizations)
    .where(eq(authorizations.codeIndex, codeIndex));
  if (taken) return false;
  const authCodeSealed = ctx.sealer.seal(authCode, {
    table: 'authorizations',
    row: attempt.id,
    column: 'auth_code',
    customer: attempt.customerId,
  });
  const kept = await tx
    .update(authorizations)
    .set({ authCodeSealed, codeIndex, codeRoad: road })
    .where(
      and(
        eq(authorizations.id, attempt.id),
        eq(authorizations.status, 'STARTED'),
        isNull(authorizations.codeIndex),
        gt(authorizations.expiresAt, ctx.now()),
      ),
    )
    .returning({ id: authorizations.id });
  return kept.length > 0;
}
