/**
 * Registers a customer: one customer, one user and one session, in one transaction.
 *
 * Whether the address was free is told, since a person must know it; the password is hashed first, so that the answer
 * takes as long either way, and the attempts of an address are counted, so that a list of people cannot be tried.
 */
import { originOfActor, type AccountContext } from './account-context';
import { addressKey, takeAttempt } from './attempt-limit';
import type { RegisterInput } from './input';
import { insertUser } from './insert-user';
import { hashPassword } from './password';
import { closeSession, startSession, type LiveSession } from './session';

/** @throws Refusal `too_many_attempts`, `email_taken` */
export async function registerCustomer(
  ctx: AccountContext,
  input: Pick<RegisterInput, 'email' | 'name' | 'password'>,
): Promise<LiveSession> {
  const origin = originOfActor(ctx.actor);
  await takeAttempt(ctx.db, [addressKey(origin.address)]);
  const passwordHash = await hashPassword(input.password);
  const { email, name } = input;
  const role = 'customer';
  return ctx.db.transaction(async (tx) => {
    const { userId, customerId } = await insertUser(tx, { email, name, role, passwordHash }, ctx.now());
    if ('sessionId' in ctx.actor) await closeSession(tx, ctx.actor.sessionId, 'replaced');
    const sessionId = await startSession(tx, { id: userId, role }, origin);
    return { sessionId, userId, customerId, role, name, email };
  });
}
