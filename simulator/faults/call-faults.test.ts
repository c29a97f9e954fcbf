import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call } from '../calls';
import { sha256 } from '../ledger';
import { type Simulator } from '../server';
import { call, control, eventually, fresh, link, payMessage, start, testEnvironment, type Tokens } from '../testing';
import { FAULT_KINDS, kindOf } from './kinds';
import { bodyOf, look } from './testing';

let simulator: Simulator;
let origin: string;
let tokens: Tokens;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  tokens = await link(origin);
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate' });
});

async function turn(rule: Record<string, unknown>): Promise<void> {
  expect(await control(origin, 'POST', 'faults', { match: { api: 'pay' }, times: 1, ...rule })).toHaveProperty('id');
}

interface LedgerView {
  payments: { paymentRequestId: string; status: string; value: string; currency: string }[];
  tokens: { sha256: string; status: string }[];
}

async function payments() {
  return (await control<LedgerView>(origin, 'GET', 'ledger')).payments;
}

function pay(message = payMessage(tokens.accessToken)) {
  return look(origin, 'payments/pay', message);
}

async function inquire(paymentRequestId: string) {
  return bodyOf(await look(origin, 'payments/inquiryPayment', { paymentRequestId }));
}

async function isHeld(): Promise<void> {
  await eventually(async () => {
    expect(await control(origin, 'GET', 'calls?api=pay')).toMatchObject([{ state: 'held' }]);
  });
}

/** Turns the dial to a kind for the next debit, and gives what its caller saw and what is true. */
async function payUnder(rule: Record<string, unknown>) {
  await turn(rule);
  const seen = await pay();
  return { seen, paid: await payments() };
}

const PAID = [{ status: 'SUCCESS', value: '3000000', currency: 'IDR' }];

