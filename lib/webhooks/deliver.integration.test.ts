/** Every event reaches an endpoint that misbehaves, in the end: once it takes it, however often that had to be tried. */
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { webhookAttempts, webhookDeliveries, webhookEndpoints, webhookEvents } from '@/db/schema/webhooks';
import { SECOND_DANA, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { startClock, type ProcessClock } from '@/lib/demo/follow-clock';
import { setClock } from '@/lib/demo/set-clock';
import type { MovableClock } from '@/lib/kit/clock';
import type { Id } from '@/lib/kit/ids';
import { createLogger } from '@/lib/kit/log';
import { Secret } from '@/lib/kit/secret';
import { readDayOverview } from '@/lib/overview/views';
import { findWorkWithoutJob } from '@/lib/overview/work-without-job';
import { sweep } from '@/lib/worker/sweep';
import { createWebhookEndpoint } from './create-endpoint';
import { deliverWebhook } from './deliver';
import { pauseWebhookEndpoint, resumeWebhookEndpoint } from './pause-endpoint';
import { removeWebhookEndpoint } from './remove-endpoint';
import { resendDelivery, resendRange } from './resend';
import { rotateWebhookSecret } from './rotate-secret';
import { testWebhookEndpoint } from './test-endpoint';
import { startTestReceiver, verified, type TestReceiver } from './testing';
import { listWebhookDeliveries, readWebhookDelivery, readWebhookEndpoint } from './views';

const HOUR_MS = 3_600_000;

let world: TestWorld;
let clock: ProcessClock;
let engineer: Context;
let customer: TestCustomer;
let receiver: TestReceiver;
let endpointId: Id<'whe'>;
let secret: string;

beforeEach(async () => {
  // Time only goes forward: each test has a world of its own, whose processes all follow its clock.
  world = await startTestWorld({}, undefined, { clock: follow });
  engineer = await world.addStaff('engineer');
  customer = await world.newCustomer();
  receiver = await startTestReceiver();
  const created = await createWebhookEndpoint(engineer, {
    url: receiver.url,
    events: ['wallet.linked', 'order.succeeded'],
  });
  ({ endpointId, secret } = created);
});
afterEach(async () => {
  await receiver.stop();
  await clock.close();
  await world.stop();
});

async function follow(databaseUrl: string): Promise<MovableClock> {
  const log = createLogger('test', 'silent');
  clock = await startClock({ mode: 'demo', databaseUrl: new Secret(databaseUrl) }, { name: 'test', log });
  return clock;
}

async function move(aheadMs: number): Promise<void> {
  clock.adopt(await setClock(world.system, { now: new Date(clock.now().getTime() + aheadMs), rate: 1 }));
  await world.runJobs();
}

const deliveries = () => world.db.select().from(webhookDeliveries).orderBy(webhookDeliveries.id);
const attempts = () => world.db.select().from(webhookAttempts).orderBy(webhookAttempts.id);
async function endpoint() {
  const [row] = await world.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, endpointId));
  return row!;
}

/** Links a wallet and pays with it: two events. */
async function twoFacts() {
  const wallet = await world.linkWallet(customer);
  const placed = await world.buy(customer, wallet);
  await world.runJobs();
  return { wallet, orderId: placed.orderId };
}

/** One more event. The simulator keeps real time: nothing is debited once this clock has been moved. */
async function linkAnother() {
  const wallet = await world.linkWallet(await world.newCustomer(), SECOND_DANA);
  await world.runJobs();
  return wallet;
}

test('an event arrives signed, under its own id, with what the API says of its subject', async () => {
  const { wallet, orderId } = await twoFacts();
  const told = receiver.got.map((got) => verified(secret, got));
  expect(told).toMatchObject([
    { type: 'wallet.linked', data: { id: wallet, status: 'LINKED' } },
    { type: 'order.succeeded', data: { id: orderId, status: 'SUCCESS', payments: [{ status: 'SUCCESS' }] } },
  ]);
  const events = await world.db.select().from(webhookEvents).orderBy(webhookEvents.id);
  expect(receiver.got.map(({ id, body }) => ({ id, body }))).toEqual(events.map(({ id, body }) => ({ id, body })));
  expect(told[0]!.timestamp).toBe(events[0]!.createdAt.toISOString());
  expect(receiver.got[0]).toMatchObject({ path: '/webhooks', headers: { 'content-type': 'application/json' } });
  expect(await deliveries()).toMatchObject([
    { status: 'DELIVERED', attempts: 1, lastHttpStatus: 204 },
    { status: 'DELIVERED', attempts: 1, lastHttpStatus: 204 },
  ]);
  const jobs = await world.db.execute(`select task_identifier from graphile_worker.jobs where key like 'deliver:%'`);
  expect([...jobs]).toEqual([]);
});

