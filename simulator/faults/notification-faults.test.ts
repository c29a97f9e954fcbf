import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator } from '../server';
import {
  call,
  CLIENT_ID,
  control,
  eventually,
  isSignedByGateway,
  link,
  payMessage,
  start,
  stringToSign,
  testEnvironment,
} from '../testing';
import { FAULT_KINDS, kindOf } from './kinds';
import { type Arrival, bodyOf, honestMerchant, look, type Merchant } from './testing';

let simulator: Simulator;
let origin: string;
let accessToken: string;
let shop: Merchant;
/** What the merchant does before it answers; replaced by tests that want it to wait or to refuse. */
let before: (arrival: Arrival, count: number) => Promise<number | void> | number | void;

beforeAll(async () => {
  simulator = await start(await testEnvironment());
  origin = `http://127.0.0.1:${simulator.port}`;
});
afterAll(() => simulator.stop());
beforeEach(async () => {
  await control(origin, 'POST', 'reset');
  before = () => {};
  shop = await honestMerchant((arrival, count) => before(arrival, count));
  ({ accessToken } = await link(origin));
  // Two minutes become 60 ms.
  await control(origin, 'PUT', 'settings', { payAnswer: 'immediate', notificationTimeScale: 0.0005 });
});
afterEach(() => shop.close());

interface View {
  id: string;
  kind: string;
  subject: string;
  acknowledged: boolean;
  waits: boolean;
  nextAt: string | null;
  createdAt: string;
  attempts: { at: string; status: number | null; fault: string | null; origin: string; problem: string | null }[];
}

async function turn(rule: Record<string, unknown>): Promise<void> {
  const turned = { match: { notification: 'payment' }, times: 1, ...rule };
  expect(await control(origin, 'POST', 'faults', turned)).toHaveProperty('id');
}

function payingShop() {
  return payMessage(accessToken, '3000000', { paymentNotifyUrl: `${shop.url}/payments?a=1` });
}

async function pay(message = payingShop()) {
  await call(origin, 'payments/pay', message);
  return message;
}

function views(): Promise<View[]> {
  return control(origin, 'GET', 'notifications');
}

/** Waits until the merchant got so many. */
async function arrivals(count: number): Promise<Arrival[]> {
  await eventually(() => expect(shop.arrivals.length).toBeGreaterThanOrEqual(count));
  return shop.arrivals;
}

/** The one notification, once nothing more is to be sent of it. */
function concluded(): Promise<View> {
  return eventually(async () => {
    const [only] = await views();
    expect(only).toMatchObject({ acknowledged: true, nextAt: null });
    return only as View;
  });
}

function isSignedFor(arrival: Arrival | undefined, path: string, clientId: string, text?: string): boolean {
  const { headers, bytes } = arrival as Arrival;
  const said = stringToSign(path, String(headers['request-time']), text ?? bytes.toString('utf8'), clientId);
  return isSignedByGateway(said, String(headers.signature));
}

const PATH = '/payments?a=1';

/**
 * What arrived in the place of the good notification. The good one follows in each of these cases, on the schedule,
 * except where the merchant could take the wrong one for good news and did.
 */
