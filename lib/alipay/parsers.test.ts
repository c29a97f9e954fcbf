/** Whatever arrives: no reader falls over, none believes more than was said, and no forgery is taken for Alipay's word. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readApplyToken } from '@/lib/alipay/apply-token';
import { readCancel } from '@/lib/alipay/cancel';
import { readConsult } from '@/lib/alipay/consult';
import { readInquiryPayment } from '@/lib/alipay/inquiry-payment';
import { readInquiryRefund } from '@/lib/alipay/inquiry-refund';
import { verifyNotification } from '@/lib/alipay/notification';
import { readAuthorizationNotification } from '@/lib/alipay/notify-authorization';
import { readPaymentNotification } from '@/lib/alipay/notify-payment';
import { readRefundNotification } from '@/lib/alipay/notify-refund';
import type { Outcome } from '@/lib/alipay/outcome';
import { readPay } from '@/lib/alipay/pay';
import { readRefund } from '@/lib/alipay/refund';
import { verifyResponse } from '@/lib/alipay/response';
import { readRevoke } from '@/lib/alipay/revoke';
import { parseSignatureHeader, signRequest, type SignedParts } from '@/lib/alipay/signature';
import { claimedResult, readTime, wireAmount } from '@/lib/alipay/wire-answer';
import { currencies, MoneyError, parseMoney, toWire } from '@/lib/kit/money';
import { alipayPrivateKey, alipayPublicKeys, bytes, clientId } from './testing';

const mine = { paymentRequestId: 'pay_1' };
const refund = { refundRequestId: 'rf_1', paymentId: '1' };

const readers: Record<string, (body: Uint8Array) => Outcome<unknown>> = {
  consult: readConsult,
  applyToken: readApplyToken,
  revoke: readRevoke,
  pay: (body) => readPay(body, mine),
  inquiryPayment: (body) => readInquiryPayment(body, mine),
  cancel: (body) => readCancel(body, mine),
  refund: (body) => readRefund(body, refund),
  inquiryRefund: (body) => readInquiryRefund(body, { refundRequestId: 'rf_1' }),
};

const newsReaders = [readPaymentNotification, readAuthorizationNotification, readRefundNotification];

/** Values as they come, as they might, and as they never should. */
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('1', 'pay_1', 'rf_1', 'SUCCESS', 'FAIL', 'PROCESSING', 'CANCELLED', 'REFUND'),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      currency: fc.constantFrom('PHP', 'KRW', 'XXX'),
      value: fc.constantFrom('1', '0', '-1', '1.5'),
    }),
  },
  { weight: 1, arbitrary: fc.anything() },
);

const FIELDS =
  `paymentRequestId paymentId paymentAmount paymentTime paymentStatus paymentResultCode paymentResultMessage transactions cancelTime
  refundRequestId refundId refundAmount refundTime refundStatus accessToken accessTokenExpiryTime refreshToken refreshTokenExpiryTime userLoginId
  pspCustomerInfo normalUrl schemeUrl applinkUrl authUrl appIdentifier notifyType authorizationNotifyType authCode authState reason`.split(
    /\s+/,
  );

const result = fc.record({
  resultCode: fc.oneof(
    fc.constantFrom('SUCCESS', 'PAYMENT_IN_PROCESS', 'USER_BALANCE_NOT_ENOUGH', 'REFUND_NOT_EXIST'),
    fc.string(),
  ),
  resultStatus: fc.oneof(fc.constantFrom('S', 'F', 'U'), fc.anything()),
  resultMessage: fc.anything(),
});

const message = fc
  .tuple(fc.oneof(result, fc.anything()), fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }))
  .map(([told, fields]) => ({ ...fields, result: told }));

