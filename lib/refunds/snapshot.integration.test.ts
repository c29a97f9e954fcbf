/** A page that is put together from several reads shows one moment, whatever is committed between them. */
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import {
  RICH_TRUEMONEY,
  STAFF_PASSWORD,
  startTestWorld,
  type Payment,
  type TestCustomer,
  type TestWorld,
} from '@/e2e/test-world';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { requestCancel } from '@/lib/payments/request-cancel';
import { readAdminOrder } from './admin-order';
import { readCasePage } from './case-page';
import { readOwnOrder } from './own-order-view';

let world: TestWorld;
let finance: Context;
let customer: TestCustomer;
let placed: Payment;
let caseId: string;

beforeAll(async () => {
  world = await startTestWorld();
  finance = await world.addStaff('finance');
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.simulator.control.set({ payAnswer: 'immediate', notifications: 'off' });
  customer = await world.newCustomer();
  const wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
  placed = await world.order(customer, wallet, '450.00');
  await chargeOrder(world.system, placed.id);
  await requestCancel(finance, { orderId: placed.orderId, password: STAFF_PASSWORD });
  const { orderId, id } = placed;
  await openCase(world.db, world.system, { kind: 'surplus', subjectId: id, orderId, detail: {} });
  const [open] = await world.db.execute<{ id: string }>(`select id from cases where subject_id = '${id}'`);
  caseId = open!.id;
});

/**
 * Ends the cancel and all that follows from it in one transaction, which commits when somebody waits to read cancels: after
 * their first read, before their last.
 */
async function whileTheCancelEnds<T>(read: () => Promise<T>): Promise<T> {
  const sql = postgres(world.database.url, { max: 2, onnotice: () => undefined });
  onTestFinished(() => sql.end());
  let reading: Promise<T> | undefined;
  await sql.begin(async (tx) => {
    await tx`lock table cancels in access exclusive mode`;
    await tx`update cancels set status = 'SUCCESS', resolved_at = now() where payment_id = ${placed.id}`;
    await tx`update payments set status = 'CANCELLED' where id = ${placed.id}`;
    await tx`update orders set status = 'CANCELLED' where id = ${placed.orderId}`;
    await tx`update cases set status = 'CLOSED', closed_at = now(), closed_by = 'worker', close_reason = 'returned' where id = ${caseId}`;
    reading = read();
    await expect
      .poll(async () => {
        const [waiting] = await sql`
          select count(*)::int as count from pg_locks where relation = 'cancels'::regclass and not granted`;
        return waiting?.count;
      })
      .toBeGreaterThan(0);
  });
  return reading!;
}

test('a case is not open with nothing on its way back', async () => {
  const seen = await whileTheCancelEnds(() => readCasePage(finance, caseId));
  expect([seen.status, seen.returns?.cancels[0]?.status]).toEqual(['OPEN', 'INIT']);
  const next = await readCasePage(finance, caseId);
  expect([next.status, next.returns?.cancels[0]?.status]).toEqual(['CLOSED', 'SUCCESS']);
});

test('an order is not paid with its cancel done, for staff', async () => {
  const seen = await whileTheCancelEnds(() => readAdminOrder(finance, placed.orderId));
  expect([seen.status, seen.returns.cancels[0]?.status]).toEqual(['SUCCESS', 'INIT']);
});

test('nor for its customer', async () => {
  const seen = await whileTheCancelEnds(() => readOwnOrder(customer.ctx, placed.orderId as Id<'ord'>));
  expect([seen.status, seen.cancelling]).toEqual(['SUCCESS', true]);
});
