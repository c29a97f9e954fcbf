/** Protocol 3.5: pay, the longest message of all. */
import { amountFields, answerAmount, digits, email, leaf, type Field, type MessageTable } from './field';

const TERMINALS = ['WEB', 'WAP', 'APP', 'MINI_APP'];

const MERCHANT: readonly Field[] = [
  { at: 'order.merchant', type: 'object' },
  { at: 'order.merchant.referenceMerchantId', type: 'text', required: true, max: 32, judged: ['max'] },
  { at: 'order.merchant.merchantMCC', type: 'text', max: 32, judged: ['max'] },
  leaf('order.merchant.merchantName'),
  leaf('order.merchant.merchantDisplayName'),
  { at: 'order.merchant.merchantAddress', type: 'object' },
  leaf('order.merchant.merchantRegisterDate'),
  { at: 'order.merchant.store', type: 'object', judged: ['type'] },
  { at: 'order.merchant.merchantType', type: 'text', values: ['INDIVIDUAL', 'ENTERPRISE'] },
];

const GOODS: readonly Field[] = [
  { at: 'order.goods', type: 'list', max: 100 },
  { at: 'order.goods[].referenceGoodsId', type: 'text', required: true, max: 64 },
  { at: 'order.goods[].goodsName', type: 'text', required: true, max: 256 },
  { at: 'order.goods[].goodsCategory', type: 'text', max: 64 },
  leaf('order.goods[].goodsBrand'),
  ...amountFields('order.goods[].goodsUnitAmount'),
  { at: 'order.goods[].goodsQuantity', type: 'integer', range: [1, Number.POSITIVE_INFINITY] },
  leaf('order.goods[].goodsSkuName'),
  { at: 'order.goods[].goodsUrl', type: 'text', max: 2048, judged: ['type'] },
  leaf('order.goods[].goodsImageUrl'),
  { at: 'order.goods[].deliveryMethodType', type: 'text', max: 32, values: ['PHYSICAL', 'DIGITAL'] },
];

const BUYER: readonly Field[] = [
  { at: 'order.buyer', type: 'object' },
  { at: 'order.buyer.referenceBuyerId', type: 'text', max: 64 },
  { at: 'order.buyer.buyerName', type: 'object' },
  { at: 'order.buyer.buyerName.firstName', type: 'text', max: 32 },
  { at: 'order.buyer.buyerName.middleName', type: 'text', max: 32 },
  { at: 'order.buyer.buyerName.lastName', type: 'text', max: 32 },
  { at: 'order.buyer.buyerName.fullName', type: 'text', max: 128 },
  { at: 'order.buyer.buyerPhoneNo', type: 'text', max: 24, sample: digits },
  { at: 'order.buyer.buyerEmail', type: 'text', max: 64, sample: email },
  { at: 'order.buyer.buyerRegistrationTime', type: 'text', max: 64 },
];

const SHIPPING: readonly Field[] = [
  { at: 'order.shipping', type: 'object' },
  { at: 'order.shipping.shippingAddress', type: 'object' },
  { at: 'order.shipping.shippingAddress.region', type: 'text', max: 2 },
  { at: 'order.shipping.shippingAddress.state', type: 'text', max: 8 },
  { at: 'order.shipping.shippingAddress.city', type: 'text', max: 32 },
  { at: 'order.shipping.shippingAddress.address1', type: 'text', max: 256 },
  { at: 'order.shipping.shippingAddress.address2', type: 'text', max: 256 },
  { at: 'order.shipping.shippingAddress.zipCode', type: 'text', max: 32 },
  { at: 'order.shipping.shippingCarrier', type: 'text', max: 128 },
  { at: 'order.shipping.shippingPhoneNo', type: 'text', max: 16, sample: digits },
  { at: 'order.shipping.shipToEmail', type: 'text', max: 64, sample: email },
];

