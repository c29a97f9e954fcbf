/**
 * What becomes of a payment after it was accepted: it is paid, or refused by the wallet, or it expires. This file
 * alone takes money from an account and gives it back. It refuses to know HTTP.
 */
import { type Alarm, toWireTime } from './clock';
import { type Change, type Notification, type Payment } from './ledger';
import { endingOf } from './links';
import { type ResultCode, resultOf } from './results';
import { merchantBalanceChange } from './settle-refund';
import { type SpecialAmount, specialAmount } from './special-amounts';
import { type Account, walletNamed } from './wallets';
import { type World } from './world';

type Rooms = Pick<World, 'ledger' | 'clock' | 'notifier'>;

/** The person's own limit, and the wallet's for a person: all are sums the merchant cannot know (protocol 6). */
function exceedsLimit({ ledger, clock }: Rooms, account: Account, payment: Payment): boolean {
  if (ledger.settings.spendingLimits === 'off') return false;
  const value = BigInt(payment.value);
  if (account.limit !== null && value > BigInt(account.limit)) return true;
  const { day, month, year } = walletNamed(payment.wallet).ceilings;
  if (day === undefined && month === undefined && year === undefined) return false;
  const spent = ledger.spentBy(account.id, clock.now());
  const breaks = (sum: bigint, ceiling: bigint | undefined) => ceiling !== undefined && sum + value > ceiling;
  return breaks(spent.day, day) || breaks(spent.month, month) || breaks(spent.year, year);
}

/** Why the wallet refuses this debit; undefined when it can be paid. */
function refusalOf(world: Rooms, account: Account | undefined, payment: Payment): ResultCode | undefined {
  if (!account || account.closed) return 'USER_NOT_EXIST';
  if (account.restricted) return 'USER_STATUS_ABNORMAL';
  if (!account.verified) return 'USER_KYC_NOT_QUALIFIED';
  if (account.suspect) return 'FRAUD_REJECT';
  const meaning = meaningOf(world, payment);
  if (meaning?.kind === 'refused') return meaning.code;
  if (exceedsLimit(world, account, payment)) return 'USER_AMOUNT_EXCEED_LIMIT';
  return BigInt(account.balance) < BigInt(payment.value) ? 'USER_BALANCE_NOT_ENOUGH' : undefined;
}

/** What the payment's amount means, unless the switch is off. */
export function meaningOf({ ledger }: Pick<World, 'ledger'>, payment: Payment): SpecialAmount | undefined {
  return ledger.settings.specialAmounts === 'on' ? specialAmount(payment.currency, payment.value) : undefined;
}

function amountOf(payment: Payment) {
  return { currency: payment.currency, value: payment.value };
}

type Tidings = 'PAYMENT_RESULT' | 'PAYMENT_PENDING';

function bodyOf(payment: Payment, notifyType: Tidings): Record<string, unknown> {
  const paid = payment.paidAt !== null && payment.status === 'SUCCESS';
  // A pending payment is told with S as well: the message succeeded, the payment has not (protocol 3.10).
  const succeeded = paid || notifyType === 'PAYMENT_PENDING';
  return {
    notifyType,
    result: succeeded ? resultOf('SUCCESS', 'success') : resultOf(failureOf(payment)),
    paymentRequestId: payment.paymentRequestId,
    paymentId: payment.paymentId,
    paymentAmount: amountOf(payment),
    ...(paid ? { actualPaymentAmount: amountOf(payment) } : {}),
    paymentCreateTime: toWireTime(payment.createdAt),
    ...(paid && payment.paidAt !== null ? { paymentTime: toWireTime(payment.paidAt) } : {}),
    paymentMethodType: payment.wallet,
    ...(payment.metadata === null ? {} : { metadata: payment.metadata }),
  };
}

function notice({ ledger, notifier }: Rooms, payment: Payment, notifyType: Tidings): Notification | undefined {
  const { paymentNotifyUrl, failureNotifications, pendingNotifications } = ledger.settings;
  const url = payment.notifyUrl ?? (paymentNotifyUrl || null);
  if (url === null || meaningOf({ ledger }, payment)?.kind === 'untold') return undefined;
  if (notifyType === 'PAYMENT_PENDING' && pendingNotifications === 'off') return undefined;
  if (payment.status === 'FAIL' && failureNotifications === 'off') return undefined;
  return notifier.compose({
    kind: 'payment',
    url,
    subject: payment.paymentRequestId,
    body: bodyOf(payment, notifyType),
  });
}

/** The code a failed payment keeps; a payment without one never reached a failure. */
export function failureOf(payment: Payment): ResultCode {
  return (payment.failureCode as ResultCode | null) ?? 'PROCESS_FAIL';
}

function tell(world: Rooms, payment: Payment, notifyType: Tidings, changes: Change[]): void {
  const notification = notice(world, payment, notifyType);
  world.ledger.commit({ payment }, ...changes, ...(notification ? [{ notification }] : []));
  if (notification) world.notifier.send(notification);
}

