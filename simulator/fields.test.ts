import { describe, expect, it } from 'vitest';
import { checkFields, type FieldRule } from './fields';
import { MESSAGES } from './messages';
import { payMessage } from './testing';

const CONSULT = {
  customerBelongsTo: 'GCASH',
  authRedirectUrl: 'https://shop.example/return',
  scopes: ['AGREEMENT_PAY'],
  authState: 'as_1',
  terminalType: 'WEB',
};

/** A copy with the value at a path replaced; undefined removes it. */
function changed(message: object, path: string, value: unknown): Record<string, unknown> {
  // Through JSON, not structuredClone: that would keep two amounts one object.
  const copy = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let holder = copy;
  for (const step of steps) holder = holder[step] as Record<string, unknown>;
  holder[last] = value;
  return copy;
}

/** An honest pay request with every object that may be there. */
function fullMessage(): Record<string, unknown> {
  const message = payMessage('token');
  const shippingFee = message.paymentAmount;
  const order = { ...message.order, merchant: { referenceMerchantId: 'M1' }, shipping: { shippingFee } };
  return { ...message, order, creditPayPlan: { installmentNum: '3' } };
}

describe('the field checker', () => {
  it('accepts an honest request of each kind', () => {
    expect(checkFields(MESSAGES.consult, CONSULT)).toBeUndefined();
    expect(checkFields(MESSAGES.pay, payMessage('token'))).toBeUndefined();
    expect(checkFields(MESSAGES.cancel, { paymentId: '1' })).toBeUndefined();
    expect(checkFields(MESSAGES.inquiryPayment, { paymentRequestId: '1', paymentId: null })).toBeUndefined();
  });

  it('refuses a pay request without any one of its required fields', () => {
    const message = fullMessage();
    expect(checkFields(MESSAGES.pay, message)).toBeUndefined();
    const required: FieldRule[] = MESSAGES.pay.filter((rule) => rule.required === true);
    const tried = required.filter((rule) => !rule.at.includes('[]'));
    expect(tried.length).toBeGreaterThan(18);
    for (const rule of tried) {
      expect(checkFields(MESSAGES.pay, changed(message, rule.at, undefined))).toBe(`${rule.at} is missing`);
    }
  });

  it('counts characters, not code units, and allows exactly the greatest length', () => {
    const at = (authState: string) => checkFields(MESSAGES.consult, { ...CONSULT, authState });
    expect(at('😀'.repeat(256))).toBeUndefined();
    expect(at('😀'.repeat(257))).toBe('authState is longer than 256');
  });

  it('refuses amounts that are not positive whole minor units', () => {
    for (const value of ['0', '-1', '1.5', '01', '', ' 1', '1e3', '12345678901234567', 0, -1, 1.5, 1e20, true, {}]) {
      expect(checkFields(MESSAGES.pay, changed(payMessage('t'), 'paymentAmount.value', value))).toMatch(
        /^paymentAmount\.value /,
      );
    }
    expect(checkFields(MESSAGES.pay, changed(payMessage('t'), 'paymentAmount.currency', 'php'))).toMatch(/currency/);
  });

  it('takes amounts, counts and flags in either form of JSON, and nothing else for a text', () => {
    const pay = (path: string, value: unknown) => checkFields(MESSAGES.pay, changed(fullMessage(), path, value));
    for (const value of ['3000000', 3_000_000]) expect(pay('paymentAmount.value', value)).toBeUndefined();
    for (const value of ['-720', 720]) expect(pay('env.timeZoneOffset', value)).toBeUndefined();
    expect(pay('env.timeZoneOffset', 721)).toBe('env.timeZoneOffset is not from -720 to 720');
    for (const recurringPayment of ['true', false]) {
      expect(checkFields(MESSAGES.consult, { ...CONSULT, recurringPayment })).toBeUndefined();
    }
    expect(checkFields(MESSAGES.consult, { ...CONSULT, recurringPayment: 'yes' })).toMatch(/must be a boolean/);
    expect(pay('order.referenceOrderId', 17)).toBe('order.referenceOrderId must be a string');
  });

  it('wants the operating system of a phone, in either place', () => {
    const phone = { ...CONSULT, terminalType: 'WAP' };
    expect(checkFields(MESSAGES.consult, phone)).toBe('osType is missing');
    expect(checkFields(MESSAGES.consult, { ...phone, osType: 'IOS' })).toBeUndefined();
    const newest = { ...CONSULT, terminalType: undefined, env: { terminalType: 'APP', osType: 'ANDROID' } };
    expect(checkFields(MESSAGES.consult, newest)).toBeUndefined();
  });

  it('wants the code or the refresh token that the grant speaks of', () => {
    const grant = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'GCASH', authCode: 'x' };
    expect(checkFields(MESSAGES.applyToken, grant)).toBe('refreshToken is missing');
    expect(checkFields(MESSAGES.applyToken, { ...grant, grantType: 'AUTHORIZATION_CODE' })).toBeUndefined();
  });

  it('looks into every item of a list', () => {
    const goods = [{ referenceGoodsId: 'G1', goodsName: 'Coffee' }, { referenceGoodsId: 'G2' }];
    const message = changed(payMessage('t'), 'order.goods', goods);
    expect(checkFields(MESSAGES.pay, message)).toBe('order.goods[].goodsName is missing');
  });
});
