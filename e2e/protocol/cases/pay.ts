/** pay: what it answers and why (protocol 3.5, 10.4). */
import { expect } from 'vitest';
import { answer, code, rule, type ProtocolCase } from '../case';
import { type Answer } from '../merchant';
import { payMessage, payOf, UNKNOWN } from '../messages';
import { type Protocol } from '../protocol';
import { byWallet, expectResult, inquire, paid, startPayment, untilFinal } from '../steps';
import { walletNamed } from '../wallets';

const balanceOf = async (protocol: Protocol, digits?: string) =>
  BigInt((await protocol.account(protocol.wallet.brand, digits)).balance);

/** Pays from a customer of the simulator who is what the digits say; as the answer has it in the end. */
async function payAs(protocol: Protocol, digits: string, value?: string): Promise<Answer> {
  const { accessToken } = await protocol.link({ digits });
  const message = value === undefined ? payMessage(protocol, accessToken) : payOf(protocol, accessToken, value);
  return inTheEnd(protocol, await protocol.call('pay', message), message.paymentRequestId);
}

/** The result of the payment itself, whether pay told it or the question does. */
async function inTheEnd(protocol: Protocol, first: Answer, paymentRequestId: string): Promise<Answer> {
  if (first.result.resultStatus !== 'U') return first;
  const last = await untilFinal(protocol, paymentRequestId);
  const { paymentStatus, paymentResultCode } = last.body;
  const resultStatus = paymentStatus === 'SUCCESS' ? 'S' : paymentStatus === 'FAIL' ? 'F' : 'U';
  return { ...last, result: { resultCode: String(paymentResultCode), resultStatus } };
}

const answers: ProtocolCase[] = [
  {
    title: 'a pay that is taken says in process or done, with both ids, the amount and when it was created',
    covers: [
      code('pay', 'PAYMENT_IN_PROCESS'),
      ...['paymentRequestId', 'paymentId', 'paymentAmount', 'paymentCreateTime'].map((at) => answer('pay', at)),
    ],
    needs: ['link'],
    async run(protocol) {
      const { message, answer: reply } = await startPayment(protocol);
      expectResult(reply, reply.result.resultCode, reply.result.resultCode === 'SUCCESS' ? 'S' : 'U');
      expect(reply.body.paymentRequestId).toBe(message.paymentRequestId);
      expect(reply.body.paymentId).toEqual(expect.stringMatching(/^.{1,64}$/));
      expect(reply.body.paymentAmount).toEqual(message.paymentAmount);
      expect(Date.parse(String(reply.body.paymentCreateTime))).not.toBeNaN();
    },
  },
  {
    title: 'a pay in process is not yet paid: it has no payment time',
    covers: [code('pay', 'PAYMENT_IN_PROCESS')],
    needs: ['controls', 'link'],
    async run(protocol) {
      const { answer: reply } = await startPayment(protocol);
      expectResult(reply, 'PAYMENT_IN_PROCESS', 'U');
      expect(reply.body).not.toHaveProperty('paymentTime');
    },
  },
  {
    title: 'a pay that succeeds at once says so, with the time and what the customer really paid',
    covers: [code('pay', 'SUCCESS'), answer('pay', 'paymentTime'), answer('pay', 'actualPaymentAmount')],
    needs: ['controls', 'link'],
    async run(protocol) {
      await protocol.controls.set({ payAnswer: 'immediate' });
      const { message, answer: reply } = await startPayment(protocol);
      expectResult(reply, 'SUCCESS', 'S');
      expect(reply.body.actualPaymentAmount).toEqual(message.paymentAmount);
      const [created, done] = [reply.body.paymentCreateTime, reply.body.paymentTime].map((at) =>
        Date.parse(String(at)),
      );
      expect(done).toBeGreaterThanOrEqual(created!);
    },
  },
  {
    title: 'a payment takes its amount from the customer, once',
    covers: [rule('pay', 'the money is taken once')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      await protocol.token();
      const before = await balanceOf(protocol);
      const { message } = await paid(protocol);
      await protocol.controls.advance(60_000);
      expect(before - (await balanceOf(protocol))).toBe(BigInt(message.paymentAmount.value));
    },
  },
  {
    title: 'what is paid is asked in the past tense: the question says SUCCESS and when',
    covers: [code('pay', 'SUCCESS')],
    needs: ['link'],
    async run(protocol) {
      const { paymentRequestId } = await paid(protocol);
      const asked = await inquire(protocol, paymentRequestId);
      expect(asked.body).toMatchObject({ paymentStatus: 'SUCCESS', paymentResultCode: 'SUCCESS' });
      expect(Date.parse(String(asked.body.paymentTime))).not.toBeNaN();
    },
  },
  {
    title: 'without a settlement strategy the default of the contract is taken',
    covers: [rule('pay', 'settlementStrategy may be absent')],
    needs: ['link'],
    async run(protocol) {
      const { result, text } = await protocol.call(
        'pay',
        payMessage(protocol, await protocol.token(), { settlementStrategy: undefined }),
      );
      expect(result.resultStatus, text).not.toBe('F');
    },
  },
];

