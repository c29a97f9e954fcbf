/** Orders over the REST API: placed, found, tried again, cancelled and given back, and never debited twice. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { orders } from '@/db/schema/orders';
import { moneyLimits } from '@/db/schema/settings';
import { wallets } from '@/db/schema/wallets';
import { apiFor, type ApiClient } from '@/e2e/test-api';
import { POOR_DANA, RICH_TRUEMONEY, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { newId, type Id } from '@/lib/kit/ids';

let world: TestWorld;
let api: ApiClient;
let customer: TestCustomer;
let walletId: Id<'wal'>;

beforeAll(async () => {
  world = await startTestWorld();
  api = await apiFor(world.runtime);
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer);
});
afterAll(() => world.stop());
beforeEach(() => world.simulator.control.set({ payAnswer: 'immediate' }));

let count = 0;
function order(over: Record<string, unknown> = {}) {
  count += 1;
  return {
    customerId: customer.customerId,
    referenceOrderId: `A-${count}`,
    amount: { currency: 'IDR', value: '3000000' },
    description: 'Coffee beans, 1 kg',
    ...over,
  };
}

async function paid(over: Record<string, unknown> = {}) {
  const placed = await api.post('/orders', order(over));
  await world.runJobs();
  return (await api.get(`/orders/${placed.body.id}`)).body;
}

const debitsOf = async (reference: string) =>
  (await world.simulator.control.ledger()).payments.filter((payment) => payment.referenceOrderId === reference);

describe('an order', () => {
  test('is placed, is being debited, and is told as the contract writes it', async () => {
    const asked = order();
    const placed = await api.post('/orders', asked);
    expect(placed.status).toBe(201);
    expect(placed.body).toEqual({
      id: expect.stringMatching(/^ord_/),
      referenceOrderId: asked.referenceOrderId,
      customerId: customer.customerId,
      walletId,
      amount: asked.amount,
      refunded: { currency: 'IDR', value: '0' },
      refundPending: { currency: 'IDR', value: '0' },
      description: asked.description,
      status: 'INIT',
      payments: [
        {
          paymentRequestId: expect.any(String),
          paymentId: null,
          walletId,
          status: 'INIT',
          resolvedBy: null,
          failure: null,
          createdAt: expect.any(String),
          resolvedAt: null,
        },
      ],
      cancel: null,
      openCase: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    await world.runJobs();
    const read = await api.get(`/orders/${placed.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ status: 'SUCCESS', payments: [{ status: 'SUCCESS', resolvedBy: 'response' }] });
    expect(await debitsOf(asked.referenceOrderId)).toMatchObject([{ status: 'SUCCESS', value: '3000000' }]);
    const [line] = await world.db.select().from(auditLog).where(eq(auditLog.subjectId, placed.body.id));
    expect(line).toMatchObject({ actorKind: 'key', action: 'orders.place' });
  });

  test('of the same reference and content is the same order; with other content it is refused', async () => {
    const asked = order();
    const first = await api.post('/orders', asked);
    const again = await api.post('/orders', asked);
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    for (const other of [
      { amount: { currency: 'IDR', value: '3000001' } },
      { description: 'Tea' },
      { walletId },
      { customerId: (await world.newCustomer()).customerId },
    ]) {
      const refused = await api.post('/orders', { ...asked, ...other });
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ type: 'urn:mandate:problem:reference_in_use' });
    }
    await world.runJobs();
    expect(await debitsOf(asked.referenceOrderId)).toHaveLength(1);
  });

  test.each([false, true])('asked twenty times at once is placed once (with a key: %s)', async (keyed) => {
    const asked = order();
    const headers = keyed ? { 'idempotency-key': `twenty-${count}` } : undefined;
    const replies = await Promise.all(Array.from({ length: 20 }, () => api.post('/orders', asked, headers)));
    for (const reply of replies) expect([200, 201, 409], reply.text).toContain(reply.status);
    const settled = await api.post('/orders', asked, headers);
    const ids = replies.filter(({ status }) => status < 300).map(({ body }) => body.id as string);
    expect(new Set([...ids, settled.body.id])).toHaveProperty('size', 1);
    if (!keyed) expect(replies.every(({ status }) => status < 300)).toBe(true);
    await world.runJobs();
    expect(await debitsOf(asked.referenceOrderId)).toHaveLength(1);
  });

  test('asked many times at once is the same order for all, also when it alone reaches a cap', async () => {
    const someone = await world.newCustomer();
    const amount = { currency: 'THB', value: '70000' };
    await world.linkWallet(someone, RICH_TRUEMONEY, 'TRUEMONEY');
    await world.db
      .insert(moneyLimits)
      .values({ currency: 'THB', perCustomerDayMinor: 100_000n, updatedAt: new Date(), updatedBy: 'test' });
    const asked = order({ customerId: someone.customerId, amount });
    const replies = await Promise.all(Array.from({ length: 10 }, () => api.post('/orders', asked)));
    await world.db.delete(moneyLimits);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([...Array<number>(9).fill(200), 201]);
    await world.runJobs();
  });

  test('names its wallet, or takes the default one of its currency', async () => {
    const named = await api.post('/orders', order({ walletId }));
    expect(named.body.walletId).toBe(walletId);
    const none = await api.post('/orders', order({ amount: { currency: 'PHP', value: '30000' } }));
    expect([none.status, none.body.type]).toEqual([422, 'urn:mandate:problem:no_wallet_for_currency']);
    const stranger = await world.newCustomer();
    const foreign = await api.post('/orders', order({ walletId, customerId: stranger.customerId }));
    expect([foreign.status, foreign.body.fields]).toEqual([422, { walletId: 'This customer has no such wallet.' }]);
    const nobody = await api.post('/orders', order({ customerId: newId('cus', 1) }));
    expect([nobody.status, nobody.body.fields]).toEqual([422, { customerId: 'There is no such customer.' }]);
    const wrong = await api.post('/orders', order({ walletId, amount: { currency: 'PHP', value: '30000' } }));
    expect([wrong.status, wrong.body.type]).toEqual([422, 'urn:mandate:problem:amount_outside_limits']);
  });

  test('is not taken from a wallet that rests', async () => {
    await world.db.update(wallets).set({ paused: true }).where(eq(wallets.id, walletId));
    const refused = await api.post('/orders', order());
    await world.db.update(wallets).set({ paused: false }).where(eq(wallets.id, walletId));
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:mandate:problem:wallet_not_usable']);
  });

  test('names every wrong field at once', async () => {
    const refused = await api.post('/orders', {
      customerId: 'cus_1',
      amount: { currency: 'XXX', value: '-5' },
      description: '',
      extra: true,
    });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(Object.keys(refused.body.fields).toSorted()).toEqual(
      ['amount.currency', 'amount.value', 'customerId', 'description', 'extra', 'referenceOrderId'].toSorted(),
    );
    expect(refused.body.fields.referenceOrderId).toBe('Is missing.');
    expect(refused.body.fields.extra).toBe('There is no such field.');
  });

  test('that is waited for is answered with its result', async () => {
    const asked = api.post('/orders', order(), { prefer: 'wait=20' });
    const [reply] = await Promise.all([asked, jobsUntil(asked)]);
    expect([reply.status, reply.body.status]).toEqual([201, 'SUCCESS']);
    expect(reply.headers.get('preference-applied')).toBe('wait=20');
  });

  test('that has no result in time is answered as it stands', async () => {
    const reply = await api.post('/orders', order(), { prefer: 'respond-async, wait=1' });
    expect([reply.status, reply.body.status]).toEqual([201, 'INIT']);
    await world.runJobs();
  });
});

/** The worker, until an answer is there. */
async function jobsUntil(answer: Promise<unknown>): Promise<void> {
  const state = { there: false };
  void answer.finally(() => (state.there = true));
  while (!state.there) {
    await world.runJobs();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a list', () => {
  test('is read page by page, and what is added meanwhile moves nothing', async () => {
    const someone = await world.newCustomer();
    await world.linkWallet(someone);
    const placed: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      placed.unshift((await api.post('/orders', order({ customerId: someone.customerId }))).body.id);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<ApiClient['get']>> = await api.get(
        `/orders?customerId=${someone.customerId}&limit=2&cursor=${cursor}`,
      );
      expect(page.status, page.text).toBe(200);
      seen.push(...page.body.data.map(({ id }: { id: string }) => id));
      cursor = page.body.nextCursor;
      if (seen.length === 2) await api.post('/orders', order({ customerId: someone.customerId }));
    }
    expect(seen).toEqual(placed);
    await world.runJobs();
  });

  test('is filtered by each of its filters, and by several', async () => {
    const good = await paid();
    const { body: list } = await api.get(`/orders?referenceOrderId=${good.referenceOrderId}`);
    expect(list.data).toMatchObject([{ id: good.id }]);
    for (const [filter, holds] of [
      ['status=SUCCESS', true],
      ['status=FAIL', false],
      [`customerId=${good.customerId}`, true],
      [`customerId=${newId('cus', 1)}`, false],
      [`walletId=${good.walletId}`, true],
      [`walletId=${newId('wal', 1)}`, false],
      [`createdFrom=${good.createdAt}`, true],
      [`createdTo=${good.createdAt}`, true],
      [`createdFrom=${new Date(Date.parse(good.createdAt) + 1).toISOString()}`, false],
      [`createdTo=${new Date(Date.parse(good.createdAt) - 1).toISOString()}`, false],
    ] as const) {
      const both = await api.get(`/orders?referenceOrderId=${good.referenceOrderId}&${filter}`);
      expect(both.body.data, filter).toHaveLength(holds ? 1 : 0);
    }
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1e2', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['status=PAID', 'status'],
    ['customerId=1', 'customerId'],
    ['walletId=ord_1', 'walletId'],
    ['createdFrom=yesterday', 'createdFrom'],
    ['createdTo=2026-13-45T00:00:00Z', 'createdTo'],
    ['limit=1&limit=2', 'limit'],
    ['sort=amount', 'sort'],
    ['customerId=', 'customerId'],
    ['walletId=', 'walletId'],
    ['referenceOrderId=', 'referenceOrderId'],
    ['status=', 'status'],
    ['createdFrom=', 'createdFrom'],
  ])('does not take %s, and says so', async (query, field) => {
    const refused = await api.get(`/orders?${query}`);
    expect(refused.status).toBe(422);
    expect(Object.keys(refused.body.fields)).toEqual([field]);
  });
});