/** One case for each kind that calls know: what the caller sees, and what the ledger says meanwhile. */
const CASES: Record<string, [title: string, judge: () => Promise<void>]> = {
  delay: [
    'answers late',
    async () => {
      const { seen, paid } = await payUnder({ do: 'delay', ms: 120 });
      expect(seen.ms).toBeGreaterThanOrEqual(115);
      expect([bodyOf(seen).result.resultCode, paid]).toMatchObject(['SUCCESS', PAID]);
    },
  ],
  hang_before: [
    'neither acts nor answers until it is let go',
    async () => {
      await turn({ do: 'hang_before' });
      const seen = pay();
      await isHeld();
      expect(await payments()).toEqual([]);
      await control(origin, 'POST', 'faults/release');
      expect(bodyOf(await seen).result.resultCode).toBe('SUCCESS');
    },
  ],
  hang_after: [
    'has acted and does not answer until it is let go',
    async () => {
      await turn({ do: 'hang_after' });
      const seen = pay();
      await isHeld();
      expect(await payments()).toMatchObject(PAID);
      await control(origin, 'DELETE', 'faults');
      expect(bodyOf(await seen).result.resultCode).toBe('SUCCESS');
    },
  ],
  close_before: [
    'is reset before it acts',
    async () => {
      expect(await payUnder({ do: 'close_before' })).toMatchObject({ seen: { error: 'ECONNRESET' }, paid: [] });
    },
  ],
  close_after: [
    'is reset after it acted',
    async () => {
      const { seen, paid } = await payUnder({ do: 'close_after' });
      expect([seen, paid]).toMatchObject([{ error: 'ECONNRESET', status: null }, PAID]);
    },
  ],
  http_500_before: [
    'answers 500 before it acts',
    async () => {
      expect(await payUnder({ do: 'http_500_before' })).toMatchObject({ seen: { status: 500 }, paid: [] });
    },
  ],
  http_500_after: [
    'answers 500 after it acted',
    async () => {
      expect(await payUnder({ do: 'http_500_after' })).toMatchObject({ seen: { status: 500 }, paid: PAID });
    },
  ],
  http_502: [
    'answers a page of HTML after it acted, or before',
    async () => {
      const { seen, paid } = await payUnder({ do: 'http_502' });
      expect([seen.status, seen.headers['content-type'], paid]).toMatchObject([502, 'text/html; charset=utf-8', PAID]);
      expect(seen.text).toContain('<h1>502 Bad Gateway</h1>');
      expect(await payUnder({ do: 'http_502', before: true })).toMatchObject({ seen: { status: 502 }, paid: PAID });
    },
  ],
  http_429: [
    'is turned away before it acts',
    async () => {
      const { seen, paid } = await payUnder({ do: 'http_429' });
      expect([seen, paid]).toMatchObject([{ status: 429, headers: { 'retry-after': '1' } }, []]);
    },
  ],
  reset_mid_body: [
    'breaks off in the middle of the body',
    async () => {
      const { seen, paid } = await payUnder({ do: 'reset_mid_body' });
      expect([seen, paid]).toMatchObject([{ status: 200, error: 'ECONNRESET' }, PAID]);
      const promised = Number(seen.headers['content-length']);
      expect(seen.text).toHaveLength(Math.ceil(promised / 2));
    },
  ],
  drip: [
    'sends the body byte by byte',
    async () => {
      const { seen, paid } = await payUnder({ do: 'drip', ms: 2 });
      expect([seen, paid]).toMatchObject([{ status: 200, error: null, signed: true }, PAID]);
      expect(seen.pieces).toBeGreaterThan(seen.text.length / 4);
      expect(seen.ms).toBeGreaterThanOrEqual(seen.text.length);
    },
  ],
  malformed: [
    'answers half a body under a good signature',
    async () => {
      const { seen, paid } = await payUnder({ do: 'malformed' });
      expect([seen, paid]).toMatchObject([{ status: 200, signed: true }, PAID]);
      expect(() => bodyOf(seen)).toThrow(SyntaxError);
    },
  ],
  empty: [
    'answers nothing under a good signature',
    async () => {
      const { seen, paid } = await payUnder({ do: 'empty' });
      expect([seen, paid]).toMatchObject([{ status: 200, signed: true, text: '' }, PAID]);
    },
  ],
  bad_signature: [
    'signs other bytes than it sends',
    async () => {
      const { seen, paid } = await payUnder({ do: 'bad_signature' });
      expect([seen, paid]).toMatchObject([{ status: 200, signed: false }, PAID]);
      expect(seen.headers.signature).toMatch(/^algorithm=RSA256,keyVersion=1,signature=/);
      expect(bodyOf(seen).result.resultCode).toBe('SUCCESS');
    },
  ],
  unknown_key: [
    'names a key version that nobody has',
    async () => {
      const { seen, paid } = await payUnder({ do: 'unknown_key' });
      expect(seen.headers.signature).toMatch(/^algorithm=RSA256,keyVersion=99,signature=/);
      expect([seen, paid]).toMatchObject([{ status: 200, signed: false }, PAID]);
    },
  ],
  no_signature: [
    'leaves the signature out',
    async () => {
      const { seen, paid } = await payUnder({ do: 'no_signature' });
      expect(seen.headers).not.toHaveProperty('signature');
      expect([seen, paid]).toMatchObject([{ status: 200 }, PAID]);
    },
  ],
  code: [
    'answers any result code without acting, with its own status or another',
    async () => {
      const { seen, paid } = await payUnder({ do: 'code', code: 'UNKNOWN_EXCEPTION' });
      expect([bodyOf(seen).result, seen.signed, paid]).toMatchObject([{ resultStatus: 'U' }, true, []]);
      const strange = await payUnder({ do: 'code', code: 'NEVER_HEARD_OF', status: 'S' });
      expect(bodyOf(strange.seen).result).toMatchObject({ resultCode: 'NEVER_HEARD_OF', resultStatus: 'S' });
    },
  ],
  in_process: [
    'stays in process for so many inquiries, then is what it would have been',
    async () => {
      await turn({ do: 'in_process', times: 2 });
      const message = payMessage(tokens.accessToken);
      expect(bodyOf(await pay(message)).result.resultCode).toBe('PAYMENT_IN_PROCESS');
      const told: unknown[] = [];
      for (let count = 0; count < 3; count += 1) told.push((await inquire(message.paymentRequestId)).paymentStatus);
      expect(told).toEqual(['PROCESSING', 'PROCESSING', 'SUCCESS']);
      expect(await payments()).toMatchObject(PAID);
    },
  ],
  in_process_forever: [
    'stays in process until it is cancelled',
    async () => {
      await turn({ do: 'in_process_forever' });
      const message = payMessage(tokens.accessToken);
      expect(bodyOf(await pay(message)).result.resultCode).toBe('PAYMENT_IN_PROCESS');
      expect(bodyOf(await pay(message)).result.resultCode).toBe('PAYMENT_IN_PROCESS');
      const { paymentRequestId } = message;
      expect((await inquire(paymentRequestId)).paymentStatus).toBe('PROCESSING');
      expect((await call(origin, 'payments/cancel', { paymentRequestId })).result.resultCode).toBe('SUCCESS');
    },
  ],
  other_amount: [
    'tells another amount under a good signature: one more, or what the rule says',
    async () => {
      const { seen, paid } = await payUnder({ do: 'other_amount' });
      const wrong = { currency: 'IDR', value: '3000001' };
      expect(bodyOf(seen)).toMatchObject({ paymentAmount: wrong, actualPaymentAmount: wrong });
      expect([seen.signed, paid]).toMatchObject([true, PAID]);
      await turn({ do: 'other_amount', value: '7', match: { api: 'inquiryPayment' } });
      expect(await inquire(paid[0]?.paymentRequestId ?? '')).toMatchObject({ paymentAmount: { value: '7' } });
    },
  ],
  other_currency: [
    'tells another currency under a good signature',
    async () => {
      const { seen, paid } = await payUnder({ do: 'other_currency' });
      expect(bodyOf(seen).paymentAmount).toEqual({ currency: 'USD', value: '3000000' });
      expect([seen.signed, paid]).toMatchObject([true, PAID]);
    },
  ],
  other_order: [
    'describes another payment under a good signature, one that is paid if there is one',
    async () => {
      const other = payMessage(tokens.accessToken, '5000000');
      await pay(other);
      await turn({ do: 'other_order' });
      const message = payMessage(tokens.accessToken);
      const seen = await pay(message);
      const { paymentRequestId } = other;
      expect([seen.signed, bodyOf(seen)]).toMatchObject([
        true,
        { paymentRequestId, paymentAmount: { value: '5000000' } },
      ]);
      await turn({ do: 'other_order', match: { api: 'inquiryPayment' } });
      expect(await inquire(message.paymentRequestId)).toMatchObject({ paymentRequestId, paymentStatus: 'SUCCESS' });
      await control(origin, 'PUT', 'settings', { uncancellableWallets: [] });
      await turn({ do: 'other_order', match: { api: 'cancel' } });
      const cancelled = await call(origin, 'payments/cancel', { paymentRequestId: message.paymentRequestId });
      expect(cancelled.body).toMatchObject({ paymentRequestId, result: { resultCode: 'SUCCESS' } });
      const truth = await payments();
      expect(truth.map(({ status }) => status)).toEqual(['SUCCESS', 'CANCELLED']);
    },
  ],
  token_expired: [
    'finds its token expired, which nobody was told',
    async () => {
      const { seen } = await payUnder({ do: 'token_expired' });
      expect(bodyOf(seen).result.resultCode).toBe('INVALID_ACCESS_TOKEN');
      const refreshed = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'DANA', refreshToken: tokens.refreshToken };
      expect((await call(origin, 'authorizations/applyToken', refreshed)).result.resultCode).toBe('SUCCESS');
    },
  ],
  token_revoked: [
    'finds its token revoked with all its generations, which nobody was told',
    async () => {
      await control(origin, 'PUT', 'settings', { authorizationNotifyUrl: 'http://127.0.0.1:9/' });
      const { seen } = await payUnder({ do: 'token_revoked' });
      expect(bodyOf(seen).result.resultCode).toBe('INVALID_ACCESS_TOKEN');
      const refreshed = { grantType: 'REFRESH_TOKEN', customerBelongsTo: 'DANA', refreshToken: tokens.refreshToken };
      expect((await call(origin, 'authorizations/applyToken', refreshed)).result.resultCode).toBe(
        'INVALID_REFRESH_TOKEN',
      );
      const { tokens: known } = await control<LedgerView>(origin, 'GET', 'ledger');
      expect(known).toMatchObject([{ sha256: sha256(tokens.accessToken), status: 'REVOKED' }]);
      expect(await control(origin, 'GET', 'notifications')).toEqual([]);
    },
  ],
};