test.each([
  ['answers 500', 'fails', { httpStatus: 500, problem: 'not_accepted', answer: 'it broke' }],
  ['redirects', 'redirects', { httpStatus: 302, problem: 'redirected' }],
  ['resets the connection', 'resets', { httpStatus: null, problem: 'connection_broke' }],
  ['hangs', 'hangs', { httpStatus: null, problem: 'timed_out' }],
] as const)('a receiver that %s and then mends gets everything', async (_, manner, firstAttempt) => {
  receiver.behave(manner);
  const wallet = await world.linkWallet(customer);
  await world.runJobs();
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ status: 'PENDING', attempts: 1, lastProblem: firstAttempt.problem });
  expect(await attempts()).toMatchObject([{ ...firstAttempt, askedBy: 'timer' }]);
  expect(receiver.got).toHaveLength(1);

  receiver.behave('takes');
  await move(10_000);
  const [first, second] = receiver.got;
  expect(second).toMatchObject({ id: first!.id, body: first!.body, path: '/webhooks' });
  expect(verified(secret, second!)).toMatchObject({ type: 'wallet.linked', data: { id: wallet } });
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
  expect(await attempts()).toMatchObject([firstAttempt, { httpStatus: 204, problem: null }]);
  expect(await endpoint()).toMatchObject({ failures: 0, failingSince: null, status: 'ACTIVE' });
});

