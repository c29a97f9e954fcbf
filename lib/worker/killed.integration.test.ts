/** The real worker, killed where it hurts. A fresh one takes over, and both ledgers agree in the end. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { wallets } from '@/db/schema/wallets';
import { judge } from '@/e2e/chaos/judge';
import { bundleProcess, startProcess } from '@/e2e/test-process';
import { startTestWorld, visitWallet, type TestWorld } from '@/e2e/test-world';

/** What the issue promises: a fresh worker has asked about the payment this soon after its start. */
const INQUIRED_WITHIN_MS = 30_000;
const ENDED_WITHIN_MS = 60_000;

let file: string;
const worlds: TestWorld[] = [];
beforeAll(async () => void (file = await bundleProcess('worker')));
afterAll(() => Promise.all(worlds.map((world) => world.stop())));

async function startWorld(): Promise<TestWorld> {
  const world = await startTestWorld();
  worlds.push(world);
  return world;
}

const startWorker = (world: TestWorld) => startProcess(file, world.variables);

/** Waits until a call of this kind stands still inside Alipay, which is where the worker is to die. */
const untilHeld = (world: TestWorld, api: string) =>
  vi.waitFor(
    async () => {
      const calls = await world.simulator.control.calls(api);
      expect(calls.some((call) => call.state === 'held')).toBe(true);
    },
    { timeout: 20_000, interval: 50 },
  );

async function expectAgreement(world: TestWorld) {
  const judged = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(judged.differences).toEqual([]);
  expect(judged.doubleDebits).toBe(0);
}

describe.concurrent('the only worker is killed', () => {
  test.each([
    ['before its debit reached Alipay', 'hang_before', 2],
    ['after Alipay debited, before it could write that down', 'hang_after', 1],
  ] as const)(
    '%s',
    async (_, fault, expectedSends) => {
      const world = await startWorld();
      const customer = await world.newCustomer();
      const placed = await world.buy(customer, await world.linkWallet(customer));
      await world.simulator.control.fault({ do: fault, match: { api: 'pay' }, times: 1 });

      const first = await startWorker(world);
      await untilHeld(world, 'pay');
      expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sends: 1 });
      await first.kill();

      const second = await startWorker(world);
      await vi.waitFor(async () => expect((await world.payment(placed.id)).inquiries).toBeGreaterThan(0), {
        timeout: INQUIRED_WITHIN_MS,
        interval: 100,
      });
      await vi.waitFor(async () => expect((await world.payment(placed.id)).status).toBe('SUCCESS'), {
        timeout: ENDED_WITHIN_MS,
        interval: 100,
      });
      expect((await world.payment(placed.id)).sends).toBe(expectedSends);
      await second.stop();
      const { payments } = await world.simulator.control.ledger();
      expect(payments).toMatchObject([{ paymentRequestId: placed.id, status: 'SUCCESS' }]);
      await expectAgreement(world);
    },
    120_000,
  );

  test('while it exchanges a code: the token is kept when Alipay repeats it', async () => {
    const world = await startWorld();
    await world.simulator.control.set({ repeatedApplyToken: 'same' });
    const customer = await world.newCustomer();
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    const news = {
      authorizationNotifyType: 'AUTHCODE_CREATED',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      authCode: location.searchParams.get('authCode'),
      authState: attempt.authState,
    };
    await world.deliver(world.simulator.speak('authorizations', news));
    await world.simulator.control.fault({ do: 'hang_after', match: { api: 'applyToken' }, times: 1 });

    const first = await startWorker(world);
    await untilHeld(world, 'applyToken');
    await first.kill();
    const second = await startWorker(world);
    await vi.waitFor(async () => expect((await world.attempt(attempt.id)).status).toBe('COMPLETED'), {
      timeout: ENDED_WITHIN_MS,
      interval: 100,
    });
    await second.stop();
    const linked = await world.db.select().from(wallets).where(eq(wallets.customerId, customer.customerId));
    expect(linked).toMatchObject([{ status: 'LINKED' }]);
    await expectAgreement(world);
  }, 120_000);

  test('by its parent’s death or in order: it ends by itself, and gives its jobs back', async () => {
    const world = await startWorld();
    const worker = await startWorker(world);
    const ended = new Promise((resolve) => worker.child.once('exit', resolve));
    worker.child.stdin?.end();
    expect(await ended).toBe(0);
    expect([...(await world.db.execute('select pool_id from worker_pools'))]).toEqual([]);
    expect(worker.output()).not.toMatch(/"level":(50|60)/);
  }, 60_000);
});
