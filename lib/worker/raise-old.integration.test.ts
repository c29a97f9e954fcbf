/** What has had no end for a day is raised once, as what it is, and closes by itself when its end comes. */
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { cases } from '@/db/schema/cases';
import { orders } from '@/db/schema/orders';
import { customer, openTestShop, paid, staff as finance, wallet, world } from '@/e2e/test-shop';
import { STAFF_PASSWORD } from '@/e2e/test-world';
import { closeCase } from '@/lib/cases/close-cases';
import { newSecretText } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { requestCancel } from '@/lib/payments/request-cancel';
import { requestRefund } from '@/lib/refunds/request-refund';
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { sweep } from './sweep';

const DAY_AND_MORE_MS = 25 * 3_600_000;

openTestShop('finance');

const casesOf = (subjectId: string) => world.db.select().from(cases).where(eq(cases.subjectId, subjectId));

async function sweepAfterADay(): Promise<void> {
  world.moveClock(DAY_AND_MORE_MS);
  await sweep(world.system);
}

test('a debit that was never sent is raised as such, and what a person has closed stays closed', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  await sweepAfterADay();
  const [open] = await casesOf(placed.id);
  expect(open).toMatchObject({ kind: 'unsent_for_long', status: 'OPEN', orderId: placed.orderId });
  await closeCase(finance, { caseId: open!.id, reason: 'The customer was told' });
  await sweep(world.system);
  expect(await casesOf(placed.id)).toMatchObject([{ status: 'CLOSED' }]);
});

test('what was pinned and never left is still not sent', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  await sweepAfterADay();
  await world.db.update(orders).set({ confirmedAt: world.system.now() }).where(eq(orders.id, placed.orderId));
  await world.simulator.goDown();
  try {
    expect(await chargeOrder(world.system, placed.id)).toBe('not_sent');
  } finally {
    await world.simulator.comeBack();
  }
  expect(await casesOf(placed.id)).toMatchObject([{ kind: 'unsent_for_long', status: 'OPEN' }]);
});

test('once it is sent, that it was not sent is over, and a day begins anew', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  await sweepAfterADay();
  await world.db.update(orders).set({ confirmedAt: world.system.now() }).where(eq(orders.id, placed.orderId));
  await world.simulator.control.fault({ do: 'close_before', match: { api: 'pay' } });
  expect(await chargeOrder(world.system, placed.id)).toBe('sent');
  expect(await casesOf(placed.id)).toMatchObject([{ kind: 'unsent_for_long', status: 'CLOSED', closeReason: 'sent' }]);
  await sweep(world.system);
  expect(await casesOf(placed.id)).toHaveLength(1);
});

test('a refund without an end is raised, and its end closes the case', async () => {
  const placed = await paid();
  await world.simulator.control.fault({ do: 'close_before', match: { api: 'refund' } });
  await world.simulator.control.fault({ do: 'malformed', match: { api: 'inquiryRefund' } });
  const asked = { orderId: placed.orderId, placementKey: newSecretText(), password: STAFF_PASSWORD };
  const { refundId } = await requestRefund(finance, asked);
  await world.runJobs();
  await sweepAfterADay();
  expect(await casesOf(refundId)).toMatchObject([
    { kind: 'refund_unknown_for_long', status: 'OPEN', orderId: placed.orderId },
  ]);
  await world.simulator.control.clearFaults();
  await world.runJobs();
  expect(await casesOf(refundId)).toMatchObject([{ status: 'CLOSED', closeReason: 'answered' }]);
});

test('a cancel without an end is raised, and its end closes the case', async () => {
  const placed = await paid();
  await world.simulator.control.fault({ do: 'malformed', match: { api: 'cancel' } });
  const { cancelId } = await requestCancel(finance, { orderId: placed.orderId, password: STAFF_PASSWORD });
  await world.runJobs();
  await sweepAfterADay();
  expect(await casesOf(cancelId!)).toMatchObject([
    { kind: 'cancel_unknown_for_long', status: 'OPEN', orderId: placed.orderId },
  ]);
  await world.simulator.control.clearFaults();
  await world.runJobs();
  expect(await casesOf(cancelId!)).toMatchObject([{ status: 'CLOSED', closeReason: 'answered' }]);
});

test('an unlinking without an end is raised, and its end closes the case', async () => {
  await world.simulator.control.fault({ do: 'malformed', match: { api: 'revoke' } });
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  await sweepAfterADay();
  expect(await casesOf(wallet)).toMatchObject([{ kind: 'unlinking_for_long', status: 'OPEN', orderId: null }]);
  await world.simulator.control.clearFaults();
  await world.runJobs();
  expect(await casesOf(wallet)).toMatchObject([{ status: 'CLOSED', closeReason: 'answered' }]);
});

test('each of more than one sweep can raise gets its case in time', async () => {
  const placed = await world.order(customer, wallet, '450.00');
  await world.db.execute(sql`insert into orders select (jsonb_populate_record(o, jsonb_build_object(
      'id', 'ord_many' || n, 'reference_order_id', 'many' || n, 'placement_key', 'many' || n))).*
    from orders o, generate_series(1, 600) n where o.id = ${placed.orderId}`);
  await world.db.execute(sql`insert into payments select (jsonb_populate_record(p, jsonb_build_object(
      'id', 'pay_many' || n, 'order_id', 'ord_many' || n, 'payment_request_id', 'many' || n))).*
    from payments p, generate_series(1, 600) n where p.id = ${placed.id}`);
  await sweepAfterADay();
  await sweep(world.system);
  const [open] = await world.db.execute<{ count: number }>(sql`select count(*)::int as count from cases
    where order_id like 'ord_many%' and status = 'OPEN'`);
  expect(open?.count).toBe(600);
});
