/** cancel: closes what is unpaid, returns what was paid, until 00:15 in GMT+8 of the next day (protocol 3.7, 4.2, 4.6). */
import { expect } from 'vitest';
import { answer, code, rule, type ProtocolCase } from '../case';
import { fresh } from '../ids';
import { payMessage, payOf, UNKNOWN } from '../messages';
import { type Protocol } from '../protocol';
import { byWallet, expectResult, inquire, nextTime, paid, refunded, startPayment, untilFinal } from '../steps';
import { easyAmount, walletNamed } from '../wallets';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Alipay counts its days in GMT+8. */
const ZONE_MS = 8 * HOUR_MS;

const cancel = (protocol: Protocol, paymentRequestId: string) => protocol.call('cancel', { paymentRequestId });
const balanceOf = async (protocol: Protocol) => (await protocol.account(protocol.wallet.brand)).balance;

const closing: ProtocolCase[] = [
  {
    title: 'a cancel before the payment is done closes it: nobody is debited, and the question says CANCELLED',
    covers: [
      code('cancel', 'SUCCESS'),
      ...['paymentRequestId', 'paymentId', 'cancelTime'].map((at) => answer('cancel', at)),
    ],
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.token();
      const before = await balanceOf(protocol);
      const { paymentRequestId, paymentId } = await startPayment(protocol);
      const reply = await cancel(protocol, paymentRequestId);
      expectResult(reply, 'SUCCESS', 'S');
      expect(reply.body).toMatchObject({ paymentRequestId, paymentId, cancelTime: expect.any(String) });
      await protocol.controls.advance(2 * MINUTE_MS);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('CANCELLED');
      expect(await balanceOf(protocol)).toBe(before);
    },
  },
  {
    title: 'a cancel of a paid payment gives the whole money back',
    covers: [code('cancel', 'SUCCESS'), rule('cancel', 'the whole money comes back')],
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.token();
      const before = await balanceOf(protocol);
      const { paymentRequestId } = await paid(protocol);
      expect(await balanceOf(protocol)).not.toBe(before);
      expectResult(await cancel(protocol, paymentRequestId), 'SUCCESS', 'S');
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('CANCELLED');
      expect(await balanceOf(protocol)).toBe(before);
    },
  },
  {
    title: 'a payment is cancelled by its paymentId too',
    covers: [rule('cancel', 'either id')],
    needs: ['link'],
    async run(protocol) {
      const { paymentId, paymentRequestId } = await startPayment(protocol);
      const reply = await protocol.call('cancel', { paymentId });
      expectResult(reply, 'SUCCESS', 'S');
      expect(reply.body.paymentRequestId).toBe(paymentRequestId);
    },
  },
  {
    title: 'when both ids are given, paymentId wins and the other payment lives on',
    covers: [rule('cancel', 'paymentId wins')],
    needs: ['link'],
    async run(protocol) {
      const [first, second] = [await startPayment(protocol), await startPayment(protocol)];
      const ids = { paymentId: first.paymentId, paymentRequestId: second.paymentRequestId };
      expect((await protocol.call('cancel', ids)).body.paymentRequestId).toBe(first.paymentRequestId);
      expect((await inquire(protocol, second.paymentRequestId)).body.paymentStatus).not.toBe('CANCELLED');
    },
  },
];

const refusals: ProtocolCase[] = [
  {
    title: 'a payment that there is not is answered ORDER_NOT_EXIST, whichever id it is',
    covers: [code('cancel', 'ORDER_NOT_EXIST')],
    async run(protocol) {
      expectResult(await cancel(protocol, fresh('nobody')), 'ORDER_NOT_EXIST', 'F');
      expectResult(await protocol.call('cancel', { paymentId: UNKNOWN }), 'ORDER_NOT_EXIST', 'F');
    },
  },
  {
    title: 'a cancel that came before its pay blocks nothing: the pay is a new payment',
    covers: [rule('cancel', 'ORDER_NOT_EXIST blocks nothing')],
    needs: ['link'],
    async run(protocol) {
      const message = payMessage(protocol, await protocol.token());
      expectResult(await cancel(protocol, message.paymentRequestId), 'ORDER_NOT_EXIST', 'F');
      const { result, text } = await protocol.call('pay', message);
      expect(result.resultStatus, text).not.toBe('F');
    },
  },
  {
    title: 'a failed payment is answered ORDER_STATUS_INVALID and stays failed',
    covers: [code('cancel', 'ORDER_STATUS_INVALID')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const message = payOf(protocol, accessToken, String(BigInt(account.balance) + 1n));
      await protocol.call('pay', message);
      await untilFinal(protocol, message.paymentRequestId);
      expectResult(await cancel(protocol, message.paymentRequestId), 'ORDER_STATUS_INVALID', 'F');
      expect((await inquire(protocol, message.paymentRequestId)).body.paymentStatus).toBe('FAIL');
    },
  },
  {
    title: 'with the switch for it, a cancel of a failed payment answers success',
    covers: [rule('cancel', 'a failed payment, as a switch')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      await protocol.controls.set({ cancelFailed: 'SUCCESS' });
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const message = payOf(protocol, accessToken, String(BigInt(account.balance) + 1n));
      await protocol.call('pay', message);
      await untilFinal(protocol, message.paymentRequestId);
      expectResult(await cancel(protocol, message.paymentRequestId), 'SUCCESS', 'S');
    },
  },
  ...['1', '2'].map((parts): ProtocolCase => ({
    title: `a payment ${parts === '1' ? 'wholly' : 'partly'} refunded is answered PROCESS_FAIL`,
    covers: [code('cancel', 'PROCESS_FAIL')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentId, paymentRequestId } = await paid(protocol);
      await refunded(protocol, paymentId, String(BigInt(protocol.amount().value) / BigInt(parts)));
      expectResult(await cancel(protocol, paymentRequestId), 'PROCESS_FAIL', 'F');
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('SUCCESS');
    },
  })),
  {
    title: 'a refund still in process stands in the way of a cancel too',
    covers: [code('cancel', 'PROCESS_FAIL')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.controls.set({ refundAnswer: 'in_process' });
      const { paymentId, paymentRequestId } = await paid(protocol);
      await refunded(protocol, paymentId, protocol.amount().value);
      expectResult(await cancel(protocol, paymentRequestId), 'PROCESS_FAIL', 'F');
    },
  },
  {
    title: 'a cancel and a refund at the same moment: the money goes back once',
    covers: [rule('cancel', 'cancel against refund')],
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.token();
      const before = await balanceOf(protocol);
      const { paymentId, paymentRequestId } = await paid(protocol);
      const refund = { refundRequestId: fresh('rf'), paymentId, refundAmount: protocol.amount() };
      const replies = await Promise.all([cancel(protocol, paymentRequestId), protocol.call('refund', refund)]);
      expect(replies.map(({ result }) => result.resultStatus).toSorted()).toEqual(['F', 'S']);
      await protocol.controls.advance(MINUTE_MS);
      expect(await balanceOf(protocol)).toBe(before);
    },
  },
];

