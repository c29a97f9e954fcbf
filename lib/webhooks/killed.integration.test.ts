/** The real worker, killed while it tells a merchant's system. A fresh one takes over, and no event is lost. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { webhookAttempts, webhookDeliveries } from '@/db/schema/webhooks';
import { bundleProcess, startProcess, type TestProcess } from '@/e2e/test-process';
import { startTestWorld } from '@/e2e/test-world';
import { tellOutside } from '@/lib/audit/tell-outside';
import { createWebhookEndpoint } from './create-endpoint';
import { startTestReceiver, verified } from './testing';

/** A dead worker's jobs are freed after fifteen seconds, and taken over after thirty. */
const TAKEN_OVER_WITHIN_MS = 75_000;

let file: string;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => void (file = await bundleProcess('worker')));
afterAll(() => Promise.all(stops.map((stop) => stop())));

type Scene = Awaited<ReturnType<typeof startScene>>;

/** A world with an endpoint that is told of linked wallets, and workers whose words are kept. */
async function startScene() {
  const [world, receiver] = await Promise.all([startTestWorld(), startTestReceiver()]);
  const engineer = await world.addStaff('engineer');
  const wallet = await world.linkWallet(await world.newCustomer());
  const { secret } = await createWebhookEndpoint(engineer, { url: receiver.url, events: ['wallet.linked'] });
  const workers: TestProcess[] = [];
  stops.push(async () => {
    await receiver.stop();
    await world.stop();
  });
  return {
    world,
    receiver,
    wallet,
    secret,
    tell: () =>
      world.db.transaction((tx) => tellOutside(tx, world.system, { type: 'wallet.linked', subjectId: wallet })),
    statuses: async () => (await world.db.select().from(webhookDeliveries)).map(({ status }) => status),
    async startWorker() {
      const worker = await startProcess(file, world.variables);
      workers.push(worker);
      return worker;
    },
    said: () => workers.map((worker) => worker.output()).join(''),
  };
}

/** Nothing of what signs may stand in what a worker prints. It says that a job is done a moment after the books do. */
async function expectNoSecretSaid({ secret, receiver, said }: Scene): Promise<void> {
  await vi.waitFor(() => expect(said()).toContain('deliver_webhook'), { timeout: 20_000 });
  const text = said();
  for (const canary of [secret, secret.slice('whsec_'.length)]) expect(text).not.toContain(canary);
  for (const { headers } of receiver.got) {
    expect(text).not.toContain(headers['webhook-signature']!.slice('v1,'.length));
  }
}

describe.concurrent('the only worker is killed', () => {
  test('while it waits for the answer: the event arrives again, under the same id', async () => {
    const scene = await startScene();
    const { world, receiver, statuses } = scene;
    receiver.behave('hangs');
    await scene.tell();
    const first = await scene.startWorker();
    await vi.waitFor(() => expect(receiver.got).toHaveLength(1), { timeout: 20_000, interval: 50 });
    await first.kill();
    expect(await statuses()).toEqual(['PENDING']);
    const left = await world.db.select().from(webhookAttempts);
    expect(left).toMatchObject([{ problem: 'interrupted', httpStatus: null }]);

    receiver.behave('takes');
    const second = await scene.startWorker();
    await vi.waitFor(async () => expect(await statuses()).toEqual(['DELIVERED']), {
      timeout: TAKEN_OVER_WITHIN_MS,
      interval: 100,
    });
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(1);
    const told = verified(scene.secret, receiver.got.at(-1)!);
    expect(told).toMatchObject({ type: 'wallet.linked', data: { id: scene.wallet } });
    await expectNoSecretSaid(scene);
    await second.stop();
  }, 180_000);

  test('again and again while events flow: each arrives at least once', async () => {
    const scene = await startScene();
    const { receiver, statuses } = scene;
    const told = 24;
    for (let count = 0; count < told; count += 1) await scene.tell();
    for (const upTo of [3, 12]) {
      const worker = await scene.startWorker();
      await vi.waitFor(() => expect(receiver.got.length).toBeGreaterThanOrEqual(upTo), {
        timeout: TAKEN_OVER_WITHIN_MS,
        interval: 5,
      });
      await worker.kill();
    }
    const last = await scene.startWorker();
    await vi.waitFor(async () => expect(await statuses()).toEqual(Array(told).fill('DELIVERED')), {
      timeout: TAKEN_OVER_WITHIN_MS,
      interval: 100,
    });
    expect(new Set(receiver.got.map(({ id }) => id)).size).toBe(told);
    for (const got of receiver.got) verified(scene.secret, got);
    await expectNoSecretSaid(scene);
    await last.stop();
  }, 300_000);
});
