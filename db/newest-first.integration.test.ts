/** A page of a list is read from its index, whatever stands in the table: no row is sorted for it. */
import { and, eq, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { newestFirst, olderThan } from './newest-first';
import { apiKeys } from './schema/api-keys';
import { cases } from './schema/cases';
import { orders } from './schema/orders';
import { refunds } from './schema/refunds';
import { webhookDeliveries, webhookEndpoints } from './schema/webhooks';

let database: TestDatabase;
beforeAll(async () => void (database = await cloneDatabase()));
afterAll(() => database.drop());

interface Listed {
  readonly at: AnyColumn;
  readonly id: AnyColumn;
  readonly filter?: SQL;
}

const PLACE = { createdAt: new Date('2026-11-26T08:30:00Z'), id: 'ord_00000000000000000000000001' };

const LISTS: readonly (readonly [string, Listed])[] = [
  ['all orders', { at: orders.createdAt, id: orders.id }],
  ['orders of a status', { at: orders.createdAt, id: orders.id, filter: eq(orders.status, 'FAIL') }],
  ['orders of a customer', { at: orders.createdAt, id: orders.id, filter: eq(orders.customerId, 'cus_1') }],
  ['orders of a wallet', { at: orders.createdAt, id: orders.id, filter: eq(orders.walletId, 'wal_1') }],
  ['all refunds', { at: refunds.createdAt, id: refunds.id }],
  ['refunds of a status', { at: refunds.createdAt, id: refunds.id, filter: eq(refunds.status, 'INIT') }],
  ['cases', { at: cases.openedAt, id: cases.id }],
  ['API keys', { at: apiKeys.createdAt, id: apiKeys.id }],
  ['webhook endpoints', { at: webhookEndpoints.createdAt, id: webhookEndpoints.id }],
  [
    'what was sent to an endpoint',
    {
      at: webhookDeliveries.createdAt,
      id: webhookDeliveries.id,
      filter: eq(webhookDeliveries.endpointId, 'whe_1'),
    },
  ],
];

test.each(LISTS)('%s are read in the order of an index, from the place of a cursor on', async (_name, listed) => {
  const { at, id, filter } = listed;
  const query = database.db
    .select({ id: sql`${id}` })
    .from(at.table)
    .where(and(filter, olderThan(at, id, PLACE)))
    .orderBy(newestFirst(at, id))
    .limit(21);
  // Of a small table everything is read at once; what is asked here is whether the index could be followed.
  const lines = await database.db.transaction(async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    await tx.execute(sql`set local enable_bitmapscan = off`);
    await tx.execute(sql`set local enable_sort = off`);
    return tx.execute<{ 'QUERY PLAN': string }>(sql`explain ${query}`);
  });
  const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
  expect(plan).not.toContain('Sort');
  expect(plan).toMatch(/Index Cond: .*ROW\(created_at, id\) < ROW|Index Cond: .*ROW\(opened_at, id\) < ROW/);
});
