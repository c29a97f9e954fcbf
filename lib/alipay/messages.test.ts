import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildApplyToken, readApplyToken } from '@/lib/alipay/apply-token';
import { buildCancel, readCancel } from '@/lib/alipay/cancel';
import { buildConsult, chooseAddress, readConsult } from '@/lib/alipay/consult';
import { buildInquiryPayment, readInquiryPayment } from '@/lib/alipay/inquiry-payment';
import { buildPay, readPay, type PayInput } from '@/lib/alipay/pay';
import { readTime } from '@/lib/alipay/wire-answer';
import { WireInputError } from '@/lib/alipay/wire-input';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
const parsed = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString('utf8'));
const result = (resultCode: string, resultStatus: string) => ({
  result: { resultCode, resultStatus, resultMessage: 'as documented' },
});
const success = result('SUCCESS', 'S');
const asked = { paymentRequestId: 'pay_1' };
const php450 = { currency: 'PHP', value: '45000' };

const payInput: PayInput = {
  paymentRequestId: 'pay_1',
  accessToken: '2810111301',
  brand: 'GCASH',
  amount: { currency: 'PHP', minor: 45_000n },
  order: {
    referenceOrderId: 'ORD-1001',
    description: 'Monthly coffee box',
    goods: [
      { referenceGoodsId: 'G1', goodsName: 'Coffee box', unitAmount: { currency: 'PHP', minor: 45_000n }, quantity: 1 },
    ],
    buyer: { referenceBuyerId: 'u_77' },
  },
  merchant: { referenceMerchantId: 'M001', merchantName: 'Shop Example', merchantMCC: '5499' },
  settlementCurrency: 'USD',
  paymentNotifyUrl: 'https://shop.example/hooks/payment',
  paymentRedirectUrl: 'https://shop.example/orders/1001',
  expiresAt: new Date('2025-03-01T04:01:00.999Z'),
  env: { terminalType: 'WEB', clientIp: '203.0.113.9', userAgent: 'Mozilla/5.0' },
};

describe('consult', () => {
  const input = {
    brand: 'GCASH',
    authRedirectUrl: 'https://shop.example/wallet/return',
    authState: 'link_7f1c9a2e',
    terminalType: 'WAP',
    osType: 'IOS',
  } as const;

  test('asks with the documented fields, the terminal in both places', () => {
    expect(parsed(buildConsult({ ...input, authNotifyUrl: 'https://shop.example/hooks/auth' }))).toEqual({
      customerBelongsTo: 'GCASH',
      authRedirectUrl: 'https://shop.example/wallet/return',
      scopes: ['AGREEMENT_PAY'],
      authState: 'link_7f1c9a2e',
      terminalType: 'WAP',
      osType: 'IOS',
      env: { terminalType: 'WAP', osType: 'IOS' },
      authNotifyUrl: 'https://shop.example/hooks/auth',
    });
  });

  test.each([
    [{ authState: 'x'.repeat(257) }, 'authState'],
    [{ authState: '' }, 'authState'],
    [{ authRedirectUrl: `https://shop.example/${'x'.repeat(1024)}` }, 'authRedirectUrl'],
    [{ authRedirectUrl: 'javascript:alert(1)' }, 'authRedirectUrl'],
    [{ osType: undefined }, 'osType'],
  ])('names the field that Alipay would refuse: %j', (change, field) => {
    const attempt = () => buildConsult({ ...input, ...change });
    expect(attempt).toThrow(WireInputError);
    expect(attempt).toThrow(new RegExp(`^${field} `));
  });

  test('gives the addresses that a browser may open', () => {
    const told = {
      ...success,
      normalUrl: 'https://wallet.example/a',
      applinkUrl: 'https://wallet.example/link',
      schemeUrl: 'gcash://auth',
      appIdentifier: 'com.globe.gcash.android',
      unheardOf: 1,
    };
    const { normalUrl, applinkUrl, schemeUrl, appIdentifier } = told;
    expect(readConsult(bytes(told))).toEqual({
      kind: 'succeeded',
      value: { normalUrl, applinkUrl, schemeUrl, appIdentifier },
    });
  });

  test.each([
    [{}],
    [{ schemeUrl: 'gcash://auth' }],
    [{ normalUrl: 'javascript:alert(1)' }],
    [{ normalUrl: null, authUrl: 'data:text/html,x' }],
    [{ normalUrl: ['https://wallet.example'] }],
  ])('an answer without such an address is no answer: %j', (fields) => {
    expect(readConsult(bytes({ ...success, ...fields }))).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });

  test('refusals keep their code', () => {
    expect(readConsult(bytes(result('NO_PAY_OPTIONS', 'F')))).toMatchObject({ kind: 'failed', about: 'subject' });
    expect(readConsult(bytes(result('ACCESS_DENIED', 'F')))).toMatchObject({ kind: 'failed', about: 'request' });
  });

  test('the address fits the terminal, and falls back to authUrl', () => {
    const all = { normalUrl: 'https://w/n', applinkUrl: 'https://w/l', authUrl: 'https://w/a', schemeUrl: 'w://s' };
    expect(chooseAddress(all, { terminalType: 'WEB' })).toBe('https://w/n');
    expect(chooseAddress(all, { terminalType: 'WAP', osType: 'ANDROID' })).toBe('https://w/l');
    expect(chooseAddress({ normalUrl: 'https://w/n' }, { terminalType: 'WAP', osType: 'IOS' })).toBe('https://w/n');
    expect(chooseAddress({ authUrl: 'https://w/a' }, { terminalType: 'WEB' })).toBe('https://w/a');
    expect(chooseAddress({ authUrl: 'https://w/a' }, { terminalType: 'WAP', osType: 'IOS' })).toBe('https://w/a');
    expect(() => chooseAddress({ schemeUrl: 'w://s' }, { terminalType: 'WEB' })).toThrow(/no address/);
  });
});

