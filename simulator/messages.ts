/**
 * Which fields each API takes, written from protocol.md section 3, row by row. Data only: the checker is fields.ts,
 * the meaning is in apis/.
 */
import { type Body, type Condition, type FieldRule, textAt } from './fields';

const TERMINALS = ['WEB', 'WAP', 'APP', 'MINI_APP'];
const SYSTEMS = ['IOS', 'ANDROID'];
const SCOPES = [
  'AGREEMENT_PAY',
  'BASE_USER_INFO',
  'USER_INFO',
  'USER_LOGIN_ID',
  'HASH_LOGIN_ID',
  'SEND_OTP',
  'TAOBAO_REBIND',
];

function when(name: string, holds: (body: Body) => boolean): Condition {
  return { name, holds };
}

function amountAt(at: string, required?: true): FieldRule[] {
  return [
    { at, kind: 'object', ...(required ? { required } : {}) },
    { at: `${at}.currency`, kind: 'currency', required: true, max: 3 },
    { at: `${at}.value`, kind: 'minor', required: true, max: 16 },
  ];
}

function textsAt(parent: string, ...names: string[]): FieldRule[] {
  return names.map((name) => ({ at: `${parent}.${name}`, kind: 'text' }));
}

function addressAt(at: string): FieldRule[] {
  return [
    { at, kind: 'object' },
    { at: `${at}.region`, kind: 'text', max: 2 },
    { at: `${at}.state`, kind: 'text', max: 8 },
    { at: `${at}.city`, kind: 'text', max: 32 },
    { at: `${at}.address1`, kind: 'text', max: 256 },
    { at: `${at}.address2`, kind: 'text', max: 256 },
    { at: `${at}.zipCode`, kind: 'text', max: 32 },
  ];
}

/** The terminal of a consult: the newest documents moved it below env; either place will do. */
export function terminalOf(body: Body): string | undefined {
  return textAt(body, 'env.terminalType') ?? textAt(body, 'terminalType');
}

const noTerminalInEnv = when('env.terminalType is absent', (body) => textAt(body, 'env.terminalType') === undefined);
const phoneWithoutSystem = when(
  'the terminal is not WEB and env.osType is absent',
  (body) => terminalOf(body) !== 'WEB' && textAt(body, 'env.osType') === undefined,
);
const payFromPhone = when('env.terminalType is not WEB', (body) => textAt(body, 'env.terminalType') !== 'WEB');
const byCode = when('grantType is AUTHORIZATION_CODE', (body) => textAt(body, 'grantType') === 'AUTHORIZATION_CODE');
const byRefresh = when('grantType is REFRESH_TOKEN', (body) => textAt(body, 'grantType') === 'REFRESH_TOKEN');
const inMiniProgram = when('env.terminalType is MINI_APP', (body) => textAt(body, 'env.terminalType') === 'MINI_APP');
const noRefundId = when('refundId is absent', (body) => textAt(body, 'refundId') === undefined);
const noPaymentId = when('paymentId is absent', (body) => textAt(body, 'paymentId') === undefined);

const CONSULT: FieldRule[] = [
  { at: 'customerBelongsTo', kind: 'text', required: true, max: 64 },
  { at: 'authRedirectUrl', kind: 'url', required: true, max: 1024 },
  { at: 'scopes', kind: 'texts', required: true, max: 4, values: SCOPES },
  { at: 'authState', kind: 'text', required: true, max: 256 },
  { at: 'env', kind: 'object' },
  { at: 'env.terminalType', kind: 'text', values: TERMINALS },
  { at: 'env.osType', kind: 'text', values: SYSTEMS },
  { at: 'env.osVersion', kind: 'text', max: 16 },
  { at: 'terminalType', kind: 'text', required: noTerminalInEnv, values: TERMINALS },
  { at: 'osType', kind: 'text', required: phoneWithoutSystem, values: SYSTEMS },
  { at: 'osVersion', kind: 'text', max: 16 },
  { at: 'authClientId', kind: 'text', max: 64 },
  { at: 'merchantRegion', kind: 'text', max: 2 },
  { at: 'recurringPayment', kind: 'flag' },
  { at: 'authNotifyUrl', kind: 'url', max: 1024 },
  { at: 'authMetaData', kind: 'object' },
  ...textsAt('authMetaData', 'accountHolderName', 'accountHolderCertNo'),
  { at: 'merchantAccountId', kind: 'text', max: 64 },
  { at: 'extendInfo', kind: 'text', max: 2048 },
];

