import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from './server';
import { SPECIAL_AMOUNTS } from './special-amounts';
import {
  ACKNOWLEDGEMENT,
  call,
  control,
  eventually,
  link,
  listenForNotifications,
  loginOf,
  payIn,
  payMessage,
  start,
  testEnvironment,
} from './testing';
import { WALLETS } from './wallets';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
});

async function codeOf(name: string, message: unknown): Promise<string> {
  return (await call(origin, name, message)).result.resultCode;
}

async function linked(brand: string, digits = '8888'): Promise<string> {
  return (await link(origin, { brand, login: loginOf(brand, digits) })).accessToken;
}

function pay(brand: string, accessToken: string, value: string): Promise<string> {
  return codeOf('payments/pay', payIn(brand, accessToken, value));
}

async function statusOf(paymentRequestId: string): Promise<unknown> {
  return (await call(origin, 'payments/inquiryPayment', { paymentRequestId })).body.paymentStatus;
}

describe('what a wallet allows', () => {
  it('for one payment is the method’s limit', async () => {
    const token = await linked('TRUEMONEY');
    expect(await pay('TRUEMONEY', token, '3000001')).toBe('PAYMENT_AMOUNT_EXCEED_LIMIT');
    expect(await pay('TRUEMONEY', token, '3000000')).toBe('SUCCESS');
  });

  it('for one person on one day is the person’s limit, and what was cancelled does not count', async () => {
    const token = await linked('TRUEMONEY');
    const other = await linked('TRUEMONEY', '6666');
    const first = payIn('TRUEMONEY', token, '3000000');
    expect(await codeOf('payments/pay', first)).toBe('SUCCESS');
    expect(await pay('TRUEMONEY', token, '2000001')).toBe('USER_AMOUNT_EXCEED_LIMIT');
    expect(await pay('TRUEMONEY', token, '2000000')).toBe('SUCCESS');
    expect(await pay('TRUEMONEY', token, '100')).toBe('USER_AMOUNT_EXCEED_LIMIT');
    expect(await pay('TRUEMONEY', other, '3000000')).toBe('SUCCESS');
    await call(origin, 'payments/cancel', { paymentRequestId: first.paymentRequestId });
    expect(await pay('TRUEMONEY', token, '3000000')).toBe('SUCCESS');
  });

  it('for one person in a month is told in the same way', async () => {
    const token = await linked('BOOST');
    expect(await pay('BOOST', token, '5000000')).toBe('SUCCESS');
    expect(await pay('BOOST', token, '5')).toBe('USER_AMOUNT_EXCEED_LIMIT');
  });

  it('can be lifted where somebody measures and does not play', async () => {
    await control(origin, 'PUT', 'settings', { spendingLimits: 'off' });
    const token = await linked('BOOST');
    expect(await pay('BOOST', token, '5000000')).toBe('SUCCESS');
    expect(await pay('BOOST', token, '5000000')).toBe('SUCCESS');
  });

  it('knows only whole rupiah and a smallest sum, and keeps nothing of a wrong amount', async () => {
    const { accessToken } = await link(origin);
    const message = payMessage(accessToken, '3000050');
    const reply = await call(origin, 'payments/pay', message);
    expect(reply.result).toMatchObject({ resultCode: 'PARAM_ILLEGAL', resultStatus: 'F' });
    expect(reply.result.resultMessage).toContain('no multiple of 100');
    expect(await codeOf('payments/inquiryPayment', { paymentRequestId: message.paymentRequestId })).toBe(
      'ORDER_NOT_EXIST',
    );
    const { paymentRequestId } = message;
    expect(await codeOf('payments/pay', payMessage(accessToken, '3000000', { paymentRequestId }))).toBe('SUCCESS');
    expect(await codeOf('payments/pay', payMessage(accessToken, '29900'))).toBe('PARAM_ILLEGAL');
  });
});

