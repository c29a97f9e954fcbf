/** What is over a cap, paused or has lain for too long is not debited. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addJob } from '@/db/queue';
import { auditLog } from '@/db/schema/audit';
import { moneyLimits } from '@/db/schema/settings';
import { orderOf, RICH_TRUEMONEY, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { findCustomers } from '@/lib/customers/views';
import type { Id } from '@/lib/kit/ids';
import { changeLimits } from '@/lib/settings/change-settings';
import { changeLimitsInput } from '@/lib/settings/input';
import { pauseDebits, resumeDebits } from '@/lib/settings/pause-debits';
import { mustDebitsWait } from '@/lib/settings/read-settings';
import { setWalletCap, setWalletPaused } from '@/lib/wallets/pause-wallet';
import { sweep } from '@/lib/worker/sweep';
import { confirmOrder, dropOrder } from './confirm-order';

let world: TestWorld;
let owner: Context;
let customer: TestCustomer;
let wallet: Id<'wal'>;

beforeAll(async () => {
  world = await startTestWorld();
  owner = await world.addStaff('owner');
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.runJobs();
  world.moveClock(null);
  await world.db.delete(moneyLimits);
  await world.simulator.control.set({ payAnswer: 'immediate', notifications: 'off' });
  customer = await world.newCustomer();
  wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});

const setLimits = (limits: { perDebit?: string; perCustomerDay?: string; perHour?: string }) =>
  changeLimits(
    owner,
    changeLimitsInput.parse({
      currency: 'THB',
      perDebit: '',
      perCustomerDay: '',
      perHour: '',
      passwordAbove: '',
      ...limits,
    }),
  );

const buy = (amount: string) => world.order(customer, wallet, amount);
const callsToPay = async () => (await world.simulator.control.calls('pay')).length;

describe('caps', () => {
  test('one debit is never above the merchant’s cap', async () => {
    await setLimits({ perDebit: '500' });
    await expect(buy('500.01')).rejects.toThrow('debit_over_cap');
    await buy('500');
  });

  test('one customer is not debited above the day’s cap, others are; a day later it is free again', async () => {
    await setLimits({ perCustomerDay: '1,000' });
    await buy('600');
    await expect(buy('401')).rejects.toThrow('debit_over_cap');
    await buy('400');
    const other = await world.newCustomer();
    await world.order(other, await world.linkWallet(other, RICH_TRUEMONEY, 'TRUEMONEY'), '700');
    world.moveClock(25 * 3_600_000);
    await buy('900');
  });

  test('twenty at once do not squeeze past the hour’s cap', async () => {
    world.moveClock(48 * 3_600_000);
    await setLimits({ perHour: '1,000' });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => buy('300')));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(3);
  });

  test('what failed does not count', async () => {
    world.moveClock(96 * 3_600_000);
    await setLimits({ perCustomerDay: '2,000' });
    world.moveClock(null);
    const placed = await buy('1405');
    await world.runJobs();
    expect((await world.payment(placed.id)).status).toBe('FAIL');
    await buy('1500');
  });

  test('the customer’s own cap holds, and can be taken away', async () => {
    await setWalletCap(customer.ctx, { walletId: wallet, typed: '250' });
    await expect(buy('250.01')).rejects.toMatchObject({
      code: 'debit_over_cap',
      sentence: expect.stringContaining('The customer allowed at most ฿250.00') as string,
    });
    await buy('250');
    await setWalletCap(customer.ctx, { walletId: wallet, typed: '' });
    await buy('250.01');
    const stranger = await world.newCustomer();
    await expect(setWalletCap(stranger.ctx, { walletId: wallet, typed: '1' })).rejects.toThrow('not_found');
    await expect(setWalletCap(customer.ctx, { walletId: wallet, typed: '1.234' })).rejects.toThrow('invalid_input');
  });

  test('whose cap it is, is said to them as theirs', async () => {
    const dana = await world.linkWallet(customer);
    await setWalletCap(customer.ctx, { walletId: dana, typed: '1' });
    await expect(world.buy(customer, dana)).rejects.toMatchObject({
      code: 'debit_over_cap',
      sentence: expect.stringContaining('You allowed at most Rp 1 per debit') as string,
    });
  });

  test('a change of limits is in the audit log with what it was and what it is', async () => {
    await setLimits({ perDebit: '500' });
    await setLimits({ perDebit: '700' });
    const lines = await world.db.select().from(auditLog).where(eq(auditLog.action, 'settings.change_limits'));
    expect(lines.at(-1)).toMatchObject({ subjectId: 'THB', detail: { perDebitMinor: '50000 → 70000' } });
    await expect(changeLimits(world.staff, { ...NONE, currency: 'THB' }), 'an operator sets no limits').rejects.toThrow(
      'not_allowed',
    );
  });

  const NONE = { perDebitMinor: null, perCustomerDayMinor: null, perHourMinor: null, passwordAboveMinor: null };
});

test('a paused wallet is not debited until it is resumed, and whoever asks is told that it is paused', async () => {
  await setWalletPaused(customer.ctx, { walletId: wallet, paused: true });
  await expect(buy('100')).rejects.toMatchObject({
    code: 'wallet_not_usable',
    sentence: expect.stringContaining('It is paused. Resume it, or') as string,
  });
  const { email, customerId } = customer;
  expect(await findCustomers(world.staff, email)).toMatchObject([
    { id: customerId, wallets: [], pausedWallets: [{ brand: 'TRUEMONEY' }] },
  ]);
  const dana = await world.linkWallet(customer);
  await setWalletPaused(customer.ctx, { walletId: dana, paused: true });
  await expect(world.buy(customer, dana)).rejects.toMatchObject({
    sentence: expect.stringContaining('Resume it under Wallets') as string,
  });
  await setWalletPaused(customer.ctx, { walletId: wallet, paused: false });
  await buy('100');
});

test('the switch stops all debits at once, orders wait, and they go on when it is turned back', async () => {
  const before = await callsToPay();
  expect(await pauseDebits(owner, { reason: 'a test' })).toBe(true);
  expect(await pauseDebits(owner, { reason: 'again' })).toBe(false);
  const placed = await buy('100');
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sentAt: null });
  expect(await callsToPay()).toBe(before);
  const viewer = await world.addStaff('viewer');
  await expect(resumeDebits(viewer)).rejects.toThrow('not_allowed');
  expect(await resumeDebits(owner)).toBe(true);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('SUCCESS');
});

test('a debit that was about to wait when the switch is turned back goes on as well', async () => {
  await pauseDebits(owner, { reason: 'a test' });
  const placed = await buy('100');
  const ended = await world.db.transaction(async (tx) => {
    expect(await mustDebitsWait({ ...world.system, db: tx })).toBe(true);
    const resuming = resumeDebits(owner);
    await vi.waitFor(async () => {
      const [waits] = await world.db.execute(sql`select from pg_locks where not granted limit 1`);
      expect(waits).toBeDefined();
    });
    const runAt = new Date(Date.now() + 600_000);
    await addJob(tx, 'charge', { paymentId: placed.id }, { key: `charge:${placed.id}`, runAt });
    return { resuming };
  });
  expect(await ended.resuming).toBe(true);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('SUCCESS');
});

describe('a debit that has lain for longer than the limit', () => {
  async function held() {
    await pauseDebits(owner, { reason: 'a test' });
    const placed = await buy('100');
    await world.runJobs();
    world.moveClock(1_441 * 60_000);
    await resumeDebits(owner);
    await world.runJobs();
    expect((await orderOf(world.db, placed)).heldSince).not.toBeNull();
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT', sentAt: null });
    return placed;
  }

  test('waits for a yes without counting as work that was forgotten, and is debited after it', async () => {
    const placed = await held();
    world.moveClock(60_000);
    expect((await sweep(world.system)).withoutJob).toBe(0);
    await confirmOrder(customer.ctx, placed.orderId);
    world.moveClock(null);
    await world.runJobs();
    expect((await world.payment(placed.id)).status).toBe('SUCCESS');
    await expect(confirmOrder(customer.ctx, placed.orderId)).rejects.toThrow('order_not_held');
  });

  test('or is let go, and nothing is debited', async () => {
    const placed = await held();
    const stranger = await world.newCustomer();
    await expect(dropOrder(stranger.ctx, placed.orderId)).rejects.toThrow('not_found');
    await dropOrder(customer.ctx, placed.orderId);
    await world.runJobs();
    expect((await world.payment(placed.id)).status).toBe('CANCELLED');
    expect(await world.simulator.control.calls('pay', placed.paymentRequestId)).toEqual([]);
  });
});