const WRONG: Record<string, [title: string, judge: (wrong: Arrival, good: Arrival) => void]> = {
  forged: [
    'is signed with a key that nobody knows, under the version in use',
    (wrong, good) => {
      expect(wrong.bytes).toEqual(good.bytes);
      expect(wrong.headers.signature).toMatch(/^algorithm=RSA256,keyVersion=1,signature=[A-Za-z0-9%]{300,}$/);
      expect(wrong.verdict).toBe('not believed');
    },
  ],
  altered: [
    'has another amount than the one that was signed',
    (wrong, good) => {
      expect(wrong.body).toMatchObject({ paymentAmount: { value: '3000001' } });
      expect(wrong.verdict).toBe('not believed');
      expect(isSignedFor(wrong, PATH, CLIENT_ID, good.bytes.toString('utf8'))).toBe(true);
    },
  ],
  reencoded: [
    'is the same JSON in other bytes than the signed ones',
    (wrong, good) => {
      expect(wrong.body).toEqual(good.body);
      expect(wrong.bytes).not.toEqual(good.bytes);
      expect(wrong.verdict).toBe('not believed');
    },
  ],
  bad_signature: [
    'has a signature that speaks of other bytes',
    (wrong, good) => {
      expect([wrong.bytes, wrong.verdict]).toEqual([good.bytes, 'not believed']);
    },
  ],
  no_signature: [
    'has no signature',
    (wrong) => {
      expect(wrong.headers).not.toHaveProperty('signature');
    },
  ],
  unknown_key: [
    'names a key version that nobody has',
    (wrong) => {
      expect(wrong.headers.signature).toMatch(/keyVersion=99,/);
      expect(wrong.verdict).toBe('not believed');
    },
  ],
  other_client: [
    'is for another client, and properly signed for that one',
    (wrong) => {
      const other = String(wrong.headers['client-id']);
      expect(other).not.toBe(CLIENT_ID);
      expect(isSignedFor(wrong, PATH, other)).toBe(true);
      expect(wrong.verdict).toBe('not believed');
    },
  ],
  other_path: [
    'is signed for another path than the one it comes to',
    (wrong) => {
      expect(wrong.path).toBe(PATH);
      expect(isSignedFor(wrong, `/elsewhere${PATH}`, CLIENT_ID)).toBe(true);
      expect(wrong.verdict).toBe('not believed');
    },
  ],
  malformed: [
    'is half a body under a good signature',
    (wrong, good) => {
      expect(wrong.bytes).toHaveLength(Math.ceil(good.bytes.length / 2));
      expect(wrong.verdict).toBe('not read');
    },
  ],
  empty: [
    'is no body under a good signature',
    (wrong) => {
      expect([wrong.bytes.length, wrong.verdict]).toEqual([0, 'not read']);
    },
  ],
  gzip: [
    'is compressed on the way, while its signature speaks of the plain bytes',
    (wrong, good) => {
      expect(wrong.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(wrong.bytes)).toEqual(good.bytes);
      expect(isSignedFor(wrong, PATH, CLIENT_ID, good.bytes.toString('utf8'))).toBe(true);
    },
  ],
  huge: [
    'is more than a megabyte of properly signed JSON',
    (wrong) => {
      expect(wrong.bytes.length).toBeGreaterThan(1024 * 1024);
      expect(wrong.verdict).toBe('too long');
      expect(isSignedFor(wrong, PATH, CLIENT_ID)).toBe(true);
    },
  ],
  unknown_order: [
    'speaks of a payment that nobody knows',
    (wrong, good) => {
      expect(wrong.verdict).toBe('good');
      expect(wrong.body?.paymentRequestId).toMatch(/^unknown_/);
      expect(wrong.body?.paymentId).not.toBe(good.body?.paymentId);
    },
  ],
  contradict: [
    'says properly signed that the payment failed',
    (wrong) => {
      expect(wrong.verdict).toBe('good');
      expect(wrong.body).toMatchObject({ notifyType: 'PAYMENT_RESULT', result: { resultStatus: 'F' } });
      expect(wrong.body).not.toHaveProperty('paymentTime');
    },
  ],
  other_amount: [
    'tells another amount, properly signed',
    (wrong) => {
      expect([wrong.verdict, wrong.body]).toMatchObject(['good', { paymentAmount: { value: '3000001' } }]);
    },
  ],
  other_currency: [
    'tells another currency, properly signed',
    (wrong) => {
      expect([wrong.verdict, wrong.body]).toMatchObject(['good', { paymentAmount: { currency: 'USD' } }]);
    },
  ],
};

