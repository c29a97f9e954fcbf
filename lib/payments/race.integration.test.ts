/** All messengers at once, for many orders: two workers, inquiries, and Alipay's notifications each sent several times. */
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { transitions } from '@/db/schema/evidence';
import { judge } from '@/e2e/chaos/judge';
import { POOR_DANA, RICH_DANA, startTestWorld, type Payment, type TestWorld } from '@/e2e/test-world';
import { chargeOrder } from './charge';
import { inquirePayment } from './inquire';

let world: TestWorld;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());

const ORDERS = 12;

test('every order moves once, is debited at most once, and both ledgers agree', async () => {
  await world.simulator.control.set({
    notifications: 'on',
    payAnswer: 'in_process',
    settleMs: 5,
    notificationTimeScale: 0.0001,
  });
  const other = world.startAnother().contextFor({ kind: 'system', name: 'worker' });
  const [rich, poor] = [await world.newCustomer(), await world.newCustomer()];
  const wallets = { rich: await world.linkWallet(rich, RICH_DANA), poor: await world.linkWallet(poor, POOR_DANA) };
  const placed: Payment[] = [];
  for (let count = 0; count < ORDERS; count += 1) {
    placed.push(count % 3 === 0 ? await world.buy(poor, wallets.poor) : await world.buy(rich, wallets.rich));
  }

  await Promise.all(
    placed.flatMap(({ id }) => [
      chargeOrder(world.system, id),
      chargeOrder(other, id),
      inquirePayment(other, id),
      inquirePayment(world.system, id),
    ]),
  );
  await vi.waitFor(async () => {
    await Promise.all(placed.map(({ id }) => inquirePayment(other, id)));
    const now = await Promise.all(placed.map(({ id }) => world.payment(id)));
    expect(now.filter((payment) => payment.status === 'INIT')).toEqual([]);
  }, 10_000);

  const ids = placed.map((payment) => payment.id);
  const moves = await world.db.select().from(transitions).where(inArray(transitions.subjectId, ids));
  expect(moves).toHaveLength(ORDERS * 2);
  const calls = await world.simulator.control.calls('pay');
  for (const id of ids) expect(calls.filter((call) => call.paymentRequestId === id)).toHaveLength(1);
  const judged = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(judged.differences).toEqual([]);
  expect(judged.doubleDebits).toBe(0);
  expect(judged.rows.filter((row) => row.ours === 'FAIL')).toHaveLength(ORDERS / 3);
  const cases = await world.db.execute('select kind from cases');
  expect([...cases]).toEqual([]);
});
