/** The same key, address and body get the same answer again, whatever happened to whoever asked first. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { idempotencyKeys } from '@/db/schema/api-keys';
import { wallets } from '@/db/schema/wallets';
import { apiFor, type ApiClient } from '@/e2e/test-api';
import { startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { forgetOldKeys } from '@/lib/api/idempotency';
import type { Id } from '@/lib/kit/ids';

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

let count = 0;
function order() {
  count += 1;
  return {
    customerId: customer.customerId,
    referenceOrderId: `I-${count}`,
    amount: { currency: 'IDR', value: '3000000' },
    description: 'Coffee beans, 1 kg',
  };
}
const keyed = (key: string, more: Record<string, string> = {}) => ({ 'idempotency-key': key, ...more });

describe('an idempotency key', () => {
  test('gives the same bytes again, also when the order has moved on', async () => {
    const asked = order();
    const first = await api.post('/orders', asked, keyed('same'));
    await world.runJobs();
    const again = await api.post('/orders', asked, keyed('same'));
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
  });

  test('does not mind how the same body is written', async () => {
    const { customerId, referenceOrderId, amount, description } = order();
    const first = await api.post('/orders', { customerId, referenceOrderId, amount, description }, keyed('written'));
    const turned = { description, amount: { value: amount.value, currency: 'IDR' }, referenceOrderId, customerId };
    const again = await api.send('POST', '/orders', {
      body: JSON.stringify(turned, null, 4),
      headers: { 'content-type': 'application/json', ...keyed('written') },
    });
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  test('with another body is refused; at another address it is another key', async () => {
    const asked = order();
    const placed = await api.post('/orders', asked, keyed('other'));
    const refused = await api.post('/orders', { ...asked, description: 'Tea' }, keyed('other'));
    expect([refused.status, refused.body.type]).toEqual([422, 'urn:mandate:problem:idempotency_key_reused']);
    const cancelled = await api.post(`/orders/${placed.body.id}/cancel`, {}, keyed('other'));
    expect(cancelled.status).toBe(202);
  });

  test('is not used up by a body that was not accepted', async () => {
    const asked = order();
    expect((await api.post('/orders', { ...asked, amount: null }, keyed('mended'))).status).toBe(422);
    expect((await api.post('/orders', asked, keyed('mended'))).status).toBe(201);
  });

  test('that somebody is at is told as in flight, and is free as soon as its holder has died', async () => {
    const asked = order();
    const name = JSON.stringify(['held', 'POST /api/v1/orders']);
    let holder = 0;
    const holding = world.db.transaction(async (tx) => {
      const [row] = await tx.execute<{ pid: number }>(
        sql`select pg_backend_pid() as pid from pg_advisory_xact_lock(hashtextextended(${name}, 0))`,
      );
      holder = row!.pid;
      await new Promise(() => undefined);
    });
    holding.catch(() => undefined);
    await vi.waitFor(() => expect(holder).toBeGreaterThan(0));
    const refused = await api.post('/orders', asked, keyed('held'));
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:mandate:problem:idempotency_key_in_flight']);
    expect(refused.headers.get('retry-after')).toBe('1');
    await world.startAnother().db.execute(sql`select pg_terminate_backend(${holder})`);
    await vi.waitFor(async () => expect((await api.post('/orders', asked, keyed('held'))).status).toBe(201));
  });

  test('keeps a refusal too', async () => {
    const asked = order();
    await world.db.update(wallets).set({ paused: true }).where(eq(wallets.id, walletId));
    const first = await api.post('/orders', asked, keyed('refused'));
    await world.db.update(wallets).set({ paused: false }).where(eq(wallets.id, walletId));
    const again = await api.post('/orders', asked, keyed('refused'));
    expect([first.status, again.status, again.text]).toEqual([409, 409, first.text]);
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect((await api.post('/orders', asked, keyed('refused-2'))).status).toBe(201);
  });

  test('keeps nothing of what went wrong on our side, and nothing of what had been done before it', async () => {
    const asked = order();
    await world.db.execute(sql`alter table transitions rename to transitions_away`);
    const failed = await api.post('/orders', asked, keyed('ours'));
    await world.db.execute(sql`alter table transitions_away rename to transitions`);
    expect([failed.status, failed.body.type]).toEqual([500, 'urn:mandate:problem:internal']);
    expect((await api.get(`/orders?referenceOrderId=${asked.referenceOrderId}`)).body.data).toEqual([]);
    expect((await api.post('/orders', asked, keyed('ours'))).status).toBe(201);
  });

  test('gives who waited and who comes later the same end', async () => {
    const asked = order();
    const first = await api.post('/orders', asked, keyed('waited'));
    await world.runJobs();
    const waited = await api.post('/orders', asked, keyed('waited', { prefer: 'wait=5' }));
    expect([first.body.status, waited.status, waited.body.status]).toEqual(['INIT', 201, 'SUCCESS']);
    expect((await api.post('/orders', asked, keyed('waited'))).text).toBe(waited.text);
  });

  test('whose kept answer tells of an end keeps it, whatever became of the order since', async () => {
    const asked = order();
    await api.post('/orders', asked, keyed('ended'));
    await world.runJobs();
    const ended = await api.post('/orders', asked, keyed('ended', { prefer: 'wait=5' }));
    await api.post(`/orders/${ended.body.id}/refunds`);
    await world.runJobs();
    const again = await api.post('/orders', asked, keyed('ended', { prefer: 'wait=5' }));
    expect(again.text).toBe(ended.text);
    expect((await api.get(`/orders/${ended.body.id}`)).body.refunded.value).toBe('3000000');
  });

  test('keeps its answer sealed, since an answer may hold a secret', async () => {
    const asked = order();
    await api.post('/orders', asked, keyed('sealed'));
    const [row] = await world.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, 'sealed'));
    expect(row!.answer).toMatch(/^v1\./);
    expect(JSON.stringify(row)).not.toContain(asked.referenceOrderId);
  });

  test('is forgotten after thirty days', async () => {
    const asked = order();
    await api.post('/orders', asked, keyed('old'));
    const age = (days: number) =>
      world.db
        .update(idempotencyKeys)
        .set({ createdAt: sql`now() - make_interval(days => ${days}, secs => 60)` })
        .where(eq(idempotencyKeys.key, 'old'));
    await age(29);
    expect(await forgetOldKeys(world.system)).toBe(0);
    await age(30);
    expect(await forgetOldKeys(world.system)).toBe(1);
    // The reference alone still keeps the order from being placed twice.
    expect((await api.post('/orders', asked, keyed('old'))).status).toBe(200);
  });

  test.each(['', 'a b', 'x'.repeat(256)])('%j is none', async (key) => {
    const refused = await api.post('/orders', order(), keyed(key));
    expect([refused.status, Object.keys(refused.body.fields)]).toEqual([422, ['Idempotency-Key']]);
  });
});