describe('a notification that is wrong', () => {
  it.each(Object.entries(WRONG).map(([kind, [title, judge]]) => ({ kind, title, judge })))(
    '$kind: $title; the good one follows on the schedule',
    async ({ kind, judge }) => {
      await turn({ do: kind });
      const { paymentRequestId } = await pay();
      const [wrong, good] = await arrivals(2);
      expect(good).toMatchObject({ verdict: 'good', body: { paymentRequestId, result: { resultStatus: 'S' } } });
      judge(wrong as Arrival, good as Arrival);
      const { attempts } = await concluded();
      expect(attempts.map(({ fault, origin: by }) => [fault, by])).toEqual([
        [kind, 'schedule'],
        [null, 'schedule'],
      ]);
      expect(await control(origin, 'GET', 'faults/fired')).toEqual({ [kind]: 1 });
    },
  );

  it('can go out many times at once', async () => {
    await turn({ do: 'forged', count: 20 });
    await pay();
    await arrivals(21);
    const { attempts } = await concluded();
    expect(attempts.map(({ fault }) => fault)).toEqual([...Array(20).fill('forged'), null]);
  });

  it('may be of an authorization, and then has another code or speaks of an unknown attempt', async () => {
    await turn({ do: 'altered', match: { notification: 'authorization' } });
    await turn({ do: 'unknown_order', match: { notification: 'authorization' } });
    await link(origin, { notifyUrl: `${shop.url}/authorizations` });
    const [altered, unknown, good] = await arrivals(3);
    expect(altered).toMatchObject({ verdict: 'not believed', body: { authState: good?.body?.authState } });
    expect(altered?.body?.authCode).not.toBe(good?.body?.authCode);
    expect(unknown).toMatchObject({ verdict: 'good', body: { authState: expect.stringMatching(/^unknown_/) } });
    expect(good).toMatchObject({ verdict: 'good', body: { authorizationNotifyType: 'AUTHCODE_CREATED' } });
  });
});

describe('a notification of a refund that is wrong', () => {
  it.each([
    ['contradict', { refundStatus: 'FAIL', result: { resultStatus: 'F' } }],
    ['other_amount', { refundAmount: { currency: 'IDR', value: '1000001' } }],
    ['unknown_order', { refundRequestId: expect.stringMatching(/^unknown_/), refundId: expect.any(String) }],
    ['altered', { refundAmount: { currency: 'IDR', value: '1000001' } }],
  ])('%s', async (kind, said) => {
    const { truth } = await refundUnder({ do: kind });
    const [wrong, good] = await arrivals(2);
    const verdict = kind === 'altered' ? 'not believed' : 'good';
    expect([wrong, good]).toMatchObject([
      { verdict, body: said },
      { verdict: 'good', body: truth },
    ]);
  });

  it('says that one which failed has succeeded, with its time', async () => {
    const { truth } = await refundUnder({ do: 'contradict' }, { restricted: true });
    const [wrong, good] = await arrivals(2);
    const succeeded = { refundStatus: 'SUCCESS', result: { resultStatus: 'S' }, refundTime: expect.any(String) };
    expect([wrong?.body, good?.body]).toMatchObject([succeeded, { ...truth, refundStatus: 'FAIL' }]);
  });

  it('is meant by its account, its wallet and the payment that it gives back', async () => {
    await refundUnder({ do: 'other_path' }, {}, { wallet: 'DANA', account: 'dana-rich' });
    expect((await arrivals(1))[0]?.verdict).toBe('not believed');
  });
});

/** A refund of a payment of its own, with the dial turned for it by the payment's id. */
async function refundUnder(rule: object, account: object = {}, match: object = {}) {
  const message = payMessage(accessToken);
  const { body } = await call(origin, 'payments/pay', message);
  await control(origin, 'PUT', 'accounts/dana-rich', account);
  await turn({ ...rule, match: { notification: 'refund', requestId: message.paymentRequestId, ...match } });
  const refundRequestId = `rf_${message.paymentRequestId}`;
  await call(origin, 'payments/refund', {
    refundRequestId,
    paymentId: body.paymentId,
    refundAmount: { currency: 'IDR', value: '1000000' },
    refundNotifyUrl: `${shop.url}/refunds`,
  });
  return { truth: { notifyType: 'REFUND_RESULT', refundRequestId } };
}

