/**
 * pay (protocol 3.5, order of checks 10.4): idempotency, contract, currency, settlement, token, limits, balance.
 * It refuses to know signatures and field shapes: they were checked before.
 */
import { type Body, parseWireTime, requiredTextAt, textAt } from '../fields';
import { newPaymentId } from '../ids';
import { type Payment, sha256, type Token } from '../ledger';
import { type Answer, answer, type ResultCode } from '../results';
import { isAlive } from '../links';
import { accept, failureOf, meaningOf, settle } from '../settle';
import { walletNamed, type Wallet } from '../wallets';
import { type World } from '../world';
import { contractedWallet, isQualified } from './contract';
import { describePayment } from './payment-answers';

/** The longest and the default life of an unpaid payment (protocol 4.5). */
const EXPIRY_MS = 60_000;
/** Two clocks and a time rounded to seconds may disagree a little about "at most one minute". */
const EXPIRY_TOLERANCE_MS = 5_000;

export interface PayOptions {
  /** The fault dial's: neither settles nor expires. */
  forEver: boolean;
  /** Or settles after so many inquiries. */
  inquiries?: number | null;
}

/** What a payment that is known is answered with. */
export function answerOf(payment: Payment): Answer {
  switch (payment.status) {
    case 'SUCCESS':
      return answer('SUCCESS', describePayment(payment));
    case 'PROCESSING':
      return answer('PAYMENT_IN_PROCESS', describePayment(payment));
    case 'CANCELLED':
      return answer('ORDER_IS_CANCELED', { paymentRequestId: payment.paymentRequestId });
    case 'FAIL':
      return answer(failureOf(payment), { paymentRequestId: payment.paymentRequestId });
  }
}

/** Compared: amount with currency, and the token; nothing else (protocol 4.3). */
function isSamePayment(known: Payment, asked: Payment): boolean {
  return known.currency === asked.currency && known.value === asked.value && known.tokenSha256 === asked.tokenSha256;
}

/** What stands between a well-formed request and the wallet; each is final for this paymentRequestId. */
function refusalOf(world: World, payment: Payment, token: Token | undefined, body: Body): ResultCode | undefined {
  const wallet = contractedWallet(world, payment.wallet);
  if (!wallet) return 'NO_PAY_OPTIONS';
  if (!isQualified(world, wallet)) return 'PAYMENT_NOT_QUALIFIED';
  if (payment.currency !== wallet.currency) return 'CURRENCY_NOT_SUPPORT';
  const settlement = textAt(body, 'settlementStrategy.settlementCurrency');
  if (settlement !== undefined && !world.ledger.settings.settlementCurrencies.includes(settlement)) {
    return 'SETTLE_CONTRACT_NOT_MATCH';
  }
  if (!isAlive(token, world.clock.now()) || token.wallet !== wallet.brand) return 'INVALID_ACCESS_TOKEN';
  const { payment: ceiling } = wallet.ceilings;
  // What the method allows for one payment; what a person may spend is the wallet's to know (settle.ts).
  return ceiling !== undefined && BigInt(payment.value) > ceiling ? 'PAYMENT_AMOUNT_EXCEED_LIMIT' : undefined;
}

function paymentOf(world: World, body: Body, { forEver, inquiries }: PayOptions): Payment {
  const now = world.clock.now();
  const asked = parseWireTime(textAt(body, 'paymentExpiryTime') ?? '');
  return {
    paymentRequestId: requiredTextAt(body, 'paymentRequestId'),
    paymentId: newPaymentId(now),
    status: 'PROCESSING',
    failureCode: null,
    currency: requiredTextAt(body, 'paymentAmount.currency'),
    value: requiredTextAt(body, 'paymentAmount.value'),
    wallet: requiredTextAt(body, 'paymentMethod.paymentMethodType'),
    accountId: null,
    tokenSha256: sha256(requiredTextAt(body, 'paymentMethod.paymentMethodId')),
    referenceOrderId: requiredTextAt(body, 'order.referenceOrderId'),
    metadata: textAt(body, 'metadata') ?? null,
    notifyUrl: textAt(body, 'paymentNotifyUrl') ?? null,
    createdAt: now,
    settleAt: forEver ? null : now + world.ledger.settings.settleMs,
    expiresAt: forEver ? null : (asked ?? now + EXPIRY_MS),
    paidAt: null,
    cancelledAt: null,
    ...(typeof inquiries === 'number' ? { inquiriesLeft: inquiries } : {}),
  };
}

