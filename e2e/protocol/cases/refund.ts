/** refund and inquiryRefund (protocol 3.8, 3.9, 4.7). */
import { expect, vi } from 'vitest';
import { answer, code, rule, type ProtocolCase } from '../case';
import { NOTIFY_REFUND } from '../fields/notifications';
import { fresh } from '../ids';
import { type Answer } from '../merchant';
import { payMessage, payOf, refundMessage, UNKNOWN } from '../messages';
import { type Protocol } from '../protocol';
import { faultsIn } from '../shape';
import { byWallet, expectResult, paid, startPayment, untilFinal, type Payment } from '../steps';
import { easyAmount, walletNamed, WALLETS, type WalletFacts } from '../wallets';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const balanceOf = async (protocol: Protocol) => BigInt((await protocol.account(protocol.wallet.brand)).balance);

function ask(protocol: Protocol, paymentId: string, value: bigint | string, more: object = {}): Promise<Answer> {
  const refundAmount = protocol.amount(String(value));
  return protocol.call('refund', refundMessage(protocol, paymentId, { refundAmount, ...more }));
}

const whole = (protocol: Protocol) => BigInt(protocol.amount().value);

/** A payment by a wallet of its own kind. */
async function paidBy(protocol: Protocol, { brand, currency }: WalletFacts, value: string): Promise<Payment> {
  const accessToken = await protocol.token(brand);
  return paid(protocol, byWallet(accessToken, brand, currency, value));
}

const money: ProtocolCase[] = [
  {
    title: 'a refund of the whole gives the money back, with both ids, the amount and the time',
    covers: [
      code('refund', 'SUCCESS'),
      ...['refundRequestId', 'refundId', 'paymentId', 'refundAmount', 'refundTime'].map((at) => answer('refund', at)),
    ],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const before = await balanceOf(protocol);
      const message = refundMessage(protocol, paymentId);
      const reply = await protocol.call('refund', message);
      expectResult(reply, 'SUCCESS', 'S');
      expect(reply.body).toMatchObject({
        refundRequestId: message.refundRequestId,
        refundId: expect.stringMatching(/^.{1,64}$/),
        paymentId,
        refundAmount: message.refundAmount,
        refundTime: expect.any(String),
      });
      expect((await balanceOf(protocol)) - before).toBe(whole(protocol));
    },
  },
  {
    title: 'a payment is refunded in parts, until nothing is left, and not a cent more',
    covers: [
      code('refund', 'SUCCESS'),
      code('refund', 'REFUND_AMOUNT_EXCEED'),
      rule('refund', 'several partial refunds'),
    ],
    needs: ['link'],
    async run(protocol) {
      const least = BigInt(protocol.wallet.least ?? 100);
      const { paymentId } = await paid(protocol);
      const parts = [least, least, whole(protocol) - 2n * least];
      for (const part of parts) {
        const { result, text } = await ask(protocol, paymentId, part);
        expect(result.resultStatus, text).not.toBe('F');
      }
      expectResult(await ask(protocol, paymentId, least), 'REFUND_AMOUNT_EXCEED', 'F');
    },
  },
  {
    title: 'a refund of more than was paid is answered REFUND_AMOUNT_EXCEED, and a right one afterwards is taken',
    covers: [code('refund', 'REFUND_AMOUNT_EXCEED')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      expectResult(await ask(protocol, paymentId, whole(protocol) + 1n), 'REFUND_AMOUNT_EXCEED', 'F');
      const { result, text } = await ask(protocol, paymentId, whole(protocol));
      expect(result.resultStatus, text).not.toBe('F');
    },
  },
  {
    title: 'many refunds at the same moment never give back more than was paid',
    covers: [rule('refund', 'sums at the same moment')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const before = await balanceOf(protocol);
      const half = whole(protocol) / 2n;
      const replies = await Promise.all(Array.from({ length: 6 }, () => ask(protocol, paymentId, half)));
      const codes = replies.map(({ result }) => result.resultCode).toSorted();
      expect(codes).toEqual([...Array<string>(4).fill('REFUND_AMOUNT_EXCEED'), 'SUCCESS', 'SUCCESS']);
      expect((await balanceOf(protocol)) - before).toBe(half * 2n);
    },
  },
  {
    title: 'a refund in process counts against what is left',
    covers: [code('refund', 'REFUND_AMOUNT_EXCEED'), rule('refund', 'sum of SUCCESS and PROCESSING')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.controls.set({ refundAnswer: 'in_process', refundSettleMs: 10 * MINUTE_MS });
      const { paymentId } = await paid(protocol);
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'REFUND_IN_PROCESS', 'U');
      expectResult(await ask(protocol, paymentId, 100n), 'REFUND_AMOUNT_EXCEED', 'F');
    },
  },
  {
    title: 'a refund smaller than the smallest payment is refused',
    covers: [code('refund', 'PARAM_ILLEGAL'), rule('refund', 'minimum')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const least = BigInt(protocol.wallet.least ?? 100);
      expectResult(await ask(protocol, paymentId, least - 1n), 'PARAM_ILLEGAL', 'F');
      expectResult(await ask(protocol, paymentId, least), 'SUCCESS', 'S');
    },
  },
  {
    title: 'another currency than the payment’s is answered CURRENCY_NOT_SUPPORT',
    covers: [code('refund', 'CURRENCY_NOT_SUPPORT')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const refundAmount = { currency: protocol.wallet.currency === 'JPY' ? 'KRW' : 'JPY', value: '100' };
      expectResult(await ask(protocol, paymentId, 100n, { refundAmount }), 'CURRENCY_NOT_SUPPORT', 'F');
    },
  },
  {
    title: "a refund that the merchant's balance does not hold is answered MERCHANT_BALANCE_NOT_ENOUGH",
    covers: [code('refund', 'MERCHANT_BALANCE_NOT_ENOUGH')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const enough = { [protocol.wallet.currency]: String(whole(protocol)) };
      await protocol.controls.set({ merchantBalance: { [protocol.wallet.currency]: '1' } });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'MERCHANT_BALANCE_NOT_ENOUGH', 'F');
      await protocol.controls.set({ merchantBalance: enough });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'SUCCESS', 'S');
    },
  },
];

