import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from './server';
import {
  call,
  CLIENT_ID,
  control,
  eventually,
  fresh,
  link,
  payMessage,
  signText,
  start,
  stringToSign,
  testEnvironment,
  type Tokens,
  walkThroughWallet,
} from './testing';

let simulator: Simulator;
let origin: string;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(() => control(origin, 'POST', 'reset'));

interface LedgerView {
  payments: { paymentRequestId: string; status: string; failureCode: string | null; accessToken: string }[];
  accounts: { id: string; balance: string }[];
  tokens: { sha256: string; status: string }[];
}

async function balanceOf(id: string): Promise<bigint> {
  const accounts = await control<{ id: string; balance: string }[]>(origin, 'GET', 'accounts');
  return BigInt(accounts.find((account) => account.id === id)?.balance ?? '-1');
}

async function codeOf(name: string, message: unknown): Promise<string> {
  return (await call(origin, name, message)).result.resultCode;
}

function inquire(paymentRequestId: string) {
  return call(origin, 'payments/inquiryPayment', { paymentRequestId });
}

const CONSULT = {
  customerBelongsTo: 'GCASH',
  authRedirectUrl: 'https://shop.example/return',
  scopes: ['AGREEMENT_PAY'],
  authState: 'as_1',
  terminalType: 'WEB',
};