/** What is wrong with an amount in this wallet; the code for it is a judgement of protocol 7. */
export function amountProblem(wallet: Wallet, { value }: { value: string }): string | undefined {
  if (BigInt(value) < wallet.minimumMinor) return `is below the wallet's minimum of ${wallet.minimumMinor}`;
  return BigInt(value) % wallet.stepMinor === 0n ? undefined : `is no multiple of ${wallet.stepMinor}`;
}

function unlinkedMeanwhile(world: World, payment: Payment): ResultCode | undefined {
  return meaningOf(world, payment)?.kind === 'unlinked' ? 'INVALID_ACCESS_TOKEN' : undefined;
}

/** When it settles: later or never for some accounts and amounts. */
function inTime(world: World, payment: Payment): Payment {
  const meaning = meaningOf(world, payment);
  const account = world.ledger.accounts.get(payment.accountId ?? '');
  if (account?.stuck || meaning?.kind === 'stuck') return { ...payment, settleAt: null };
  return meaning?.kind === 'slow' ? { ...payment, settleAt: payment.createdAt + meaning.settleMs } : payment;
}

function expiryProblem(world: World, body: Body): string | undefined {
  const asked = parseWireTime(textAt(body, 'paymentExpiryTime') ?? '');
  if (asked === undefined) return undefined;
  const now = world.clock.now();
  if (asked <= now) return 'paymentExpiryTime has passed';
  return asked > now + EXPIRY_MS + EXPIRY_TOLERANCE_MS ? 'paymentExpiryTime is more than one minute away' : undefined;
}

function addressProblem({ ledger }: World, { notifyUrl }: Payment): string | undefined {
  const { missingNotifyUrl, paymentNotifyUrl } = ledger.settings;
  const isMissing = notifyUrl === null && paymentNotifyUrl === '';
  return isMissing && missingNotifyUrl === 'PARAM_ILLEGAL' ? 'paymentNotifyUrl is missing' : undefined;
}

export function pay(world: World, body: Body, options: PayOptions): Answer {
  const { ledger } = world;
  const asked = paymentOf(world, body, options);
  const known = ledger.payments.get(asked.paymentRequestId);
  if (known) return isSamePayment(known, asked) ? answerOf(known) : answer('REPEAT_REQ_INCONSISTENT');
  // After the look-up: a repeat of an old request is answered, though its expiry has passed long ago.
  const problem = expiryProblem(world, body) ?? addressProblem(world, asked);
  if (problem) return answer('PARAM_ILLEGAL', undefined, `Illegal parameters. ${problem}.`);

  const token = ledger.tokens.get(asked.tokenSha256);
  const refusal = refusalOf(world, asked, token, body) ?? unlinkedMeanwhile(world, asked);
  const amount = refusal === undefined ? amountProblem(walletNamed(asked.wallet), asked) : undefined;
  // The request is wrong and not the payment: nothing is kept, and the same id may come again with a right amount.
  if (amount) return answer('PARAM_ILLEGAL', undefined, `Illegal parameters. paymentAmount ${amount}.`);
  if (refusal) {
    const failed: Payment = { ...asked, status: 'FAIL', failureCode: refusal, accountId: token?.accountId ?? null };
    ledger.commit({ payment: failed });
    return answerOf(failed);
  }
  const payment = inTime(world, { ...asked, accountId: token?.accountId ?? null });
  if (ledger.settings.payAnswer === 'immediate' && payment.settleAt === asked.settleAt && !options.forEver)
    return answerOf(settle(world, payment));
  accept(world, payment);
  return answerOf(payment);
}
