/**
 * cancel (protocol 3.7, 4.6): closes an unpaid payment, or returns the whole money of a paid one until 00:15 GMT+8
 * of the next day. A cancelled payment stays cancelled; a failed one cannot be cancelled (10.4).
 */
import { cancelWindowEndsAt, toWireTime } from '../clock';
import { type Body } from '../fields';
import { type Payment } from '../ledger';
import { type Answer, answer } from '../results';
import { cancelPayment } from '../settle';
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

export function cancel(world: World, body: Body): Answer {
  const payment = namedPayment(world.ledger, body);
  if (!payment) return answer('ORDER_NOT_EXIST');
  if (payment.status === 'CANCELLED') return done(payment);
  if (payment.status === 'FAIL') return answer('ORDER_STATUS_INVALID');
  if (world.clock.now() >= cancelWindowEndsAt(payment.paidAt ?? payment.createdAt)) {
    return answer('CANCEL_WINDOW_EXCEED');
  }
  world.alarms.cancel(payment.paymentRequestId);
  return done(cancelPayment(world, payment));
}
