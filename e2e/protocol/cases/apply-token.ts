/** applyToken: a code for a token, and a token for the next one (protocol 3.2, 5.5, 5.6). */
import { expect } from 'vitest';
import { answer, code, idempotency, rule, type ProtocolCase } from '../case';
import { type Answer } from '../merchant';
import { applyTokenMessage, payMessage, UNKNOWN } from '../messages';
import { type Linked, type Linking, type Protocol } from '../protocol';
import { byWallet, expectResult } from '../steps';
import { easyAmount, walletNamed, WALLETS } from '../wallets';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function exchange(protocol: Protocol, authCode: string, customerBelongsTo = protocol.wallet.brand): Promise<Answer> {
  return protocol.call('applyToken', applyTokenMessage(protocol, { customerBelongsTo, authCode }));
}

function refresh(protocol: Protocol, refreshToken: string | null, more: object = {}): Promise<Answer> {
  const message = { grantType: 'REFRESH_TOKEN', authCode: undefined, refreshToken, ...more };
  return protocol.call('applyToken', applyTokenMessage(protocol, message));
}

/** Whether a debit with this token is taken. */
export async function debits(protocol: Protocol, accessToken: string): Promise<boolean> {
  const { result } = await protocol.call('pay', payMessage(protocol, accessToken));
  if (result.resultStatus === 'F') expect(result.resultCode).toBe('INVALID_ACCESS_TOKEN');
  return result.resultStatus !== 'F';
}

async function newCode(protocol: Protocol, linking: Linking = {}): Promise<string> {
  const { end } = await protocol.walk(linking);
  return end.searchParams.get('authCode') ?? '';
}

const timeOf = ({ answer: { body } }: Linked, name: string) => Date.parse(String(body[name]));

const LINKING: ProtocolCase['needs'] = ['controls', 'fresh link'];

const codes: ProtocolCase[] = [
  {
    title: 'a code is exchanged for a token with its expiry, and the masked login of the customer',
    covers: [
      code('applyToken', 'SUCCESS'),
      ...['accessToken', 'accessTokenExpiryTime', 'userLoginId'].map((at) => answer('applyToken', at)),
    ],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      expectResult(linked.answer, 'SUCCESS', 'S');
      expect(timeOf(linked, 'accessTokenExpiryTime')).toBeGreaterThan(await protocol.now());
      const shown = String(linked.answer.body.userLoginId);
      expect(shown).toContain('*');
      expect(shown).not.toContain(linked.account.login);
      expect(await debits(protocol, linked.accessToken)).toBe(true);
    },
  },
  {
    title: 'a refresh token comes with its own expiry, which is later',
    covers: [answer('applyToken', 'refreshToken'), answer('applyToken', 'refreshTokenExpiryTime')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      expect(linked.refreshToken).toEqual(expect.any(String));
      expect(linked.refreshToken).not.toBe(linked.accessToken);
      expect(timeOf(linked, 'refreshTokenExpiryTime')).toBeGreaterThan(timeOf(linked, 'accessTokenExpiryTime'));
    },
  },
  {
    title: 'a code that nobody was given is answered INVALID_CODE',
    covers: [code('applyToken', 'INVALID_CODE')],
    evidence: 'judged',
    async run(protocol) {
      expectResult(await exchange(protocol, UNKNOWN), 'INVALID_CODE', 'F');
    },
  },
  {
    title: "a code of another wallet than consult's is answered INVALID_CODE, and stays good",
    covers: [code('applyToken', 'INVALID_CODE'), rule('applyToken', 'the wallet is the same as in consult')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const authCode = await newCode(protocol);
      expectResult(await exchange(protocol, authCode, 'DANA'), 'INVALID_CODE', 'F');
      expectResult(await exchange(protocol, authCode), 'SUCCESS', 'S');
    },
  },
  {
    title: 'applyToken for a wallet that there is not is answered NO_PAY_OPTIONS',
    covers: [code('applyToken', 'NO_PAY_OPTIONS')],
    evidence: 'judged',
    async run(protocol) {
      expectResult(await exchange(protocol, UNKNOWN, 'NO_SUCH_WALLET'), 'NO_PAY_OPTIONS', 'F');
    },
  },
  {
    title: 'a code works for ten minutes, and then is answered EXPIRED_CODE',
    covers: [code('applyToken', 'EXPIRED_CODE'), rule('applyToken', 'life of the code')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const [young, old] = [await newCode(protocol), await newCode(protocol)];
      await protocol.controls.advance(9 * MINUTE_MS);
      expectResult(await exchange(protocol, young), 'SUCCESS', 'S');
      await protocol.controls.advance(MINUTE_MS + 1000);
      expectResult(await exchange(protocol, old), 'EXPIRED_CODE', 'F');
    },
  },
  {
    title: 'the life of a code is a switch',
    covers: [rule('applyToken', 'life of the code')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      await protocol.controls.set({ authCodeMinutes: 1 });
      const authCode = await newCode(protocol);
      await protocol.controls.advance(61_000);
      expectResult(await exchange(protocol, authCode), 'EXPIRED_CODE', 'F');
    },
  },
  {
    title: 'a code is good once: the second time it is answered USED_CODE, and the token lives on',
    covers: [code('applyToken', 'USED_CODE'), idempotency('applyToken', 'authCode works once')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      expectResult(await exchange(protocol, linked.authCode), 'USED_CODE', 'F');
      expect(await debits(protocol, linked.accessToken)).toBe(true);
    },
  },
  {
    title: 'with the switch for it, a repeated exchange gives the same tokens again',
    covers: [idempotency('applyToken', 'a repeated exchange, as a switch')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      await protocol.controls.set({ repeatedApplyToken: 'same' });
      const linked = await protocol.link();
      const again = await exchange(protocol, linked.authCode);
      expectResult(again, 'SUCCESS', 'S');
      expect(again.body.accessToken).toBe(linked.accessToken);
      expect(again.body.refreshToken).toBe(linked.refreshToken);
    },
  },
  {
    title: 'of many exchanges of one code at the same moment one gets a token',
    covers: [idempotency('applyToken', 'authCode works once')],
    needs: LINKING,
    async run(protocol) {
      const authCode = await newCode(protocol);
      const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(protocol, authCode)));
      expect(answers.filter(({ result }) => result.resultStatus === 'S')).toHaveLength(1);
    },
  },
];

