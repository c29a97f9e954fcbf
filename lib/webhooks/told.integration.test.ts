/** Whatever becomes true of an order, a refund or a wallet is told outside once, and what did not become true is not. */
import { desc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { transitions } from '@/db/schema/evidence';
import { payments } from '@/db/schema/payments';
import { credentials } from '@/db/schema/wallets';
import { webhookDeliveries, webhookEvents, WEBHOOK_EVENTS, type WebhookEvent } from '@/db/schema/webhooks';
import { RICH_TRUEMONEY, STAFF_PASSWORD, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { tellOutside } from '@/lib/audit/tell-outside';
import type { Context } from '@/lib/context';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { failUnsent } from '@/lib/payments/fail-unsent';
import { recordPaymentResult } from '@/lib/payments/record-result';
import { requestCancel } from '@/lib/payments/request-cancel';
import { retryOrder } from '@/lib/payments/retry-order';
import { requestRefund } from '@/lib/refunds/request-refund';
import { endExpired } from '@/lib/wallets/end-expired';
import { loseWallet, type Loss } from '@/lib/wallets/lose-wallet';
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import { createWebhookEndpoint } from './create-endpoint';
import { publishEvent } from './publish-event';
import { startTestReceiver, verified, type TestReceiver } from './testing';

let world: TestWorld;
let finance: Context;
let receiver: TestReceiver;
let secret: string;
let customer: TestCustomer;
let wallet: Id<'wal'>;

beforeAll(async () => {
  world = await startTestWorld();
  finance = await world.addStaff('finance');
  receiver = await startTestReceiver();
  const engineer = await world.addStaff('engineer');
  ({ secret } = await createWebhookEndpoint(engineer, { url: receiver.url, events: [...WEBHOOK_EVENTS] }));
});
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});
beforeEach(async () => {
  await world.runJobs();
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ payAnswer: 'immediate', refundAnswer: 'immediate', notifications: 'off' });
  customer = await world.newCustomer();
  wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});

/** The states that are told, by the noun whose transitions lead to them. */
const TOLD: Readonly<Record<string, Readonly<Record<string, WebhookEvent>>>> = {
  payment: { SUCCESS: 'order.succeeded', FAIL: 'order.failed', CANCELLED: 'order.cancelled' },
  refund: { SUCCESS: 'refund.succeeded', FAIL: 'refund.failed' },
  wallet: { LINKED: 'wallet.linked', NEEDS_RELINK: 'wallet.needs_relink', REVOKED: 'wallet.revoked' },
};

// After every test, of everything that moved so far: each move into such a state was told once, and nothing else was.
afterEach(async () => {
  const moves = await world.db.select().from(transitions);
  const orderOf = new Map((await world.db.select().from(payments)).map(({ id, orderId }) => [id as string, orderId]));
  const expected = moves.flatMap(({ noun, to, subjectId }) => {
    const type = TOLD[noun]?.[to];
    return type ? [`${type} ${orderOf.get(subjectId) ?? subjectId}`] : [];
  });
  const events = await world.db.select().from(webhookEvents);
  expect(events.map(({ type, subjectId }) => `${type} ${subjectId}`).toSorted()).toEqual(expected.toSorted());
});

const eventsOf = async (subjectId: string) => {
  const rows = await world.db
    .select()
    .from(webhookEvents)
    .where(eq(webhookEvents.subjectId, subjectId))
    .orderBy(webhookEvents.id);
  return rows.map(({ type }) => type);
};

/** A special amount of the simulator: refused for balance. */
const TOO_POOR = '1401';

async function paid(amount = '450.00') {
  const placed = await world.order(customer, wallet, amount);
  await chargeOrder(world.system, placed.id);
  return placed;
}

async function lose(event: Loss['event']) {
  const [credential] = await world.db
    .select()
    .from(credentials)
    .where(eq(credentials.walletId, wallet))
    .orderBy(desc(credentials.generation));
  const loss: Loss = { credentialId: credential!.id, event, road: 'notification', evidenceId: null, reason: 'test' };
  await world.db.transaction((tx) => loseWallet(tx, world.system, loss));
}

test('an order that is paid, and then cancelled', async () => {
  const { orderId } = await paid();
  expect(await eventsOf(orderId)).toEqual(['order.succeeded']);
  await requestCancel(finance, { orderId, password: STAFF_PASSWORD });
  await world.runJobs();
  expect(await eventsOf(orderId)).toEqual(['order.succeeded', 'order.cancelled']);
});