test('a receiver that is down for an hour and comes back gets every event of that hour', async () => {
  await receiver.goDown();
  const { wallet, orderId } = await twoFacts();
  for (let minute = 0; minute < 60; minute += 10) await move(HOUR_MS / 6);
  expect(receiver.got).toEqual([]);
  const waiting = await deliveries();
  expect(waiting.map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
  expect(waiting[0]!.attempts).toBeGreaterThan(3);
  const second = await linkAnother();

  await receiver.comeUp();
  await move(HOUR_MS * 1.2);
  const told = receiver.got.map((got) => verified(secret, got));
  expect(told.map(({ type, data }) => [type, data.id]).toSorted()).toEqual(
    [
      ['order.succeeded', orderId],
      ['wallet.linked', wallet],
      ['wallet.linked', second],
    ].toSorted(),
  );
  expect((await deliveries()).every(({ status }) => status === 'DELIVERED')).toBe(true);
});

test('what gets through nowhere for three days is given up, kept, and can be sent again', async () => {
  await receiver.goDown();
  await world.linkWallet(customer);
  await world.runJobs();
  // One lone event is not yet an endpoint that fails.
  await world.db.update(webhookEndpoints).set({ failures: -100 });
  for (let hour = 0; hour < 73; hour += 1) await move(HOUR_MS);
  const [givenUp] = await deliveries();
  expect(givenUp).toMatchObject({ status: 'FAILED', lastProblem: 'not_reached', nextAttemptAt: null });
  const tries = await attempts();
  expect(tries.length).toBeGreaterThan(10);
  const lastAfterMs = tries.at(-1)!.at.getTime() - givenUp!.createdAt.getTime();
  expect(lastAfterMs).toBeGreaterThan(71 * HOUR_MS);

  await receiver.comeUp();
  await resendDelivery(engineer, givenUp!.id);
  await world.runJobs();
  expect(receiver.got.map(({ id }) => id)).toEqual([givenUp!.eventId]);
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
  expect((await attempts()).at(-1)).toMatchObject({ askedBy: expect.stringMatching(/^usr_/), problem: null });
});

describe('an endpoint that keeps failing', () => {
  test('is paused, loses nothing meanwhile, and goes on when it is resumed', async () => {
    receiver.behave('fails');
    await twoFacts();
    for (let hour = 0; hour < 40; hour += 1) await move(HOUR_MS);
    expect(await endpoint()).toMatchObject({ status: 'PAUSED', pausedReason: 'failing' });
    const lines = await world.db.select().from(auditLog).where(eq(auditLog.action, 'webhooks.pause'));
    expect(lines).toMatchObject([{ subjectId: endpointId, actorKind: 'system', detail: { reason: 'failing' } }]);

    await linkAnother();
    const seen = receiver.got.length;
    for (let hour = 0; hour < 100; hour += 10) await move(10 * HOUR_MS);
    expect(receiver.got).toHaveLength(seen);
    expect((await deliveries()).map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'PENDING']);
    expect((await findWorkWithoutJob(world.system)).others).toEqual([]);
    expect(await readWebhookEndpoint(engineer, endpointId)).toMatchObject({ status: 'PAUSED', waiting: 3 });

    const { problems } = await readDayOverview(world.staff, { zone: 'UTC' });
    expect(problems.filter(({ kind }) => kind === 'webhook_endpoint_paused')).toEqual([
      {
        id: endpointId,
        kind: 'webhook_endpoint_paused',
        since: (await endpoint()).failingSince!.toISOString(),
        count: 3,
        note: new URL(receiver.url).host,
      },
    ]);

    receiver.behave('takes');
    await resumeWebhookEndpoint(engineer, endpointId);
    await world.runJobs();
    const after = await readDayOverview(world.staff, { zone: 'UTC' });
    expect(after.problems.filter(({ kind }) => kind === 'webhook_endpoint_paused')).toEqual([]);
    expect((await deliveries()).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED', 'DELIVERED']);
    expect(new Set(receiver.got.slice(seen).map(({ id }) => id)).size).toBe(3);
  });

  test('that says it is gone is paused at once', async () => {
    receiver.behave('gone');
    await world.linkWallet(customer);
    await world.runJobs();
    expect(await endpoint()).toMatchObject({ status: 'PAUSED', pausedReason: 'gone' });
    expect(await deliveries()).toMatchObject([{ status: 'PENDING', lastHttpStatus: 410 }]);
  });
});

test('a paused endpoint is sent nothing; resumed, what waited for a far hour goes at once', async () => {
  receiver.behave('fails');
  await world.linkWallet(customer);
  await world.runJobs();
  await move(10_000);
  await pauseWebhookEndpoint(engineer, endpointId);
  receiver.behave('takes');
  const seen = receiver.got.length;
  await resumeWebhookEndpoint(engineer, endpointId);
  await world.runJobs();
  expect(receiver.got).toHaveLength(seen + 1);
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED' }]);
});

test('a rotated secret signs beside the new one for a day, or ends at once', async () => {
  const next = await rotateWebhookSecret(engineer, { endpointId, oldSecret: 'for_a_day' });
  expect(next.secret).not.toBe(secret);
  await world.linkWallet(customer);
  await world.runJobs();
  expect(receiver.got[0]!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
  verified(secret, receiver.got[0]!);
  verified(next.secret, receiver.got[0]!);

  await world.db.update(webhookEndpoints).set({ previousSecretUntil: new Date(Date.now() - 1) });
  const [delivery] = await deliveries();
  await resendDelivery(engineer, delivery!.id);
  await world.runJobs();
  expect(() => verified(secret, receiver.got[1]!)).toThrow('No matching signature');
  verified(next.secret, receiver.got[1]!);

  const last = await rotateWebhookSecret(engineer, { endpointId, oldSecret: 'now' });
  await resendDelivery(engineer, delivery!.id);
  await world.runJobs();
  expect(() => verified(next.secret, receiver.got[2]!)).toThrow('No matching signature');
  verified(last.secret, receiver.got[2]!);
});

test('what is sent again by hand while an attempt is under way is sent at once, and counts anew', async () => {
  receiver.behave('hangs');
  await world.linkWallet(customer);
  const running = world.runJobs();
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1), 10_000);
  const [delivery] = await deliveries();
  await resendDelivery(engineer, delivery!.id);
  receiver.behave('takes');
  await running;
  await world.runJobs();
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
  expect(receiver.got.map(({ manner }) => manner)).toEqual(['hangs', 'takes']);
});

