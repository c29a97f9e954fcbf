/**
 * News that overtakes: the answer of a call waits until the notification of the same matter has been sent and answered.
 * It refuses to know what either says.
 */
import { type Exchange } from '../exchange';
import { textAt } from '../fields';
import { type Answer } from '../results';
import { hold } from './call-faults';
import { askDial } from './dial';
import { factsOf } from './facts';
import { type Told } from './false-answers';
import { type NotificationKind } from './kinds';

/** What a call may lead to a notification of. */
const NEWS: Record<string, NotificationKind> = {
  pay: 'payment',
  refund: 'refund',
  revoke: 'authorization',
  applyToken: 'authorization',
};

/** Whether a notification is on its way already, or will be once what is in process has ended. */
function isNewsDue({ world }: Exchange, { body, subject }: Told, kind: NotificationKind, truth: Answer): boolean {
  const { notifications, settings } = world.ledger;
  if (settings.notifications === 'off') return false;
  const last = [...notifications.values()].findLast(
    (known) => known.kind === kind && known.subject === subject.requestId,
  );
  if (last) return last.attempts.length === 0 && last.nextAt !== null;
  const standing = kind === 'refund' ? settings.refundNotifyUrl : settings.paymentNotifyUrl;
  const address = textAt(body, kind === 'refund' ? 'refundNotifyUrl' : 'paymentNotifyUrl') ?? standing;
  return truth.result.resultStatus === 'U' && address !== '';
}

/** False when the caller has hung up while the answer waited. */
export async function letNewsGoFirst(exchange: Exchange, told: Told, truth: Answer): Promise<boolean> {
  const { world, call } = exchange;
  const kind = NEWS[told.api];
  const { requestId } = told.subject;
  const isTurned = [...world.ledger.faults.values()].some((rule) => rule.do === 'early');
  if (!isTurned || kind === undefined || requestId === null) return true;
  if (!isNewsDue(exchange, told, kind, truth)) return true;
  const rule = askDial(world.ledger, factsOf(world.ledger, told.subject, { occasion: 'news', notification: kind }));
  if (!rule) return true;
  call.fault ??= rule.do;
  return hold(exchange, world.notifier.expect(kind, requestId));
}