describe('a failed payment', () => {
  it('is told as a success by a contradiction, with time and amount', async () => {
    await turn({ do: 'contradict' });
    await control(origin, 'PUT', 'accounts/dana-rich', { balance: '0' });
    await pay();
    const [wrong, good] = await arrivals(2);
    expect(wrong?.body).toMatchObject({
      result: { resultCode: 'SUCCESS', resultStatus: 'S' },
      actualPaymentAmount: good?.body?.paymentAmount,
      paymentTime: expect.any(String),
    });
    expect(good?.body).toMatchObject({ result: { resultStatus: 'F' } });
  });
});

/** When and how often it goes out. */
const TIMELY: Record<string, [title: string, judge: () => Promise<void>]> = {
  lost: [
    'never arrives, and the next one does',
    async () => {
      await turn({ do: 'lost' });
      await pay();
      const { attempts } = await concluded();
      expect(attempts).toMatchObject([{ fault: 'lost', status: null, problem: 'lost on the way' }, { status: 200 }]);
      expect(shop.arrivals).toHaveLength(1);
    },
  ],
  repeat: [
    'arrives a hundred times at once',
    async () => {
      let open = 0;
      let most = 0;
      before = async () => {
        open += 1;
        most = Math.max(most, open);
        await eventually(() => expect(shop.arrivals.length).toBe(100));
        open -= 1;
      };
      await turn({ do: 'repeat', count: 100 });
      await pay();
      await arrivals(100);
      const { attempts } = await concluded();
      expect(most).toBe(100);
      expect(shop.arrivals.every(({ verdict }) => verdict === 'good')).toBe(true);
      expect(attempts.filter(({ origin: by }) => by === 'copy')).toHaveLength(99);
    },
  ],
  reordered: [
    'is overtaken by the next of its kind',
    async () => {
      const first = payingShop();
      await turn({ do: 'reordered', match: { notification: 'payment', requestId: first.paymentRequestId } });
      await pay(first);
      await eventually(async () => expect(await views()).toMatchObject([{ waits: true, attempts: [] }]));
      const second = await pay();
      const both = await arrivals(2);
      expect(both.map(({ body }) => body?.paymentRequestId)).toEqual([second.paymentRequestId, first.paymentRequestId]);
      await eventually(async () => {
        expect(await views()).toMatchObject([
          { acknowledged: true, waits: false, attempts: [{ fault: 'reordered' }] },
          { acknowledged: true, attempts: [{ fault: null }] },
        ]);
      });
    },
  ],
  late: [
    'comes late, once, and its schedule begins then',
    async () => {
      before = (_, count) => (count === 1 ? 503 : undefined);
      await turn({ do: 'late', ms: 150, times: 9 });
      await pay();
      const { attempts, createdAt } = await concluded();
      const lateness = attempts.map(({ at }) => Date.parse(at) - Date.parse(createdAt));
      expect(attempts.map(({ fault }) => fault)).toEqual(['late', 'late']);
      expect(lateness[0]).toBeGreaterThanOrEqual(150);
      // Its second turn is 60 ms later and late again.
      expect(lateness[1]).toBeGreaterThanOrEqual(150 + 60 + 150);
    },
  ],
  early: [
    'is answered before the answer to our own call leaves',
    async () => {
      let letGo = () => {};
      before = () => new Promise<void>((resolve) => (letGo = resolve));
      await turn({ do: 'early' });
      let answered = false;
      const message = payingShop();
      const seen = look(origin, 'payments/pay', message).finally(() => (answered = true));
      await arrivals(1);
      expect(await control(origin, 'GET', 'calls?api=pay')).toMatchObject([{ state: 'held', fault: 'early' }]);
      expect(answered).toBe(false);
      letGo();
      expect(bodyOf(await seen).result.resultCode).toBe('SUCCESS');
      expect(await concluded()).toMatchObject({ attempts: [{ fault: 'early', status: 200 }] });
    },
  ],
};

