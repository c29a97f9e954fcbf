/**
 * The verbs of the controls on notifications: sending one again, and sending a forged one. They refuse to know how a
 * message is forged.
 */
import { FORGERIES, isForgery, NOTIFICATION_KINDS } from './faults/kinds';
import { readFault } from './faults/read-rule';
import { attemptView } from './notification-views';
import { type Refused, refusal } from './refused';
import { type World } from './world';

/** More at once would measure this machine and not the merchant. */
const MOST_TIMES = 100;

export function resendNotification(world: World, id: string, times: unknown = 1): Refused | { sending: true } {
  if (!Number.isInteger(times) || Number(times) < 1 || Number(times) > MOST_TIMES) {
    return refusal(`times must be a whole number from 1 to ${MOST_TIMES}.`);
  }
  if (!world.notifier.resend(id, Number(times))) return refusal(`There is no notification ${id}.`, 404);
  return { sending: true };
}

/** Answers when the merchant has answered: what it said to the forgery is what one wants to know. */
export async function forgeNotification(world: World, asked: Record<string, unknown>): Promise<Refused | object> {
  const { kind, how, value, count } = asked;
  const known = NOTIFICATION_KINDS.find((name) => name === kind);
  if (!known) return refusal(`kind must be one of ${NOTIFICATION_KINDS.join(', ')}.`);
  if (typeof how !== 'string' || !isForgery(how)) {
    return refusal(`how must be one of ${FORGERIES.join(', ')}.`);
  }
  const wrong = readFault('forgery', { do: how, match: { notification: known }, value, count });
  if (typeof wrong === 'string') return refusal(wrong);
  const attempts = await world.notifier.forge(known, wrong, wrong.count ?? 1);
  if (!attempts) return refusal(`There is no ${known} notification yet to make one from.`, 404);
  return { attempts: attempts.map(attemptView) };
}
