/** inquiryPayment: the question's own result, and the payment's (protocol 3.6). */
import { expect } from 'vitest';
import { answer, code, rule, type ProtocolCase } from '../case';
import { fresh } from '../ids';
import { payOf, UNKNOWN } from '../messages';
import { expectResult, inquire, paid, refunded, startPayment, untilFinal } from '../steps';

export const INQUIRY_PAYMENT_CASES: readonly ProtocolCase[] = [
  {
    title: 'a payment is found by either id, and described the same',
    covers: [
      code('inquiryPayment', 'SUCCESS'),
      ...[
        'paymentStatus',
        'paymentResultCode',
        'paymentRequestId',
        'paymentId',
        'paymentAmount',
        'paymentCreateTime',
      ].map((at) => answer('inquiryPayment', at)),
    ],
    needs: ['link'],
    async run(protocol) {
      const { message, paymentRequestId, paymentId } = await startPayment(protocol);
      const byRequest = await inquire(protocol, paymentRequestId);
      const byId = await protocol.call('inquiryPayment', { paymentId });
      for (const reply of [byRequest, byId]) {
        expectResult(reply, 'SUCCESS', 'S');
        expect(reply.body).toMatchObject({ paymentRequestId, paymentId, paymentAmount: message.paymentAmount });
        expect(Date.parse(String(reply.body.paymentCreateTime))).not.toBeNaN();
      }
    },
  },
  {
    title: 'when both ids are given, paymentId wins',
    covers: [rule('inquiryPayment', 'paymentId wins')],
    needs: ['link'],
    async run(protocol) {
      const [first, second] = [await startPayment(protocol), await startPayment(protocol)];
      const ids = { paymentId: first.paymentId, paymentRequestId: second.paymentRequestId };
      const reply = await protocol.call('inquiryPayment', ids);
      expect(reply.body.paymentRequestId).toBe(first.paymentRequestId);
    },
  },
  {
    title: 'when both ids are given and there is no such paymentId, nothing is found',
    covers: [rule('inquiryPayment', 'paymentId wins')],
    evidence: 'judged',
    needs: ['link'],
    async run(protocol) {
      const { paymentRequestId } = await startPayment(protocol);
      const reply = await protocol.call('inquiryPayment', { paymentId: UNKNOWN, paymentRequestId });
      expectResult(reply, 'ORDER_NOT_EXIST', 'F');
    },
  },
  {
    title: 'an id that nobody used is answered ORDER_NOT_EXIST, whichever id it is',
    covers: [code('inquiryPayment', 'ORDER_NOT_EXIST')],
    evidence: 'judged',
    async run(protocol) {
      for (const ids of [{ paymentRequestId: fresh('nobody') }, { paymentId: UNKNOWN }]) {
        const reply = await protocol.call('inquiryPayment', ids);
        expectResult(reply, 'ORDER_NOT_EXIST', 'F');
        expect(reply.body).not.toHaveProperty('paymentStatus');
      }
    },
  },
  {
    title: 'a payment in process is PROCESSING, without a payment time',
    covers: [rule('inquiryPayment', 'paymentStatus PROCESSING')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentRequestId } = await startPayment(protocol);
      const reply = await inquire(protocol, paymentRequestId);
      expect(reply.body).toMatchObject({ paymentStatus: 'PROCESSING', paymentResultCode: 'PAYMENT_IN_PROCESS' });
      expect(reply.body).not.toHaveProperty('paymentTime');
    },
  },
  {
    title: 'a paid payment is SUCCESS, with its time, what was really paid, and the wallet',
    covers: [
      rule('inquiryPayment', 'paymentStatus SUCCESS'),
      ...['paymentTime', 'actualPaymentAmount', 'paymentMethodType', 'paymentResultMessage'].map((at) =>
        answer('inquiryPayment', at),
      ),
    ],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { message, paymentRequestId } = await paid(protocol);
      const reply = await inquire(protocol, paymentRequestId);
      expect(reply.body).toMatchObject({
        paymentStatus: 'SUCCESS',
        paymentResultCode: 'SUCCESS',
        paymentResultMessage: expect.any(String),
        actualPaymentAmount: message.paymentAmount,
        paymentMethodType: protocol.wallet.brand,
        paymentTime: expect.any(String),
      });
    },
  },
  {
    title: "a failed payment is FAIL with pay's code, while the question itself succeeds",
    covers: [rule('inquiryPayment', 'paymentStatus FAIL'), rule('inquiryPayment', 'result speaks of the question')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const message = payOf(protocol, accessToken, String(BigInt(account.balance) + 1n));
      await protocol.call('pay', message);
      const reply = await untilFinal(protocol, message.paymentRequestId);
      expectResult(reply, 'SUCCESS', 'S');
      expect(reply.body).toMatchObject({ paymentStatus: 'FAIL', paymentResultCode: 'USER_BALANCE_NOT_ENOUGH' });
      expect(reply.body).not.toHaveProperty('paymentTime');
    },
  },
  {
    title: 'a cancelled payment is CANCELLED, and stays so',
    covers: [rule('inquiryPayment', 'paymentStatus CANCELLED')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentRequestId } = await startPayment(protocol);
      await protocol.call('cancel', { paymentRequestId });
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('CANCELLED');
      await protocol.controls.advance(120_000);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('CANCELLED');
    },
  },
  {
    title: 'the refunds of a payment are listed in it',
    covers: [
      ...['transactions', 'transactions[].transactionId', 'transactions[].transactionRequestId'].map((at) =>
        answer('inquiryPayment', at),
      ),
    ],
    needs: ['link'],
    async run(protocol) {
      const { paymentRequestId, paymentId } = await paid(protocol);
      const value = String(BigInt(protocol.amount().value) / 2n);
      const refund = await refunded(protocol, paymentId, value);
      const { transactions } = (await inquire(protocol, paymentRequestId)).body;
      expect(transactions).toEqual([
        expect.objectContaining({
          transactionType: 'REFUND',
          transactionId: refund.body.refundId,
          transactionRequestId: refund.body.refundRequestId,
          transactionAmount: protocol.amount(value),
        }),
      ]);
    },
  },
  {
    title: 'a refunded payment stays SUCCESS',
    covers: [rule('inquiryPayment', 'a refund does not change paymentStatus')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentRequestId, paymentId } = await paid(protocol);
      await refunded(protocol, paymentId, protocol.amount().value);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('SUCCESS');
    },
  },
];