const json = (told: unknown) =>
  bytes(JSON.stringify(told, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? '');

describe('every message', () => {
  test.each(Object.entries(readers))('%s is read or not, whatever it holds, and success needs an S', (_api, read) => {
    fc.assert(
      fc.property(message, (told) => {
        const body = json(told);
        const outcome = read(body);
        const { resultStatus, resultCode } = claimedResult(body);
        if (outcome.kind === 'succeeded') {
          expect(resultStatus === 'S' || resultCode === 'INVALID_ACCESS_TOKEN').toBe(true);
        } else {
          expect(['failed', 'unknown']).toContain(outcome.kind);
        }
        if (outcome.kind === 'failed') expect(resultStatus === 'U').toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  test('that is no JSON object is no answer and no news', () => {
    const noObject = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text, 'utf8')),
      fc
        .constantFrom('[]', 'null', '1', '"{}"', '{', '{}{}', '\uFEFF', `${'['.repeat(20_000)}`)
        .map((text) => bytes(text)),
    );
    fc.assert(
      fc.property(noObject, (body) => {
        for (const read of Object.values(readers))
          expect(read(body)).toMatchObject({ kind: 'unknown', reason: 'malformed' });
        for (const read of newsReaders) expect(read(body)).toMatchObject({ kind: 'malformed' });
      }),
    );
  });

  test('of news is read or not, whatever it holds, and paid needs an S, refunded its own status', () => {
    fc.assert(
      fc.property(
        message,
        fc.constantFrom('PAYMENT_RESULT', 'PAYMENT_PENDING', 'REFUND_RESULT'),
        (told, notifyType) => {
          const body = json({ ...told, notifyType });
          for (const read of newsReaders) {
            const news = read(body);
            if (news.kind === 'malformed' || news.kind === 'authorization') continue;
            if (news.outcome.kind !== 'succeeded') continue;
            const { resultStatus } = claimedResult(body);
            if (news.kind === 'payment') expect([resultStatus, notifyType]).toEqual(['S', 'PAYMENT_RESULT']);
            else expect(told).toMatchObject({ refundStatus: 'SUCCESS' });
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a forgery', () => {
  const signed: SignedParts = {
    path: '/ams/sandbox/api/v1/payments/pay',
    clientId,
    time: '2025-03-01T12:00:00+08:00',
    body: bytes('{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentId":"1"}'),
  };
  const signature = signRequest(signed, { privateKey: alipayPrivateKey, keyVersion: '1' });
  const genuine = parseSignatureHeader(signature)!;

  /** One byte of a text, or of bytes, made another. */
  const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
  const changed = (given: Uint8Array, [place, by]: [number, number]) => {
    const copy = Buffer.from(given);
    copy[place % copy.byteLength]! ^= by;
    return copy;
  };
  const changedText = (text: string, by: [number, number]) =>
    changed(Buffer.from(text, 'latin1'), by).toString('latin1');

  const asAnswer = (parts: SignedParts, header: string) =>
    verifyResponse(
      {
        status: 200,
        headers: { 'client-id': parts.clientId, 'response-time': parts.time, signature: header },
        body: parts.body,
      },
      { path: parts.path, clientId, publicKeys: alipayPublicKeys },
    ).signature;
  const asNews = (parts: SignedParts, header: string) => {
    const headers = new Map([
      ['client-id', parts.clientId],
      ['request-time', parts.time],
      ['signature', header],
    ]);
    const get = (name: string) => headers.get(name) ?? null;
    return verifyNotification({ ...parts, headers: { get }, clientId, publicKeys: alipayPublicKeys }).kind;
  };

  test('is made from something that is believed', () => {
    expect(asAnswer(signed, signature)).toBe('valid');
    expect(asNews(signed, signature)).toBe('verified');
  });

  test.each(['path', 'clientId', 'time', 'body'] as const)('by one byte of the %s is refused', (part) => {
    fc.assert(
      fc.property(change, (by) => {
        const given = signed[part];
        const parts = { ...signed, [part]: typeof given === 'string' ? changedText(given, by) : changed(given, by) };
        expect(asAnswer(parts, signature)).not.toBe('valid');
        expect(asNews(parts, signature)).toBe('refused');
      }),
      { numRuns: 300 },
    );
  });

  test('by one byte of the signature header is refused, unless it says the same in other letters', () => {
    fc.assert(
      fc.property(change, (by) => {
        const header = changedText(signature, by);
        if (asAnswer(signed, header) !== 'valid' && asNews(signed, header) === 'refused') return;
        expect(parseSignatureHeader(header)?.signature.equals(genuine.signature)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('with a signature out of the air is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (made) => {
        const header = `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(Buffer.from(made).toString('base64'))}`;
        expect(asAnswer(signed, header)).toBe('invalid');
        expect(asNews(signed, header)).toBe('refused');
      }),
    );
  });
});

describe('amounts and times', () => {
  test('an amount out of a message is read as it would be written, in every currency, or not at all', () => {
    const text = fc.oneof(fc.stringMatching(/^[0-9]{0,18}$/), fc.stringMatching(/^[-+ 0-9.eE]{0,8}$/), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...currencies), text, (currency, amount) => {
        const read = wireAmount.safeParse({ currency, value: amount });
        if (read.success) expect(toWire(read.data!)).toEqual({ currency, value: amount });
        else expect(() => parseMoney({ currency, value: amount })).toThrow(MoneyError);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a native number is read only where it is whole and exact', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()), (amount) => {
        const read = wireAmount.safeParse({ currency: 'KRW', value: amount });
        if (read.success) expect(read.data!.minor).toBe(BigInt(amount));
      }),
    );
  });

  test('a time is read as the moment it names, or not at all', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (moment) => {
          expect(readTime(moment.toISOString())).toEqual(moment);
          const east = new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 19);
          expect(readTime(`${east}+08:00`)?.getTime()).toBe(Math.floor(moment.getTime() / 1000) * 1000);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readTime(text)?.getTime()).not.toBeNaN();
      }),
    );
  });
});