describe('a notification at the wrong time', () => {
  it.each(Object.entries(TIMELY).map(([kind, [title, judge]]) => ({ kind, title, judge })))(
    '$kind: $title',
    async ({ kind, judge }) => {
      await judge();
      expect((await control<Record<string, number>>(origin, 'GET', 'faults/fired'))[kind]).toBeGreaterThanOrEqual(1);
    },
  );

  it('comes several times apart, beside its schedule', async () => {
    before = () => 503;
    await control(origin, 'PUT', 'settings', { notificationTimeScale: 1 });
    await turn({ do: 'repeat', count: 3, ms: 40 });
    await pay();
    await arrivals(3);
    const [view] = await eventually(async () => {
      const all = await views();
      expect(all[0]?.attempts).toHaveLength(3);
      return all;
    });
    const { attempts, nextAt, createdAt } = view as View;
    expect(attempts.map(({ origin: by }) => by)).toEqual(['schedule', 'copy', 'copy']);
    expect(Date.parse(attempts[2]?.at ?? '') - Date.parse(createdAt)).toBeGreaterThanOrEqual(80);
    expect(Date.parse(nextAt ?? '') - Date.parse(createdAt)).toBe(120_000);
  });

  it('comes fifteen hours late by the clock that is moved', async () => {
    const hours = 15 * 3_600_000;
    await turn({ do: 'late', ms: hours });
    await pay();
    const [waiting] = await eventually(async () => {
      const all = await views();
      expect(Date.parse(all[0]?.nextAt ?? '') - Date.parse(all[0]?.createdAt ?? '')).toBe(hours);
      return all;
    });
    expect(shop.arrivals).toHaveLength(0);
    await control(origin, 'PUT', 'clock', { advanceMs: hours });
    const { attempts } = await concluded();
    expect(attempts).toMatchObject([{ fault: 'late', at: waiting?.nextAt }]);
  });

  it('waits to be overtaken until somebody lets it go', async () => {
    await turn({ do: 'reordered' });
    await pay();
    await eventually(async () => expect(await views()).toMatchObject([{ waits: true }]));
    expect(await control(origin, 'POST', 'faults/release')).toEqual({ released: 1 });
    await concluded();
    expect(shop.arrivals).toHaveLength(1);
  });

  it('swaps pairs when the dial stays turned', async () => {
    await turn({ do: 'reordered', times: undefined });
    const sent: string[] = [];
    for (let count = 1; count <= 4; count += 1) {
      sent.push((await pay()).paymentRequestId);
      if (count % 2 === 0) await arrivals(count);
      else await eventually(async () => expect((await views()).at(-1)?.waits).toBe(true));
    }
    const [first, second, third, fourth] = sent;
    expect(shop.arrivals.map(({ body }) => body?.paymentRequestId)).toEqual([second, first, fourth, third]);
  });

  it('overtakes the answer that says "in process" with the final word', async () => {
    await control(origin, 'PUT', 'settings', { payAnswer: 'in_process', settleMs: 80 });
    await turn({ do: 'early' });
    const seen = await look(origin, 'payments/pay', payingShop());
    expect(bodyOf(seen).result.resultCode).toBe('PAYMENT_IN_PROCESS');
    expect(shop.arrivals).toMatchObject([{ verdict: 'good', body: { result: { resultStatus: 'S' } } }]);
  });

  it('is not waited for where none will come', async () => {
    await turn({ do: 'early' });
    expect(bodyOf(await look(origin, 'payments/pay', payMessage(accessToken))).result.resultCode).toBe('SUCCESS');
    expect(await control(origin, 'GET', 'faults')).toMatchObject([{ used: 0 }]);
  });

  it('tells of an unlinking before the answer to revoke', async () => {
    const second = await link(origin, { login: '08125556666', notifyUrl: `${shop.url}/a` });
    await arrivals(1);
    await turn({ do: 'early', match: { notification: 'authorization' } });
    const seen = await look(origin, 'authorizations/revoke', { accessToken: second.accessToken });
    expect(bodyOf(seen).result.resultCode).toBe('SUCCESS');
    expect(shop.arrivals[1]?.body).toMatchObject({ authorizationNotifyType: 'TOKEN_CANCELED' });
  });
});

