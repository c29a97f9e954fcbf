import { describe, expect, test } from 'vitest';
import { buildApplyToken, readApplyToken } from '@/lib/alipay/apply-token';
import { bytes, parsed, result, success } from './testing';

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

  test('may say which of several sites asks', () => {
    const input = { grantType: 'REFRESH_TOKEN', brand: 'DANA', refreshToken: 'RT1' } as const;
    expect(parsed(buildApplyToken({ ...input, merchantAccountId: 'site-2' }))).toMatchObject({
      merchantAccountId: 'site-2',
    });
    expect(() => buildApplyToken({ ...input, merchantAccountId: 'x'.repeat(65) })).toThrow(/^merchantAccountId /);
    expect(() => buildApplyToken({ ...input, refreshToken: '' })).toThrow('refreshToken is empty');
  });

  test.each([
    [{ userLoginId: '63*****1234', pspCustomerInfo: { displayCustomerId: 'other' } }, '63*****1234'],
    [{ pspCustomerInfo: { displayCustomerId: '63*****1234', displayCustomerName: 'L** R****' } }, '63*****1234'],
    [{ userLoginId: '', pspCustomerInfo: { displayCustomerName: 'L** R****' } }, 'L** R****'],
    [{ pspCustomerInfo: { pspName: 'GCash' } }, null],
    [{ pspCustomerInfo: null }, null],
    [{}, null],
  ])('the account is named by what the answer tells: %j', (fields, userLoginId) => {
    expect(readApplyToken(bytes({ ...success, accessToken: 'AT1', ...fields }))).toMatchObject({
      kind: 'succeeded',
      value: { userLoginId },
    });
  });

  test.each([
    ['a login that is none', { userLoginId: { a: 1 } }],
    ['a login that is too long', { userLoginId: 'x'.repeat(1000) }],
    ['a customer that is none', { pspCustomerInfo: 'somebody' }],
    ['a customer of odd parts', { pspCustomerInfo: { displayCustomerId: [], displayCustomerName: 7 } }],
    ['times that are none', { accessTokenExpiryTime: {}, refreshTokenExpiryTime: 'tomorrow' }],
    ['a message that is none', { result: { ...success.result, resultMessage: ['a'] } }],
  ])('a token is not lost for %s beside it', (_what, fields) => {
    expect(readApplyToken(bytes({ ...success, accessToken: 'AT1', ...fields }))).toMatchObject({
      kind: 'succeeded',
      value: { accessToken: 'AT1' },
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
