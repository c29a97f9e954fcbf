/**
 * The verbs of the controls on notifications: sending one again, and sending a forged one. They refuse to know how a
 * message is forged.
 */
import { FORGERIES, isForgery, NOTIFICATION_KINDS } from './faults/kinds';
import { readFault } from './faults/read-rule';
import { attemptView } from './notification-views';
import { type World } from './world';

type Refusal = { refused: string; status: number };

/** More at once would measure this machine and not the merchant. */
const MOST_TIMES = 100;

export function resendNotification(world: World, id: string, times: unknown = 1): Refusal | { sending: true } {
  if (!Number.isInteger(times) || Number(times) < 1 || Number(times) > MOST_TIMES) {
    return { refused: `times must be a whole number from 1 to ${MOST_TIMES}.`, status: 400 };
  }
  if (!world.notifier.resend(id, Number(times))) return { refused: `There is no notification ${id}.`, status: 404 };
  return { sending: true };
}

/** Answers when the merchant has answered: what it said to the forgery is what one wants to know. */
export async function forgeNotification(world: World, asked: Record<string, unknown>): Promise<Refusal | object> {
  const { kind, how, value, count } = asked;
  const known = NOTIFICATION_KINDS.find((name) => name === kind);
  if (!known) return { refused: `kind must be one of ${NOTIFICATION_KINDS.join(', ')}.`, status: 400 };
  if (typeof how !== 'string' || !isForgery(how)) {
    return { refused: `how must be one of ${FORGERIES.join(', ')}.`, status: 400 };
  }
  const wrong = readFault('forgery', { do: how, match: { notification: known }, value, count });
  if (typeof wrong === 'string') return { refused: wrong, status: 400 };
  const attempts = await world.notifier.forge(known, wrong, wrong.count ?? 1);
  if (!attempts) return { refused: `There is no ${known} notification yet to make one from.`, status: 404 };
  return { attempts: attempts.map(attemptView) };
}