describe('the kinds of the dial', () => {
  it('each have a case here or among the calls', () => {
    const told = [...Object.keys(WRONG), ...Object.keys(TIMELY)];
    const known = FAULT_KINDS.filter((kind) => kindOf(kind).on.some((occasion) => occasion !== 'call'));
    expect(told.toSorted()).toEqual(known.toSorted());
  });
});

describe('whom a rule means among notifications', () => {
  it.each([
    ['another kind', { notification: 'authorization' }, false],
    ['any kind', { notification: 'any' }, true],
    ['every one, when it is a kind that only notifications know', {}, true],
    ['another wallet', { notification: 'payment', wallet: 'GCASH' }, false],
    ['its account', { notification: 'payment', account: 'dana-rich' }, true],
    ['another request', { notification: 'payment', requestId: 'x' }, false],
    ['the second attempt', { notification: 'payment', nth: 2 }, false],
  ])('%s', async (_, match, strikes) => {
    await turn({ do: 'other_path', match });
    await pay();
    const [first] = await arrivals(1);
    expect(first?.verdict).toBe(strikes ? 'not believed' : 'good');
  });

  it('is never a notification where a kind of both sides names neither', async () => {
    await turn({ do: 'unknown_key', match: {}, times: undefined });
    await pay();
    const [first] = await arrivals(1);
    expect(first?.verdict).toBe('good');
  });
});

describe('by hand', () => {
  it('a notification is sent again as often as one likes, honestly, whatever the dial says', async () => {
    await pay();
    const { id } = await concluded();
    await turn({ do: 'forged', times: undefined });
    expect(await control(origin, 'POST', `notifications/${id}/resend`, { times: 3 })).toEqual({ sending: true });
    const all = await arrivals(4);
    expect(all.every(({ verdict }) => verdict === 'good')).toBe(true);
    expect(await control(origin, 'POST', `notifications/${id}/resend`, { times: 0 })).toHaveProperty('problem');
    expect(await control(origin, 'POST', 'notifications/ntf_x/resend')).toHaveProperty('problem');
  });

  it('a forged one is made from the last of its kind, and what the merchant said of it is told', async () => {
    await pay();
    await concluded();
    const forged = await control(origin, 'POST', 'notifications/forge', {
      kind: 'payment',
      how: 'other_path',
      count: 2,
    });
    const attempt = { status: 401, acknowledged: false, fault: 'other_path', origin: 'forge' };
    expect(forged).toMatchObject({ attempts: [attempt, attempt] });
    const wrong = { kind: 'payment', how: 'other_amount', value: '5' };
    expect(await control(origin, 'POST', 'notifications/forge', wrong)).toMatchObject({ attempts: [{ status: 200 }] });
    expect(shop.arrivals.at(-1)?.body).toMatchObject({ paymentAmount: { value: '5' } });
    expect(await concluded()).toMatchObject({ attempts: [{ fault: null }, attempt, attempt, { status: 200 }] });
  });

  it.each([
    ['of nothing yet', { kind: 'refund', how: 'forged' }, 404],
    ['of no kind', { kind: 'letter', how: 'forged' }, 400],
    ['in no way', { kind: 'payment', how: 'lost' }, 400],
    ['as the opposite of an authorization', { kind: 'authorization', how: 'contradict' }, 400],
  ])('none is forged %s', async (_, asked, status) => {
    const response = await fetch(`${origin}/control/notifications/forge`, {
      method: 'POST',
      body: JSON.stringify(asked),
    });
    expect([response.status, await response.json()]).toMatchObject([status, { problem: expect.any(String) }]);
  });
});
