/**
 * Signs a person in: counts the attempt, checks the password, begins a session under a new id.
 *
 * An address without an account, a disabled account and a wrong password are one answer, after the same work.
 */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { users } from '@/db/schema/users';
import { writeAudit } from '@/lib/audit/write-audit';
import { Refusal } from '@/lib/kit/errors';
import { signInAttempts } from '@/lib/kit/metrics';
import { originOfActor, type AccountContext } from './account-context';
import type { Origin } from './actor';
import { accountKey, addressKey, giveBackAttempt, takeAttempt } from './attempt-limit';
import type { SignInInput } from './input';
import { hashOfNobody, verifyPassword } from './password';
import { actorOfSession, closeSession, startSession, type LiveSession } from './session';

/** @throws Refusal `too_many_attempts`, `wrong_credentials` */
export async function signIn(
  ctx: AccountContext,
  input: Pick<SignInInput, 'email' | 'password'>,
): Promise<LiveSession> {
  const origin = originOfActor(ctx.actor);
  const account = accountKey(input.email);
  const address = addressKey(origin.address);
  await takeAttempt(ctx.db, [account, address]).catch((error: unknown) => {
    if (error instanceof Refusal) signInAttempts.inc({ result: 'limited' });
    throw error;
  });
  const user = await userWithPassword(ctx.db, input);
  if (!user) {
    signInAttempts.inc({ result: 'refused' });
    throw new Refusal('wrong_credentials');
  }
  await giveBackAttempt(ctx.db, account, address);
  const session = await beginSession(ctx, user, origin);
  if (!session) {
    signInAttempts.inc({ result: 'refused' });
    throw new Refusal('wrong_credentials');
  }
  signInAttempts.inc({ result: 'signed_in' });
  return session;
}

type User = typeof users.$inferSelect;

/**
 * The browser's earlier session ends with the new one, whoever it belonged to.
 * @returns null when the account changed while its password was checked
 */
function beginSession(ctx: AccountContext, user: User, origin: Origin): Promise<LiveSession | null> {
  return ctx.db.transaction(async (tx) => {
    if (!(await holdUnchanged(tx, user))) return null;
    if ('sessionId' in ctx.actor) await closeSession(tx, ctx.actor.sessionId, 'replaced');
    const sessionId = await startSession(tx, user, origin);
    const { id: userId, customerId, role, name, email } = user;
    const session: LiveSession = { sessionId, userId, customerId, role, name, email };
    if (role !== 'customer') {
      const actor = actorOfSession(session, origin);
      await writeAudit(tx, { actor, now: ctx.now }, { action: 'account.sign_in', subjectId: userId });
    }
    return session;
  });
}

/**
 * Holds the account as it was when its password was checked. Who changes a password or a role, or shuts somebody out, ends
 * the sessions there are: one begun a moment later on the strength of what was before must not slip through.
 */
async function holdUnchanged(tx: Database, user: User): Promise<boolean> {
  const asChecked = and(
    eq(users.id, user.id),
    eq(users.passwordHash, user.passwordHash),
    eq(users.role, user.role),
    isNull(users.disabledAt),
  );
  const rows = await tx.select({ id: users.id }).from(users).where(asChecked).for('share');
  return rows.length > 0;
}

async function userWithPassword(db: Database, input: Pick<SignInInput, 'email' | 'password'>) {
  const [user] = await db
    .select()
    .from(users)
    .where(sql`lower(${users.email}) = lower(${input.email})`);
  const right = await verifyPassword(user?.passwordHash ?? (await hashOfNobody()), input.password);
  return user && right && user.disabledAt === null ? user : null;
}