const refreshing: ProtocolCase[] = [
  {
    title: 'a customer whose wallet account is gone is answered USER_NOT_EXIST, by code and by refresh token',
    covers: [code('applyToken', 'USER_NOT_EXIST')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      const authCode = await newCode(protocol);
      await protocol.controls.setAccount(linked.account.id, { closed: true });
      expectResult(await exchange(protocol, authCode), 'USER_NOT_EXIST', 'F');
      expectResult(await refresh(protocol, linked.refreshToken), 'USER_NOT_EXIST', 'F');
    },
  },
  {
    title: 'a refresh gives new tokens with new expiries',
    covers: [code('applyToken', 'SUCCESS'), rule('applyToken', 'a refresh replaces both tokens')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      await protocol.controls.advance(DAY_MS);
      const next = await refresh(protocol, linked.refreshToken);
      expectResult(next, 'SUCCESS', 'S');
      expect(next.body.accessToken).not.toBe(linked.accessToken);
      expect(next.body.refreshToken).not.toBe(linked.refreshToken);
      expect(Date.parse(String(next.body.accessTokenExpiryTime))).toBeGreaterThan(
        timeOf(linked, 'accessTokenExpiryTime'),
      );
      expect(await debits(protocol, String(next.body.accessToken))).toBe(true);
    },
  },
  {
    title: 'a refresh token that was replaced is answered USED_REFRESH_TOKEN; the new one works',
    covers: [code('applyToken', 'USED_REFRESH_TOKEN'), idempotency('applyToken', 'refreshToken rotates')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      const next = await refresh(protocol, linked.refreshToken);
      expectResult(await refresh(protocol, linked.refreshToken), 'USED_REFRESH_TOKEN', 'F');
      expectResult(await refresh(protocol, String(next.body.refreshToken)), 'SUCCESS', 'S');
    },
  },
  {
    title: 'with the switch for it, a repeated refresh gives the same tokens again',
    covers: [idempotency('applyToken', 'a repeated refresh, as a switch')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      await protocol.controls.set({ repeatedRefresh: 'same' });
      const linked = await protocol.link();
      const [next, again] = [
        await refresh(protocol, linked.refreshToken),
        await refresh(protocol, linked.refreshToken),
      ];
      expect(again.body.accessToken).toBe(next.body.accessToken);
    },
  },
  {
    title: 'with the switch for it, a refresh returns the same refresh token, which goes on working',
    covers: [rule('applyToken', 'some wallets return the same refreshToken')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      await protocol.controls.set({ rotateRefreshToken: 'same' });
      const linked = await protocol.link();
      const next = await refresh(protocol, linked.refreshToken);
      expect(next.body.refreshToken).toBe(linked.refreshToken);
      const third = await refresh(protocol, linked.refreshToken);
      expectResult(third, 'SUCCESS', 'S');
      expect(await debits(protocol, String(third.body.accessToken))).toBe(true);
    },
  },
  {
    title: 'a refresh token that nobody was given, or of another wallet, is answered INVALID_REFRESH_TOKEN',
    covers: [code('applyToken', 'INVALID_REFRESH_TOKEN')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      expectResult(await refresh(protocol, UNKNOWN), 'INVALID_REFRESH_TOKEN', 'F');
      expectResult(await refresh(protocol, linked.accessToken), 'INVALID_REFRESH_TOKEN', 'F');
      const other = await refresh(protocol, linked.refreshToken, { customerBelongsTo: 'DANA' });
      expectResult(other, 'INVALID_REFRESH_TOKEN', 'F');
      expectResult(await refresh(protocol, linked.refreshToken), 'SUCCESS', 'S');
    },
  },
  {
    title: 'a refresh works after the access token has run out, and not after the refresh token has',
    covers: [code('applyToken', 'EXPIRED_REFRESH_TOKEN'), rule('applyToken', 'refresh after expiry')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const [first, second] = [await protocol.link(), await protocol.link({ digits: '6666' })];
      await protocol.controls.moveTo(timeOf(first, 'accessTokenExpiryTime') + 2000);
      expect(await debits(protocol, first.accessToken)).toBe(false);
      expectResult(await refresh(protocol, first.refreshToken), 'SUCCESS', 'S');
      await protocol.controls.moveTo(timeOf(second, 'refreshTokenExpiryTime') + 2000);
      expectResult(await refresh(protocol, second.refreshToken), 'EXPIRED_REFRESH_TOKEN', 'F');
    },
  },
  {
    title: 'after a refresh the old access token lives until its own expiry',
    covers: [rule('applyToken', 'the old access token after a refresh')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      await refresh(protocol, linked.refreshToken);
      expect(await debits(protocol, linked.accessToken)).toBe(true);
      await protocol.controls.moveTo(timeOf(linked, 'accessTokenExpiryTime') + 2000);
      expect(await debits(protocol, linked.accessToken)).toBe(false);
    },
  },
  {
    title: 'with the switch for it, the old access token dies at the refresh',
    covers: [rule('applyToken', 'the old access token after a refresh')],
    evidence: 'judged',
    needs: LINKING,
    async run(protocol) {
      await protocol.controls.set({ oldAccessToken: 'dies' });
      const linked = await protocol.link();
      const next = await refresh(protocol, linked.refreshToken);
      expect(await debits(protocol, linked.accessToken)).toBe(false);
      expect(await debits(protocol, String(next.body.accessToken))).toBe(true);
    },
  },
  {
    title: 'a wallet without refresh gives no refresh token and a token that lives long',
    covers: [rule('applyToken', 'no refreshToken means a long life')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link({ wallet: 'ZALOPAY' });
      expect(linked.answer.body).not.toHaveProperty('refreshToken');
      expect(linked.answer.body).not.toHaveProperty('refreshTokenExpiryTime');
      expect(timeOf(linked, 'accessTokenExpiryTime')).toBeGreaterThan((await protocol.now()) + 365 * DAY_MS);
    },
  },
  {
    title: 'of many refreshes of one token at the same moment one gets new tokens',
    covers: [idempotency('applyToken', 'refreshToken rotates')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(protocol, linked.refreshToken)));
      expect(answers.filter(({ result }) => result.resultStatus === 'S')).toHaveLength(1);
    },
  },
];

