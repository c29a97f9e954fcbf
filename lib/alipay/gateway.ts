/**
 * The client: every call we make to Alipay, each built and read by its message's own file.
 *
 * It never repeats a call: whether a repeat is safe is the caller's knowledge. Every failure of the world is a value; what it throws is
 * a `WireInputError`, a field that Alipay would refuse. A circuit breaker turns a dead gateway into *not sent* at once.
 *
 * Does not know: databases, orders, customers, queues.
 */
import { randomUUID } from 'node:crypto';
import { buildApplyToken, readApplyToken, type ApplyTokenInput, type IssuedCredential } from '@/lib/alipay/apply-token';
import { buildCancel, readCancel, type CancelledPayment } from '@/lib/alipay/cancel';
import type { Circuit } from '@/lib/alipay/circuit';
import { buildConsult, readConsult, type AuthorizationAddresses, type ConsultInput } from '@/lib/alipay/consult';
import type { Exchanged } from '@/lib/alipay/exchange';
import { buildInquiryPayment, readInquiryPayment, type PaymentWord } from '@/lib/alipay/inquiry-payment';
import { buildInquiryRefund, readInquiryRefund } from '@/lib/alipay/inquiry-refund';
import { readPay, type PaidPayment } from '@/lib/alipay/pay';
import { buildRefund, readRefund, type RefundInput, type SettledRefund } from '@/lib/alipay/refund';
import { buildRevoke, readRevoke, type RevokedToken, type RevokeInput } from '@/lib/alipay/revoke';
import { createSender, type Sender, type SenderConfig } from '@/lib/alipay/sender';
import type { PaymentIds, RefundIds } from '@/lib/alipay/wire-input';

export type GatewayConfig = SenderConfig;

export interface Gateway {
  consult(input: ConsultInput): Promise<Exchanged<AuthorizationAddresses>>;
  applyToken(input: ApplyTokenInput): Promise<Exchanged<IssuedCredential>>;
  /** `body` comes from `buildPay` and is sent byte for byte; at or after `notAfter` nothing is sent. */
  pay(body: Uint8Array, options: PayOptions): Promise<Exchanged<PaidPayment>>;
  revoke(input: RevokeInput): Promise<Exchanged<RevokedToken>>;
  inquiryPayment(input: PaymentIds): Promise<Exchanged<PaymentWord>>;
  cancel(input: PaymentIds): Promise<Exchanged<CancelledPayment>>;
  /** The same input gives the same bytes, so a repeat under the same refundRequestId is a repeat. */
  refund(input: RefundInput): Promise<Exchanged<SettledRefund>>;
  inquiryRefund(input: RefundIds): Promise<Exchanged<SettledRefund>>;
  /** While calls are refused: asks about a payment or a refund that nobody made, since any answer shows that Alipay is back. Else nothing. */
  probe(): Promise<void>;
  circuit(): { readonly state: Circuit['state']; readonly since: Date | null; readonly reason: string | null };
  /** Waits for the calls under way (each ends by its time-out), then drops all connections. */
  close(): Promise<void>;
}

export interface PayOptions {
  readonly paymentRequestId: string;
  readonly notAfter: Date;
}

/** @throws Error when baseUrl is not scheme and host alone, or when clientId or keyVersion cannot stand in a header */
export function createGateway(config: GatewayConfig): Gateway {
  const sender = createSender(config);
  let probes = 0;
  return {
    async consult(input) {
      return sender.send({ api: 'consult', requestId: null, body: buildConsult(input), read: readConsult });
    },
    async applyToken(input) {
      return sender.send({ api: 'applyToken', requestId: null, body: buildApplyToken(input), read: readApplyToken });
    },
    async pay(body, { paymentRequestId, notAfter }) {
      const read = (answer: Uint8Array) => readPay(answer, { paymentRequestId });
      return sender.send({ api: 'pay', requestId: paymentRequestId, body, notAfter, read });
    },
    async revoke(input) {
      return sender.send({ api: 'revoke', requestId: null, body: buildRevoke(input), read: readRevoke });
    },
    async inquiryPayment(input) {
      const read = (answer: Uint8Array) => readInquiryPayment(answer, input);
      const requestId = input.paymentRequestId ?? input.paymentId;
      return sender.send({ api: 'inquiryPayment', requestId, body: buildInquiryPayment(input), read });
    },
    async cancel(input) {
      const read = (answer: Uint8Array) => readCancel(answer, input);
      const requestId = input.paymentRequestId ?? input.paymentId;
      return sender.send({ api: 'cancel', requestId, body: buildCancel(input), read });
    },
    async refund(input) {
      const read = (answer: Uint8Array) => readRefund(answer, input);
      return sender.send({ api: 'refund', requestId: input.refundRequestId, body: buildRefund(input), read });
    },
    async inquiryRefund(input) {
      const read = (answer: Uint8Array) => readInquiryRefund(answer, input);
      const requestId = input.refundRequestId ?? input.refundId;
      return sender.send({ api: 'inquiryRefund', requestId, body: buildInquiryRefund(input), read });
    },
    async probe() {
      if (sender.circuit().state === 'closed') return;
      const nobody = `probe_${randomUUID()}`;
      // By turns, so that one kind of call that is out of order does not shut all others out.
      const { outcome } = await (probes % 2 === 0 ? probeByPayment(sender, nobody) : probeByRefund(sender, nobody));
      if (outcome.kind !== 'not_sent') probes += 1;
    },
    circuit() {
      const { state, openedAt, reason } = sender.circuit();
      return { state, since: openedAt, reason: openedAt === null ? null : reason };
    },
    close: () => sender.close(),
  };
}

function probeByPayment(sender: Sender, paymentRequestId: string) {
  const read = (answer: Uint8Array) => readInquiryPayment(answer, { paymentRequestId });
  const body = buildInquiryPayment({ paymentRequestId });
  return sender.send({ api: 'inquiryPayment', requestId: null, body, read, isProbe: true });
}

function probeByRefund(sender: Sender, refundRequestId: string) {
  const read = (answer: Uint8Array) => readInquiryRefund(answer, { refundRequestId });
  const body = buildInquiryRefund({ refundRequestId });
  return sender.send({ api: 'inquiryRefund', requestId: null, body, read, isProbe: true });
}