describe('whom the gateway believes', () => {
  const message = { ...CONSULT };

  it('answers a well signed call with a signed answer and the three headers', async () => {
    const reply = await call(origin, 'authorizations/consult', message);
    expect(reply).toMatchObject({
      httpStatus: 200,
      signed: true,
      result: { resultCode: 'SUCCESS', resultStatus: 'S' },
    });
    expect(reply.headers.get('client-id')).toBe(CLIENT_ID);
    expect(reply.headers.get('signature')).toMatch(/^algorithm=RSA256,keyVersion=1,signature=[A-Za-z0-9%]+$/);
    expect(reply.headers.get('response-time')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
  });

  it.each([
    ['a signature over something else', { signature: signText('something else') }, 'INVALID_SIGNATURE'],
    ['no signature', { signature: undefined }, 'INVALID_SIGNATURE'],
    ['a later time', { 'request-time': '1700000000000' }, 'INVALID_SIGNATURE'],
    ['an unknown client', { 'client-id': 'SANDBOX_5YOTHER' }, 'UNKNOWN_CLIENT'],
    ['no client', { 'client-id': undefined }, 'UNKNOWN_CLIENT'],
    ['an unknown key version', { signature: 'algorithm=RSA256,keyVersion=9,signature=aaaa' }, 'KEY_NOT_FOUND'],
  ])('answers %s without a signature', async (_name, headers, code) => {
    const reply = await call(origin, 'authorizations/consult', message, headers);
    expect(reply.result).toMatchObject({ resultCode: code, resultStatus: 'F' });
    expect(reply.headers.get('signature')).toBeNull();
    expect((await control<LedgerView & { authorizations: unknown[] }>(origin, 'GET', 'ledger')).authorizations).toEqual(
      [],
    );
  });

  it('does not know a sandbox client outside the sandbox', async () => {
    const path = '/ams/api/v1/authorizations/consult';
    const body = JSON.stringify(message);
    const headers = { 'client-id': CLIENT_ID, 'request-time': '1', signature: signText(stringToSign(path, '1', body)) };
    const response = await fetch(origin + path, { method: 'POST', body, headers });
    expect(await response.json()).toMatchObject({ result: { resultCode: 'UNKNOWN_CLIENT' } });
  });

  it('names an unknown API, a broken body and a missing field', async () => {
    expect(await codeOf('payments/consult', {})).toBe('NO_INTERFACE_DEF');
    expect(await codeOf('payments/pay', '{"a":')).toBe('PARAM_ILLEGAL');
    expect(await codeOf('payments/pay', '[]')).toBe('PARAM_ILLEGAL');
    const reply = await call(origin, 'authorizations/consult', { ...message, authState: undefined });
    expect(reply.result).toMatchObject({ resultCode: 'PARAM_ILLEGAL' });
    expect(reply.result.resultMessage).toContain('authState is missing');
  });

  it('does not read more than 64 KiB', async () => {
    const reply = await call(origin, 'payments/pay', { metadata: 'x'.repeat(70_000) }).catch(() => ({
      httpStatus: 413,
    }));
    expect(reply.httpStatus).toBe(413);
  });
});

describe('linking', () => {
  it('gives a code by the redirect, appended to the query, and tokens for it once', async () => {
    const end = await walkThroughWallet(origin);
    expect(end.searchParams.get('from')).toBe('wallet');
    expect(end.searchParams.get('authState')).toMatch(/^as_/);
    const exchange = {
      grantType: 'AUTHORIZATION_CODE',
      customerBelongsTo: 'DANA',
      authCode: end.searchParams.get('authCode'),
    };
    expect(await codeOf('authorizations/applyToken', { ...exchange, customerBelongsTo: 'GCASH' })).toBe('INVALID_CODE');
    const reply = await call(origin, 'authorizations/applyToken', exchange);
    expect(reply.body).toMatchObject({ userLoginId: '62*****8888', result: { resultStatus: 'S' } });
    expect(reply.body.refreshToken).toBeTypeOf('string');
    expect(await codeOf('authorizations/applyToken', exchange)).toBe('USED_CODE');
    await control(origin, 'PUT', 'settings', { repeatedApplyToken: 'same' });
    const again = await call(origin, 'authorizations/applyToken', exchange);
    expect(again.body.accessToken).toBe(reply.body.accessToken);
  });

  it('knows neither foreign nor expired codes', async () => {
    const exchange = { grantType: 'AUTHORIZATION_CODE', customerBelongsTo: 'DANA', authCode: 'nobody' };
    expect(await codeOf('authorizations/applyToken', exchange)).toBe('INVALID_CODE');
    await control(origin, 'PUT', 'settings', { authCodeMinutes: 0 });
    const end = await walkThroughWallet(origin);
    const late = { ...exchange, authCode: end.searchParams.get('authCode') };
    expect(await codeOf('authorizations/applyToken', late)).toBe('EXPIRED_CODE');
  });

  it('sends a refusal back with the state and without a code', async () => {
    const end = await walkThroughWallet(origin, { decision: 'refuse' });
    expect(end.searchParams.has('authCode')).toBe(false);
    expect(end.searchParams.get('authState')).toMatch(/^as_/);
  });

  it('gives no refresh token for a wallet without refresh', async () => {
    const tokens = await link(origin, { brand: 'ZALOPAY', login: '0905558888' });
    expect(tokens.accessToken).toBeTypeOf('string');
    expect(tokens.refreshToken).toBeUndefined();
  });

  it('rotates refresh tokens, and the old one is used', async () => {
    const { refreshToken, accessToken } = await link(origin);
    const refresh = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'DANA', refreshToken };
    const reply = await call(origin, 'authorizations/applyToken', refresh);
    expect(reply.body.accessToken).not.toBe(accessToken);
    expect(reply.body.refreshToken).not.toBe(refreshToken);
    expect(await codeOf('authorizations/applyToken', refresh)).toBe('USED_REFRESH_TOKEN');
    expect(await codeOf('authorizations/applyToken', { ...refresh, refreshToken: 'x' })).toBe('INVALID_REFRESH_TOKEN');
  });

  it('ends every token of a link with revoke, once', async () => {
    const { accessToken } = await link(origin);
    expect(await codeOf('authorizations/revoke', { accessToken })).toBe('SUCCESS');
    expect(await codeOf('authorizations/revoke', { accessToken })).toBe('INVALID_ACCESS_TOKEN');
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('INVALID_ACCESS_TOKEN');
  });

  it.each([
    ['ALIPAY_CN', 'WEB', 'link', ['normalUrl']],
    ['ALIPAY_CN', 'WAP', 'intermediate', ['normalUrl']],
    ['ALIPAY_HK', 'WEB', 'link', ['normalUrl']],
    ['ALIPAY_HK', 'WAP', 'login', ['normalUrl']],
    ['ALIPAY_HK', 'APP', 'login', ['normalUrl', 'applinkUrl']],
    ['GCASH', 'WEB', 'link', ['normalUrl']],
    ['GCASH', 'WAP', 'login', ['normalUrl']],
    ['GCASH', 'APP', 'login', ['normalUrl', 'applinkUrl']],
    ['DANA', 'WEB', 'login', ['normalUrl']],
    ['DANA', 'WAP', 'login', ['normalUrl']],
    ['DANA', 'APP', 'login', ['normalUrl', 'applinkUrl']],
    ['BOOST', 'APP', 'login', ['normalUrl']],
    ['TRUEMONEY', 'WEB', 'login', ['authUrl']],
    ['TRUEMONEY', 'WAP', 'login', ['authUrl']],
    ['MAYA', 'WAP', 'login', ['normalUrl', 'applinkUrl']],
  ])('answers a consult for %s on %s with the page %s and %j', async (brand, terminal, page, fields) => {
    const device = { terminalType: terminal, ...(terminal === 'WEB' ? {} : { osType: 'IOS' }) };
    const { body } = await call(origin, 'authorizations/consult', { ...CONSULT, customerBelongsTo: brand, ...device });
    expect(Object.keys(body)).toEqual(['result', ...fields]);
    expect(new URL(String(body[fields[0] ?? ''])).pathname).toBe(`/wallet/${brand}/${page}`);
  });

  it('names the Android package to Android alone, and knows no wallet of Mars', async () => {
    const phone = { ...CONSULT, terminalType: 'WAP', osType: 'ANDROID' };
    const reply = await call(origin, 'authorizations/consult', phone);
    expect(reply.body.appIdentifier).toBe('simulated.wallet.gcash');
    expect(await codeOf('authorizations/consult', { ...CONSULT, customerBelongsTo: 'MARS' })).toBe('NO_PAY_OPTIONS');
  });
});

