/** revoke: the merchant ends a link (protocol 3.3, 5.7). */
import { code, idempotency, rule, type ProtocolCase } from '../case';
import { applyTokenMessage, payMessage, UNKNOWN } from '../messages';
import { type Protocol } from '../protocol';
import { expectResult, paid, refunded } from '../steps';

const revoke = (protocol: Protocol, accessToken: string) => protocol.call('revoke', { accessToken });

export const REVOKE_CASES: readonly ProtocolCase[] = [
  {
    title: 'after a revoke neither the token nor its refresh token works',
    covers: [code('revoke', 'SUCCESS'), rule('revoke', 'both tokens are dead')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, refreshToken } = await protocol.link();
      expectResult(await revoke(protocol, accessToken), 'SUCCESS', 'S');
      const debit = await protocol.call('pay', payMessage(protocol, accessToken));
      expectResult(debit, 'INVALID_ACCESS_TOKEN', 'F');
      const message = { grantType: 'REFRESH_TOKEN', authCode: undefined, refreshToken };
      const next = await protocol.call('applyToken', applyTokenMessage(protocol, message));
      expectResult(next, 'INVALID_REFRESH_TOKEN', 'F');
    },
  },
  {
    title: 'a token already revoked is answered INVALID_ACCESS_TOKEN',
    covers: [code('revoke', 'INVALID_ACCESS_TOKEN'), idempotency('revoke', 'a repeat finds the link gone')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link();
      expectResult(await revoke(protocol, accessToken), 'SUCCESS', 'S');
      expectResult(await revoke(protocol, accessToken), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: 'revoke of a token that nobody was given is answered INVALID_ACCESS_TOKEN',
    covers: [code('revoke', 'INVALID_ACCESS_TOKEN')],
    async run(protocol) {
      expectResult(await revoke(protocol, UNKNOWN), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: 'a token that has run out is answered INVALID_ACCESS_TOKEN',
    covers: [code('revoke', 'INVALID_ACCESS_TOKEN')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const linked = await protocol.link();
      const end = Date.parse(String(linked.answer.body.accessTokenExpiryTime));
      await protocol.controls.moveTo(end + 2000);
      expectResult(await revoke(protocol, linked.accessToken), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: "a revoke ends one customer's link and no other's",
    covers: [rule('revoke', 'one link only')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const [gone, stays] = [await protocol.link(), await protocol.link({ digits: '6666' })];
      expectResult(await revoke(protocol, gone.accessToken), 'SUCCESS', 'S');
      expectResult(await protocol.call('pay', payMessage(protocol, stays.accessToken)), 'PAYMENT_IN_PROCESS', 'U');
    },
  },
  {
    title: 'what was paid before a revoke can be refunded after it, since a refund has no token',
    covers: [rule('refund', 'no token is needed')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link();
      const method = { paymentMethod: { paymentMethodType: protocol.wallet.brand, paymentMethodId: accessToken } };
      const { paymentId } = await paid(protocol, method);
      await revoke(protocol, accessToken);
      expectResult(await refunded(protocol, paymentId, protocol.amount().value), 'SUCCESS', 'S');
    },
  },
];