describe('applyToken', () => {
  test('asks with a code or with a refresh token', () => {
    expect(parsed(buildApplyToken({ grantType: 'AUTHORIZATION_CODE', brand: 'DANA', authCode: 'AC1' }))).toEqual({
      grantType: 'AUTHORIZATION_CODE',
      customerBelongsTo: 'DANA',
      authCode: 'AC1',
    });
    expect(parsed(buildApplyToken({ grantType: 'REFRESH_TOKEN', brand: 'DANA', refreshToken: 'RT1' }))).toEqual({
      grantType: 'REFRESH_TOKEN',
      customerBelongsTo: 'DANA',
      refreshToken: 'RT1',
    });
    const long = () => buildApplyToken({ grantType: 'AUTHORIZATION_CODE', brand: 'DANA', authCode: 'x'.repeat(129) });
    expect(long).toThrow('authCode has 129 characters; Alipay takes at most 128');
  });

  test('gives the tokens with their ends', () => {
    const told = {
      ...success,
      accessToken: 'AT1',
      accessTokenExpiryTime: '2026-03-01T12:00:00+08:00',
      refreshToken: 'RT1',
      refreshTokenExpiryTime: '2026-03-08T12:00:00+08:00',
      userLoginId: '63*****1234',
    };
    expect(readApplyToken(bytes(told))).toEqual({
      kind: 'succeeded',
      value: {
        accessToken: 'AT1',
        accessTokenExpiresAt: new Date('2026-03-01T04:00:00Z'),
        refreshToken: 'RT1',
        refreshTokenExpiresAt: new Date('2026-03-08T04:00:00Z'),
        userLoginId: '63*****1234',
      },
    });
  });

  test('a wallet without refresh gives no refresh token; success without an access token is no answer', () => {
    expect(readApplyToken(bytes({ ...success, accessToken: 'AT1', refreshToken: null }))).toMatchObject({
      kind: 'succeeded',
      value: { refreshToken: null, accessTokenExpiresAt: null },
    });
    expect(readApplyToken(bytes(success))).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });

  test('a code still being processed is unknown; a used one has failed', () => {
    expect(readApplyToken(bytes(result('AUTH_IN_PROCESS', 'U')))).toMatchObject({
      kind: 'unknown',
      reason: 'in_process',
    });
    expect(readApplyToken(bytes(result('USED_CODE', 'F')))).toMatchObject({ kind: 'failed', about: 'subject' });
  });
});

