import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from './server';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import {
  ACKNOWLEDGEMENT,
  call,
  control,
  eventually,
  fresh,
  link,
  listenForNotifications,
  loginOf,
  payIn,
  payMessage,
  type Reply,
  start,
  stringToSign,
  signText,
  testEnvironment,
  walkThroughWallet,
} from './testing';

let simulator: Simulator;
let origin: string;
let shop: Awaited<ReturnType<typeof listenForNotifications>>;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
  shop = await listenForNotifications(() => ACKNOWLEDGEMENT);
});
afterAll(async () => {
  await simulator.stop();
  shop.close();
});
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  shop.received.length = 0;
});

function turn(changes: Partial<Settings>): Promise<unknown> {
  return control(origin, 'PUT', 'settings', changes);
}

async function codeOf(name: string, message: unknown): Promise<string> {
  return (await call(origin, name, message)).result.resultCode;
}

function exchange(authCode: string | null): Promise<Reply> {
  const message = { grantType: 'AUTHORIZATION_CODE', customerBelongsTo: 'DANA', authCode };
  return call(origin, 'authorizations/applyToken', message);
}

function refresh(refreshToken: unknown): Promise<Reply> {
  const message = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'DANA', refreshToken };
  return call(origin, 'authorizations/applyToken', message);
}

function told(type: string) {
  return shop.received.filter(({ body }) => body.authorizationNotifyType === type || body.notifyType === type);
}

const CONSULT = {
  customerBelongsTo: 'GCASH',
  authRedirectUrl: 'https://shop.example/return',
  scopes: ['AGREEMENT_PAY'],
  authState: 'as_1',
  terminalType: 'WEB',
};

async function tokenHashes(): Promise<string[]> {
  const { tokens } = await control<{ tokens: { sha256: string }[] }>(origin, 'GET', 'ledger');
  return tokens.map(({ sha256 }) => sha256);
}

describe('the switches', () => {
  it('can be read and written back as they are', async () => {
    const settings = await control<Settings>(origin, 'GET', 'settings');
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(await turn(settings)).toEqual(DEFAULT_SETTINGS);
  });

  it('refuse what they do not know, all at once', async () => {
    const problems = [
      { nothing: 1 },
      { uncancellableWallets: 'DANA' },
      { merchantBalance: { PHP: 5 } },
      { merchantBalance: ['PHP'] },
      { refundWindowDays: { DANA: '5' } },
      { refundNotifyUrl: 'nowhere' },
      { settleMs: -1 },
      { cancelFailed: 'maybe' },
      { accessTokenDays: 5, pendingNotifications: 'yes' },
    ];
    for (const changes of problems) {
      expect(await control(origin, 'PUT', 'settings', changes), JSON.stringify(changes)).toHaveProperty('problem');
    }
    expect(await control(origin, 'GET', 'settings')).toEqual(DEFAULT_SETTINGS);
  });
});

describe('exchanging a code', () => {
  it('is in process as often as told, with the same code, and then goes well', async () => {
    await turn({ authInProcessTimes: 2 });
    const authCode = (await walkThroughWallet(origin)).searchParams.get('authCode');
    for (const _ of [1, 2]) {
      expect((await exchange(authCode)).result).toMatchObject({ resultCode: 'AUTH_IN_PROCESS', resultStatus: 'U' });
    }
    expect((await exchange(authCode)).result.resultCode).toBe('SUCCESS');
    expect((await exchange(authCode)).result.resultCode).toBe('USED_CODE');
  });

  it('finds the user gone when the account was closed meanwhile', async () => {
    const authCode = (await walkThroughWallet(origin)).searchParams.get('authCode');
    await control(origin, 'PUT', 'accounts/dana-rich', { closed: true });
    expect((await exchange(authCode)).result.resultCode).toBe('USER_NOT_EXIST');
  });

  it('is told as TOKEN_CREATED only when switched on', async () => {
    await link(origin, { notifyUrl: `${shop.url}/a` });
    await turn({ tokenCreatedNotifications: 'on' });
    const { accessToken } = await link(origin, { notifyUrl: `${shop.url}/a` });
    await eventually(() => expect(told('TOKEN_CREATED')).toHaveLength(1));
    expect(told('TOKEN_CREATED')[0]?.body).toMatchObject({
      accessToken,
      authState: expect.stringMatching(/^as_/),
      userLoginId: '62*****8888',
      result: { resultStatus: 'S' },
    });
  });

  it('may name one authState twice: each consult is an attempt of its own', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => call(origin, 'authorizations/consult', CONSULT)));
    expect(one?.result.resultCode).toBe('SUCCESS');
    expect(one?.body.normalUrl).not.toBe(two?.body.normalUrl);
  });
});