test('an order that fails, and is paid when it is tried again', async () => {
  await world.simulator.control.set({ specialAmounts: 'on' });
  const { orderId } = await paid(TOO_POOR);
  await world.simulator.control.set({ specialAmounts: 'off' });
  expect(await eventsOf(orderId)).toEqual(['order.failed']);
  await retryOrder(customer.ctx, { orderId, walletId: wallet });
  await world.runJobs();
  expect(await eventsOf(orderId)).toEqual(['order.failed', 'order.succeeded']);
});

test('an order whose debit never left: failed, or cancelled', async () => {
  const failed = await world.order(customer, wallet, '450.00');
  await world.db.transaction((tx) => failUnsent(tx, world.system, failed, 'WALLET_NOT_USABLE'));
  const cancelled = await world.order(customer, wallet, '450.00');
  await requestCancel(finance, { orderId: cancelled.orderId, password: STAFF_PASSWORD });
  await world.runJobs();
  expect(await eventsOf(failed.orderId)).toEqual(['order.failed']);
  expect(await eventsOf(cancelled.orderId)).toEqual(['order.cancelled']);
});

test('a result that is heard three times is told once', async () => {
  const placed = await paid();
  const { paymentRequestId, paymentId } = await world.payment(placed.id);
  const value = { status: 'SUCCESS' as const, paymentId: paymentId!, paidAt: world.system.now(), amount: null };
  for (const road of ['notification', 'inquiry'] as const) {
    const outcome = { kind: 'succeeded' as const, value };
    await recordPaymentResult(world.system, { paymentRequestId, road, outcome, exchange: null } as never);
  }
  expect(await eventsOf(placed.orderId)).toEqual(['order.succeeded']);
});

test('a refund that goes back, and one that does not', async () => {
  const { orderId } = await paid();
  const ask = () =>
    requestRefund(finance, { orderId, amount: '10', placementKey: newSecretText(), password: STAFF_PASSWORD });
  const first = await ask();
  await world.runJobs();
  await world.simulator.control.fault({ do: 'code', code: 'REFUND_AMOUNT_EXCEED', match: { api: 'refund' }, times: 1 });
  const second = await ask();
  await world.runJobs();
  expect(await eventsOf(first.refundId)).toEqual(['refund.succeeded']);
  expect(await eventsOf(second.refundId)).toEqual(['refund.failed']);
});

test('a wallet that is linked, lost, linked again and unlinked', async () => {
  await lose('lost');
  await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  expect(await eventsOf(wallet)).toEqual(['wallet.linked', 'wallet.needs_relink', 'wallet.linked', 'wallet.revoked']);
});

test('a wallet that the customer ends in the wallet’s own app, told of twice', async () => {
  await lose('ended_by_wallet');
  await lose('ended_by_wallet');
  expect(await eventsOf(wallet)).toEqual(['wallet.linked', 'wallet.revoked']);
});

test('a wallet whose token ran out', async () => {
  await world.db
    .update(credentials)
    .set({ accessTokenExpiresAt: new Date(Date.now() - 1) })
    .where(eq(credentials.walletId, wallet));
  await endExpired(world.system);
  expect(await eventsOf(wallet)).toEqual(['wallet.linked', 'wallet.needs_relink']);
});

test('what its transaction takes back is not told', async () => {
  const before = (await world.db.select().from(webhookEvents)).length;
  const jobs = async () =>
    (await world.db.execute(`select 1 from graphile_worker.jobs where task_identifier = 'publish_event'`)).length;
  const jobsBefore = await jobs();
  const undone = world.db.transaction(async (tx) => {
    await tellOutside(tx, world.system, { type: 'wallet.revoked', subjectId: wallet });
    throw new Error('taken back');
  });
  await expect(undone).rejects.toThrow('taken back');
  expect(await world.db.select().from(webhookEvents)).toHaveLength(before);
  expect(await jobs()).toBe(jobsBefore);
});

test('an event that is published twice is written and delivered once', async () => {
  await world.runJobs();
  const [event] = await world.db.select().from(webhookEvents).where(eq(webhookEvents.subjectId, wallet));
  expect(await publishEvent(world.system, event!.id)).toBe('published_before');
  const rows = await world.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.eventId, event!.id));
  expect(rows).toHaveLength(1);
});

test('everything that was told arrived, each fact under an id of its own', async () => {
  await world.runJobs();
  const events = await world.db.select().from(webhookEvents);
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(WEBHOOK_EVENTS));
  expect(receiver.got.map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
  for (const got of receiver.got) {
    const { type, data } = verified(secret, got);
    expect(events.find(({ id }) => id === got.id)).toMatchObject({ type, subjectId: data.id });
  }
});
