/**
 * The order inside a pay message: who sells what to whom. Of all this Alipay needs an amount, an id and a description; the rest helps its risk
 * checks, and is sent where it is known.
 *
 * Wire: protocol 3.5, Order and below. Does not know: how the order is paid.
 */
import type { Money } from '@/lib/kit/money';
import {
  amount,
  flag,
  optionalAddress,
  optionalRegion,
  optionalText,
  text,
  time,
  wholeNumber,
  WireInputError,
} from '@/lib/alipay/wire-input';

export interface PayOrder {
  readonly referenceOrderId: string;
  readonly description: string;
  readonly goods?: readonly PayGoods[];
  readonly buyer?: PayBuyer;
  readonly shipping?: PayShipping;
}

export interface PayGoods {
  readonly referenceGoodsId: string;
  readonly goodsName: string;
  readonly unitAmount: Money;
  readonly quantity: number;
  /** Slashes between the levels: `Books/Travel`. */
  readonly category?: string;
  readonly brand?: string;
  readonly skuName?: string;
  readonly url?: string;
  readonly imageUrl?: string;
  readonly delivery?: 'PHYSICAL' | 'DIGITAL';
}

export interface PayBuyer {
  readonly referenceBuyerId: string;
  readonly name?: PersonName;
  readonly phone?: string;
  readonly email?: string;
  readonly registeredAt?: Date;
  readonly isVerified?: boolean;
  readonly successfulOrders?: number;
}

export interface PersonName {
  readonly firstName?: string;
  readonly middleName?: string;
  readonly lastName?: string;
  readonly fullName?: string;
}

export interface PayShipping {
  readonly name?: PersonName;
  readonly address?: PostalAddress;
  readonly carrier?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly fee?: Money;
}

export interface PostalAddress {
  /** ISO 3166 */
  readonly region: string;
  readonly state?: string;
  readonly city?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly zipCode?: string;
}

export interface PayMerchant {
  readonly referenceMerchantId?: string;
  readonly merchantName: string;
  readonly merchantDisplayName?: string;
  readonly merchantMCC?: string;
  readonly merchantAddress?: PostalAddress;
  readonly merchantType?: 'INDIVIDUAL' | 'ENTERPRISE';
}

const GOODS_MAX = 100;

/** What people typed long before anybody thought of Alipay may be longer: a caller leaves out what does not fit. */
export const BUYER_EMAIL_MAX = 64;
export const BUYER_FULL_NAME_MAX = 128;

/** @throws WireInputError */
export function buildOrder(order: PayOrder, merchant: PayMerchant, money: Money): object {
  return {
    // The order's currency is the wallet's, so both amounts are one.
    orderAmount: amount('orderAmount', money),
    referenceOrderId: text('referenceOrderId', order.referenceOrderId, 64),
    orderDescription: text('orderDescription', order.description, 256),
    merchant: buildMerchant(merchant),
    goods: order.goods && order.goods.length > 0 ? buildGoods(order.goods) : undefined,
    buyer: order.buyer && buildBuyer(order.buyer),
    shipping: order.shipping && buildShipping(order.shipping),
  };
}

function buildMerchant(merchant: PayMerchant): object {
  return {
    referenceMerchantId: optionalText('merchant.referenceMerchantId', merchant.referenceMerchantId, 32),
    merchantName: text('merchant.merchantName', merchant.merchantName, 256),
    merchantDisplayName: optionalText('merchant.merchantDisplayName', merchant.merchantDisplayName),
    merchantMCC: optionalText('merchant.merchantMCC', merchant.merchantMCC, 32),
    merchantAddress: buildAddress('merchant.merchantAddress', merchant.merchantAddress),
    merchantType: merchant.merchantType,
  };
}

function buildGoods(goods: readonly PayGoods[]): object[] {
  if (goods.length > GOODS_MAX) throw new WireInputError('goods', `has more than ${GOODS_MAX} entries`);
  return goods.map((item, index) => {
    const at = (name: string) => `goods[${index}].${name}`;
    return {
      referenceGoodsId: text(at('referenceGoodsId'), item.referenceGoodsId, 64),
      goodsName: text(at('goodsName'), item.goodsName, 256),
      goodsCategory: optionalText(at('goodsCategory'), item.category, 64),
      goodsBrand: optionalText(at('goodsBrand'), item.brand),
      goodsUnitAmount: amount(at('goodsUnitAmount'), item.unitAmount),
      goodsQuantity: wholeNumber(at('goodsQuantity'), item.quantity, { min: 1 }),
      goodsSkuName: optionalText(at('goodsSkuName'), item.skuName),
      goodsUrl: optionalAddress(at('goodsUrl'), item.url, 2048),
      goodsImageUrl: optionalAddress(at('goodsImageUrl'), item.imageUrl),
      deliveryMethodType: item.delivery,
    };
  });
}

function buildBuyer(buyer: PayBuyer): object {
  return {
    referenceBuyerId: text('buyer.referenceBuyerId', buyer.referenceBuyerId, 64),
    buyerName: buildName('buyer.buyerName', buyer.name),
    buyerPhoneNo: optionalText('buyer.buyerPhoneNo', buyer.phone, 24),
    buyerEmail: optionalText('buyer.buyerEmail', buyer.email, BUYER_EMAIL_MAX),
    buyerRegistrationTime: buyer.registeredAt && time('buyer.buyerRegistrationTime', buyer.registeredAt),
    isAccountVerified: flag(buyer.isVerified),
    successfulOrderCount: wholeNumber('buyer.successfulOrderCount', buyer.successfulOrders),
  };
}

function buildShipping(shipping: PayShipping): object {
  return {
    shippingName: buildName('shipping.shippingName', shipping.name),
    shippingAddress: buildAddress('shipping.shippingAddress', shipping.address),
    shippingCarrier: optionalText('shipping.shippingCarrier', shipping.carrier, 128),
    shippingPhoneNo: optionalText('shipping.shippingPhoneNo', shipping.phone, 16),
    shipToEmail: optionalText('shipping.shipToEmail', shipping.email, 64),
    shippingFee: shipping.fee && amount('shipping.shippingFee', shipping.fee),
  };
}

function buildName(field: string, name: PersonName | undefined): object | undefined {
  if (name === undefined) return undefined;
  return {
    firstName: optionalText(`${field}.firstName`, name.firstName, 32),
    middleName: optionalText(`${field}.middleName`, name.middleName, 32),
    lastName: optionalText(`${field}.lastName`, name.lastName, 32),
    fullName: optionalText(`${field}.fullName`, name.fullName, BUYER_FULL_NAME_MAX),
  };
}

function buildAddress(field: string, place: PostalAddress | undefined): object | undefined {
  if (place === undefined) return undefined;
  return {
    region: optionalRegion(`${field}.region`, place.region),
    state: optionalText(`${field}.state`, place.state, 8),
    city: optionalText(`${field}.city`, place.city, 32),
    address1: optionalText(`${field}.address1`, place.address1, 256),
    address2: optionalText(`${field}.address2`, place.address2, 256),
    zipCode: optionalText(`${field}.zipCode`, place.zipCode, 32),
  };
}
