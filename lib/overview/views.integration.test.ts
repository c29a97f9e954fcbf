/** The figures of the day equal the rows they count. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POOR_DANA, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { createLogger } from '@/lib/kit/log';
import { chargeOrder } from '@/lib/payments/charge';
import { beat } from '@/lib/worker/heartbeat';
import { readDayOverview } from './views';

let world: TestWorld;
let lea: TestCustomer;
beforeAll(async () => {
  world = await startTestWorld();
  lea = await world.newCustomer();
});
afterAll(() => world.stop());

const ZONE = 'Asia/Manila';
const kinds = async () => (await readDayOverview(world.staff, { zone: ZONE })).problems.map((problem) => problem.kind);

test('a day on which nothing happened is all zeros', async () => {
  expect(await readDayOverview(world.staff, { zone: ZONE })).toMatchObject({
    zone: ZONE,
    collected: [],
    placed: 0,
    paid: 0,
    failed: 0,
    confirming: 0,
    successRate: { paid: 0, final: 0 },
    reasons: [],
    walletsLinked: 0,
    openCases: 0,
    stuck: 0,
  });
});

test('figures equal the sums of their rows', async () => {
  const wallet = await world.linkWallet(lea);
  for (let count = 0; count < 3; count += 1) await chargeOrder(world.system, (await world.buy(lea, wallet)).id);
  const waiting = await world.buy(lea, wallet);
  const poor = await world.newCustomer();
  await chargeOrder(world.system, (await world.buy(poor, await world.linkWallet(poor, POOR_DANA))).id);

  const [rows] = await world.db.execute<{ sum: string; paid: number; orders: number }>(sql`
    select sum(amount_minor) filter (where status = 'SUCCESS')::text as sum,
      count(*) filter (where status = 'SUCCESS')::int as paid, count(*)::int as orders from payments`);
  const day = await readDayOverview(world.staff, { zone: ZONE });
  expect(day).toMatchObject({
    placed: rows!.orders,
    paid: rows!.paid,
    failed: 1,
    confirming: 1,
    successRate: { paid: 3, final: 4 },
    reasons: [{ code: 'USER_BALANCE_NOT_ENOUGH', brand: 'DANA', count: 1 }],
    resolvedBy: { response: 4, notification: 0, inquiry: 0 },
    walletsLinked: 2,
    walletsLost: 0,
  });
  expect(day.collected).toEqual([{ amount: { currency: 'IDR', value: rows!.sum }, count: 3 }]);
  expect(waiting.status).toBe('INIT');
});

test('a day begins at midnight where the merchant is', async () => {
  const { since } = await readDayOverview(world.staff, { zone: ZONE });
  expect(since).toMatch(/T16:00:00\.000Z$/);
  await world.db.execute(sql`update orders set created_at = ${since}::timestamptz - interval '1 millisecond'`);
  expect((await readDayOverview(world.staff, { zone: ZONE })).placed).toBe(0);
  await world.db.execute(sql`update orders set created_at = ${since}::timestamptz`);
  expect((await readDayOverview(world.staff, { zone: ZONE })).placed).toBe(5);
});

test('that no worker lives is a problem, until one says that it does', async () => {
  expect(await kinds()).toContain('no_worker');
  const log = createLogger('test', 'silent');
  await beat(
    world.db,
    { id: 'pool', circuit: { state: 'closed', since: null, reason: null }, keys: world.runtime.keysInUse() },
    log,
  );
  expect(await kinds()).not.toContain('no_worker');
  await beat(
    world.db,
    { id: 'pool', circuit: { state: 'open', since: new Date(), reason: 'timeout' }, keys: world.runtime.keysInUse() },
    log,
  );
  expect(await kinds()).toContain('gateway_circuit_open');
});

test('what is stuck, waits, or has no job is told', async () => {
  expect(await kinds()).not.toContain('work_without_job');
  await world.db.execute(sql`delete from graphile_worker._private_jobs`);
  await world.db.execute(
    sql`update payments set created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour'`,
  );
  await world.deliver(
    world.simulator.speak('payments', {
      notifyType: 'PAYMENT_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      paymentRequestId: 'pay_of_nobody',
      paymentId: 'p1',
      paymentAmount: { currency: 'IDR', value: '1' },
    }),
  );
  world.moveClock(3 * 60_000);
  const day = await readDayOverview(world.staff, { zone: ZONE });
  expect(day.stuck).toBe(1);
  expect(day.problems).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'work_without_job', count: 1 }),
      expect.objectContaining({ kind: 'notifications_waiting', count: 1 }),
    ]),
  );
  world.moveClock(null);
});

test('that debits are paused is told for as long as they are', async () => {
  const paused = world.startAnother({ DEBITS_PAUSED: '1' }).contextFor(world.staff.actor);
  const day = await readDayOverview(paused, { zone: ZONE });
  expect(day.problems.map((problem) => problem.kind)).toContain('debits_paused');
});

test('only staff sees the figures', async () => {
  await expect(readDayOverview(lea.ctx, { zone: ZONE })).rejects.toMatchObject({ code: 'not_allowed' });
  const visitor = { ...world.staff, actor: { kind: 'visitor', origin: { address: null, userAgent: null } } as const };
  await expect(readDayOverview(visitor, { zone: ZONE })).rejects.toMatchObject({ code: 'sign_in_needed' });
});