const APPLY_TOKEN: FieldRule[] = [
  { at: 'grantType', kind: 'text', required: true, values: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'] },
  { at: 'customerBelongsTo', kind: 'text', required: true, max: 64 },
  { at: 'authCode', kind: 'text', required: byCode, max: 128 },
  { at: 'refreshToken', kind: 'text', required: byRefresh, max: 128 },
  { at: 'merchantRegion', kind: 'text', max: 2 },
  { at: 'merchantAccountId', kind: 'text', max: 64 },
  { at: 'extendInfo', kind: 'text', max: 2048 },
];

const REVOKE: FieldRule[] = [
  { at: 'accessToken', kind: 'text', required: true, max: 128 },
  { at: 'merchantAccountId', kind: 'text', max: 64 },
  { at: 'extendInfo', kind: 'text', max: 2048 },
];

const ORDER: FieldRule[] = [
  { at: 'order', kind: 'object', required: true },
  { at: 'order.referenceOrderId', kind: 'text', required: true, max: 64 },
  { at: 'order.orderDescription', kind: 'text', required: true, max: 256 },
  ...amountAt('order.orderAmount', true),
  { at: 'order.extendInfo', kind: 'text', max: 2048 },
  { at: 'order.merchant', kind: 'object' },
  { at: 'order.merchant.referenceMerchantId', kind: 'text', required: true, max: 32 },
  { at: 'order.merchant.merchantMCC', kind: 'text', max: 32 },
  ...textsAt('order.merchant', 'merchantName', 'merchantDisplayName', 'merchantRegisterDate'),
  ...addressAt('order.merchant.merchantAddress'),
  { at: 'order.merchant.store', kind: 'object' },
  { at: 'order.merchant.merchantType', kind: 'text', values: ['INDIVIDUAL', 'ENTERPRISE'] },
  { at: 'order.goods', kind: 'list', max: 100 },
  { at: 'order.goods[].referenceGoodsId', kind: 'text', required: true, max: 64 },
  { at: 'order.goods[].goodsName', kind: 'text', required: true, max: 256 },
  { at: 'order.goods[].goodsCategory', kind: 'text', max: 64 },
  ...textsAt('order.goods[]', 'goodsBrand', 'goodsSkuName', 'goodsImageUrl'),
  ...amountAt('order.goods[].goodsUnitAmount'),
  { at: 'order.goods[].goodsQuantity', kind: 'integer', range: [1, 999_999_999] },
  { at: 'order.goods[].goodsUrl', kind: 'text', max: 2048 },
  { at: 'order.goods[].deliveryMethodType', kind: 'text', max: 32, values: ['PHYSICAL', 'DIGITAL'] },
  { at: 'order.buyer', kind: 'object' },
  { at: 'order.buyer.referenceBuyerId', kind: 'text', max: 64 },
  { at: 'order.buyer.buyerPhoneNo', kind: 'text', max: 24 },
  { at: 'order.buyer.buyerEmail', kind: 'text', max: 64 },
  { at: 'order.buyer.buyerRegistrationTime', kind: 'text', max: 64 },
  { at: 'order.buyer.isAccountVerified', kind: 'flag' },
  { at: 'order.buyer.successfulOrderCount', kind: 'integer' },
  { at: 'order.buyer.buyerName', kind: 'object' },
  { at: 'order.buyer.buyerName.firstName', kind: 'text', max: 32 },
  { at: 'order.buyer.buyerName.middleName', kind: 'text', max: 32 },
  { at: 'order.buyer.buyerName.lastName', kind: 'text', max: 32 },
  { at: 'order.buyer.buyerName.fullName', kind: 'text', max: 128 },
  { at: 'order.shipping', kind: 'object' },
  { at: 'order.shipping.shippingCarrier', kind: 'text', max: 128 },
  { at: 'order.shipping.shippingPhoneNo', kind: 'text', max: 16 },
  { at: 'order.shipping.shipToEmail', kind: 'text', max: 64 },
  ...amountAt('order.shipping.shippingFee'),
  ...textsAt('order.shipping', 'shippingName'),
  ...addressAt('order.shipping.shippingAddress'),
  { at: 'order.transit', kind: 'object' },
  { at: 'order.lodging', kind: 'object' },
  { at: 'order.gaming', kind: 'object' },
];

const PAY: FieldRule[] = [
  { at: 'productCode', kind: 'text', required: true, values: ['AGREEMENT_PAYMENT'] },
  { at: 'paymentRequestId', kind: 'text', required: true, max: 64 },
  ...ORDER,
  ...amountAt('paymentAmount', true),
  { at: 'paymentMethod', kind: 'object', required: true },
  { at: 'paymentMethod.paymentMethodType', kind: 'text', required: true, max: 64 },
  { at: 'paymentMethod.paymentMethodId', kind: 'text', required: true, max: 128 },
  { at: 'paymentMethod.extendInfo', kind: 'text', max: 2048 },
  { at: 'settlementStrategy', kind: 'object' },
  { at: 'settlementStrategy.settlementCurrency', kind: 'currency', required: true, max: 3 },
  { at: 'env', kind: 'object', required: true },
  { at: 'env.terminalType', kind: 'text', required: true, values: TERMINALS },
  { at: 'env.osType', kind: 'text', required: payFromPhone, values: SYSTEMS },
  { at: 'env.deviceTokenId', kind: 'text', max: 64 },
  { at: 'env.clientIp', kind: 'text', max: 64 },
  { at: 'env.deviceBrand', kind: 'text', max: 64 },
  { at: 'env.deviceModel', kind: 'text', max: 128 },
  { at: 'env.extendInfo', kind: 'text', max: 2048 },
  { at: 'env.timeZoneOffset', kind: 'integer', range: [-720, 720] },
  ...textsAt('env', 'userAgent', 'cookieId', 'storeTerminalId', 'deviceLanguage', 'deviceId', 'osVersion'),
  { at: 'env.colorDepth', kind: 'integer' },
  { at: 'env.screenHeight', kind: 'integer' },
  { at: 'env.screenWidth', kind: 'integer' },
  { at: 'env.browserInfo', kind: 'object' },
  ...textsAt('env.browserInfo', 'acceptHeader', 'language', 'userAgent'),
  { at: 'env.browserInfo.javaEnabled', kind: 'flag' },
  { at: 'env.browserInfo.javaScriptEnabled', kind: 'flag' },
  { at: 'paymentNotifyUrl', kind: 'url', max: 2048 },
  { at: 'paymentRedirectUrl', kind: 'url', max: 2048 },
  { at: 'paymentExpiryTime', kind: 'time' },
  { at: 'creditPayPlan', kind: 'object' },
  { at: 'creditPayPlan.installmentNum', kind: 'text', required: true, max: 8 },
  { at: 'appId', kind: 'text', required: inMiniProgram, max: 32 },
  { at: 'merchantRegion', kind: 'text', max: 2 },
  { at: 'userRegion', kind: 'text', max: 2 },
  { at: 'merchantAccountId', kind: 'text', max: 32 },
  { at: 'metadata', kind: 'text' },
  { at: 'extendInfo', kind: 'text', max: 2048 },
];

/** "No special characters" (protocol 3.9); which those are is a judgement: all but letters, digits, _ and -. */
const PLAIN_ID = /^[A-Za-z0-9_-]*$/;

const REFUND: FieldRule[] = [
  { at: 'refundRequestId', kind: 'text', required: true, max: 64, pattern: PLAIN_ID },
  { at: 'paymentId', kind: 'text', required: true, max: 64 },
  ...amountAt('refundAmount', true),
  { at: 'referenceRefundId', kind: 'text', max: 64 },
  { at: 'refundReason', kind: 'text', max: 256 },
  { at: 'refundNotifyUrl', kind: 'url', max: 1024 },
  { at: 'isAsyncRefund', kind: 'flag' },
  { at: 'captureId', kind: 'text' },
  { at: 'refundDetails', kind: 'list' },
  { at: 'refundSourceAccountNo', kind: 'text' },
  { at: 'refundToBankInfo', kind: 'object' },
  { at: 'metadata', kind: 'text' },
  { at: 'extendInfo', kind: 'text', max: 2048 },
];

const NAME_REFUND: FieldRule[] = [
  { at: 'refundId', kind: 'text', max: 64 },
  { at: 'refundRequestId', kind: 'text', required: noRefundId, max: 64, pattern: PLAIN_ID },
  { at: 'merchantAccountId', kind: 'text', max: 32 },
];

/** inquiryPayment and cancel name a payment in the same way: either id will do, paymentId wins. */
const NAME_PAYMENT: FieldRule[] = [
  { at: 'paymentId', kind: 'text', max: 64 },
  { at: 'paymentRequestId', kind: 'text', required: noPaymentId, max: 64 },
  { at: 'merchantAccountId', kind: 'text', max: 32 },
];

export const MESSAGES = {
  consult: CONSULT,
  applyToken: APPLY_TOKEN,
  revoke: REVOKE,
  pay: PAY,
  inquiryPayment: NAME_PAYMENT,
  cancel: NAME_PAYMENT,
  refund: REFUND,
  inquiryRefund: NAME_REFUND,
} as const satisfies Record<string, readonly FieldRule[]>;

export type Api = keyof typeof MESSAGES;

/** The rest of the path after /ams/api/v1/ or /ams/sandbox/api/v1/ (protocol 1.3). */
export const API_BY_PATH: ReadonlyMap<string, Api> = new Map<string, Api>([
  ['authorizations/consult', 'consult'],
  ['authorizations/applyToken', 'applyToken'],
  ['authorizations/revoke', 'revoke'],
  ['payments/pay', 'pay'],
  ['payments/inquiryPayment', 'inquiryPayment'],
  ['payments/cancel', 'cancel'],
  ['payments/refund', 'refund'],
  ['payments/inquiryRefund', 'inquiryRefund'],
]);
