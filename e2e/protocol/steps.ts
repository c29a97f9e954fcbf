/**
 * Steps that many cases take: a payment until it is final, its repetition, a refund. On the simulator time is moved; elsewhere
 * it passes.
 */
import { expect } from 'vitest';
import { type Status } from './codes';
import { type Answer } from './merchant';
import { payMessage, refundMessage } from './messages';
import { type Protocol } from './protocol';

/** The simulator settles within a second and a half of its own time; this lets it, and nothing else, become due. */
const SETTLE_MS = 3_000;
/** How long a payment may take elsewhere: its minute of life, and a little (protocol 4.4). */
const PATIENCE_MS = 75_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONE_MS = 8 * HOUR_MS;
const PAUSE_MS = 3_000;

export function expectResult({ result, text }: Answer, resultCode: string, resultStatus: Status): void {
  expect({ resultCode: result.resultCode, resultStatus: result.resultStatus }, text).toEqual({
    resultCode,
    resultStatus,
  });
}

export interface Payment {
  readonly message: ReturnType<typeof payMessage>;
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly answer: Answer;
}

/** A pay that is taken; final or not. */
export async function startPayment(protocol: Protocol, more: Readonly<Record<string, unknown>> = {}): Promise<Payment> {
  const accessToken = 'paymentMethod' in more ? '' : await protocol.token();
  const message = payMessage(protocol, accessToken, more);
  const answer = await protocol.call('pay', message);
  expect(['SUCCESS', 'PAYMENT_IN_PROCESS'], answer.text).toContain(answer.result.resultCode);
  const { paymentRequestId } = message;
  return { message, paymentRequestId, paymentId: String(answer.body.paymentId), answer };
}

export function inquire(protocol: Protocol, paymentRequestId: string): Promise<Answer> {
  return protocol.call('inquiryPayment', { paymentRequestId });
}

const isOpen = ({ body }: Answer) => ['PROCESSING', 'PENDING'].includes(String(body.paymentStatus));

/** Lets the payment become final, and asks. */
export async function untilFinal(protocol: Protocol, paymentRequestId: string): Promise<Answer> {
  if (protocol.isControlled) await protocol.controls.advance(SETTLE_MS);
  const end = Date.now() + PATIENCE_MS;
  let answer = await inquire(protocol, paymentRequestId);
  while (!protocol.isControlled && isOpen(answer) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    answer = await inquire(protocol, paymentRequestId);
  }
  return answer;
}

/** A payment whose money has been taken. */
export async function paid(protocol: Protocol, more: Readonly<Record<string, unknown>> = {}): Promise<Payment> {
  const payment = await startPayment(protocol, more);
  const end = await untilFinal(protocol, payment.paymentRequestId);
  expect(end.body.paymentStatus, end.text).toBe('SUCCESS');
  return payment;
}

/** What a wallet's method and amount are, for a payment by another wallet than the usual one. */
export function byWallet(accessToken: string, brand: string, currency: string, value: string) {
  const amount = { currency, value };
  return {
    paymentMethod: { paymentMethodType: brand, paymentMethodId: accessToken },
    paymentAmount: amount,
    order: { referenceOrderId: `${brand}_order`, orderDescription: 'Coffee box', orderAmount: amount },
  };
}

/** A refund that is taken; final or not. */
export async function refunded(
  protocol: Protocol,
  paymentId: string,
  value: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const answer = await protocol.call(
    'refund',
    refundMessage(protocol, paymentId, { refundAmount: protocol.amount(value), ...more }),
  );
  expect(['SUCCESS', 'REFUND_IN_PROCESS'], answer.text).toContain(answer.result.resultCode);
  return answer;
}

/** The next moment when it is so late in GMT+8. */
export async function nextTime(protocol: Protocol, hours: number, minutes: number): Promise<number> {
  const now = await protocol.now();
  const today = Math.floor((now + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  const at = today + hours * HOUR_MS + minutes * MINUTE_MS;
  return at > now ? at : at + DAY_MS;
}
