/** Whatever is not final and has no job is found, counted and taken up again. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestWorld, visitWallet, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { chargeOrder } from '@/lib/payments/charge';
import { sweep } from './sweep';

let world: TestWorld;
let customer: TestCustomer;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ payAnswer: 'immediate' });
  customer = await world.newCustomer();
});

const dropJobs = () => world.db.execute(sql`delete from graphile_worker._private_jobs`);

async function buy(): Promise<Payment> {
  return world.buy(customer, await world.linkWallet(customer));
}

test('an order whose job is gone is found after a while, debited once, and found no more', async () => {
  const placed = await buy();
  await dropJobs();
  expect((await sweep(world.system)).withoutJob, 'too young to be missed').toBe(0);

  world.moveClock(21_000);
  expect((await sweep(world.system)).withoutJob).toBe(1);
  expect((await sweep(world.system)).withoutJob).toBe(0);
  world.moveClock(null);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', sends: 1 });
});

test('a debit that may have been sent and whose job is gone is inquired, not sent again', async () => {
  const placed = await buy();
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'pay' }, times: 1 });
  await chargeOrder(world.system, placed.id);
  await dropJobs();
  world.moveClock(21_000);
  expect((await sweep(world.system)).withoutJob).toBe(1);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'inquiry', sends: 1 });
  expect(await world.simulator.control.calls('pay', placed.id)).toHaveLength(1);
});

test('a job that has used up its tries counts as none, one that waits for its time counts', async () => {
  const placed = await buy();
  world.moveClock(21_000);
  expect((await sweep(world.system)).withoutJob).toBe(0);
  await world.db.execute(
    sql`update graphile_worker._private_jobs set attempts = max_attempts where key = ${`charge:${placed.id}`}`,
  );
  expect((await sweep(world.system)).withoutJob).toBe(1);
  world.moveClock(null);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
});

test('an attempt to link whose code lies there is finished, one that nobody came back for is ended', async () => {
  const withCode = await world.beginLink(customer);
  await world.comeBack(customer, await visitWallet(withCode.address));
  const without = await world.beginLink(customer);
  await dropJobs();
  world.moveClock(21_000);
  expect((await sweep(world.system)).withoutJob).toBe(2);
  await world.runJobs();
  expect(await world.attempt(withCode.attempt.id)).toMatchObject({ status: 'COMPLETED' });
  expect(await world.attempt(without.attempt.id)).toMatchObject({ status: 'STARTED' });

  world.moveClock(15 * 60_000);
  await world.runJobs();
  expect(await world.attempt(without.attempt.id)).toMatchObject({ status: 'EXPIRED' });
});

test('on a quiet day it finds nothing', async () => {
  const placed = await buy();
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
  world.moveClock(3_600_000);
  await world.runJobs();
  expect((await sweep(world.system)).withoutJob).toBe(0);
});

test('news that waits for ever does not stand before news that was never tried', async () => {
  await world.db
    .execute(sql`insert into notifications (id, kind, body_hash, body_sealed, body_masked, headers, key_version,
      received_at, last_received_at, status, tried_at)
    select 'ntf_wait' || n, 'refunds', 'wait' || n, 'v1.x.x', '{}', '{}', '1', now() - interval '1 hour', now(), 'WAITING', now()
    from generate_series(1, 250) n`);
  const placed = await buy();
  await chargeOrder(world.system, placed.id);
  await world.deliver(
    world.simulator.speak('payments', {
      notifyType: 'PAYMENT_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      paymentRequestId: placed.id,
      paymentId: (await world.payment(placed.id)).paymentId,
      paymentAmount: { currency: placed.currency, value: placed.amountMinor.toString() },
    }),
  );
  await world.db.execute(sql`update notifications set status = 'RECEIVED' where subject = ${placed.id}`);
  world.moveClock(6_000);
  await sweep(world.system);
  const [told] = await world.db.execute(sql`select status from notifications where subject = ${placed.id}`);
  expect(told).toEqual({ status: 'APPLIED' });
});
