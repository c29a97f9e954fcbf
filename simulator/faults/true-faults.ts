/**
 * The faults that are true: a token that has ended without a word, and a payment that stays in process. They alone
 * change the ledger. They refuse to know how anything is answered.
 */
import { type PayOptions } from '../apis/pay';
import { type Payment, type Refund, type Token } from '../ledger';
import { endingOf, expireToken } from '../links';
import { settle } from '../settle';
import { settleRefund } from '../settle-refund';
import { type World } from '../world';
import { type Subject } from './facts';
import { type FaultRule } from './rules';

/** Ends the token of a call before the call acts, and tells nobody. A refresh finds its own token past its time. */
export function endToken(
  world: World,
  token: Token | undefined,
  rule: FaultRule | undefined,
  refreshes: boolean,
): void {
  if (!token) return;
  if (rule?.do === 'token_revoked') world.ledger.commit(...endingOf(world, token.authorizationId));
  if (rule?.do !== 'token_expired') return;
  if (refreshes) world.ledger.commit({ token: { ...token, refreshExpiresAt: world.clock.now() } });
  else expireToken(world, token, false);
}

/** How a payment or a refund that the dial keeps in process is to be born; undefined: like every other. */
export function keptInProcess(rule: FaultRule | undefined): Required<PayOptions> | undefined {
  const keeps = rule?.do === 'in_process' || rule?.do === 'in_process_forever';
  return keeps ? { forEver: true, inquiries: rule.inquiries } : undefined;
}

/**
 * An inquiry fewer for what is in process for so many of them. With the last it is due, and goes its usual way once that
 * inquiry is answered (setAlarmAfter); `settled` is for whoever inquires before its alarm is set.
 */
function counted<T extends Payment | Refund>(world: World, kept: T, settled: (plain: T) => void): T | undefined {
  const { inquiriesLeft: left } = kept;
  if (kept.status !== 'PROCESSING' || left === undefined) return undefined;
  if (left > 1) return { ...kept, inquiriesLeft: left - 1 };
  if (left === 1) return { ...kept, inquiriesLeft: 0, settleAt: world.clock.now() };
  settled(kept);
  return undefined;
}

export function countInquiry(world: World, payment: Payment | undefined): void {
  const next =
    payment &&
    counted(world, payment, (due) => {
      world.alarms.cancel(due.paymentRequestId);
      settle(world, due);
    });
  if (next) world.ledger.commit({ payment: next });
}

export function countInquiryOfRefund(world: World, refund: Refund | undefined): void {
  const next = refund && counted(world, refund, (due) => void settleRefund(world, due));
  if (next) world.ledger.commit({ refund: next });
}

/** Once the last inquiry that was to hear "in process" is answered, what it asked about settles. */
export function setAlarmAfter(world: World, asked: Pick<Subject, 'payment' | 'refund'>): void {
  const payment = world.ledger.payments.get(asked.payment?.paymentRequestId ?? '');
  if (payment?.status === 'PROCESSING' && payment.inquiriesLeft === 0) world.alarms.set(payment);
  const refund = world.ledger.refunds.get(asked.refund?.refundRequestId ?? '');
  if (refund?.status === 'PROCESSING' && refund.inquiriesLeft === 0) world.refundAlarms.set(refund);
}