const states: ProtocolCase[] = [
  {
    title: 'a payment that there is not is answered ORDER_NOT_EXIST; a paymentRequestId is none',
    covers: [code('refund', 'ORDER_NOT_EXIST')],
    needs: ['link'],
    async run(protocol) {
      expectResult(await ask(protocol, UNKNOWN, whole(protocol)), 'ORDER_NOT_EXIST', 'F');
      const { paymentRequestId } = await paid(protocol);
      expectResult(await ask(protocol, paymentRequestId, whole(protocol)), 'ORDER_NOT_EXIST', 'F');
    },
  },
  {
    title: 'a payment not yet paid is answered ORDER_STATUS_INVALID',
    covers: [code('refund', 'ORDER_STATUS_INVALID')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await startPayment(protocol);
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'ORDER_STATUS_INVALID', 'F');
    },
  },
  {
    title: 'a failed payment is answered ORDER_STATUS_INVALID',
    covers: [code('refund', 'ORDER_STATUS_INVALID')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const message = payOf(protocol, accessToken, String(BigInt(account.balance) + 1n));
      await protocol.call('pay', message);
      const { paymentId } = (await untilFinal(protocol, message.paymentRequestId)).body;
      expectResult(await ask(protocol, String(paymentId), 100n), 'ORDER_STATUS_INVALID', 'F');
    },
  },
  {
    title: 'a cancelled payment is answered ORDER_IS_CANCELED',
    covers: [code('refund', 'ORDER_IS_CANCELED')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId, paymentRequestId } = await startPayment(protocol);
      await protocol.call('cancel', { paymentRequestId });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'ORDER_IS_CANCELED', 'F');
    },
  },
  {
    title: 'a payment that expired is answered ORDER_IS_CLOSED',
    covers: [code('refund', 'ORDER_IS_CLOSED')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link({ digits: '7777' });
      const reply = await protocol.call('pay', payMessage(protocol, accessToken));
      await protocol.controls.advance(MINUTE_MS + 2000);
      expectResult(await ask(protocol, String(reply.body.paymentId), whole(protocol)), 'ORDER_IS_CLOSED', 'F');
    },
  },
];

/** Whole units of a currency whose refund the simulator takes, and then fails. */
const REFUND_FAILS = '143200';

