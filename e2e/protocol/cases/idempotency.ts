/** Repeated requests: the same answer, the same money, and a word for those that differ (protocol 4.3, 10.4). */
import { expect } from 'vitest';
import { code, idempotency, type ProtocolCase } from '../case';
import { fresh } from '../ids';
import { payMessage, payOf, refundMessage, UNKNOWN } from '../messages';
import { type Protocol } from '../protocol';
import { expectResult, inquire, paid, startPayment, untilFinal } from '../steps';

const again = (protocol: Protocol, message: object) => protocol.call('pay', message);

const pays: ProtocolCase[] = [
  {
    title: 'a pay repeated while it is in process answers the present state, with the same paymentId',
    covers: [idempotency('pay', 'not final: the present state')],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentId } = await startPayment(protocol);
      const second = await again(protocol, message);
      expect(['SUCCESS', 'PAYMENT_IN_PROCESS']).toContain(second.result.resultCode);
      expect(second.body.paymentId).toBe(paymentId);
    },
  },
  {
    title: 'a pay repeated after its success answers the same success',
    covers: [idempotency('pay', 'final: the same result')],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentRequestId, paymentId } = await paid(protocol);
      const [second, third] = [await again(protocol, message), await again(protocol, message)];
      expectResult(second, 'SUCCESS', 'S');
      expect(second.body.paymentId).toBe(paymentId);
      expect(third.body).toEqual(second.body);
      expect(second.body.paymentTime).toBe((await inquire(protocol, paymentRequestId)).body.paymentTime);
    },
  },
  {
    title: 'a pay repeated after its failure answers the same failure, whatever has become right since',
    covers: [idempotency('pay', 'final: the same result')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const message = payOf(protocol, accessToken, String(BigInt(account.balance) + 1n));
      await again(protocol, message);
      await untilFinal(protocol, message.paymentRequestId);
      await protocol.controls.setAccount(account.id, { balance: String(BigInt(account.balance) * 10n) });
      expectResult(await again(protocol, message), 'USER_BALANCE_NOT_ENOUGH', 'F');
    },
  },
  {
    title: 'a pay refused for its token stays refused under that id',
    covers: [idempotency('pay', 'final: the same result')],
    async run(protocol) {
      const message = payMessage(protocol, UNKNOWN);
      expectResult(await again(protocol, message), 'INVALID_ACCESS_TOKEN', 'F');
      expectResult(await again(protocol, message), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  ...(
    [
      ['another amount', (protocol: Protocol) => ({ paymentAmount: protocol.amount('777700') })],
      ['another currency', (protocol: Protocol) => ({ paymentAmount: { ...protocol.amount(), currency: 'JPY' } })],
      [
        'another token',
        (protocol: Protocol) => ({
          paymentMethod: { paymentMethodType: protocol.wallet.brand, paymentMethodId: UNKNOWN },
        }),
      ],
    ] as const
  ).map(([named, change]): ProtocolCase => ({
    title: `the same paymentRequestId with ${named} is answered REPEAT_REQ_INCONSISTENT, and the payment stays as it is`,
    covers: [code('pay', 'REPEAT_REQ_INCONSISTENT'), idempotency('pay', 'compared: amount, currency, token')],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentRequestId, paymentId } = await startPayment(protocol);
      expectResult(await again(protocol, { ...message, ...change(protocol) }), 'REPEAT_REQ_INCONSISTENT', 'F');
      const asked = await inquire(protocol, paymentRequestId);
      expect(asked.body.paymentId).toBe(paymentId);
      expect(asked.body.paymentAmount).toEqual(message.paymentAmount);
      expect(asked.body.paymentStatus).not.toBe('FAIL');
    },
  })),
  {
    title: 'another amount is answered REPEAT_REQ_INCONSISTENT after the success too',
    covers: [code('pay', 'REPEAT_REQ_INCONSISTENT'), idempotency('pay', 'compared: amount, currency, token')],
    needs: ['link'],
    async run(protocol) {
      const { message } = await paid(protocol);
      const other = { ...message, paymentAmount: protocol.amount('777700') };
      expectResult(await again(protocol, other), 'REPEAT_REQ_INCONSISTENT', 'F');
    },
  },
  {
    title: 'what is not compared may differ: description, order, addresses, device',
    covers: [idempotency('pay', 'nothing else is compared')],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentId } = await startPayment(protocol);
      const second = await again(protocol, {
        ...message,
        order: { ...message.order, referenceOrderId: fresh('ord'), orderDescription: 'Another word' },
        paymentNotifyUrl: protocol.anyHook,
        env: { terminalType: 'WAP', osType: 'IOS' },
        settlementStrategy: undefined,
      });
      expect(['SUCCESS', 'PAYMENT_IN_PROCESS'], second.text).toContain(second.result.resultCode);
      expect(second.body.paymentId).toBe(paymentId);
    },
  },
  {
    title: 'one order may have several payments, each with its own paymentRequestId',
    covers: [idempotency('pay', 'referenceOrderId is no idempotency key')],
    needs: ['link'],
    async run(protocol) {
      const first = await startPayment(protocol);
      const second = await startPayment(protocol, { order: first.message.order });
      expect(second.paymentId).not.toBe(first.paymentId);
    },
  },
  {
    title: 'the same pay sent many times at the same moment takes the money once',
    covers: [idempotency('pay', 'at the same moment')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const accessToken = await protocol.token();
      const balance = async () => BigInt((await protocol.account(protocol.wallet.brand)).balance);
      const before = await balance();
      const message = payMessage(protocol, accessToken);
      const replies = await Promise.all(Array.from({ length: 12 }, () => again(protocol, message)));
      expect(new Set(replies.map(({ body }) => body.paymentId)).size).toBe(1);
      await untilFinal(protocol, message.paymentRequestId);
      expect(before - (await balance())).toBe(BigInt(message.paymentAmount.value));
    },
  },
  {
    title: 'a pay whose fields were refused has used up nothing: the same id may be sent rightly',
    covers: [idempotency('pay', 'a refusal of the request is not kept')],
    evidence: 'judged',
    needs: ['link'],
    async run(protocol) {
      const message = payMessage(protocol, await protocol.token());
      expectResult(await again(protocol, { ...message, env: undefined }), 'PARAM_ILLEGAL', 'F');
      const second = await again(protocol, message);
      expect(['SUCCESS', 'PAYMENT_IN_PROCESS'], second.text).toContain(second.result.resultCode);
    },
  },
  {
    title: 'after a cancel the id is answered ORDER_IS_CANCELED',
    covers: [code('pay', 'ORDER_IS_CANCELED'), idempotency('pay', 'after a cancel')],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentRequestId } = await startPayment(protocol);
      expectResult(await protocol.call('cancel', { paymentRequestId }), 'SUCCESS', 'S');
      expectResult(await again(protocol, message), 'ORDER_IS_CANCELED', 'F');
    },
  },
];