/** Refusals for which no customer is needed, or one who is as every other. */
const refusals: ProtocolCase[] = [
  {
    title: 'pay with a token that nobody was given is answered INVALID_ACCESS_TOKEN',
    covers: [code('pay', 'INVALID_ACCESS_TOKEN')],
    async run(protocol) {
      expectResult(await protocol.call('pay', payMessage(protocol, UNKNOWN)), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: 'a token of another wallet is answered INVALID_ACCESS_TOKEN',
    covers: [code('pay', 'INVALID_ACCESS_TOKEN')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link({ wallet: 'MAYA' });
      expectResult(await protocol.call('pay', payMessage(protocol, accessToken)), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: 'pay by a wallet that there is not is answered NO_PAY_OPTIONS',
    covers: [code('pay', 'NO_PAY_OPTIONS')],
    async run(protocol) {
      const { currency, value } = protocol.amount();
      const message = payMessage(protocol, UNKNOWN, byWallet(UNKNOWN, 'NO_SUCH_WALLET', currency, value));
      expectResult(await protocol.call('pay', message), 'NO_PAY_OPTIONS', 'F');
    },
  },
  {
    title: 'a wallet whose contract has ended is answered NO_PAY_OPTIONS, though the token lives',
    covers: [code('pay', 'NO_PAY_OPTIONS')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const accessToken = await protocol.token();
      await protocol.controls.set({ contractedWallets: ['DANA'] });
      expectResult(await protocol.call('pay', payMessage(protocol, accessToken)), 'NO_PAY_OPTIONS', 'F');
    },
  },
  {
    title: "another currency than the wallet's is answered CURRENCY_NOT_SUPPORT",
    covers: [code('pay', 'CURRENCY_NOT_SUPPORT')],
    needs: ['link'],
    async run(protocol) {
      const accessToken = await protocol.token();
      const currency = protocol.wallet.currency === 'JPY' ? 'KRW' : 'JPY';
      const message = payMessage(protocol, accessToken, byWallet(accessToken, protocol.wallet.brand, currency, '500'));
      expectResult(await protocol.call('pay', message), 'CURRENCY_NOT_SUPPORT', 'F');
    },
  },
  {
    title: 'a settlement currency of no contract is answered SETTLE_CONTRACT_NOT_MATCH',
    covers: [code('pay', 'SETTLE_CONTRACT_NOT_MATCH')],
    needs: ['link'],
    async run(protocol) {
      const strategy = { settlementStrategy: { settlementCurrency: 'BDT' } };
      const message = payMessage(protocol, await protocol.token(), strategy);
      expectResult(await protocol.call('pay', message), 'SETTLE_CONTRACT_NOT_MATCH', 'F');
    },
  },
];

/** Refusals that lie with the customer, told at once or in the end. */
const customers: ProtocolCase[] = [
  {
    title: 'a customer without the money is answered USER_BALANCE_NOT_ENOUGH, and nothing is taken',
    covers: [code('pay', 'USER_BALANCE_NOT_ENOUGH')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const balance = await balanceOf(protocol, '0001');
      const reply = await payAs(protocol, '0001', String(balance + 1n));
      expectResult(reply, 'USER_BALANCE_NOT_ENOUGH', 'F');
      expect(await balanceOf(protocol, '0001')).toBe(balance);
    },
  },
  {
    title: 'a customer may spend the last of the money',
    covers: [rule('pay', 'the whole balance can be spent')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const balance = await balanceOf(protocol, '0001');
      expectResult(await payAs(protocol, '0001', String(balance)), 'SUCCESS', 'S');
      expect(await balanceOf(protocol, '0001')).toBe(0n);
    },
  },
  {
    title: 'two payments that only one can be paid from the balance: one is',
    covers: [code('pay', 'USER_BALANCE_NOT_ENOUGH')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link({ digits: '0001' });
      const balance = await balanceOf(protocol, '0001');
      const value = String((balance * 3n) / 5n);
      const messages = [payOf(protocol, accessToken, value), payOf(protocol, accessToken, value)];
      const first = await Promise.all(messages.map((message) => protocol.call('pay', message)));
      const ends: string[] = [];
      for (const [index, message] of messages.entries()) {
        ends.push((await inTheEnd(protocol, first[index]!, message.paymentRequestId)).result.resultCode);
      }
      expect(ends.toSorted()).toEqual(['SUCCESS', 'USER_BALANCE_NOT_ENOUGH']);
    },
  },
  ...(
    [
      ['whose account is restricted', '5555', 'USER_STATUS_ABNORMAL'],
      ["beyond the wallet's limit", '3333', 'USER_AMOUNT_EXCEED_LIMIT'],
      ['whom the fraud control stops', '2222', 'FRAUD_REJECT'],
    ] as const
  ).map(([whom, digits, resultCode]): ProtocolCase => ({
    title: `a customer ${whom} is answered ${resultCode}, and nothing is taken`,
    covers: [code('pay', resultCode)],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { limit } = await protocol.account(protocol.wallet.brand, digits);
      const before = await balanceOf(protocol, digits);
      const value = limit === null ? undefined : String(BigInt(limit) + 1n);
      expectResult(await payAs(protocol, digits, value), resultCode, 'F');
      expect(await balanceOf(protocol, digits)).toBe(before);
    },
  })),
  {
    title: 'a customer who lost the verification after linking is answered USER_KYC_NOT_QUALIFIED',
    covers: [code('pay', 'USER_KYC_NOT_QUALIFIED')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link();
      await protocol.controls.setAccount(account.id, { verified: false });
      const message = payMessage(protocol, accessToken);
      const reply = await inTheEnd(protocol, await protocol.call('pay', message), message.paymentRequestId);
      expectResult(reply, 'USER_KYC_NOT_QUALIFIED', 'F');
    },
  },
  {
    title: 'a customer whose wallet account was closed after linking is answered USER_NOT_EXIST',
    covers: [code('pay', 'USER_NOT_EXIST')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken, account } = await protocol.link();
      await protocol.controls.setAccount(account.id, { closed: true });
      const message = payMessage(protocol, accessToken);
      const reply = await inTheEnd(protocol, await protocol.call('pay', message), message.paymentRequestId);
      expectResult(reply, 'USER_NOT_EXIST', 'F');
    },
  },
  {
    title: 'a customer within a limit of his own is debited',
    covers: [code('pay', 'SUCCESS')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { limit } = await protocol.account(protocol.wallet.brand, '3333');
      expectResult(await payAs(protocol, '3333', String(limit)), 'SUCCESS', 'S');
    },
  },
  {
    title: 'a customer who unlinks in the wallet without a word is found out by the next debit',
    covers: [code('pay', 'INVALID_ACCESS_TOKEN'), rule('pay', 'a link may be gone without notice')],
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { accessToken } = await protocol.link({ digits: '9999' });
      const first = payMessage(protocol, accessToken);
      expectResult(await inTheEnd(protocol, await protocol.call('pay', first), first.paymentRequestId), 'SUCCESS', 'S');
      expectResult(await protocol.call('pay', payMessage(protocol, accessToken)), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
];

const BOTH_WRONG = { currency: 'JPY', value: '500' };

/** Two things are wrong; the one that is looked at first is told (protocol 10.4). */
const order: ProtocolCase[] = (
  [
    [
      'contract before currency',
      'NO_PAY_OPTIONS',
      (token: string) => byWallet(token, 'NO_SUCH_WALLET', BOTH_WRONG.currency, BOTH_WRONG.value),
    ],
    [
      'currency before settlement',
      'CURRENCY_NOT_SUPPORT',
      (token: string) => ({
        ...byWallet(token, 'GCASH', BOTH_WRONG.currency, BOTH_WRONG.value),
        settlementStrategy: { settlementCurrency: 'BDT' },
      }),
    ],
    [
      'settlement before token',
      'SETTLE_CONTRACT_NOT_MATCH',
      () => ({
        ...byWallet(UNKNOWN, 'GCASH', 'PHP', '500'),
        settlementStrategy: { settlementCurrency: 'BDT' },
      }),
    ],
    [
      'token before limits',
      'INVALID_ACCESS_TOKEN',
      () => byWallet(UNKNOWN, 'GRABPAY_PH', 'PHP', String((walletNamed('GRABPAY_PH').most ?? 0) + 100)),
    ],
  ] as const
).map(([name, resultCode, make]) => ({
  title: `of two things that are wrong the first is told: ${name}`,
  covers: [rule('pay', `order of checks: ${name}`)],
  evidence: 'judged' as const,
  needs: ['controls', 'link'] as const,
  async run(protocol: Protocol) {
    const accessToken = await protocol.token('GCASH');
    expectResult(await protocol.call('pay', payMessage(protocol, accessToken, make(accessToken))), resultCode, 'F');
  },
}));

const moreOrder: ProtocolCase[] = [
  {
    title: 'of two things that are wrong the first is told: fields before idempotency',
    covers: [rule('pay', 'order of checks: fields before idempotency')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const { message } = await startPayment(protocol);
      expectResult(await protocol.call('pay', { ...message, env: undefined }), 'PARAM_ILLEGAL', 'F');
    },
  },
  {
    title: 'of two things that are wrong the first is told: idempotency before contract',
    covers: [rule('pay', 'order of checks: idempotency before contract')],
    evidence: 'judged',
    needs: ['controls', 'link'],
    async run(protocol) {
      const { message } = await startPayment(protocol);
      const other = byWallet(UNKNOWN, 'NO_SUCH_WALLET', 'JPY', '500');
      expectResult(await protocol.call('pay', { ...message, ...other }), 'REPEAT_REQ_INCONSISTENT', 'F');
    },
  },
  {
    title: 'of two things that are wrong the first is told: limits before balance',
    covers: [rule('pay', 'order of checks: limits before balance')],
    evidence: 'judged',
    needs: ['controls', 'fresh link'],
    async run(protocol) {
      const { brand, currency, most = 0 } = walletNamed('GRABPAY_PH');
      const { accessToken } = await protocol.link({ wallet: brand, digits: '0001' });
      const message = payMessage(protocol, accessToken, byWallet(accessToken, brand, currency, String(most + 100)));
      expectResult(await protocol.call('pay', message), 'PAYMENT_AMOUNT_EXCEED_LIMIT', 'F');
    },
  },
];

export const PAY_CASES: readonly ProtocolCase[] = [...answers, ...refusals, ...customers, ...order, ...moreOrder];