describe('refreshing', () => {
  it('gives a new refresh token and kills the old one', async () => {
    const first = await link(origin);
    const { body } = await refresh(first.refreshToken);
    expect(body.refreshToken).not.toBe(first.refreshToken);
    expect((await refresh(first.refreshToken)).result.resultCode).toBe('USED_REFRESH_TOKEN');
    expect((await refresh(body.refreshToken)).result.resultCode).toBe('SUCCESS');
  });

  it('returns the same refresh token where a wallet does so, and that one works again', async () => {
    await turn({ rotateRefreshToken: 'same' });
    const first = await link(origin);
    const second = (await refresh(first.refreshToken)).body;
    expect(second.refreshToken).toBe(first.refreshToken);
    expect(second.accessToken).not.toBe(first.accessToken);
    const third = (await refresh(first.refreshToken)).body;
    expect(third.accessToken).not.toBe(second.accessToken);
    expect(third.refreshTokenExpiryTime).toBe(second.refreshTokenExpiryTime);
    await turn({ payAnswer: 'immediate' });
    expect(await codeOf('payments/pay', payMessage(String(third.accessToken)))).toBe('SUCCESS');
  });

  it('repeated may give the same answer, and the old access token may die', async () => {
    await turn({ repeatedRefresh: 'same', oldAccessToken: 'dies', payAnswer: 'immediate' });
    const first = await link(origin);
    const second = (await refresh(first.refreshToken)).body;
    expect((await refresh(first.refreshToken)).body).toEqual(second);
    expect(await codeOf('payments/pay', payMessage(first.accessToken))).toBe('INVALID_ACCESS_TOKEN');
    expect(await codeOf('payments/pay', payMessage(String(second.accessToken)))).toBe('SUCCESS');
  });

  it('lets the old access token live until its own end by default', async () => {
    await turn({ payAnswer: 'immediate' });
    const first = await link(origin);
    await refresh(first.refreshToken);
    expect(await codeOf('payments/pay', payMessage(first.accessToken))).toBe('SUCCESS');
  });
});

describe('a contract', () => {
  it('may leave a wallet out, or have it without auto debit', async () => {
    const { accessToken } = await link(origin);
    await turn({ contractedWallets: ['GCASH'] });
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('NO_PAY_OPTIONS');
    expect(await codeOf('authorizations/consult', { ...CONSULT, customerBelongsTo: 'DANA' })).toBe('NO_PAY_OPTIONS');
    await turn({ contractedWallets: [], notQualifiedWallets: ['DANA', 'GCASH'] });
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('PAYMENT_NOT_QUALIFIED');
    expect(await codeOf('authorizations/consult', CONSULT)).toBe('PAYMENT_NOT_QUALIFIED');
  });

  it('may have a wallet answer a desktop with a code to scan', async () => {
    await turn({ scanToLinkWallets: ['GCASH'] });
    const { body } = await call(origin, 'authorizations/consult', CONSULT);
    const form = body.authCodeForm as { codeDetails: { codeValue: string; displayType: string }[] };
    expect(form.codeDetails).toEqual([
      { codeValue: expect.stringContaining('/wallet/GCASH/login?'), displayType: 'TEXT' },
    ]);
    const phone = { ...CONSULT, terminalType: 'WAP', osType: 'IOS' };
    expect((await call(origin, 'authorizations/consult', phone)).body).not.toHaveProperty('authCodeForm');
  });

  it('may want an address to notify', async () => {
    const { accessToken } = await link(origin);
    await turn({ missingNotifyUrl: 'PARAM_ILLEGAL', payAnswer: 'immediate' });
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('PARAM_ILLEGAL');
    await turn({ paymentNotifyUrl: `${shop.url}/p` });
    expect(await codeOf('payments/pay', payMessage(accessToken))).toBe('SUCCESS');
  });
});