const failing: ProtocolCase[] = [
  {
    title: 'a customer whose account is gone or restricted is answered USER_STATUS_ABNORMAL',
    covers: [code('refund', 'USER_STATUS_ABNORMAL')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const { id } = await protocol.account(protocol.wallet.brand);
      await protocol.controls.setAccount(id, { restricted: true });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'USER_STATUS_ABNORMAL', 'F');
      await protocol.controls.setAccount(id, { restricted: false, closed: true });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'USER_STATUS_ABNORMAL', 'F');
      await protocol.controls.setAccount(id, { closed: false });
      expectResult(await ask(protocol, paymentId, whole(protocol)), 'SUCCESS', 'S');
    },
  },
  {
    title: 'a refund that fails in the end is FAIL when asked and when told, and frees what it held',
    covers: [rule('inquiryRefund', 'refundStatus FAIL'), rule('notifyRefund', 'REFUND_RESULT with FAIL')],
    needs: ['controls', 'hook', 'fresh link'],
    async run(protocol) {
      const { brand, currency } = protocol.wallet;
      const { paymentId } = await paid(protocol, byWallet(await protocol.token(), brand, currency, REFUND_FAILS));
      const before = await balanceOf(protocol);
      const refundNotifyUrl = protocol.hook.address();
      const message = refundMessage(protocol, paymentId, {
        refundAmount: { currency, value: REFUND_FAILS },
        refundNotifyUrl,
      });
      expectResult(await protocol.call('refund', message), 'REFUND_IN_PROCESS', 'U');
      await protocol.controls.advance(MINUTE_MS);
      const { refundRequestId } = message;
      const found = await protocol.call('inquiryRefund', { refundRequestId });
      expectResult(found, 'SUCCESS', 'S');
      expect(found.body.refundStatus).toBe('FAIL');
      expect(found.body).not.toHaveProperty('refundTime');
      expect(await balanceOf(protocol)).toBe(before);
      const [told] = await vi.waitFor(() => {
        const deliveries = protocol.hook.at(refundNotifyUrl);
        expect(deliveries).toHaveLength(1);
        return deliveries;
      });
      expect(told!.body).toMatchObject({ notifyType: 'REFUND_RESULT', refundStatus: 'FAIL', refundRequestId });
      expect(faultsIn(told!.body, NOTIFY_REFUND)).toEqual([]);
      const { result, text } = await protocol.call('refund', message);
      expect(result.resultStatus, text).toBe('F');
      const again = await ask(protocol, paymentId, REFUND_FAILS);
      expect(again.result.resultCode, again.text).not.toBe('REFUND_AMOUNT_EXCEED');
    },
  },
];

const windows: ProtocolCase[] = WALLETS.filter(({ refundDays }) => refundDays !== undefined).map((wallet) => {
  const { brand, currency, refundDays = 0 } = wallet;
  return {
    title: `${brand} refunds for ${refundDays} days after the payment, and then answers REFUND_WINDOW_EXCEED`,
    covers: [code('refund', 'REFUND_WINDOW_EXCEED'), rule('refund', `window of ${brand}`)],
    needs: ['controls', 'fresh link'] as const,
    async run(protocol: Protocol) {
      const value = easyAmount(wallet);
      const { paymentId, paymentRequestId } = await paidBy(protocol, wallet, value);
      const { paymentTime } = (await protocol.call('inquiryPayment', { paymentRequestId })).body;
      const refundAmount = { currency, value: String(BigInt(value) / (wallet.step ? 1n : 2n)) };
      const end = Date.parse(String(paymentTime)) + refundDays * DAY_MS;
      await protocol.controls.moveTo(end - MINUTE_MS);
      expectResult(await ask(protocol, paymentId, value, { refundAmount }), 'SUCCESS', 'S');
      await protocol.controls.moveTo(end + MINUTE_MS);
      expectResult(await ask(protocol, paymentId, value, { refundAmount }), 'REFUND_WINDOW_EXCEED', 'F');
    },
  };
});

const partial: ProtocolCase[] = [
  ...WALLETS.filter(({ partialRefund }) => partialRefund === true).map((wallet): ProtocolCase => ({
    title: `${wallet.brand} refunds in parts`,
    covers: [rule('refund', `partial refund of ${wallet.brand}`)],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { paymentId } = await paidBy(protocol, wallet, easyAmount(wallet));
      const refundAmount = { currency: wallet.currency, value: String(wallet.least) };
      expectResult(await ask(protocol, paymentId, 1n, { refundAmount }), 'SUCCESS', 'S');
      expectResult(await ask(protocol, paymentId, 1n, { refundAmount }), 'SUCCESS', 'S');
    },
  })),
  {
    title: 'PAYPAY refunds the whole only, and answers PARTIAL_REFUND_NOT_SUPPORTED to a part',
    covers: [code('refund', 'PARTIAL_REFUND_NOT_SUPPORTED')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const wallet = walletNamed('PAYPAY');
      const { paymentId } = await paidBy(protocol, wallet, '1000');
      const of = (value: string) => ({ refundAmount: { currency: wallet.currency, value } });
      expectResult(await ask(protocol, paymentId, 1n, of('400')), 'PARTIAL_REFUND_NOT_SUPPORTED', 'F');
      expectResult(await ask(protocol, paymentId, 1n, of('1000')), 'SUCCESS', 'S');
    },
  },
];