const cancels: ProtocolCase[] = [
  {
    title: 'a cancel repeated answers success again, and moves no more money',
    covers: [idempotency('cancel', 'a repeat has no further effect')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const balance = async () => (await protocol.account(protocol.wallet.brand)).balance;
      await protocol.token();
      const before = await balance();
      const { paymentRequestId } = await paid(protocol);
      const replies = [
        await protocol.call('cancel', { paymentRequestId }),
        await protocol.call('cancel', { paymentRequestId }),
      ];
      for (const reply of replies) expectResult(reply, 'SUCCESS', 'S');
      expect(replies[1]!.body).toEqual(replies[0]!.body);
      expect(await balance()).toBe(before);
    },
  },
  {
    title: 'many cancels at the same moment return the money once',
    covers: [idempotency('cancel', 'at the same moment')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const balance = async () => (await protocol.account(protocol.wallet.brand)).balance;
      await protocol.token();
      const before = await balance();
      const { paymentRequestId } = await paid(protocol);
      const replies = await Promise.all(Array.from({ length: 8 }, () => protocol.call('cancel', { paymentRequestId })));
      for (const reply of replies) expectResult(reply, 'SUCCESS', 'S');
      expect(await balance()).toBe(before);
    },
  },
];

const HALF = 2n;

const refunds: ProtocolCase[] = [
  {
    title: 'a refund repeated answers the same, and moves no more money',
    covers: [idempotency('refund', 'final: the same result')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const value = String(BigInt(protocol.amount().value) / HALF);
      const message = refundMessage(protocol, paymentId, { refundAmount: protocol.amount(value) });
      const [first, second] = [await protocol.call('refund', message), await protocol.call('refund', message)];
      expect(second.body.refundId).toBe(first.body.refundId);
      expect(second.result.resultStatus).not.toBe('F');
      const rest = refundMessage(protocol, paymentId, { refundAmount: protocol.amount(value) });
      const third = await protocol.call('refund', rest);
      expect(third.result.resultStatus, third.text).not.toBe('F');
    },
  },
  {
    title: 'a refund refused stays refused under that id',
    covers: [idempotency('refund', 'final: the same result')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const more = String(BigInt(protocol.amount().value) + 1n);
      const message = refundMessage(protocol, paymentId, { refundAmount: protocol.amount(more) });
      expectResult(await protocol.call('refund', message), 'REFUND_AMOUNT_EXCEED', 'F');
      expectResult(await protocol.call('refund', message), 'REFUND_AMOUNT_EXCEED', 'F');
    },
  },
  {
    title: 'the same refundRequestId with another amount is answered REPEAT_REQ_INCONSISTENT',
    covers: [code('refund', 'REPEAT_REQ_INCONSISTENT'), idempotency('refund', 'compared: amount and payment')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const value = BigInt(protocol.amount().value) / HALF;
      const message = refundMessage(protocol, paymentId, { refundAmount: protocol.amount(String(value)) });
      await protocol.call('refund', message);
      const other = { ...message, refundAmount: protocol.amount(String(value - 1n)) };
      expectResult(await protocol.call('refund', other), 'REPEAT_REQ_INCONSISTENT', 'F');
    },
  },
  {
    title: 'the same refundRequestId for another payment is answered REPEAT_REQ_INCONSISTENT',
    covers: [code('refund', 'REPEAT_REQ_INCONSISTENT'), idempotency('refund', 'compared: amount and payment')],
    needs: ['link'],
    async run(protocol) {
      const [first, second] = [await paid(protocol), await paid(protocol)];
      const message = refundMessage(protocol, first.paymentId);
      await protocol.call('refund', message);
      const other = { ...message, paymentId: second.paymentId };
      expectResult(await protocol.call('refund', other), 'REPEAT_REQ_INCONSISTENT', 'F');
    },
  },
  {
    title: 'what is not compared may differ: the reason and the shop’s own id',
    covers: [idempotency('refund', 'nothing else is compared')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const message = refundMessage(protocol, paymentId, { refundReason: 'one item missing' });
      const first = await protocol.call('refund', message);
      const second = await protocol.call('refund', { ...message, refundReason: 'x', referenceRefundId: fresh('r') });
      expect(second.body.refundId).toBe(first.body.refundId);
    },
  },
  {
    title: 'the same refund sent many times at the same moment returns the money once',
    covers: [idempotency('refund', 'at the same moment')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const balance = async () => BigInt((await protocol.account(protocol.wallet.brand)).balance);
      const { paymentId } = await paid(protocol);
      const before = await balance();
      const value = BigInt(protocol.amount().value) / HALF;
      const message = refundMessage(protocol, paymentId, { refundAmount: protocol.amount(String(value)) });
      const replies = await Promise.all(Array.from({ length: 8 }, () => protocol.call('refund', message)));
      expect(new Set(replies.map(({ body }) => body.refundId)).size).toBe(1);
      expect((await balance()) - before).toBe(value);
    },
  },
];

export const IDEMPOTENCY_CASES: readonly ProtocolCase[] = [...pays, ...cancels, ...refunds];