describe('paying', () => {
  let tokens: Tokens;
  beforeEach(async () => {
    tokens = await link(origin);
    await control(origin, 'PUT', 'settings', { settleMs: 0 });
  });

  it('is in process first, then paid, and debits the account once however often it is asked', async () => {
    const before = await balanceOf('dana-rich');
    const message = payMessage(tokens.accessToken);
    const first = await call(origin, 'payments/pay', message);
    expect(first.body).toMatchObject({ result: { resultCode: 'PAYMENT_IN_PROCESS', resultStatus: 'U' } });
    await eventually(async () => {
      const { body } = await inquire(message.paymentRequestId);
      expect(body).toMatchObject({ paymentStatus: 'SUCCESS', paymentResultCode: 'SUCCESS' });
    });
    const repeats = await Promise.all([1, 2, 3].map(() => call(origin, 'payments/pay', message)));
    for (const { body } of repeats)
      expect(body).toMatchObject({ paymentId: first.body.paymentId, result: { resultStatus: 'S' } });
    expect(await balanceOf('dana-rich')).toBe(before - 3_000_000n);
    const { payments } = await control<LedgerView>(origin, 'GET', 'ledger');
    expect(payments).toHaveLength(1);
    expect(payments[0]?.accessToken).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses the same id with another amount or another token', async () => {
    const message = payMessage(tokens.accessToken);
    await call(origin, 'payments/pay', message);
    const { paymentRequestId } = message;
    const other = payMessage(tokens.accessToken, '3100000', { paymentRequestId });
    expect(await codeOf('payments/pay', other)).toBe('REPEAT_REQ_INCONSISTENT');
    expect(await codeOf('payments/pay', payMessage('x', '3000000', { paymentRequestId }))).toBe(
      'REPEAT_REQ_INCONSISTENT',
    );
  });

  it('answers at once when told so, and keeps saying the same', async () => {
    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
    const poor = await link(origin, { login: '08125550001' });
    const message = payMessage(poor.accessToken);
    const reply = await call(origin, 'payments/pay', message);
    expect(reply.result).toMatchObject({ resultCode: 'USER_BALANCE_NOT_ENOUGH', resultStatus: 'F' });
    expect(await codeOf('payments/pay', message)).toBe('USER_BALANCE_NOT_ENOUGH');
    expect((await inquire(message.paymentRequestId)).body).toMatchObject({
      result: { resultStatus: 'S' },
      paymentStatus: 'FAIL',
      paymentResultCode: 'USER_BALANCE_NOT_ENOUGH',
    });
    expect(await codeOf('payments/pay', payMessage(tokens.accessToken))).toBe('SUCCESS');
  });

  it('fails later for want of money when in process', async () => {
    const poor = await link(origin, { login: '08125550001' });
    const message = payMessage(poor.accessToken);
    expect(await codeOf('payments/pay', message)).toBe('PAYMENT_IN_PROCESS');
    await eventually(async () => {
      const { body } = await inquire(message.paymentRequestId);
      expect(body).toMatchObject({ paymentStatus: 'FAIL', paymentResultCode: 'USER_BALANCE_NOT_ENOUGH' });
    });
  });

  it('checks currency, settlement, wallet of the token, limits, expiry', async () => {
    const { accessToken } = tokens;
    const foreign = payMessage(accessToken, '3000000', { paymentAmount: { currency: 'PHP', value: '100' } });
    expect(await codeOf('payments/pay', foreign)).toBe('CURRENCY_NOT_SUPPORT');
    const settlement = { settlementStrategy: { settlementCurrency: 'XXX' } };
    expect(await codeOf('payments/pay', payMessage(accessToken, '3000000', settlement))).toBe(
      'SETTLE_CONTRACT_NOT_MATCH',
    );
    expect(await codeOf('payments/pay', payMessage('nobody'))).toBe('INVALID_ACCESS_TOKEN');
    expect(await codeOf('payments/pay', payMessage(accessToken, '29999'))).toBe('PARAM_ILLEGAL');
    expect(await codeOf('payments/pay', payMessage(accessToken, '1000000001'))).toBe('PAYMENT_AMOUNT_EXCEED_LIMIT');
    const past = { paymentExpiryTime: new Date(Date.now() - 1000).toISOString() };
    expect(await codeOf('payments/pay', payMessage(accessToken, '3000000', past))).toBe('PARAM_ILLEGAL');
    const far = { paymentExpiryTime: new Date(Date.now() + 120_000).toISOString() };
    expect(await codeOf('payments/pay', payMessage(accessToken, '3000000', far))).toBe('PARAM_ILLEGAL');
  });

  it('closes a payment that is still in process when it expires', async () => {
    await control(origin, 'PUT', 'settings', { settleMs: 60_000 });
    const soon = { paymentExpiryTime: new Date(Date.now() + 1500).toISOString() };
    const message = payMessage(tokens.accessToken, '3000000', soon);
    expect(await codeOf('payments/pay', message)).toBe('PAYMENT_IN_PROCESS');
    await eventually(async () => {
      const { body } = await inquire(message.paymentRequestId);
      expect(body).toMatchObject({ paymentStatus: 'FAIL', paymentResultCode: 'ORDER_IS_CLOSED' });
    });
    expect(await codeOf('payments/pay', message)).toBe('ORDER_IS_CLOSED');
    expect(await codeOf('payments/cancel', { paymentRequestId: message.paymentRequestId })).toBe(
      'ORDER_STATUS_INVALID',
    );
  });

  it('does not know a payment nobody made, and a cancel of it blocks nothing', async () => {
    const message = payMessage(tokens.accessToken);
    const { paymentRequestId } = message;
    expect(await codeOf('payments/inquiryPayment', { paymentRequestId })).toBe('ORDER_NOT_EXIST');
    expect(await codeOf('payments/cancel', { paymentRequestId })).toBe('ORDER_NOT_EXIST');
    expect(await codeOf('payments/pay', message)).toBe('PAYMENT_IN_PROCESS');
  });

  it('cancels what is unpaid for good, and gives back what was paid, once', async () => {
    await control(origin, 'PUT', 'settings', { settleMs: 60_000 });
    const unpaid = payMessage(tokens.accessToken);
    await call(origin, 'payments/pay', unpaid);
    expect(await codeOf('payments/cancel', { paymentRequestId: unpaid.paymentRequestId })).toBe('SUCCESS');
    expect(await codeOf('payments/pay', unpaid)).toBe('ORDER_IS_CANCELED');

    await control(origin, 'PUT', 'settings', { payAnswer: 'immediate', uncancellableWallets: [] });
    const before = await balanceOf('dana-rich');
    const paid = await call(origin, 'payments/pay', payMessage(tokens.accessToken));
    expect(await balanceOf('dana-rich')).toBe(before - 3_000_000n);
    const { paymentId } = paid.body;
    const first = await call(origin, 'payments/cancel', { paymentId });
    const second = await call(origin, 'payments/cancel', { paymentId });
    expect(second.body.cancelTime).toBe(first.body.cancelTime);
    expect(await balanceOf('dana-rich')).toBe(before);
    const inquiry = await call(origin, 'payments/inquiryPayment', { paymentId });
    expect(inquiry.body).toMatchObject({ paymentStatus: 'CANCELLED', result: { resultStatus: 'S' } });
  });
});

