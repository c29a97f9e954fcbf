import { describe, expect, test } from 'vitest';
import { buildPay, readPay, type PayInput } from '@/lib/alipay/pay';
import { WireInputError } from '@/lib/alipay/wire-input';
import { asked, bytes, parsed, php450, result, success } from './testing';

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

const book = {
  ...payInput.order.goods![0]!,
  quantity: 2,
  category: 'Books/Travel',
  brand: 'Own',
  skuName: 'red',
  url: 'https://shop.example/g',
  imageUrl: 'https://shop.example/g.png',
  delivery: 'DIGITAL',
} as const;

const lea = {
  referenceBuyerId: 'u_77',
  name: { firstName: 'Lea', lastName: 'Reyes', fullName: 'Lea Reyes' },
  phone: '+63 900 000 0000',
  email: 'lea@example.com',
  registeredAt: new Date('2024-05-06T07:08:09Z'),
  isVerified: true,
  successfulOrders: 3,
} as const;

/** The same payment with everything that a shop may know. */
const full: PayInput = {
  ...payInput,
  order: {
    ...payInput.order,
    goods: [book],
    buyer: lea,
    shipping: {
      name: { fullName: 'Lea Reyes' },
      address: { region: 'PH', state: 'NCR', city: 'Manila', address1: '1 Rizal', zipCode: '1000' },
      carrier: 'LBC',
      phone: '+639000000000',
      email: 'lea@example.com',
      fee: { currency: 'PHP', minor: 5_000n },
    },
  },
  merchant: {
    ...payInput.merchant,
    merchantDisplayName: 'Shop',
    merchantAddress: { region: 'PH', city: 'Manila' },
    merchantType: 'ENTERPRISE',
  },
  env: {
    terminalType: 'WEB',
    deviceTokenId: 'dt',
    cookieId: 'ck',
    browser: {
      acceptHeader: '*/*',
      language: 'en-PH',
      userAgent: 'Mozilla/5.0',
      javaEnabled: false,
      javaScriptEnabled: true,
    },
    colorDepth: 24,
    screenHeight: 800,
    screenWidth: 1280,
    timeZoneOffset: -480,
    deviceBrand: 'b',
    deviceModel: 'm',
    deviceLanguage: 'en',
    deviceId: 'id',
    osVersion: '15',
  },
  merchantRegion: 'PH',
  userRegion: 'PH',
  merchantAccountId: 'site-2',
  metadata: { shop: '7' },
};

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

  test('tells all it knows about order, buyer, shipping and device, numbers and truth values as text', () => {
    expect(parsed(buildPay(full))).toMatchObject({
      order: {
        merchant: {
          merchantDisplayName: 'Shop',
          merchantAddress: { region: 'PH', city: 'Manila' },
          merchantType: 'ENTERPRISE',
        },
        goods: [
          {
            goodsCategory: 'Books/Travel',
            goodsBrand: 'Own',
            goodsSkuName: 'red',
            goodsUrl: 'https://shop.example/g',
            goodsImageUrl: 'https://shop.example/g.png',
            goodsQuantity: '2',
            deliveryMethodType: 'DIGITAL',
          },
        ],
        buyer: {
          referenceBuyerId: 'u_77',
          buyerName: { firstName: 'Lea', lastName: 'Reyes', fullName: 'Lea Reyes' },
          buyerPhoneNo: '+63 900 000 0000',
          buyerEmail: 'lea@example.com',
          buyerRegistrationTime: '2024-05-06T07:08:09Z',
          isAccountVerified: 'true',
          successfulOrderCount: '3',
        },
        shipping: {
          shippingName: { fullName: 'Lea Reyes' },
          shippingAddress: { region: 'PH', state: 'NCR', city: 'Manila', address1: '1 Rizal', zipCode: '1000' },
          shippingCarrier: 'LBC',
          shippingPhoneNo: '+639000000000',
          shipToEmail: 'lea@example.com',
          shippingFee: { currency: 'PHP', value: '5000' },
        },
      },
      env: {
        deviceTokenId: 'dt',
        cookieId: 'ck',
        browserInfo: {
          acceptHeader: '*/*',
          javaEnabled: 'false',
          javaScriptEnabled: 'true',
          language: 'en-PH',
          userAgent: 'Mozilla/5.0',
        },
        colorDepth: '24',
        screenHeight: '800',
        screenWidth: '1280',
        timeZoneOffset: '-480',
        deviceBrand: 'b',
        deviceModel: 'm',
        deviceLanguage: 'en',
        deviceId: 'id',
        osVersion: '15',
      },
      merchantRegion: 'PH',
      userRegion: 'PH',
      merchantAccountId: 'site-2',
      metadata: '{"shop":"7"}',
    });
  });

  test.each<[Partial<PayInput>, string]>([
    [{ order: { ...full.order, goods: [{ ...book, category: 'x'.repeat(65) }] } }, 'goods[0].goodsCategory'],
    [{ order: { ...full.order, goods: [{ ...book, url: 'javascript:alert(1)' }] } }, 'goods[0].goodsUrl'],
    [{ order: { ...full.order, goods: [{ ...book, imageUrl: 'x' }] } }, 'goods[0].goodsImageUrl'],
    [{ order: { ...full.order, buyer: { ...lea, email: 'x'.repeat(65) } } }, 'buyer.buyerEmail'],
    [{ order: { ...full.order, buyer: { ...lea, phone: 'x'.repeat(25) } } }, 'buyer.buyerPhoneNo'],
    [{ order: { ...full.order, buyer: { ...lea, name: { lastName: 'x'.repeat(33) } } } }, 'buyer.buyerName.lastName'],
    [{ order: { ...full.order, buyer: { ...lea, name: { fullName: 'x'.repeat(129) } } } }, 'buyer.buyerName.fullName'],
    [{ order: { ...full.order, buyer: { ...lea, successfulOrders: -1 } } }, 'buyer.successfulOrderCount'],
    [
      { order: { ...full.order, buyer: { ...lea, registeredAt: new Date(Number.NaN) } } },
      'buyer.buyerRegistrationTime',
    ],
    [{ order: { ...full.order, shipping: { address: { region: 'Philippines' } } } }, 'shipping.shippingAddress.region'],
    [
      { order: { ...full.order, shipping: { address: { region: 'PH', state: 'x'.repeat(9) } } } },
      'shipping.shippingAddress.state',
    ],
    [{ order: { ...full.order, shipping: { phone: 'x'.repeat(17) } } }, 'shipping.shippingPhoneNo'],
    [{ order: { ...full.order, shipping: { fee: { currency: 'PHP', minor: 0n } } } }, 'shipping.shippingFee'],
    [{ env: { ...full.env, deviceTokenId: 'x'.repeat(65) } }, 'env.deviceTokenId'],
    [{ env: { ...full.env, clientIp: 'x'.repeat(65) } }, 'env.clientIp'],
    [{ env: { ...full.env, timeZoneOffset: 721 } }, 'env.timeZoneOffset'],
    [{ env: { ...full.env, screenWidth: 0.5 } }, 'env.screenWidth'],
    [{ merchantRegion: 'PHL' }, 'merchantRegion'],
    [{ userRegion: 'ph' }, 'userRegion'],
    [{ merchantAccountId: 'x'.repeat(33) }, 'merchantAccountId'],
  ])('names the field of those that Alipay would refuse, without its content: %#', (change, field) => {
    const attempt = () => buildPay({ ...full, ...change });
    expect(attempt).toThrow(expect.objectContaining({ field }));
    expect(attempt).not.toThrow(/xxx/);
  });

  test.each<[Partial<PayInput>, RegExp]>([
    [{ amount: { currency: 'PHP', minor: 99n } }, /below minimum/],
    [{ amount: { currency: 'PHP', minor: 10_000_001n } }, /above maximum/],
    [{ amount: { currency: 'HKD', minor: 45_000n } }, /other currency/],
    [{ brand: 'DANA', amount: { currency: 'IDR', minor: 3_000_050n } }, /not a multiple/],
  ])('beyond a limit of the wallet that is known, Alipay is not asked', (change, problem) => {
    const attempt = () => buildPay({ ...payInput, ...change });
    expect(attempt).toThrow(expect.objectContaining({ field: 'paymentAmount' }));
    expect(attempt).toThrow(problem);
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
});
