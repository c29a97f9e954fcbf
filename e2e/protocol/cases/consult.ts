/** consult and what the customer does then (protocol 3.1, 5.1 to 5.4). */
import { expect } from 'vitest';
import { answer, code, idempotency, rule, type ProtocolCase } from '../case';
import { fresh } from '../ids';
import { type Answer } from '../merchant';
import { consultMessage } from '../messages';
import { type Protocol } from '../protocol';
import { browserAddress, goBack, submit, walkThrough } from '../road';
import { expectResult } from '../steps';
import { WALLETS } from '../wallets';

const ADDRESSES = ['normalUrl', 'schemeUrl', 'applinkUrl', 'authUrl'] as const;
const MINUTE_MS = 60_000;
/** The judgement of protocol 5.2 for the life of an authorization address. */
const ADDRESS_LIFE_MS = 15 * MINUTE_MS;

const addressesOf = ({ body }: Answer) => ADDRESSES.filter((name) => typeof body[name] === 'string');

const DEVICES = [
  { terminalType: 'WEB' },
  { terminalType: 'WAP', osType: 'IOS' },
  { terminalType: 'WAP', osType: 'ANDROID' },
  { terminalType: 'APP', osType: 'IOS' },
  { terminalType: 'APP', osType: 'ANDROID' },
  { terminalType: 'MINI_APP', osType: 'ANDROID' },
] as const;

const devices: ProtocolCase[] = DEVICES.flatMap((device) =>
  [
    { where: 'at the top', fields: { ...device } },
    { where: 'in env', fields: { terminalType: undefined, env: { ...device } } },
    { where: 'in both places', fields: { ...device, env: { ...device } } },
  ].map(({ where, fields }): ProtocolCase => {
    const named = Object.values(device).join(' ');
    return {
      title: `consult for ${named}, told ${where}, is answered with an address`,
      covers: [code('consult', 'SUCCESS'), rule('consult', `an address for ${device.terminalType}`)],
      async run(protocol) {
        const reply = await protocol.call('consult', consultMessage(protocol, fields));
        expectResult(reply, 'SUCCESS', 'S');
        expect(addressesOf(reply)).not.toEqual([]);
      },
    };
  }),
);

const everyWallet: ProtocolCase[] = WALLETS.map(({ brand }) => ({
  title: `consult knows ${brand}, on a computer and on a phone`,
  covers: [rule('consult', `wallet ${brand}`)],
  needs: ['controls'],
  async run(protocol) {
    for (const device of DEVICES.slice(0, 3)) {
      const reply = await protocol.call('consult', consultMessage(protocol, { customerBelongsTo: brand, ...device }));
      expectResult(reply, 'SUCCESS', 'S');
      expect(addressesOf(reply)).not.toEqual([]);
    }
  },
}));

/** What the document's table 5.2 says of single wallets. */
const manners: ProtocolCase[] = [
  ...['ALIPAY_HK', 'GCASH', 'DANA'].map((brand): ProtocolCase => ({
    title: `consult for ${brand} in an app gives an app link too, and no scheme`,
    covers: [answer('consult', 'applinkUrl'), rule('consult', `manner of ${brand} in an app`)],
    needs: ['controls'],
    async run(protocol) {
      const device = { terminalType: 'APP', osType: 'IOS' };
      const reply = await protocol.call('consult', consultMessage(protocol, { customerBelongsTo: brand, ...device }));
      expect(addressesOf(reply)).toContain('applinkUrl');
      expect(addressesOf(reply)).not.toContain('schemeUrl');
    },
  })),
  {
    title: 'consult for TRUEMONEY gives the old authUrl alone',
    covers: [answer('consult', 'authUrl')],
    evidence: 'judged',
    needs: ['controls'],
    async run(protocol) {
      for (const device of DEVICES) {
        const reply = await protocol.call(
          'consult',
          consultMessage(protocol, { customerBelongsTo: 'TRUEMONEY', ...device }),
        );
        expect(addressesOf(reply)).toEqual(['authUrl']);
      }
    },
  },
  {
    title: "consult for an Android phone names the app's package",
    covers: [answer('consult', 'appIdentifier'), answer('consult', 'normalUrl')],
    needs: ['controls'],
    async run(protocol) {
      for (const terminalType of ['APP', 'WAP']) {
        const message = consultMessage(protocol, { terminalType, osType: 'ANDROID' });
        const reply = await protocol.call('consult', message);
        expect(reply.body.appIdentifier).toEqual(expect.any(String));
        expect(reply.body.normalUrl).toEqual(expect.any(String));
      }
    },
  },
];

