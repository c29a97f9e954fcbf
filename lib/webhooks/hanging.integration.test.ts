/** Receivers that hang hold some of the worker's places, and never all: debits go on beside them. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bundleProcess, startProcess } from '@/e2e/test-process';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import { tellOutside } from '@/lib/audit/tell-outside';
import { createWebhookEndpoint } from './create-endpoint';
import { SEND_TIMEOUT_MS } from './send-webhook';
import { startTestReceiver, type TestReceiver } from './testing';

const ENDPOINTS = 5;
/** With each of them sent to every endpoint, far more than the worker has places. */
const EVENTS = 8;

let world: TestWorld;
let receiver: TestReceiver;
beforeAll(async () => {
  [world, receiver] = await Promise.all([startTestWorld(), startTestReceiver()]);
});
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});

test('a debit is paid while every endpoint hangs', async () => {
  const engineer = await world.addStaff('engineer');
  const customer = await world.newCustomer();
  const wallet = await world.linkWallet(customer);
  for (let count = 0; count < ENDPOINTS; count += 1) {
    await createWebhookEndpoint(engineer, { url: receiver.url, events: ['wallet.linked'] });
  }
  receiver.behave('hangs');
  await world.db.transaction(async (tx) => {
    for (let count = 0; count < EVENTS; count += 1) {
      await tellOutside(tx, world.system, { type: 'wallet.linked', subjectId: wallet });
    }
  });
  const worker = await startProcess(await bundleProcess('worker'), world.variables);
  await vi.waitFor(() => expect(receiver.got.length).toBeGreaterThanOrEqual(2), { timeout: 20_000, interval: 20 });

  const placed = await world.buy(customer, wallet);
  const askedMs = performance.now();
  await vi.waitFor(async () => expect((await world.payment(placed.id)).status).toBe('SUCCESS'), {
    timeout: SEND_TIMEOUT_MS - 3_000,
    interval: 50,
  });
  expect(performance.now() - askedMs).toBeLessThan(SEND_TIMEOUT_MS - 3_000);
  const [lanes] = await world.db.execute<{ count: number }>(
    `select count(distinct queue_name)::int as count from graphile_worker.jobs where task_identifier = 'deliver_webhook'`,
  );
  expect(lanes!.count).toBeLessThanOrEqual(6);
  await worker.kill();
}, 60_000);
