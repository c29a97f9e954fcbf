/**
 * cancel (protocol 3.7, 4.6): closes an unpaid payment, or returns the whole money of a paid one until 00:15 GMT+8
 * of the next day. A cancelled payment stays cancelled. A failed one, and a paid one of some wallets, are switches.
 */
import { cancelWindowEndsAt, toWireTime } from '../clock';
import { type Body } from '../fields';
import { type Payment } from '../ledger';
import { type Answer, answer, type ResultCode } from '../results';
import { cancelPayment } from '../settle';
import { refundedOf } from '../settle-refund';
import { type World } from '../world';
import { namedPayment } from './payment-answers';

function done(payment: Payment): Answer {
  const { paymentId, paymentRequestId, cancelledAt } = payment;
  return answer('SUCCESS', {
    paymentId,
    paymentRequestId,
    ...(cancelledAt === null ? {} : { cancelTime: toWireTime(cancelledAt) }),
  });
}

/** Why a payment in this state cannot be cancelled any more. */
function refusalOf({ ledger }: World, payment: Payment): ResultCode | undefined {
  const { cancelFailed, uncancellableWallets } = ledger.settings;
  if (payment.status === 'FAIL') return cancelFailed === 'SUCCESS' ? undefined : 'ORDER_STATUS_INVALID';
  if (refundedOf(ledger, payment) > 0n) return 'PROCESS_FAIL';
  const isKept = payment.status === 'SUCCESS' && uncancellableWallets.includes(payment.wallet);
  return isKept ? 'ORDER_STATUS_INVALID' : undefined;
}

export function cancel(world: World, body: Body): Answer {
  const payment = namedPayment(world.ledger, body);
  if (!payment) return answer('ORDER_NOT_EXIST');
  if (payment.status === 'CANCELLED') return done(payment);
  const refusal = refusalOf(world, payment);
  if (refusal) return answer(refusal);
  if (payment.status === 'FAIL') return done({ ...payment, cancelledAt: world.clock.now() });
  if (world.clock.now() >= cancelWindowEndsAt(payment.paidAt ?? payment.createdAt)) {
    return answer('CANCEL_WINDOW_EXCEED');
  }
  world.alarms.cancel(payment.paymentRequestId);
  return done(cancelPayment(world, payment));
}
