/** Bulk data are rows like any other: whole, final, and found by the same lists. */
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedOrders } from '@/bench/seed-rows';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { listApiOrders } from '@/lib/api/views';

let database: TestDatabase;
beforeAll(async () => void (database = await cloneDatabase()));
afterAll(() => database.drop());

test('orders of the past are written by COPY, each with its payment, and nothing of them can be debited', async () => {
  const client = postgres(database.url, { max: 1, onnotice: () => undefined });
  const until = new Date();
  const seeded = await seedOrders(client, 2_500, until);
  await client.end();
  expect(seeded).toMatchObject({ customers: 125, orders: 2_500 });
  const [counted] = await database.db.execute(sql`select
    (select count(*)::int from orders) as orders,
    (select count(*)::int from payments p join orders o on o.id = p.order_id and o.status = p.status
      and o.amount_minor = p.amount_minor and o.wallet_id = p.wallet_id) as payments,
    (select count(*)::int from orders where status = 'FAIL') as failed,
    (select count(*)::int from wallets where status <> 'REVOKED') as usable,
    (select max(created_at) from orders) as newest`);
  expect(counted).toMatchObject({ orders: 2_500, payments: 2_500, failed: 200, usable: 0 });
  expect(new Date(String(counted!.newest)).getTime()).toBe(until.getTime());
  const page = await listApiOrders(database.db, { limit: 100, status: 'FAIL' });
  expect(page.data).toHaveLength(100);
  expect(page.data[0]).toMatchObject({ status: 'FAIL', payments: [{ failure: { code: 'USER_BALANCE_NOT_ENOUGH' } }] });
  expect(page.nextCursor).not.toBeNull();
});
