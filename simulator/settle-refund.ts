/**
 * What becomes of a refund after it was accepted: the money goes back to the account, or it does not; the merchant is
 * told either way (protocol 3.10). This file alone gives refunded money back. It refuses to know HTTP.
 */
import { type Alarm, toWireTime } from './clock';
import { type Change, type Ledger, type Notification, type Payment, type Refund } from './ledger';
import { type ResultCode, resultOf } from './results';
import { specialAmount } from './special-amounts';
import { type World } from './world';

type Rooms = Pick<World, 'ledger' | 'clock' | 'notifier'>;

export function refundAmountOf({ currency, value }: Refund): { currency: string; value: string } {
  return { currency, value };
}

/** The code a failed refund keeps; a refund without one never reached a failure. */
export function refundFailureOf(refund: Refund): ResultCode {
  return (refund.failureCode as ResultCode | null) ?? 'PROCESS_FAIL';
}

/** What is given back of a payment, or is about to be (protocol 10.4). */
export function refundedOf(ledger: Ledger, payment: Payment): bigint {
  return ledger
    .refundsOf(payment)
    .filter(({ status }) => status !== 'FAIL')
    .reduce((sum, { value }) => sum + BigInt(value), 0n);
}

/** The merchant's balance after money came in or went out; no change where that currency's balance never ends. */
export function merchantBalanceChange({ settings }: Ledger, currency: string, by: bigint): Change[] {
  const held = settings.merchantBalance[currency];
  if (held === undefined) return [];
  const merchantBalance = { ...settings.merchantBalance, [currency]: (BigInt(held) + by).toString() };
  return [{ settings: { ...settings, merchantBalance } }];
}

function notice({ ledger, notifier }: Rooms, refund: Refund): Notification | undefined {
  const url = refund.notifyUrl ?? (ledger.settings.refundNotifyUrl || null);
  if (url === null) return undefined;
  const succeeded = refund.status === 'SUCCESS';
  return notifier.compose({
    kind: 'refund',
    url,
    subject: refund.refundRequestId,
    body: {
      notifyType: 'REFUND_RESULT',
      result: succeeded ? resultOf('SUCCESS', 'success') : resultOf(refundFailureOf(refund)),
      refundStatus: refund.status,
      refundRequestId: refund.refundRequestId,
      refundId: refund.refundId,
      refundAmount: refundAmountOf(refund),
      ...(succeeded && refund.settledAt !== null
        ? { refundTime: toWireTime(refund.settledAt), actualRefundAmount: refundAmountOf(refund) }
        : {}),
    },
  });
}

function finish(world: Rooms, refund: Refund, ...changes: Change[]): Refund {
  const notification = notice(world, refund);
  world.ledger.commit({ refund }, ...changes, ...(notification ? [{ notification }] : []));
  if (notification) world.notifier.send(notification);
  return refund;
}

/** Why the money cannot reach the customer; undefined when it does. */
function obstacleOf({ ledger }: Rooms, refund: Refund): ResultCode | undefined {
  const account = ledger.accounts.get(ledger.payments.get(refund.paymentRequestId)?.accountId ?? '');
  if (!account || account.closed || account.restricted) return 'USER_STATUS_ABNORMAL';
  const fails = specialAmount(refund.currency, refund.value)?.kind === 'refund_fails';
  return fails && ledger.settings.specialAmounts === 'on' ? 'PROCESS_FAIL' : undefined;
}

/**
 * Gives the money back, or records why it cannot be; notifies either way. The merchant's balance was charged when the
 * refund was accepted, so only a failure touches it.
 */
export function settleRefund(world: Rooms, refund: Refund): Refund {
  const { ledger, clock } = world;
  const settledAt = clock.now();
  const account = ledger.accounts.get(ledger.payments.get(refund.paymentRequestId)?.accountId ?? '');
  const obstacle = obstacleOf(world, refund);
  const value = BigInt(refund.value);
  if (obstacle !== undefined || !account) {
    const failed: Refund = { ...refund, status: 'FAIL', failureCode: obstacle ?? 'USER_STATUS_ABNORMAL', settledAt };
    return finish(world, failed, ...merchantBalanceChange(ledger, refund.currency, value));
  }
  const balance = (BigInt(account.balance) + value).toString();
  return finish(world, { ...refund, status: 'SUCCESS', settledAt }, { account: { ...account, balance } });
}

/** The alarms of refunds in process. */
export class RefundAlarms {
  readonly #world: Rooms;
  readonly #alarms = new Map<string, Alarm>();

  constructor(world: Rooms) {
    this.#world = world;
  }

  set({ refundRequestId, settleAt }: Refund): void {
    if (settleAt === null) return;
    const ring = () => {
      this.#alarms.delete(refundRequestId);
      const refund = this.#world.ledger.refunds.get(refundRequestId);
      if (refund?.status === 'PROCESSING') settleRefund(this.#world, refund);
    };
    this.#alarms.set(refundRequestId, this.#world.clock.at(settleAt, ring));
  }

  /** Takes up what an earlier process left in process. */
  resume(): void {
    for (const refund of this.#world.ledger.refunds.values()) if (refund.status === 'PROCESSING') this.set(refund);
  }

  clear(): void {
    for (const alarm of this.#alarms.values()) alarm.cancel();
    this.#alarms.clear();
  }
}