describe('pay', () => {
  test('asks with the documented fields, amounts and quantities as text', () => {
    expect(parsed(buildPay(payInput))).toEqual({
      productCode: 'AGREEMENT_PAYMENT',
      paymentRequestId: 'pay_1',
      order: {
        orderAmount: php450,
        referenceOrderId: 'ORD-1001',
        orderDescription: 'Monthly coffee box',
        merchant: { referenceMerchantId: 'M001', merchantName: 'Shop Example', merchantMCC: '5499' },
        goods: [{ referenceGoodsId: 'G1', goodsName: 'Coffee box', goodsUnitAmount: php450, goodsQuantity: '1' }],
        buyer: { referenceBuyerId: 'u_77' },
      },
      paymentAmount: php450,
      paymentMethod: { paymentMethodType: 'GCASH', paymentMethodId: '2810111301' },
      settlementStrategy: { settlementCurrency: 'USD' },
      paymentNotifyUrl: 'https://shop.example/hooks/payment',
      paymentRedirectUrl: 'https://shop.example/orders/1001',
      // Rounded down: never later than promised.
      paymentExpiryTime: '2025-03-01T04:01:00Z',
      env: { terminalType: 'WEB', clientIp: '203.0.113.9', userAgent: 'Mozilla/5.0' },
    });
  });

  test('the same input gives the same bytes', () => {
    expect(buildPay(payInput)).toEqual(buildPay(structuredClone(payInput)));
  });

  test.each<[Partial<PayInput>, string]>([
    [{ paymentRequestId: 'x'.repeat(65) }, 'paymentRequestId'],
    [{ accessToken: 'x'.repeat(129) }, 'paymentMethodId'],
    [{ amount: { currency: 'PHP', minor: 0n } }, 'paymentAmount'],
    [{ amount: { currency: 'PHP', minor: 10n ** 16n } }, 'paymentAmount'],
    [{ order: { ...payInput.order, description: 'x'.repeat(257) } }, 'orderDescription'],
    [{ order: { ...payInput.order, referenceOrderId: 'x'.repeat(65) } }, 'referenceOrderId'],
    [
      { order: { ...payInput.order, goods: [{ ...payInput.order.goods![0]!, quantity: 0.5 }] } },
      'goods[0].goodsQuantity',
    ],
    [{ order: { ...payInput.order, goods: Array(101).fill(payInput.order.goods![0]) } }, 'goods'],
    [{ merchant: { merchantName: ' ' } }, 'merchant.merchantName'],
    [{ settlementCurrency: 'DOLLAR' }, 'settlementCurrency'],
    [{ paymentNotifyUrl: '/hooks' }, 'paymentNotifyUrl'],
    [{ expiresAt: new Date(Number.NaN) }, 'paymentExpiryTime'],
    [{ env: { terminalType: 'WAP' } }, 'osType'],
  ])('names the field that Alipay would refuse, without its content', (change, field) => {
    try {
      buildPay({ ...payInput, ...change });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WireInputError);
      expect((error as WireInputError).field).toBe(field);
      expect((error as WireInputError).message).not.toContain('xxx');
    }
  });

  test('S is paid', () => {
    const told = {
      ...success,
      ...asked,
      paymentId: '2025',
      paymentAmount: php450,
      paymentTime: '2025-03-01T12:00:01+08:00',
    };
    expect(readPay(bytes(told), asked)).toEqual({
      kind: 'succeeded',
      value: {
        status: 'SUCCESS',
        paymentId: '2025',
        paymentRequestId: 'pay_1',
        amount: { currency: 'PHP', minor: 45_000n },
        paidAt: new Date('2025-03-01T04:00:01Z'),
      },
    });
  });

  test('in process is unknown, and tells the payment’s id', () => {
    const told = { ...result('PAYMENT_IN_PROCESS', 'U'), ...asked, paymentId: '2025' };
    expect(readPay(bytes(told), asked)).toMatchObject({ kind: 'unknown', reason: 'in_process', paymentId: '2025' });
  });

  test('other U are unknown with their reason', () => {
    expect(readPay(bytes(result('REQUEST_TRAFFIC_EXCEED_LIMIT', 'U')), asked)).toMatchObject({ reason: 'busy' });
    expect(readPay(bytes(result('UNKNOWN_EXCEPTION', 'U')), asked)).toMatchObject({ reason: 'unspecified' });
    expect(readPay(bytes(result('NEVER_HEARD_OF', 'U')), asked)).toMatchObject({
      kind: 'unknown',
      code: 'NEVER_HEARD_OF',
    });
  });

  test.each([
    ['USER_BALANCE_NOT_ENOUGH', 'subject', true],
    ['INVALID_ACCESS_TOKEN', 'subject', false],
    ['FRAUD_REJECT', 'subject', false],
    ['NEVER_HEARD_OF', 'subject', false],
    ['REPEAT_REQ_INCONSISTENT', 'request', false],
    ['PROCESS_FAIL', 'request', true],
    ['INVALID_SIGNATURE', 'request', false],
    ['PARAM_ILLEGAL', 'request', false],
  ])('F with %s speaks of the %s', (code, about, retryable) => {
    const outcome = readPay(bytes(result(code, 'F')), asked);
    expect(outcome).toEqual({ kind: 'failed', code, message: 'as documented', about, retryable });
  });

  test.each([
    ['another payment’s success', { ...success, paymentRequestId: 'pay_2', paymentId: '1', paymentAmount: php450 }],
    ['another payment’s failure', { ...result('USER_BALANCE_NOT_ENOUGH', 'F'), paymentRequestId: 'pay_2' }],
    ['another payment in process', { ...result('PAYMENT_IN_PROCESS', 'U'), paymentRequestId: 'pay_2', paymentId: '1' }],
    ['an amount with a point', { ...success, paymentId: '1', paymentAmount: { currency: 'PHP', value: '450.00' } }],
    ['an amount below zero', { ...success, paymentId: '1', paymentAmount: { currency: 'PHP', value: '-1' } }],
    ['an amount without a currency', { ...success, paymentId: '1', paymentAmount: { value: '1' } }],
    ['success without a paymentId', { ...success, ...asked }],
    ['a status that contradicts its code', { ...result('USER_BALANCE_NOT_ENOUGH', 'S'), paymentId: '1' }],
    ['success called a failure', result('SUCCESS', 'F')],
    ['in process called a failure', result('PAYMENT_IN_PROCESS', 'F')],
    ['a status of another protocol', result('SUCCESS', 'A')],
    ['no result', { paymentId: '1' }],
    ['a list', [success]],
    ['no JSON', '<html>'],
    ['nothing', ''],
  ])('%s is unknown, never paid and never failed', (_what, told) => {
    const outcome = readPay(bytes(told), asked);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'malformed' });
    expect(outcome).not.toHaveProperty('paymentId');
  });

  test('native JSON scalars and a missing message are read too', () => {
    const told = {
      result: { resultCode: 'SUCCESS', resultStatus: 'S' },
      paymentId: 2025,
      paymentAmount: { currency: 'KRW', value: 50 },
    };
    expect(readPay(bytes(told), asked)).toMatchObject({
      kind: 'succeeded',
      value: { paymentId: '2025', amount: { currency: 'KRW', minor: 50n }, paidAt: null },
    });
  });

  test('an answer that holds a NUL, which no database row could keep, is no answer', () => {
    const told = '{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F","resultMessage":"a\\u0000b"}}';
    expect(readPay(Buffer.from(told), asked)).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });

  test('an answer that only writes of a NUL is one: the backslash before it is itself escaped', () => {
    const told = (text: string) =>
      Buffer.from(`{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F","resultMessage":"${text}"}}`);
    expect(readPay(told('a\\\\u0000b'), asked)).toMatchObject({ kind: 'failed', message: 'a\\u0000b' });
    expect(readPay(told('a\\\\\\u0000b'), asked)).toMatchObject({ kind: 'unknown', reason: 'malformed' });
    expect(readPay(told('\\\\\\\\u0000'), asked)).toMatchObject({ kind: 'failed', message: '\\\\u0000' });
  });

  test('broken UTF-8 is no answer', () => {
    expect(readPay(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), asked)).toMatchObject({ reason: 'malformed' });
  });

  test('no JSON whatever makes a reader fall over', () => {
    const fields = fc.record(
      { result: fc.anything(), paymentId: fc.anything(), paymentAmount: fc.anything(), paymentStatus: fc.anything() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, fc.constantFrom('S', 'F', 'U', undefined), (anything, status) => {
        const told = status === undefined ? anything : { ...anything, ...result('SUCCESS', status) };
        const text = JSON.stringify(told, (_key, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        );
        for (const read of [readPay, readInquiryPayment, readCancel])
          expect(read(bytes(text), asked)).toHaveProperty('kind');
      }),
    );
  });
});