test('a range is sent again under the same ids, whole or by status', async () => {
  const { wallet } = await twoFacts();
  receiver.behave('fails');
  await world.buy(customer, wallet);
  await world.runJobs();
  const before = receiver.got.length;
  const from = new Date(clock.now().getTime() - HOUR_MS).toISOString();
  const to = new Date(clock.now().getTime() + HOUR_MS).toISOString();
  receiver.behave('takes');
  await resendRange(engineer, { endpointId, from, to, status: 'PENDING' });
  await world.runJobs();
  expect(receiver.got).toHaveLength(before + 1);

  await resendRange(engineer, { endpointId, from, to });
  await world.runJobs();
  expect(new Set(receiver.got.slice(before + 1).map(({ id }) => id)).size).toBe(3);
  expect((await deliveries()).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED', 'DELIVERED']);
});

test('a test event reaches the endpoint it tries, whatever that has chosen, and no other', async () => {
  const other = await createWebhookEndpoint(engineer, { url: `${receiver.url}/other`, events: ['wallet.linked'] });
  const { eventId } = await testWebhookEndpoint(engineer, endpointId);
  await world.runJobs();
  expect(receiver.got.map(({ id, path }) => ({ id, path }))).toEqual([{ id: eventId, path: '/webhooks' }]);
  expect(verified(secret, receiver.got[0]!)).toMatchObject({ type: 'endpoint.test', data: { endpointId } });
  expect((await listWebhookDeliveries(engineer, { endpointId: other.endpointId })).data).toEqual([]);
});

test('a removed endpoint is sent nothing more, its secrets are wiped, and what it was told stays', async () => {
  receiver.behave('fails');
  await world.linkWallet(customer);
  await world.runJobs();
  const seen = receiver.got.length;
  await removeWebhookEndpoint(engineer, endpointId);
  await move(HOUR_MS);
  expect(receiver.got).toHaveLength(seen);
  expect(await endpoint()).toMatchObject({ secretSealed: '', previousSecretSealed: null });
  const [delivery] = await deliveries();
  expect(delivery).toMatchObject({ status: 'FAILED', lastProblem: 'endpoint_removed' });
  expect((await readWebhookDelivery(engineer, delivery!.id)).acts.resend).toBe(false);
  await expect(resendDelivery(engineer, delivery!.id)).rejects.toMatchObject({ code: 'delivery_not_resendable' });
  await linkAnother();
  expect(await deliveries()).toHaveLength(1);
});

test('a yes that comes after the attempt was taken for dead counts, and a no that comes late moves nothing', async () => {
  receiver.behave('fails');
  await world.linkWallet(customer);
  await world.runJobs();
  const [delivery] = await deliveries();
  receiver.behave('hangs');
  const slow = deliverWebhook(world.system, delivery!.id);
  await expect.poll(() => receiver.got.length).toBe(2);
  receiver.behave('takes');
  await resendDelivery(engineer, delivery!.id);
  await world.runJobs();
  expect(await slow).toBe('settled');
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED', attempts: 1 }]);
});

test('an event and a delivery whose jobs were lost are found by the sweep, counted, and go on', async () => {
  await world.linkWallet(customer);
  await world.db.execute(`delete from graphile_worker._private_jobs`);
  await move(HOUR_MS);
  expect(await sweep(world.system)).toMatchObject({ withoutJob: 1 });
  receiver.behave('fails');
  await world.runJobs();
  expect(await deliveries()).toMatchObject([{ status: 'PENDING', attempts: 1 }]);

  await world.db.execute(`delete from graphile_worker._private_jobs`);
  receiver.behave('takes');
  await move(HOUR_MS);
  expect(receiver.got).toHaveLength(1);
  expect(await sweep(world.system)).toMatchObject({ withoutJob: 1 });
  await world.runJobs();
  expect(await deliveries()).toMatchObject([{ status: 'DELIVERED', attempts: 2 }]);
  expect(await sweep(world.system)).toMatchObject({ withoutJob: 0 });
});

test('without an endpoint that chose it, a fact writes neither event nor job', async () => {
  await removeWebhookEndpoint(engineer, endpointId);
  await twoFacts();
  expect(await world.db.select().from(webhookEvents)).toEqual([]);
});