const unsettled: ProtocolCase[] = [
  {
    title: 'a refund in process says so, gives its refundId, and is done later',
    covers: [code('refund', 'REFUND_IN_PROCESS'), rule('inquiryRefund', 'refundStatus PROCESSING')],
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.controls.set({ refundAnswer: 'in_process' });
      const { paymentId } = await paid(protocol);
      const before = await balanceOf(protocol);
      const message = refundMessage(protocol, paymentId);
      const reply = await protocol.call('refund', message);
      expectResult(reply, 'REFUND_IN_PROCESS', 'U');
      expect(reply.body.refundId).toEqual(expect.any(String));
      expect(reply.body).not.toHaveProperty('refundTime');
      const { refundRequestId } = message;
      const open = await protocol.call('inquiryRefund', { refundRequestId });
      expect(open.body.refundStatus).toBe('PROCESSING');
      expect(open.body).not.toHaveProperty('refundTime');
      await protocol.controls.advance(3000);
      expect((await protocol.call('inquiryRefund', { refundRequestId })).body.refundStatus).toBe('SUCCESS');
      expect((await balanceOf(protocol)) - before).toBe(whole(protocol));
      expectResult(await protocol.call('refund', message), 'SUCCESS', 'S');
    },
  },
  {
    title: 'a refund that is asked to be asynchronous is taken',
    covers: [rule('refund', 'isAsyncRefund')],
    needs: ['link'],
    async run(protocol) {
      for (const isAsyncRefund of [true, 'true', 'false']) {
        const { paymentId } = await paid(protocol);
        const { result, text } = await ask(protocol, paymentId, whole(protocol), { isAsyncRefund });
        expect(result.resultStatus, text).not.toBe('F');
      }
    },
  },
];

const questions: ProtocolCase[] = [
  {
    title: 'a refund is found by either id, and described the same',
    covers: [
      code('inquiryRefund', 'SUCCESS'),
      ...['refundStatus', 'refundId', 'refundRequestId', 'refundAmount', 'refundTime'].map((at) =>
        answer('inquiryRefund', at),
      ),
    ],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const reply = await ask(protocol, paymentId, whole(protocol));
      const { refundId, refundRequestId, refundAmount, refundTime } = reply.body;
      for (const ids of [{ refundId }, { refundRequestId }]) {
        const found = await protocol.call('inquiryRefund', ids);
        expectResult(found, 'SUCCESS', 'S');
        expect(found.body).toMatchObject({
          refundStatus: 'SUCCESS',
          refundId,
          refundRequestId,
          refundAmount,
          refundTime,
        });
      }
    },
  },
  {
    title: 'when both ids are given, refundId wins',
    covers: [rule('inquiryRefund', 'refundId wins')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const half = whole(protocol) / 2n;
      const [first, second] = [await ask(protocol, paymentId, half), await ask(protocol, paymentId, half)];
      const ids = { refundId: first.body.refundId, refundRequestId: second.body.refundRequestId };
      expect((await protocol.call('inquiryRefund', ids)).body.refundRequestId).toBe(first.body.refundRequestId);
    },
  },
  {
    title: 'a refund that there is not is answered REFUND_NOT_EXIST',
    covers: [code('inquiryRefund', 'REFUND_NOT_EXIST')],
    evidence: 'judged',
    async run(protocol) {
      for (const ids of [{ refundRequestId: fresh('nobody') }, { refundId: UNKNOWN }]) {
        const found = await protocol.call('inquiryRefund', ids);
        expectResult(found, 'REFUND_NOT_EXIST', 'F');
        expect(found.body).not.toHaveProperty('refundStatus');
      }
    },
  },
  {
    title: 'with the switch for it, a refund that there is not is answered with success and nothing in it',
    covers: [rule('inquiryRefund', 'an unknown refund, as a switch')],
    evidence: 'judged',
    needs: ['controls'],
    async run(protocol) {
      await protocol.controls.set({ unknownRefund: 'empty' });
      const found = await protocol.call('inquiryRefund', { refundRequestId: fresh('nobody') });
      expectResult(found, 'SUCCESS', 'S');
      expect(Object.keys(found.body)).toEqual(['result']);
    },
  },
];

export const REFUND_CASES: readonly ProtocolCase[] = [
  ...money,
  ...states,
  ...failing,
  ...windows,
  ...partial,
  ...unsettled,
];
export const INQUIRY_REFUND_CASES: readonly ProtocolCase[] = questions;
