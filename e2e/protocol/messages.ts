/**
 * An honest message of each API, with nothing but what it must have. `more` is laid over it; undefined takes a field away.
 */
import { type Api } from './codes';
import { fresh } from './ids';
import { type Protocol } from './protocol';

type More = Readonly<Record<string, unknown>>;

/** Nobody was ever given these; an answer about them says nothing against the message itself. */
export const UNKNOWN = 'unknown';

const RETURN = 'https://shop.example/wallets/return?from=wallet';

export function consultMessage(protocol: Protocol, more: More = {}) {
  return {
    customerBelongsTo: protocol.wallet.brand,
    authRedirectUrl: RETURN,
    scopes: ['AGREEMENT_PAY'],
    authState: fresh('as'),
    terminalType: 'WEB',
    ...more,
  };
}

export function applyTokenMessage(protocol: Protocol, more: More = {}) {
  return {
    grantType: 'AUTHORIZATION_CODE',
    customerBelongsTo: protocol.wallet.brand,
    authCode: UNKNOWN,
    ...more,
  };
}

export function payMessage(protocol: Protocol, accessToken: string, more: More = {}) {
  const amount = protocol.amount();
  return {
    productCode: 'AGREEMENT_PAYMENT',
    paymentRequestId: fresh('pay'),
    order: { referenceOrderId: fresh('ord'), orderDescription: 'Coffee box', orderAmount: amount },
    paymentAmount: amount,
    paymentMethod: { paymentMethodType: protocol.wallet.brand, paymentMethodId: accessToken },
    settlementStrategy: { settlementCurrency: protocol.settlementCurrency },
    paymentNotifyUrl: protocol.anyHook,
    env: { terminalType: 'WEB', clientIp: '203.0.113.9' },
    ...more,
  };
}

/** The same payment of another amount. */
export function payOf(protocol: Protocol, accessToken: string, value: string, more: More = {}) {
  const amount = protocol.amount(value);
  const message = payMessage(protocol, accessToken, { paymentAmount: amount, ...more });
  return { ...message, order: { ...message.order, orderAmount: amount } };
}

export function refundMessage(protocol: Protocol, paymentId: string, more: More = {}) {
  return { refundRequestId: fresh('rf'), paymentId, refundAmount: protocol.amount(), ...more };
}

/**
 * A message of each API that is right in itself, and that does nothing: what it names is not there. An honest gateway
 * has a word for that, which is not PARAM_ILLEGAL.
 */
export function harmlessMessage(protocol: Protocol, api: Api): Readonly<Record<string, unknown>> {
  switch (api) {
    case 'consult':
      return consultMessage(protocol);
    case 'applyToken':
      return applyTokenMessage(protocol);
    case 'revoke':
      return { accessToken: UNKNOWN };
    case 'pay':
      return payMessage(protocol, UNKNOWN);
    case 'inquiryPayment':
    case 'cancel':
      return { paymentRequestId: fresh('nobody') };
    case 'refund':
      return refundMessage(protocol, UNKNOWN);
    case 'inquiryRefund':
      return { refundRequestId: fresh('nobody') };
  }
}