describe('the controls', () => {
  it('refuse pages of other sites and foreign names', async () => {
    const reset = (headers: Record<string, string>) =>
      fetch(`${origin}/control/reset`, { method: 'POST', headers }).then(({ status }) => status);
    expect(await reset({ origin: 'https://evil.example' })).toBe(403);
    expect(await reset({ origin: 'null' })).toBe(403);
    expect(await reset({ origin })).toBe(200);
  });

  it('show no token and no code anywhere', async () => {
    const { accessToken, refreshToken } = await link(origin);
    const pages = ['/', '/control/ledger', '/control/calls', '/control/notifications', '/control/accounts'];
    for (const page of pages) {
      const text = await (await fetch(origin + page)).text();
      expect(text).not.toContain(accessToken);
      expect(text).not.toContain(refreshToken);
    }
  });

  it('refuse settings and balances that make no sense', async () => {
    const status = async (path: string, body: unknown) =>
      (await fetch(`${origin}/control/${path}`, { method: 'PUT', body: JSON.stringify(body) })).status;
    expect(await status('settings', { payAnswer: 'maybe' })).toBe(400);
    expect(await status('settings', { nothing: 1 })).toBe(400);
    expect(await status('accounts/dana-rich', { balance: '-5' })).toBe(400);
    expect(await status('accounts/nobody', { balance: '5' })).toBe(404);
    expect(await status('accounts/dana-rich', { balance: '5' })).toBe(200);
    expect(await balanceOf('dana-rich')).toBe(5n);
  });

  it('list calls with the verdict on their signature', async () => {
    await call(origin, 'authorizations/consult', CONSULT, { signature: signText('x') });
    const paymentRequestId = fresh('pay');
    await inquire(paymentRequestId);
    expect(await control(origin, 'GET', 'calls')).toMatchObject([
      { api: 'consult', signatureVerdict: 'invalid', resultCode: 'INVALID_SIGNATURE', state: 'answered' },
      {
        api: 'inquiryPayment',
        signatureVerdict: 'valid',
        paymentRequestId,
        resultCode: 'ORDER_NOT_EXIST',
        httpStatus: 200,
      },
    ]);
    expect(await control(origin, 'GET', 'calls?api=pay')).toEqual([]);
  });
});
