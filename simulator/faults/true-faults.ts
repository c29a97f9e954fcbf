/**
 * The faults that are true: a token that has ended without a word, and a payment that stays in process. They alone
 * change the ledger. They refuse to know how anything is answered.
 */
import { type PayOptions } from '../apis/pay';
import { type Change, type Ledger, type Payment, type Token } from '../ledger';
import { settle } from '../settle';
import { type World } from '../world';
import { type FaultRule } from './rules';

/** Ends the token of a call before the call acts, and tells nobody. */
export function endToken(
  world: World,
  token: Token | undefined,
  rule: FaultRule | undefined,
  refreshes: boolean,
): void {
  if (!token) return;
  const now = world.clock.now();
  if (rule?.do === 'token_revoked') world.ledger.commit(...silentRevocation(world.ledger, token));
  if (rule?.do === 'token_expired') {
    const ended = refreshes ? { refreshExpiresAt: now } : { expiresAt: Math.min(token.expiresAt, now) };
    world.ledger.commit({ token: { ...token, ...ended } });
  }
}

function silentRevocation(ledger: Ledger, { authorizationId }: Token): Change[] {
  const generations = [...ledger.tokens.values()].filter((token) => token.authorizationId === authorizationId);
  const authorization = ledger.authorizations.get(authorizationId);
  return [
    ...generations.map((token) => ({ token: { ...token, status: 'REVOKED' as const } })),
    ...(authorization ? [{ authorization: { ...authorization, status: 'REVOKED' as const } }] : []),
  ];
}

/** How a payment that the dial keeps in process is to be born; undefined: like every other. */
export function keptInProcess(rule: FaultRule | undefined): Required<PayOptions> | undefined {
  const keeps = rule?.do === 'in_process' || rule?.do === 'in_process_forever';
  return keeps ? { forEver: true, inquiries: rule.inquiries } : undefined;
}

/**
 * Counts an inquiry of a payment that is in process for so many of them. With the last of those it is due, and goes
 * the way of every payment; whoever inquires before its alarm is set (setAlarmAfter) finds it settled here.
 */
export function countInquiry(world: World, payment: Payment | undefined): void {
  if (payment?.status !== 'PROCESSING' || payment.inquiriesLeft === undefined) return;
  const { inquiriesLeft: left, ...plain } = payment;
  if (left > 1) return world.ledger.commit({ payment: { ...payment, inquiriesLeft: left - 1 } });
  if (left === 1) return world.ledger.commit({ payment: { ...plain, inquiriesLeft: 0, settleAt: world.clock.now() } });
  world.alarms.cancel(payment.paymentRequestId);
  settle(world, plain);
}

/** Once the last inquiry that was to hear "in process" is answered, the payment settles. */
export function setAlarmAfter(world: World, paymentRequestId: string | null): void {
  const payment = paymentRequestId === null ? undefined : world.ledger.payments.get(paymentRequestId);
  if (payment?.status === 'PROCESSING' && payment.inquiriesLeft === 0) world.alarms.set(payment);
}