/** A payment at a time of day in GMT+8, and cancels around the end of its window. */
function windowCase(title: string, paidAt: readonly [number, number], endsAfterDays: number): ProtocolCase {
  return {
    title: `a payment ${title} can be cancelled until 00:15 of the next day in GMT+8, and then is answered CANCEL_WINDOW_EXCEED`,
    covers: [code('cancel', 'CANCEL_WINDOW_EXCEED'), rule('cancel', 'the window ends at 00:15 GMT+8')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const at = await nextTime(protocol, ...paidAt);
      await protocol.controls.moveTo(at);
      const [inTime, late] = [await paid(protocol), await paid(protocol)];
      const day = Math.floor((at + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
      const end = day + endsAfterDays * DAY_MS + 15 * MINUTE_MS;
      await protocol.controls.moveTo(end - 20_000);
      expectResult(await cancel(protocol, inTime.paymentRequestId), 'SUCCESS', 'S');
      await protocol.controls.moveTo(end + 1000);
      expectResult(await cancel(protocol, late.paymentRequestId), 'CANCEL_WINDOW_EXCEED', 'F');
      expect((await inquire(protocol, late.paymentRequestId)).body.paymentStatus).toBe('SUCCESS');
      expectResult(await refunded(protocol, late.paymentId, protocol.amount().value), 'SUCCESS', 'S');
    },
  };
}

const windows: ProtocolCase[] = [
  windowCase('made at noon', [12, 0], 1),
  windowCase('made just before midnight', [23, 58], 1),
  windowCase('made just after midnight', [0, 5], 1),
  {
    title: 'a cancel repeated after the window still answers success',
    covers: [rule('cancel', 'a repeat after the window')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const { paymentRequestId } = await paid(protocol);
      expectResult(await cancel(protocol, paymentRequestId), 'SUCCESS', 'S');
      await protocol.controls.advance(3 * DAY_MS);
      expectResult(await cancel(protocol, paymentRequestId), 'SUCCESS', 'S');
    },
  },
];

/** Methods whose paid payments the cashier's documents call not cancellable (protocol 4.6, 11.2 row 9). */
const uncancellable: ProtocolCase[] = ['DANA', 'JKOPAY'].flatMap((brand): ProtocolCase[] => {
  const start = async (protocol: Protocol, mayPay: boolean) => {
    const { accessToken } = await protocol.link({ wallet: brand });
    const { currency } = walletNamed(brand);
    const more = byWallet(accessToken, brand, currency, easyAmount(walletNamed(brand)));
    return (mayPay ? paid : startPayment)(protocol, more);
  };
  return [
    {
      title: `${brand}: a payment not yet done can be closed`,
      covers: [rule('cancel', `manner of ${brand}`)],
      needs: ['controls', 'fresh link'],
      async run(protocol) {
        const { paymentRequestId } = await start(protocol, false);
        expectResult(await cancel(protocol, paymentRequestId), 'SUCCESS', 'S');
      },
    },
    {
      title: `${brand}: a paid payment cannot be cancelled, by default`,
      covers: [rule('cancel', `manner of ${brand}`), code('cancel', 'ORDER_STATUS_INVALID')],
      evidence: 'judged',
      needs: ['controls', 'fresh link'],
      async run(protocol) {
        const { paymentRequestId } = await start(protocol, true);
        expectResult(await cancel(protocol, paymentRequestId), 'ORDER_STATUS_INVALID', 'F');
      },
    },
    {
      title: `${brand}: with the switch for it, a paid payment can be cancelled`,
      covers: [rule('cancel', `manner of ${brand}`)],
      evidence: 'judged',
      needs: ['controls', 'fresh link'],
      async run(protocol) {
        await protocol.controls.set({ uncancellableWallets: [] });
        const { paymentRequestId } = await start(protocol, true);
        expectResult(await cancel(protocol, paymentRequestId), 'SUCCESS', 'S');
      },
    },
  ];
});

export const CANCEL_CASES: readonly ProtocolCase[] = [...closing, ...refusals, ...windows, ...uncancellable];