describe('a failed order', () => {
  test('is tried again under a new id, from another wallet too; a paid one is not', async () => {
    const someone = await world.newCustomer();
    const poor = await world.linkWallet(someone, POOR_DANA);
    const failed = await paid({ customerId: someone.customerId, walletId: poor });
    expect(failed).toMatchObject({
      status: 'FAIL',
      payments: [{ status: 'FAIL', failure: { code: 'USER_BALANCE_NOT_ENOUGH', retryable: true } }],
    });
    const foreign = await api.post(`/orders/${failed.id}/retry`, { walletId });
    expect([foreign.status, foreign.body.fields]).toEqual([422, { walletId: 'This customer has no such wallet.' }]);
    await world.simulator.control.setAccount('dana-poor', { balance: '900000000' });
    const again = await api.post(`/orders/${failed.id}/retry`);
    expect([again.status, again.body.status, again.body.payments.length]).toEqual([202, 'INIT', 2]);
    await world.runJobs();
    const read = await api.get(`/orders/${failed.id}`);
    expect(read.body).toMatchObject({ status: 'SUCCESS', payments: [{ status: 'FAIL' }, { status: 'SUCCESS' }] });
    const over = await api.post(`/orders/${failed.id}/retry`);
    expect([over.status, over.body.type]).toEqual([409, 'urn:mandate:problem:order_not_retryable']);
  });
});