describe('a call under the dial', () => {
  it.each(Object.entries(CASES).map(([kind, [title, judge]]) => ({ kind, title, judge })))(
    '$kind: $title',
    async ({ kind, judge }) => {
      await judge();
      const fired = await control<Record<string, number>>(origin, 'GET', 'faults/fired');
      expect(fired[kind]).toBeGreaterThanOrEqual(1);
      const calls = await control<Call[]>(origin, 'GET', 'calls');
      expect(calls.filter(({ fault }) => fault === kind)).toHaveLength(fired[kind] ?? 0);
      expect(calls.find(({ fault }) => fault !== null && fault !== kind)).toBeUndefined();
    },
  );

  it('has a case for each kind that calls know', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(
      FAULT_KINDS.filter((kind) => kindOf(kind).on.includes('call')).toSorted(),
    );
  });
});

describe('a payment that the dial keeps in process', () => {
  it('goes on by itself after the last inquiry that was to hear so, and its merchant is told', async () => {
    await control(origin, 'PUT', 'settings', { paymentNotifyUrl: 'http://127.0.0.1:9/' });
    await turn({ do: 'in_process', inquiries: 1 });
    const message = payMessage(tokens.accessToken);
    await pay(message);
    await inquire(message.paymentRequestId);
    await eventually(async () => expect(await payments()).toMatchObject(PAID));
    expect(await control(origin, 'GET', 'notifications')).toMatchObject([{ subject: message.paymentRequestId }]);
  });

  it('is one payment when times says so beside inquiries', async () => {
    await turn({ do: 'in_process', inquiries: 5 });
    expect(bodyOf(await pay()).result.resultCode).toBe('PAYMENT_IN_PROCESS');
    expect(bodyOf(await pay()).result.resultCode).toBe('SUCCESS');
  });
});

