/** A payment lives for one minute at most (protocol 3.5, 4.5, 10.4). */
import { expect } from 'vitest';
import { code, field, rule, type ProtocolCase } from '../case';
import { payMessage } from '../messages';
import { type Protocol } from '../protocol';
import { expectResult, inquire } from '../steps';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const iso = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** A pay of the customer whose payments stay in process until they expire. */
async function endless(protocol: Protocol, more: Readonly<Record<string, unknown>> = {}) {
  const { accessToken } = await protocol.link({ digits: '7777' });
  const message = payMessage(protocol, accessToken, more);
  expectResult(await protocol.call('pay', message), 'PAYMENT_IN_PROCESS', 'U');
  return message;
}

export const EXPIRY_CASES: readonly ProtocolCase[] = [
  {
    title: 'a payment that nobody settles fails after one minute with ORDER_IS_CLOSED, and nobody is debited',
    covers: [code('inquiryPayment', 'SUCCESS'), rule('pay', 'the default expiry is one minute')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const before = (await protocol.account(protocol.wallet.brand, '7777')).balance;
      const { paymentRequestId } = await endless(protocol);
      await protocol.controls.advance(MINUTE_MS - 5 * SECOND_MS);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('PROCESSING');
      await protocol.controls.advance(6 * SECOND_MS);
      const reply = await inquire(protocol, paymentRequestId);
      expect(reply.body).toMatchObject({ paymentStatus: 'FAIL', paymentResultCode: 'ORDER_IS_CLOSED' });
      expect((await protocol.account(protocol.wallet.brand, '7777')).balance).toBe(before);
    },
  },
  {
    title: 'a shorter life that the request asks for is kept',
    covers: [rule('pay', 'paymentExpiryTime is kept')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const expiry = iso((await protocol.now()) + 20 * SECOND_MS);
      const { paymentRequestId } = await endless(protocol, { paymentExpiryTime: expiry });
      await protocol.controls.moveTo(Date.parse(expiry) - 2 * SECOND_MS);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('PROCESSING');
      await protocol.controls.moveTo(Date.parse(expiry) + 2 * SECOND_MS);
      expect((await inquire(protocol, paymentRequestId)).body.paymentStatus).toBe('FAIL');
    },
  },
  {
    title: 'a closed payment is answered ORDER_IS_CLOSED when its pay is repeated',
    covers: [code('pay', 'ORDER_IS_CLOSED')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const message = await endless(protocol);
      await protocol.controls.advance(MINUTE_MS + 2 * SECOND_MS);
      expectResult(await protocol.call('pay', message), 'ORDER_IS_CLOSED', 'F');
    },
  },
  {
    title: 'an expiry of one minute is taken, one of more is refused',
    covers: [field('pay', 'paymentExpiryTime', 'range'), code('pay', 'PARAM_ILLEGAL')],
    needs: ['link'],
    async run(protocol) {
      const accessToken = await protocol.token();
      const now = await protocol.now();
      const payUntil = (at: number) =>
        protocol.call('pay', payMessage(protocol, accessToken, { paymentExpiryTime: iso(at) }));
      expect((await payUntil(now + MINUTE_MS)).result.resultStatus).not.toBe('F');
      expectResult(await payUntil(now + 2 * MINUTE_MS), 'PARAM_ILLEGAL', 'F');
      expectResult(await payUntil(now + 14 * MINUTE_MS), 'PARAM_ILLEGAL', 'F');
    },
  },
  {
    title: 'an expiry that has passed is refused',
    covers: [field('pay', 'paymentExpiryTime', 'range')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const expiry = iso((await protocol.now()) - MINUTE_MS);
      const message = payMessage(protocol, await protocol.token(), { paymentExpiryTime: expiry });
      expectResult(await protocol.call('pay', message), 'PARAM_ILLEGAL', 'F');
    },
  },
];