describe('a cancel', () => {
  test('takes the order back whole, once', async () => {
    const someone = await world.newCustomer();
    const cancellable = await world.linkWallet(someone, RICH_TRUEMONEY, 'TRUEMONEY');
    const amount = { currency: 'THB', value: '70000' };
    const good = await paid({ customerId: someone.customerId, walletId: cancellable, amount });
    const asked = api.post(`/orders/${good.id}/cancel`, {}, { prefer: 'wait=20' });
    const [reply] = await Promise.all([asked, jobsUntil(asked)]);
    expect(reply, reply.text).toMatchObject({
      status: 202,
      body: { status: 'CANCELLED', cancel: { status: 'SUCCESS' } },
    });
    const again = await api.post(`/orders/${good.id}/cancel`);
    expect([again.status, again.body.type]).toEqual([409, 'urn:mandate:problem:cancel_not_possible']);
  });

  test('of what has not left is done at once', async () => {
    const placed = await api.post('/orders', order());
    const reply = await api.post(`/orders/${placed.body.id}/cancel`);
    expect([reply.status, reply.body.status]).toEqual([202, 'CANCELLED']);
    await world.runJobs();
  });
});

describe('a refund', () => {
  test('gives back a part, then all that is left, and never more', async () => {
    const good = await paid();
    const part = await api.post(`/orders/${good.id}/refunds`, {
      amount: { currency: 'IDR', value: '1000000' },
      reason: 'The bag was torn',
    });
    expect(part.status).toBe(202);
    expect(part.body).toMatchObject({
      id: expect.stringMatching(/^ref_/),
      orderId: good.id,
      amount: { currency: 'IDR', value: '1000000' },
      status: 'INIT',
      reason: 'The bag was torn',
    });
    expect((await api.get(`/orders/${good.id}`)).body.refundPending.value).toBe('1000000');
    const tooMuch = await api.post(`/orders/${good.id}/refunds`, { amount: { currency: 'IDR', value: '2000100' } });
    expect([tooMuch.status, tooMuch.body.type]).toEqual([422, 'urn:mandate:problem:refund_exceeds_balance']);
    const other = await api.post(`/orders/${good.id}/refunds`, { amount: { currency: 'PHP', value: '100' } });
    expect([other.status, other.body.fields]).toEqual([422, { 'amount.currency': 'The order is in IDR.' }]);
    await world.runJobs();
    const rest = await api.post(`/orders/${good.id}/refunds`);
    expect([rest.status, rest.body.amount.value]).toEqual([202, '2000000']);
    await world.runJobs();
    expect((await api.get(`/refunds/${rest.body.id}`)).body).toMatchObject({ status: 'SUCCESS' });
    expect((await api.get(`/orders/${good.id}`)).body).toMatchObject({
      refunded: { value: '3000000' },
      refundPending: { value: '0' },
    });
    const nothing = await api.post(`/orders/${good.id}/refunds`);
    expect([nothing.status, nothing.body.type]).toEqual([409, 'urn:mandate:problem:refund_not_possible']);
    const list = await api.get(`/orders/${good.id}/refunds?limit=1`);
    expect(list.body.data).toMatchObject([{ id: rest.body.id }]);
    const second = await api.get(`/orders/${good.id}/refunds?limit=1&cursor=${list.body.nextCursor}`);
    expect(second.body).toMatchObject({ data: [{ id: part.body.id }], nextCursor: null });
  });

  test('of what is not paid is refused', async () => {
    const placed = await api.post('/orders', order());
    const refused = await api.post(`/orders/${placed.body.id}/refunds`);
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:mandate:problem:refund_not_possible']);
    await world.runJobs();
  });

  test('asked ten times at once under one key is one refund', async () => {
    const good = await paid();
    const asked = { amount: { currency: 'IDR', value: '1000000' } };
    const headers = { 'idempotency-key': `refund-${good.id}` };
    await Promise.all(Array.from({ length: 10 }, () => api.post(`/orders/${good.id}/refunds`, asked, headers)));
    await world.runJobs();
    expect((await api.get(`/orders/${good.id}/refunds`)).body.data).toHaveLength(1);
  });
});

test('an order of before the API is told and found like any other', async () => {
  const placed = await world.buy(customer, walletId);
  await world.runJobs();
  const [row] = await world.db
    .select()
    .from(orders)
    .where(sql`${orders.id} = ${placed.orderId}`);
  const found = await api.get(`/orders?referenceOrderId=${row!.referenceOrderId}`);
  expect(found.body.data).toMatchObject([{ id: placed.orderId, status: 'SUCCESS' }]);
  const taken = await api.post('/orders', order({ referenceOrderId: row!.referenceOrderId }));
  expect(taken.status).toBe(409);
});