describe('inquiryPayment', () => {
  const told = (fields: object) => readInquiryPayment(bytes({ ...success, ...asked, ...fields }), asked);

  test('asks by our id', () => {
    expect(parsed(buildInquiryPayment(asked))).toEqual(asked);
    expect(() => buildInquiryPayment({ paymentRequestId: '' })).toThrow('paymentRequestId is empty');
  });

  test('SUCCESS is paid', () => {
    expect(told({ paymentStatus: 'SUCCESS', paymentId: '1', paymentAmount: php450 })).toMatchObject({
      kind: 'succeeded',
      value: { status: 'SUCCESS', amount: { minor: 45_000n } },
    });
  });

  test('CANCELLED is a final word of its own', () => {
    expect(told({ paymentStatus: 'CANCELLED', paymentId: '1' })).toEqual({
      kind: 'succeeded',
      value: { status: 'CANCELLED', paymentId: '1', amount: null },
    });
  });

  test('FAIL speaks of the payment, whatever the code', () => {
    const fields = { paymentStatus: 'FAIL', paymentResultCode: 'RISK_REJECT', paymentResultMessage: 'no' };
    expect(told(fields)).toEqual({
      kind: 'failed',
      code: 'RISK_REJECT',
      message: 'no',
      about: 'subject',
      retryable: false,
    });
    expect(told({ paymentStatus: 'FAIL' })).toMatchObject({ kind: 'failed', about: 'subject', code: 'CODE_NOT_TOLD' });
  });

  test.each(['PROCESSING', 'PENDING'])('%s is unknown and in process', (paymentStatus) => {
    expect(told({ paymentStatus, paymentId: '1' })).toMatchObject({
      kind: 'unknown',
      reason: 'in_process',
      paymentId: '1',
    });
  });

  test('a question answered without a status that we know says nothing', () => {
    expect(told({})).toMatchObject({ kind: 'unknown', reason: 'malformed' });
    expect(told({ paymentStatus: 'PAID', paymentId: '1' })).toMatchObject({ kind: 'unknown', paymentId: '1' });
    expect(told({ paymentStatus: 'SUCCESS', paymentRequestId: 'pay_2', paymentId: '1' })).toMatchObject({
      reason: 'malformed',
    });
  });

  test.each(['ORDER_NOT_EXIST', 'PARAM_ILLEGAL', 'USER_BALANCE_NOT_ENOUGH', 'NEVER_HEARD_OF'])(
    'a question that failed with %s says nothing about the payment',
    (code) => {
      const outcome = readInquiryPayment(bytes({ ...result(code, 'F'), paymentStatus: 'SUCCESS' }), asked);
      expect(outcome).toMatchObject({ kind: 'failed', about: 'request', code });
    },
  );
});

