import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import { acknowledgement, verifyNotification, type ReceivedNotification } from '@/lib/alipay/notification';
import { readAuthorizationNotification } from '@/lib/alipay/notify-authorization';
import { readPaymentNotification } from '@/lib/alipay/notify-payment';
import { signRequest } from '@/lib/alipay/signature';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../e2e/vectors/${name}.json`, import.meta.url), 'utf8'));
const keys: { gateway: { privateKey: string; publicKey: string }; merchant: { publicKey: string } } = read('keys');
const vector: { path: string; clientId: string; body: string; headers: Record<string, string> } = read('notification');

const received = (
  change: Partial<ReceivedNotification> = {},
  headers: Record<string, string> = {},
): ReceivedNotification => ({
  path: vector.path,
  headers: new Headers({ ...vector.headers, ...headers }),
  body: Buffer.from(vector.body),
  clientId: vector.clientId,
  publicKeys: parsePublicKeys(keys.gateway.publicKey),
  ...change,
});

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const result = (resultCode: string, resultStatus: string) => ({
  result: { resultCode, resultStatus, resultMessage: 'm' },
});

describe('verifying a notification', () => {
  test('Alipay’s own is verified, with its key version and time', () => {
    expect(verifyNotification(received())).toEqual({
      kind: 'verified',
      keyVersion: '1',
      requestTime: new Date(1_700_000_005_000),
    });
  });

  test('a time in the older form is read as well', () => {
    const privateKey = parsePrivateKey(keys.gateway.privateKey);
    const time = '2023-11-14T22:13:25+00:00';
    const parts = { path: vector.path, clientId: vector.clientId, time, body: Buffer.from(vector.body) };
    const headers = { 'Request-Time': time, Signature: signRequest(parts, { privateKey, keyVersion: '1' }) };
    expect(verifyNotification(received({}, headers))).toMatchObject({ requestTime: new Date('2023-11-14T22:13:25Z') });
  });

  test.each<[string, string, ReceivedNotification]>([
    ['a missing client id', 'missing_header', received({}, { 'Client-Id': '' })],
    ['a missing time', 'missing_header', received({}, { 'Request-Time': '' })],
    ['a missing signature', 'missing_header', received({}, { Signature: '' })],
    ['another client', 'foreign_client', received({}, { 'Client-Id': 'SANDBOX_5OTHER' })],
    ['a client of ours that is not the configured one', 'foreign_client', received({ clientId: 'SANDBOX_5OTHER' })],
    ['a header that is no signature', 'malformed_signature', received({}, { Signature: 'hello' })],
    [
      'two signatures',
      'malformed_signature',
      received({}, { Signature: `${vector.headers.Signature}, ${vector.headers.Signature}` }),
    ],
    [
      'a key version that we do not hold',
      'unknown_key',
      received({}, { Signature: vector.headers.Signature!.replace('keyVersion=1', 'keyVersion=2') }),
    ],
    [
      'the merchant’s key instead of Alipay’s',
      'bad_signature',
      received({ publicKeys: parsePublicKeys(keys.merchant.publicKey) }),
    ],
    ['another path', 'bad_signature', received({ path: '/hooks/antom/payment' })],
    ['a path with a query', 'bad_signature', received({ path: `${vector.path}?x=1` })],
    ['another time', 'bad_signature', received({}, { 'Request-Time': '1700000005001' })],
    ['an altered body', 'bad_signature', received({ body: Buffer.from(vector.body.replace('AC1', 'AC2')) })],
    [
      'a body written anew',
      'bad_signature',
      received({ body: Buffer.from(JSON.stringify(JSON.parse(vector.body), null, 1)) }),
    ],
  ])('%s is refused as %s', (_what, reason, notification) => {
    expect(verifyNotification(notification)).toEqual({ kind: 'refused', reason });
  });

  test('no headers whatever make it fall over or believe', () => {
    const value = fc.string();
    fc.assert(
      fc.property(value, value, value, fc.uint8Array(), (clientId, time, signature, body) => {
        const headers = new Map([
          ['client-id', clientId],
          ['request-time', time],
          ['signature', signature],
        ]);
        const get = (name: string) => headers.get(name) ?? null;
        expect(verifyNotification(received({ headers: { get }, body, clientId })).kind).toBe('refused');
      }),
    );
  });

  test('the acknowledgement is the fixed one', () => {
    expect(acknowledgement).toBe('{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}');
  });
});

describe('a payment notification', () => {
  const base = {
    notifyType: 'PAYMENT_RESULT',
    paymentRequestId: 'pay_1',
    paymentId: '1',
    paymentAmount: { currency: 'PHP', value: '45000' },
  };

  test('PAYMENT_RESULT with S is paid', () => {
    const told = { ...base, ...result('SUCCESS', 'S'), paymentTime: '2025-03-01T12:00:01+08:00' };
    expect(readPaymentNotification(bytes(told))).toEqual({
      kind: 'payment',
      notifyType: 'PAYMENT_RESULT',
      paymentRequestId: 'pay_1',
      paymentId: '1',
      resultCode: 'SUCCESS',
      outcome: {
        kind: 'succeeded',
        value: {
          status: 'SUCCESS',
          paymentId: '1',
          paymentRequestId: 'pay_1',
          amount: { currency: 'PHP', minor: 45_000n },
          paidAt: new Date('2025-03-01T04:00:01Z'),
        },
      },
    });
  });

  test('is read with native JSON scalars, a message that is none and a time that is none', () => {
    const told = { ...base, ...result('SUCCESS', 'S'), paymentId: 2025, paymentTime: {}, paymentCreateTime: 7 };
    const odd = { ...told, result: { ...told.result, resultMessage: ['a'] } };
    expect(readPaymentNotification(bytes(odd))).toMatchObject({
      paymentId: '2025',
      outcome: { kind: 'succeeded', value: { paidAt: null } },
    });
  });

  test('PAYMENT_RESULT with F speaks of the payment, whatever the code', () => {
    const failed = (code: string) => readPaymentNotification(bytes({ ...base, ...result(code, 'F') }));
    expect(failed('USER_BALANCE_NOT_ENOUGH')).toMatchObject({
      outcome: { kind: 'failed', about: 'subject', retryable: true },
    });
    expect(failed('PROCESS_FAIL')).toMatchObject({ outcome: { kind: 'failed', about: 'subject' } });
  });

  test.each(['S', 'F', 'U'])('PAYMENT_PENDING with %s is in process, never paid', (status) => {
    const told = { ...base, notifyType: 'PAYMENT_PENDING', ...result('SUCCESS', status) };
    expect(readPaymentNotification(bytes(told))).toMatchObject({
      outcome: { kind: 'unknown', reason: 'in_process', paymentId: '1' },
    });
  });

  test('a success without an amount, and a code that contradicts its status, are not believed', () => {
    const { paymentAmount: _left, ...withoutAmount } = base;
    const unknown = { outcome: { kind: 'unknown', reason: 'malformed', paymentId: '1' } };
    expect(readPaymentNotification(bytes({ ...withoutAmount, ...result('SUCCESS', 'S') }))).toMatchObject(unknown);
    expect(readPaymentNotification(bytes({ ...base, ...result('ORDER_IS_CLOSED', 'S') }))).toMatchObject(unknown);
    expect(readPaymentNotification(bytes({ ...base, ...result('SUCCESS', 'F') }))).toMatchObject(unknown);
  });

  test.each([
    ['no JSON', Buffer.from('{')],
    ['no type', bytes({ ...base, notifyType: undefined, ...result('SUCCESS', 'S') })],
    ['an unknown type', bytes({ ...base, notifyType: 'REFUND_RESULT', ...result('SUCCESS', 'S') })],
    ['no id of ours', bytes({ ...base, paymentRequestId: '', ...result('SUCCESS', 'S') })],
    ['no result', bytes(base)],
    [
      'an amount that cannot be read',
      bytes({ ...base, ...result('SUCCESS', 'S'), paymentAmount: { currency: 'PHP', value: '4.5' } }),
    ],
  ])('with %s is malformed', (_what, body) => {
    expect(readPaymentNotification(body)).toMatchObject({ kind: 'malformed' });
  });
});

describe('an authorization notification', () => {
  const success = result('SUCCESS', 'S');

  test('the documented one brings the code', () => {
    expect(readAuthorizationNotification(Buffer.from(vector.body))).toEqual({
      kind: 'authorization',
      type: 'AUTHCODE_CREATED',
      authCode: 'AC1',
      authState: 'as_0001',
    });
  });

  test('the others bring a token or take one', () => {
    const cancelled = {
      authorizationNotifyType: 'TOKEN_CANCELED',
      accessToken: 'AT1',
      reason: 'user unlinked',
      ...success,
    };
    const created = {
      authorizationNotifyType: 'TOKEN_CREATED',
      accessToken: 'AT1',
      authState: 's',
      userLoginId: '63***1',
      ...success,
    };
    expect(readAuthorizationNotification(bytes(cancelled))).toEqual({
      kind: 'authorization',
      type: 'TOKEN_CANCELED',
      accessToken: 'AT1',
      reason: 'user unlinked',
    });
    expect(readAuthorizationNotification(bytes(created))).toMatchObject({
      type: 'TOKEN_CREATED',
      userLoginId: '63***1',
    });
  });

  test.each([
    ['a reason longer than documented', { reason: 'x'.repeat(1000) }],
    ['a reason that is none', { reason: { code: 1 } }],
    ['native JSON scalars', { accessToken: 281011130 }],
    ['a wallet user beside it', { userId: 7, userLoginId: [], authClientId: 'M1', passThroughInfo: {} }],
  ])('with %s still ends the permission', (_what, fields) => {
    const told = { authorizationNotifyType: 'TOKEN_CANCELED', accessToken: '281011130', ...success, ...fields };
    expect(readAuthorizationNotification(bytes(told))).toMatchObject({
      type: 'TOKEN_CANCELED',
      accessToken: '281011130',
    });
  });

  test.each([
    ['an unknown type', { authorizationNotifyType: 'TOKEN_LOST', accessToken: 'SECRET', ...success }],
    ['no code', { authorizationNotifyType: 'AUTHCODE_CREATED', authState: 's', ...success }],
    ['no state', { authorizationNotifyType: 'AUTHCODE_CREATED', authCode: 'SECRET', ...success }],
    ['no token', { authorizationNotifyType: 'TOKEN_CANCELED', ...success }],
    [
      'a result that is not S',
      { authorizationNotifyType: 'TOKEN_CANCELED', accessToken: 'SECRET', ...result('PROCESS_FAIL', 'F') },
    ],
  ])('with %s is malformed, and the problem names no secret', (_what, told) => {
    const read = readAuthorizationNotification(bytes(told));
    expect(read).toMatchObject({ kind: 'malformed' });
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });
});