const refusals: ProtocolCase[] = [
  {
    title: 'consult for a wallet that there is not is answered NO_PAY_OPTIONS',
    covers: [code('consult', 'NO_PAY_OPTIONS')],
    async run(protocol) {
      const reply = await protocol.call('consult', consultMessage(protocol, { customerBelongsTo: 'NO_SUCH_WALLET' }));
      expectResult(reply, 'NO_PAY_OPTIONS', 'F');
      expect(addressesOf(reply)).toEqual([]);
    },
  },
  ...['BKASH', 'EASYPAISA'].map((brand): ProtocolCase => ({
    title: `${brand}, withdrawn for auto debit, is answered NO_PAY_OPTIONS`,
    covers: [code('consult', 'NO_PAY_OPTIONS')],
    async run(protocol) {
      const reply = await protocol.call('consult', consultMessage(protocol, { customerBelongsTo: brand }));
      expectResult(reply, 'NO_PAY_OPTIONS', 'F');
    },
  })),
  {
    title: 'a wallet outside of the contract is answered NO_PAY_OPTIONS, one inside it an address',
    covers: [code('consult', 'NO_PAY_OPTIONS')],
    needs: ['controls'],
    async run(protocol) {
      await protocol.controls.set({ contractedWallets: ['DANA'] });
      const ask = (brand: string) => protocol.call('consult', consultMessage(protocol, { customerBelongsTo: brand }));
      expectResult(await ask('GCASH'), 'NO_PAY_OPTIONS', 'F');
      expectResult(await ask('DANA'), 'SUCCESS', 'S');
    },
  },
  {
    title: 'an authState is no idempotency key: each consult is a new one, with a new address',
    covers: [idempotency('consult', 'authState is no idempotency key')],
    async run(protocol) {
      const message = consultMessage(protocol);
      const [first, second] = [await protocol.call('consult', message), await protocol.call('consult', message)];
      expectResult(first, 'SUCCESS', 'S');
      expectResult(second, 'SUCCESS', 'S');
      expect(browserAddress(second).href).not.toBe(browserAddress(first).href);
    },
  },
];

const PHONE = { terminalType: 'WAP', osType: 'IOS' };

async function begin(protocol: Protocol, more: Readonly<Record<string, unknown>> = {}) {
  const message = consultMessage(protocol, { ...PHONE, ...more });
  const reply = await protocol.call('consult', message);
  expectResult(reply, 'SUCCESS', 'S');
  return { message, page: browserAddress(reply), account: await protocol.account(protocol.wallet.brand) };
}

/** Whether a customer who comes now can still agree there. */
async function stillWorks(page: URL, login: string): Promise<boolean> {
  const end = await walkThrough(page, login).catch(() => null);
  return end?.searchParams.has('authCode') ?? false;
}

const road: ProtocolCase[] = [
  {
    title: 'a customer who agrees comes back with a code and the authState, behind the query that was there',
    covers: [rule('consult', 'the return carries authCode and authState')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { message, page, account } = await begin(protocol);
      const end = await walkThrough(page, account.login);
      expect(`${end.origin}${end.pathname}`).toBe('https://shop.example/wallets/return');
      expect(end.searchParams.get('from')).toBe('wallet');
      expect(end.searchParams.get('authState')).toBe(message.authState);
      const authCode = end.searchParams.get('authCode') ?? '';
      expect(authCode.length).toBeGreaterThan(0);
      expect(authCode.length).toBeLessThanOrEqual(128);
    },
  },
  {
    title: 'an authState of strange characters comes back as it was sent',
    covers: [rule('consult', 'the return is percent-encoded')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const authState = `${fresh('as')} &=?#+%/é咖😀"<>`;
      const { page, account } = await begin(protocol, { authState });
      expect((await walkThrough(page, account.login)).searchParams.get('authState')).toBe(authState);
    },
  },
  {
    title: 'a return address without a query gets one',
    covers: [rule('consult', 'the return carries authCode and authState')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { page, account } = await begin(protocol, { authRedirectUrl: 'https://shop.example/back' });
      expect((await walkThrough(page, account.login)).href).toMatch(/^https:\/\/shop\.example\/back\?auth/);
    },
  },
  {
    title: 'a customer who refuses comes back without a code, if at all',
    covers: [rule('consult', 'failure is a return without authCode')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { message, page, account } = await begin(protocol);
      const end = await walkThrough(page, account.login, 'refuse');
      expect(end.searchParams.has('authCode')).toBe(false);
      expect(end.searchParams.get('authState')).toBe(message.authState);
    },
  },
  {
    title: 'an address can be used once: after agreeing it gives no other code, after refusing none',
    covers: [rule('consult', 'each address can be used once')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      for (const decision of ['agree', 'refuse'] as const) {
        const { page, account } = await begin(protocol);
        const end = await walkThrough(page, account.login, decision);
        const again = await walkThrough(page, account.login).catch(() => null);
        // A second click may end where the first did; a second code would be a second permission.
        expect([null, end.searchParams.get('authCode')]).toContain(again?.searchParams.get('authCode') ?? null);
      }
    },
  },
  {
    title: 'nobody can agree without having logged in, nor with a login that the wallet does not know',
    covers: [rule('consult', 'only a customer of the wallet can agree')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { page } = await begin(protocol);
      await submit(page, 'agreement', { decision: 'agree' });
      expect((await goBack(page))?.searchParams.has('authCode') ?? false).toBe(false);
      await submit(page, 'login', { login: '00000000000' });
      await submit(page, 'agreement', { decision: 'agree' });
      expect((await goBack(page))?.searchParams.has('authCode') ?? false).toBe(false);
    },
  },
  {
    title: 'a customer whose account is not verified gets no code',
    covers: [rule('consult', 'failure is a return without authCode')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { page } = await begin(protocol);
      const { login } = await protocol.account(protocol.wallet.brand, '4444');
      expect(await stillWorks(page, login)).toBe(false);
    },
  },
  {
    title: 'an address lives for fifteen minutes',
    covers: [rule('consult', 'life of the address')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const [young, old] = [await begin(protocol), await begin(protocol)];
      await protocol.controls.advance(ADDRESS_LIFE_MS - MINUTE_MS);
      expect(await stillWorks(young.page, young.account.login)).toBe(true);
      await protocol.controls.advance(MINUTE_MS + 1000);
      expect(await stillWorks(old.page, old.account.login)).toBe(false);
    },
  },
];

export const CONSULT_CASES: readonly ProtocolCase[] = [...devices, ...everyWallet, ...manners, ...refusals, ...road];