describe('what is notified', () => {
  it('leaves the merchant’s own revoke out when told so, and never the customer’s', async () => {
    await turn({ revokeNotifies: 'off', authorizationNotifyUrl: `${shop.url}/a` });
    const { accessToken } = await link(origin);
    await call(origin, 'authorizations/revoke', { accessToken });
    const other = await link(origin, { login: loginOf('DANA', '6666') });
    const [, second = ''] = await tokenHashes();
    await control(origin, 'POST', `tokens/${second}/revoke`, { notify: true });
    await eventually(() => expect(told('TOKEN_CANCELED')).toHaveLength(1));
    expect(told('TOKEN_CANCELED')[0]?.body).toMatchObject({ accessToken: other.accessToken });
    expect(await codeOf('payments/pay', payMessage(other.accessToken))).toBe('INVALID_ACCESS_TOKEN');
  });

  it('says nothing when the customer unlinks silently, and a token can end before its time', async () => {
    await turn({ authorizationNotifyUrl: `${shop.url}/a`, payAnswer: 'immediate' });
    const first = await link(origin);
    const [one = ''] = await tokenHashes();
    expect(await control(origin, 'POST', `tokens/${one}/revoke`, { notify: false })).toEqual({
      revoked: true,
      notified: false,
    });
    expect(await control(origin, 'POST', `tokens/${one}/revoke`)).toHaveProperty('problem');
    expect((await refresh(first.refreshToken)).result.resultCode).toBe('INVALID_REFRESH_TOKEN');
    const second = await link(origin);
    const two = (await tokenHashes()).at(-1);
    await control(origin, 'POST', `tokens/${two}/expire`);
    expect(await codeOf('payments/pay', payMessage(second.accessToken))).toBe('INVALID_ACCESS_TOKEN');
    const third = await refresh(second.refreshToken);
    expect(third.result.resultCode).toBe('SUCCESS');
    await control(origin, 'POST', `tokens/${(await tokenHashes()).at(-1)}/expire`, { refreshToken: true });
    expect((await refresh(third.body.refreshToken)).result.resultCode).toBe('EXPIRED_REFRESH_TOKEN');
    expect(told('TOKEN_CANCELED')).toEqual([]);
    expect(await control(origin, 'POST', 'tokens/nobody/expire')).toHaveProperty('problem');
  });

  it('may leave out failures, and may tell of what is pending', async () => {
    const poor = await link(origin, { login: loginOf('DANA', '0001') });
    const rich = await link(origin);
    await turn({ settleMs: 0, failureNotifications: 'off', pendingNotifications: 'on' });
    const more = { paymentNotifyUrl: `${shop.url}/p`, metadata: '{"box":7}' };
    const failing = payMessage(poor.accessToken, '3000000', more);
    const paid = payMessage(rich.accessToken, '3000000', more);
    await call(origin, 'payments/pay', failing);
    await call(origin, 'payments/pay', paid);
    await eventually(() => expect(told('PAYMENT_RESULT')).toHaveLength(1));
    await eventually(() => expect(told('PAYMENT_PENDING')).toHaveLength(2));
    expect(told('PAYMENT_RESULT')[0]?.body).toMatchObject({
      paymentRequestId: paid.paymentRequestId,
      metadata: '{"box":7}',
    });
    for (const { body } of told('PAYMENT_PENDING')) {
      expect(body).toMatchObject({ result: { resultStatus: 'S' }, paymentAmount: { value: '3000000' } });
      expect(body).not.toHaveProperty('paymentTime');
    }
    const inquiry = await call(origin, 'payments/inquiryPayment', { paymentRequestId: failing.paymentRequestId });
    expect(inquiry.body).toMatchObject({ paymentStatus: 'FAIL', metadata: '{"box":7}' });
  });
});