describe('the peculiar accounts', () => {
  it.each([
    ['5555', 'USER_STATUS_ABNORMAL'],
    ['3333', 'USER_AMOUNT_EXCEED_LIMIT'],
    ['2222', 'FRAUD_REJECT'],
    ['0001', 'USER_BALANCE_NOT_ENOUGH'],
  ])('%s links and is then refused with %s', async (digits, code) => {
    expect(await pay('GCASH', await linked('GCASH', digits), '45000')).toBe(code);
  });

  it('3333 pays within its own limit', async () => {
    expect(await pay('GCASH', await linked('GCASH', '3333'), '1000')).toBe('SUCCESS');
  });

  it('7777 stays in process until it expires', async () => {
    const token = await linked('DANA', '7777');
    const soon = { paymentExpiryTime: new Date(Date.now() + 1500).toISOString() };
    const message = payMessage(token, '3000000', soon);
    expect(await codeOf('payments/pay', message)).toBe('PAYMENT_IN_PROCESS');
    await eventually(async () => expect(await statusOf(message.paymentRequestId)).toBe('FAIL'));
    expect(await codeOf('payments/pay', message)).toBe('ORDER_IS_CLOSED');
  });

  it('9999 pays once, and has then unlinked without a word', async () => {
    const shop = await listenForNotifications(() => ACKNOWLEDGEMENT);
    const { accessToken } = await link(origin, {
      brand: 'DANA',
      login: loginOf('DANA', '9999'),
      notifyUrl: `${shop.url}/authorizations`,
    });
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('SUCCESS');
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('INVALID_ACCESS_TOKEN');
    const told = await control<{ body?: string }[]>(origin, 'GET', 'notifications');
    expect(told).toHaveLength(1);
    shop.close();
  });

  it('can be made of any other at any time', async () => {
    const token = await linked('GCASH');
    await control(origin, 'PUT', 'accounts/gcash-rich', { restricted: true });
    expect(await pay('GCASH', token, '45000')).toBe('USER_STATUS_ABNORMAL');
    await control(origin, 'PUT', 'accounts/gcash-rich', { restricted: false, closed: true });
    expect(await pay('GCASH', token, '45000')).toBe('USER_NOT_EXIST');
    await control(origin, 'PUT', 'accounts/gcash-rich', { closed: false });
    expect(await pay('GCASH', token, '45000')).toBe('SUCCESS');
    await control(origin, 'POST', 'accounts', { wallet: 'GCASH', login: '0917 123 4567', balance: '100000' });
    const added = (await link(origin, { brand: 'GCASH', login: '09171234567' })).accessToken;
    expect(await pay('GCASH', added, '100000')).toBe('SUCCESS');
    expect(await control(origin, 'POST', 'accounts', { wallet: 'GCASH', login: '09171234567' })).toHaveProperty(
      'problem',
    );
  });
});

describe('special amounts', () => {
  const refusals = [...SPECIAL_AMOUNTS].flatMap(([units, meaning]) =>
    meaning.kind === 'refused' ? [[units, meaning.code] as const] : [],
  );

  it.each(refusals)('%d whole units are refused with %s', async (units, code) => {
    expect(await pay('GCASH', await linked('GCASH'), `${units}00`)).toBe(code);
  });

  it('fit every wallet of the table', () => {
    for (const { brand, minimumMinor, stepMinor, ceilings, exponent } of WALLETS.values()) {
      for (const units of SPECIAL_AMOUNTS.keys()) {
        const minor = BigInt(units) * 10n ** BigInt(exponent);
        expect(minor >= minimumMinor && minor % stepMinor === 0n, brand).toBe(true);
        for (const ceiling of Object.values(ceilings)) expect(minor <= ceiling, brand).toBe(true);
      }
    }
  });

  it('mean the same where a currency has no smaller unit', async () => {
    expect(await pay('KAKAOPAY', await linked('KAKAOPAY'), '1401')).toBe('USER_BALANCE_NOT_ENOUGH');
    expect(await pay('KAKAOPAY', await linked('KAKAOPAY'), '140100')).toBe('SUCCESS');
  });

  it('1,411 stays in process although answers come at once, and 1,412 is paid later', async () => {
    const token = await linked('GCASH');
    expect(await pay('GCASH', token, '141100')).toBe('PAYMENT_IN_PROCESS');
    expect(await pay('GCASH', token, '141200')).toBe('PAYMENT_IN_PROCESS');
    const { payments } = await control<{ payments: { value: string; settleAt: string | null }[] }>(
      origin,
      'GET',
      'ledger',
    );
    expect(payments).toMatchObject([
      { value: '141100', settleAt: null },
      { value: '141200', settleAt: expect.any(String) },
    ]);
  });

  it('1,413 is acted on without an answer, and a repeat is answered', async () => {
    const message = payIn('GCASH', await linked('GCASH'), '141300');
    await expect(call(origin, 'payments/pay', message)).rejects.toThrow('fetch failed');
    expect(await statusOf(message.paymentRequestId)).toBe('SUCCESS');
    expect(await codeOf('payments/pay', message)).toBe('SUCCESS');
  });

  it('1,414 is paid and nobody is told; 1,415 finds the link gone', async () => {
    const token = await linked('GCASH');
    const message = payIn('GCASH', token, '141400', { paymentNotifyUrl: 'http://127.0.0.1:9/never' });
    expect(await codeOf('payments/pay', message)).toBe('SUCCESS');
    expect(await control(origin, 'GET', 'notifications')).toEqual([]);
    expect(await pay('GCASH', token, '141500')).toBe('INVALID_ACCESS_TOKEN');
  });

  it('are ordinary amounts when they are switched off', async () => {
    await control(origin, 'PUT', 'settings', { specialAmounts: 'off' });
    const token = await linked('GCASH');
    expect(await pay('GCASH', token, '140100')).toBe('SUCCESS');
    expect(await pay('GCASH', token, '141300')).toBe('SUCCESS');
  });
});