const life: ProtocolCase[] = [
  {
    title: 'a token debits until its expiry, and not after it',
    covers: [rule('applyToken', 'accessTokenExpiryTime is kept'), code('pay', 'INVALID_ACCESS_TOKEN')],
    needs: LINKING,
    async run(protocol) {
      const linked = await protocol.link();
      await protocol.controls.moveTo(timeOf(linked, 'accessTokenExpiryTime') - 30_000);
      expect(await debits(protocol, linked.accessToken)).toBe(true);
      await protocol.controls.moveTo(timeOf(linked, 'accessTokenExpiryTime') + 1000);
      expect(await debits(protocol, linked.accessToken)).toBe(false);
    },
  },
  ...WALLETS.map(({ brand }): ProtocolCase => ({
    title: `${brand} is linked, and debited in its own currency`,
    covers: [rule('applyToken', `wallet ${brand}`), rule('pay', `wallet ${brand}`)],
    needs: LINKING,
    async run(protocol) {
      const { currency } = walletNamed(brand);
      const { accessToken } = await protocol.link({ wallet: brand });
      const message = payMessage(
        protocol,
        accessToken,
        byWallet(accessToken, brand, currency, easyAmount(walletNamed(brand))),
      );
      const { result, text } = await protocol.call('pay', message);
      expect(result.resultStatus, text).not.toBe('F');
    },
  })),
];

export const APPLY_TOKEN_CASES: readonly ProtocolCase[] = [...codes, ...refreshing, ...life];