describe('the time of a request', () => {
  const path = '/ams/sandbox/api/v1/payments/cancel';
  const body = '{"paymentId":"nobody"}';
  const at = (time: string) =>
    call(origin, 'payments/cancel', body, {
      'request-time': time,
      signature: signText(stringToSign(path, time, body)),
    });

  it('may be any, in either form, unless a distance is set; then the refusal is signed', async () => {
    const old = String(Date.now() - 3_600_000);
    expect((await at(old)).result.resultCode).toBe('ORDER_NOT_EXIST');
    expect((await at('2020-01-01T00:00:00+08:00')).result.resultCode).toBe('ORDER_NOT_EXIST');
    expect((await at('yesterday')).result.resultCode).toBe('PARAM_ILLEGAL');
    await turn({ clockSkewSeconds: 60 });
    const late = await at(old);
    expect(late.result.resultCode).toBe('ACCESS_DENIED');
    expect(late.signed).toBe(true);
    expect((await at(new Date().toISOString())).result.resultCode).toBe('ORDER_NOT_EXIST');
    await control(origin, 'PUT', 'clock', { advanceMs: 3_600_000 });
    expect((await at(String(Date.now()))).result.resultCode).toBe('ACCESS_DENIED');
    expect((await at(String(Date.now() + 3_600_000))).result.resultCode).toBe('ORDER_NOT_EXIST');
  });
});

describe('a token', () => {
  it('pays in its own wallet only', async () => {
    const { accessToken } = await link(origin, { brand: 'MAYA', login: loginOf('MAYA', '8888') });
    expect(await codeOf('payments/pay', payIn('GCASH', accessToken, '45000'))).toBe('INVALID_ACCESS_TOKEN');
    await turn({ payAnswer: 'immediate' });
    expect(await codeOf('payments/pay', payIn('MAYA', accessToken, '45000'))).toBe('SUCCESS');
  });
});

describe('pay looks in the documented order', () => {
  it('and names the first thing that is wrong', async () => {
    await turn({ payAnswer: 'immediate', contractedWallets: ['GCASH'] });
    const poor = await link(origin, { brand: 'GCASH', login: loginOf('GCASH', '0001') });
    const wrong = {
      ...payMessage('nobody', '99999999900'),
      paymentRequestId: fresh('pay'),
      productCode: 'CASHIER_PAYMENT',
      settlementStrategy: { settlementCurrency: 'XXX' },
    };
    const amount = (currency: string, value: string) => ({ paymentAmount: { currency, value } });
    const method = (paymentMethodType: string, paymentMethodId: string) => ({
      paymentMethod: { paymentMethodType, paymentMethodId },
    });
    const steps: [change: object, code: string][] = [
      [{}, 'PARAM_ILLEGAL'],
      [{ productCode: 'AGREEMENT_PAYMENT' }, 'NO_PAY_OPTIONS'],
      [method('GCASH', 'nobody'), 'CURRENCY_NOT_SUPPORT'],
      [amount('PHP', '99999999900'), 'SETTLE_CONTRACT_NOT_MATCH'],
      [{ settlementStrategy: { settlementCurrency: 'USD' } }, 'INVALID_ACCESS_TOKEN'],
      [method('GCASH', poor.accessToken), 'USER_AMOUNT_EXCEED_LIMIT'],
      [amount('PHP', '50'), 'PARAM_ILLEGAL'],
      [amount('PHP', '45000'), 'USER_BALANCE_NOT_ENOUGH'],
      [amount('PHP', '100'), 'SUCCESS'],
    ];
    let message: object = wrong;
    for (const [change, code] of steps) {
      message = { ...message, ...change, paymentRequestId: fresh('pay') };
      expect(await codeOf('payments/pay', message), JSON.stringify(change)).toBe(code);
    }
    // The same id with anything changed is inconsistent before the contract is looked at.
    await turn({ contractedWallets: ['DANA'] });
    expect(await codeOf('payments/pay', { ...message, ...amount('PHP', '200') })).toBe('REPEAT_REQ_INCONSISTENT');
    expect(await codeOf('payments/pay', message)).toBe('SUCCESS');
  });
});