function finish(world: Rooms, payment: Payment, ...changes: Change[]): Payment {
  tell(world, payment, 'PAYMENT_RESULT', changes);
  return payment;
}

/** Takes a payment into process: it settles or expires when its time comes. */
export function accept(world: Rooms & Pick<World, 'alarms'>, payment: Payment): void {
  tell(world, payment, 'PAYMENT_PENDING', []);
  world.alarms.set(payment);
}

/** An account that unlinks itself does so once its money is gone, without a word. */
function silentEnding({ ledger }: Rooms, account: Account, { tokenSha256 }: Payment): Change[] {
  const token = account.unlinks ? ledger.tokens.get(tokenSha256) : undefined;
  return token ? endingOf({ ledger }, token.authorizationId) : [];
}

/** Debits the account, or records why it cannot be; notifies either way. */
export function settle(world: Rooms, payment: Payment): Payment {
  const account = payment.accountId === null ? undefined : world.ledger.accounts.get(payment.accountId);
  const refusal = refusalOf(world, account, payment);
  if (refusal !== undefined || !account) {
    return finish(world, { ...payment, status: 'FAIL', failureCode: refusal ?? 'USER_NOT_EXIST' });
  }
  const balance = (BigInt(account.balance) - BigInt(payment.value)).toString();
  const paid: Payment = { ...payment, status: 'SUCCESS', paidAt: world.clock.now() };
  const income = merchantBalanceChange(world.ledger, paid.currency, BigInt(paid.value));
  return finish(world, paid, { account: { ...account, balance } }, ...income, ...silentEnding(world, account, paid));
}

/**
 * The worst of the real world: a payment that had failed is collected after all, and told. Undefined when it has not failed.
 */
export function collectLate(world: Rooms, payment: Payment): Payment | undefined {
  const account = payment.accountId === null ? undefined : world.ledger.accounts.get(payment.accountId);
  if (payment.status !== 'FAIL' || !account) return undefined;
  const balance = (BigInt(account.balance) - BigInt(payment.value)).toString();
  const paidAt = world.clock.now();
  const paid: Payment = { ...payment, status: 'SUCCESS', failureCode: null, paidAt, collectedLate: true };
  return finish(
    world,
    paid,
    { account: { ...account, balance } },
    ...merchantBalanceChange(world.ledger, paid.currency, BigInt(paid.value)),
  );
}

/** Cancels; money that was taken goes back (protocol 3.7). */
export function cancelPayment(world: Rooms, payment: Payment): Payment {
  const cancelled: Payment = { ...payment, status: 'CANCELLED', cancelledAt: world.clock.now() };
  const account = payment.accountId === null ? undefined : world.ledger.accounts.get(payment.accountId);
  const changes: Change[] = [{ payment: cancelled }];
  if (payment.status === 'SUCCESS' && account) {
    const balance = (BigInt(account.balance) + BigInt(payment.value)).toString();
    changes.push({ account: { ...account, balance } });
    changes.push(...merchantBalanceChange(world.ledger, payment.currency, -BigInt(payment.value)));
  }
  world.ledger.commit(...changes);
  return cancelled;
}

/** The alarms of payments in process. */
export class PaymentAlarms {
  readonly #world: Rooms;
  readonly #alarms = new Map<string, Alarm>();

  constructor(world: Rooms) {
    this.#world = world;
  }

  set(payment: Payment): void {
    const { clock } = this.#world;
    const id = payment.paymentRequestId;
    const settleAt = payment.settleAt ?? Number.POSITIVE_INFINITY;
    const expiresAt = payment.expiresAt ?? Number.POSITIVE_INFINITY;
    const dueAt = Math.min(settleAt, expiresAt);
    // Only the earlier of the two can ever happen, also when both have passed while the process was down.
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const ring = expiresAt <= settleAt ? () => this.#expire(id) : () => this.#settle(id);
    this.#alarms.set(id, clock.at(dueAt, ring));
  }

  cancel(paymentRequestId: string): void {
    this.#alarms.get(paymentRequestId)?.cancel();
    this.#alarms.delete(paymentRequestId);
  }

  /** Takes up what an earlier process left in process. */
  resume(): void {
    for (const payment of this.#world.ledger.payments.values()) if (payment.status === 'PROCESSING') this.set(payment);
  }

  clear(): void {
    for (const id of [...this.#alarms.keys()]) this.cancel(id);
  }

  #inProcess(id: string): Payment | undefined {
    this.#alarms.delete(id);
    const payment = this.#world.ledger.payments.get(id);
    return payment?.status === 'PROCESSING' ? payment : undefined;
  }

  #settle(id: string): void {
    const payment = this.#inProcess(id);
    if (payment) settle(this.#world, payment);
  }

  #expire(id: string): void {
    const payment = this.#inProcess(id);
    if (payment) finish(this.#world, { ...payment, status: 'FAIL', failureCode: 'ORDER_IS_CLOSED' });
  }
}
