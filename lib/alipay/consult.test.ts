import { describe, expect, test } from 'vitest';
import { buildConsult, chooseAddress, readConsult } from '@/lib/alipay/consult';
import { WireInputError } from '@/lib/alipay/wire-input';
import { bytes, parsed, result, success } from './testing';

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

  test('may tell the system’s version, the site, and to PayPay whether debits recur', () => {
    const more = {
      osVersion: '18.1',
      merchantAccountId: 'site-2',
      merchantRegion: 'JP',
      recurringPayment: false,
    } as const;
    expect(parsed(buildConsult({ ...input, ...more, brand: 'PAYPAY' }))).toMatchObject({
      customerBelongsTo: 'PAYPAY',
      osVersion: '18.1',
      env: { terminalType: 'WAP', osType: 'IOS', osVersion: '18.1' },
      merchantAccountId: 'site-2',
      merchantRegion: 'JP',
      recurringPayment: 'false',
    });
  });

  test.each([
    [{ authState: 'x'.repeat(257) }, 'authState'],
    [{ authState: '' }, 'authState'],
    [{ authRedirectUrl: `https://shop.example/${'x'.repeat(1024)}` }, 'authRedirectUrl'],
    [{ authRedirectUrl: 'javascript:alert(1)' }, 'authRedirectUrl'],
    [{ osType: undefined }, 'osType'],
    [{ osVersion: 'x'.repeat(17) }, 'osVersion'],
    [{ authNotifyUrl: '/hooks' }, 'authNotifyUrl'],
    [{ merchantRegion: 'Philippines' }, 'merchantRegion'],
    [{ merchantAccountId: 'x'.repeat(65) }, 'merchantAccountId'],
    [{ recurringPayment: true }, 'recurringPayment'],
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
