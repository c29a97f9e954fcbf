/** Amounts: every wallet's limits, every currency's decimals (protocol 6, 7). */
import { expect } from 'vitest';
import { code, rule, type ProtocolCase } from '../case';
import { type Answer } from '../merchant';
import { payMessage } from '../messages';
import { type Protocol } from '../protocol';
import { byWallet, expectResult, inquire } from '../steps';
import { EXPONENTS, WALLETS, type WalletFacts } from '../wallets';

async function payWith(protocol: Protocol, { brand, currency }: WalletFacts, value: number): Promise<Answer> {
  const accessToken = await protocol.token(brand);
  const message = payMessage(protocol, accessToken, byWallet(accessToken, brand, currency, String(value)));
  return protocol.call('pay', message);
}

const LINKING: ProtocolCase['needs'] = ['controls', 'fresh link'];

const limits: ProtocolCase[] = WALLETS.flatMap((wallet): ProtocolCase[] => {
  const { brand, least, most, step = 1 } = wallet;
  const cases: ProtocolCase[] = [];
  if (least !== undefined) {
    cases.push({
      title: `${brand} takes its smallest payment, ${least}`,
      covers: [rule('pay', `minimum of ${brand}`)],
      needs: LINKING,
      async run(protocol) {
        const { result, text } = await payWith(protocol, wallet, least);
        expect(result.resultStatus, text).not.toBe('F');
      },
    });
  }
  if (least !== undefined && least > step) {
    cases.push({
      title: `${brand} refuses less than its smallest payment`,
      covers: [rule('pay', `minimum of ${brand}`), code('pay', 'PARAM_ILLEGAL')],
      evidence: 'judged',
      needs: LINKING,
      async run(protocol) {
        expectResult(await payWith(protocol, wallet, least - step), 'PARAM_ILLEGAL', 'F');
      },
    });
  }
  if (most !== undefined) {
    cases.push({
      title: `${brand} takes its largest payment, ${most}, and answers PAYMENT_AMOUNT_EXCEED_LIMIT above it`,
      covers: [rule('pay', `maximum of ${brand}`), code('pay', 'PAYMENT_AMOUNT_EXCEED_LIMIT')],
      needs: LINKING,
      async run(protocol) {
        const account = await protocol.account(brand);
        await protocol.controls.setAccount(account.id, { balance: String(most * 3) });
        const { result, text } = await payWith(protocol, wallet, most);
        expect(result.resultStatus, text).not.toBe('F');
        expectResult(await payWith(protocol, wallet, most + step), 'PAYMENT_AMOUNT_EXCEED_LIMIT', 'F');
      },
    });
  }
  if (step > 1) {
    cases.push({
      title: `${brand} refuses an amount that is no multiple of ${step}`,
      covers: [rule('pay', `step of ${brand}`)],
      evidence: 'judged',
      needs: LINKING,
      async run(protocol) {
        expectResult(await payWith(protocol, wallet, (least ?? step) * 5 + 1), 'PARAM_ILLEGAL', 'F');
      },
    });
  }
  return cases;
});

const CURRENCIES = [...new Set(WALLETS.map(({ currency }) => currency))];

const currencies: ProtocolCase[] = CURRENCIES.map((currency) => ({
  title: `an amount in ${currency} comes back digit for digit`,
  covers: [rule('pay', `amounts in ${currency}`)],
  needs: LINKING,
  async run(protocol) {
    const wallet = WALLETS.find((one) => one.currency === currency)!;
    const { least = 100, step = 1 } = wallet;
    const value = Math.ceil((least * 7) / step) * step;
    const reply = await payWith(protocol, wallet, value);
    expect(reply.body.paymentAmount).toEqual({ currency, value: String(value) });
    const asked = await inquire(protocol, String(reply.body.paymentRequestId));
    expect(asked.body.paymentAmount).toEqual({ currency, value: String(value) });
  },
}));

const balances: ProtocolCase[] = CURRENCIES.map((currency) => ({
  title: `ten major units of ${currency} take ${EXPONENTS[currency] === 2 ? '1000' : '10'} minor units from the customer`,
  covers: [rule('pay', `decimals of ${currency}`)],
  needs: LINKING,
  async run(protocol) {
    const wallet = WALLETS.find((one) => one.currency === currency)!;
    const { least = 100 } = wallet;
    const major = 10 * (EXPONENTS[currency] === 2 ? 100 : 1);
    const value = Math.ceil(least / major) * major * 2;
    await protocol.controls.set({ payAnswer: 'immediate' });
    await protocol.token(wallet.brand);
    const before = BigInt((await protocol.account(wallet.brand)).balance);
    expectResult(await payWith(protocol, wallet, value), 'SUCCESS', 'S');
    expect(before - BigInt((await protocol.account(wallet.brand)).balance)).toBe(BigInt(value));
  },
}));

export const AMOUNT_CASES: readonly ProtocolCase[] = [...limits, ...currencies, ...balances];