const ORDER: readonly Field[] = [
  { at: 'order', type: 'object', required: true },
  ...amountFields('order.orderAmount', true),
  { at: 'order.referenceOrderId', type: 'text', required: true, max: 64 },
  { at: 'order.orderDescription', type: 'text', required: true, max: 256 },
  ...MERCHANT,
  ...GOODS,
  ...BUYER,
  ...SHIPPING,
  { at: 'order.extendInfo', type: 'text', max: 2048 },
];

const ENV: readonly Field[] = [
  { at: 'env', type: 'object', required: true },
  { at: 'env.terminalType', type: 'text', required: true, values: TERMINALS },
  {
    at: 'env.osType',
    type: 'text',
    required: { when: 'env.terminalType is not WEB', given: { env: { terminalType: 'WAP' } } },
    values: ['IOS', 'ANDROID'],
  },
  leaf('env.userAgent'),
  { at: 'env.deviceTokenId', type: 'text', max: 64 },
  { at: 'env.clientIp', type: 'text', max: 64 },
  leaf('env.cookieId'),
  leaf('env.storeTerminalId'),
  { at: 'env.browserInfo', type: 'object' },
  leaf('env.browserInfo.acceptHeader'),
  leaf('env.browserInfo.language'),
  leaf('env.browserInfo.userAgent'),
  { at: 'env.timeZoneOffset', type: 'integer', range: [-720, 720] },
  { at: 'env.deviceBrand', type: 'text', max: 64 },
  { at: 'env.deviceModel', type: 'text', max: 128 },
  leaf('env.deviceLanguage'),
  leaf('env.deviceId'),
  leaf('env.osVersion'),
  { at: 'env.extendInfo', type: 'text', max: 2048 },
];

/** One minute after the request at most; the limit itself is a case of its own (cases/expiry.ts). */
const EXPIRY: Field = { at: 'paymentExpiryTime', type: 'time' };

export const PAY: MessageTable = {
  request: [
    { at: 'productCode', type: 'text', required: true, values: ['AGREEMENT_PAYMENT'] },
    { at: 'paymentRequestId', type: 'text', required: true, max: 64 },
    ...ORDER,
    ...amountFields('paymentAmount', true),
    { at: 'paymentMethod', type: 'object', required: true },
    { at: 'paymentMethod.paymentMethodType', type: 'text', required: true, max: 64 },
    { at: 'paymentMethod.paymentMethodId', type: 'text', required: true, max: 128 },
    { at: 'paymentMethod.extendInfo', type: 'text', max: 2048 },
    { at: 'settlementStrategy', type: 'object' },
    { at: 'settlementStrategy.settlementCurrency', type: 'currency', required: true, max: 3 },
    ...ENV,
    { at: 'paymentNotifyUrl', type: 'url', max: 2048 },
    { at: 'paymentRedirectUrl', type: 'url', max: 2048 },
    EXPIRY,
    { at: 'creditPayPlan', type: 'object' },
    { at: 'creditPayPlan.installmentNum', type: 'text', required: true, max: 8, sample: digits },
    {
      at: 'appId',
      type: 'text',
      required: {
        when: 'env.terminalType is MINI_APP',
        given: { env: { terminalType: 'MINI_APP', osType: 'IOS' } },
      },
      max: 32,
    },
    { at: 'merchantRegion', type: 'text', max: 2 },
    { at: 'userRegion', type: 'text', max: 2 },
    { at: 'merchantAccountId', type: 'text', max: 32 },
    leaf('metadata'),
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
  answer: [
    { at: 'paymentRequestId', type: 'text', max: 64 },
    { at: 'paymentId', type: 'text', max: 64 },
    ...answerAmount('paymentAmount'),
    ...answerAmount('actualPaymentAmount'),
    { at: 'paymentTime', type: 'time' },
    { at: 'paymentCreateTime', type: 'time' },
    { at: 'pspCustomerInfo', type: 'object' },
    { at: 'extendInfo', type: 'text', max: 2048 },
  ],
};