describe('cancel', () => {
  test('asks by our id and tells when it was done', () => {
    expect(parsed(buildCancel(asked))).toEqual(asked);
    expect(
      readCancel(bytes({ ...success, ...asked, paymentId: '1', cancelTime: '2025-03-01T12:03:00+08:00' }), asked),
    ).toEqual({
      kind: 'succeeded',
      value: { paymentId: '1', paymentRequestId: 'pay_1', cancelledAt: new Date('2025-03-01T04:03:00Z') },
    });
  });

  test('keeps the reason of a refusal, and does not believe another payment’s answer', () => {
    expect(readCancel(bytes(result('CANCEL_WINDOW_EXCEED', 'F')), asked)).toMatchObject({
      kind: 'failed',
      about: 'subject',
    });
    expect(readCancel(bytes({ ...success, paymentRequestId: 'pay_2' }), asked)).toMatchObject({ kind: 'unknown' });
  });
});

test.each([
  ['1685599933871', '2023-06-01T06:12:13.871Z'],
  ['2019-04-04T14:08:56+05:30', '2019-04-04T08:38:56.000Z'],
  ['2025-03-01T12:08:55+0800', '2025-03-01T04:08:55.000Z'],
  ['2025-03-01T12:08:55Z', '2025-03-01T12:08:55.000Z'],
  ['2025-03-01T12:08:55', null],
  ['2025-13-01T12:08:55Z', null],
  ['1685599933', null],
  ['yesterday', null],
])('the time %s is read as %s', (text, expected) => {
  expect(readTime(text)?.toISOString() ?? null).toBe(expected);
});