describe('whom a rule means', () => {
  it.each([
    ['a wallet', { wallet: 'GCASH' }, false],
    ['its wallet', { wallet: 'DANA' }, true],
    ['an account', { account: 'dana-second' }, false],
    ['its account', { account: 'dana-rich' }, true],
    ['its account by the log-in', { account: '08125558888' }, true],
    ['another request', { requestId: 'pay_of_nobody' }, false],
    ['the second call', { nth: 2 }, false],
    ['the first call', { nth: 1 }, true],
  ])('%s', async (_, match, strikes) => {
    await turn({ do: 'http_500_before', match: { api: 'pay', ...match } });
    expect((await pay()).status).toBe(strikes ? 500 : 200);
  });

  it('one payment, by its request id, in whatever call', async () => {
    const message = payMessage(tokens.accessToken);
    const { paymentRequestId } = message;
    await turn({ do: 'http_500_before', match: { requestId: paymentRequestId }, times: 3 });
    expect((await pay()).status).toBe(200);
    expect((await pay(message)).status).toBe(500);
    expect((await look(origin, 'payments/inquiryPayment', { paymentRequestId })).status).toBe(500);
    expect((await look(origin, 'payments/cancel', { paymentRequestId })).status).toBe(500);
  });

  it('one link, by its authState, until its token is revoked', async () => {
    const authState = fresh('as');
    const consult = { customerBelongsTo: 'DANA', authRedirectUrl: 'http://shop.example/', scopes: ['AGREEMENT_PAY'] };
    await turn({ do: 'http_429', match: { requestId: authState } });
    const asked = { ...consult, authState, terminalType: 'WEB' };
    expect((await look(origin, 'authorizations/consult', asked)).status).toBe(429);
    const { authorizations } = await control<{ authorizations: { authState: string }[] }>(origin, 'GET', 'ledger');
    await turn({ do: 'http_429', match: { requestId: authorizations[0]?.authState } });
    expect((await look(origin, 'authorizations/revoke', { accessToken: tokens.accessToken })).status).toBe(429);
  });
});

describe('a seed', () => {
  async function pattern(seed: number): Promise<string> {
    await control(origin, 'POST', 'reset');
    expect(await control(origin, 'PUT', 'seed', { seed })).toEqual({ seed });
    await turn({ do: 'http_500_before', match: { api: 'inquiryPayment' }, probability: 0.5, times: 1000 });
    let statuses = '';
    for (let count = 0; count < 24; count += 1) {
      const { status } = await look(origin, 'payments/inquiryPayment', { paymentRequestId: 'x' });
      statuses += status === 500 ? '5' : '.';
    }
    return statuses;
  }

  it('makes a run repeatable, and another seed another run', async () => {
    const first = await pattern(7);
    expect(await pattern(7)).toBe(first);
    expect(await pattern(8)).not.toBe(first);
    expect(first).toContain('5');
    expect(first).toContain('.');
  });

  it('is a whole number', async () => {
    expect(await control(origin, 'PUT', 'seed', { seed: 'x' })).toHaveProperty('problem');
    expect(await control(origin, 'GET', 'seed')).toEqual({ seed: null });
  });
});

describe('what has fired', () => {
  it('is counted by kind, also of rules that are gone, and outlives a restart', async () => {
    const environment = await testEnvironment();
    const first = await start(environment);
    const there = `http://127.0.0.1:${first.port}`;
    await control(there, 'POST', 'faults', { do: 'http_429', times: 2 });
    for (let count = 0; count < 3; count += 1) await look(there, 'payments/cancel', { paymentRequestId: 'x' });
    await control(there, 'DELETE', 'faults');
    await first.stop();
    const second = await start(environment);
    expect(await control(`http://127.0.0.1:${second.port}`, 'GET', 'faults/fired')).toEqual({ http_429: 2 });
    await second.stop();
  });
});
