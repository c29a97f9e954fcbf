/**
 * A shop for tests about money: a world of its own, somebody of its staff, and for each test a new customer with a wallet that
 * holds plenty. What it exports is what stands at the moment, so that a test names it as if it were its own.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { cases } from '@/db/schema/cases';
import { payments } from '@/db/schema/payments';
import type { StaffRole } from '@/db/schema/users';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { changeSettings } from '@/lib/settings/change-settings';
import { orderOf, RICH_TRUEMONEY, startTestWorld, type Payment, type TestCustomer, type TestWorld } from './test-world';

export let world: TestWorld;
export let staff: Context;
export let customer: TestCustomer;
export let wallet: Id<'wal'>;

/** To be called once, at the top of a test file. */
export function openTestShop(role: StaffRole, simulator: Readonly<Record<string, unknown>> = {}): void {
  beforeAll(async () => {
    world = await startTestWorld();
    staff = await world.addStaff(role);
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await world.runJobs();
    world.moveClock(null);
    await world.simulator.control.clearFaults();
    const clean = { payAnswer: 'immediate', refundAnswer: 'immediate', notifications: 'off' };
    await world.simulator.control.set({ ...clean, ...simulator });
    customer = await world.newCustomer();
    wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
  });
}

/** An order that is paid. */
export async function paid(amount = '450.00'): Promise<Payment> {
  const placed = await world.order(customer, wallet, amount);
  await chargeOrder(world.system, placed.id);
  const payment = await world.payment(placed.id);
  expect(payment.status).toBe('SUCCESS');
  return payment;
}

/** Special amounts of the simulator: refused for balance, and refused by risk control. */
export const TOO_POOR = '1401';
export const RISKY = '1405';

/** An order that was declined; whoever tries it again is not. */
export async function failed(amount = TOO_POOR): Promise<Payment> {
  await world.simulator.control.set({ specialAmounts: 'on' });
  const placed = await world.order(customer, wallet, amount);
  await world.runJobs();
  expect((await world.payment(placed.id)).status).toBe('FAIL');
  await world.simulator.control.set({ specialAmounts: 'off' });
  return placed;
}

/** All attempts at a payment's order, the first one first. */
export const attemptsOf = (payment: Payment) =>
  world.db.select().from(payments).where(eq(payments.orderId, payment.orderId)).orderBy(payments.attempt);

export const casesOf = (payment: Payment) => world.db.select().from(cases).where(eq(cases.orderId, payment.orderId));

/** What Alipay holds of an order: the debits that stand, by their paymentRequestIds. */
export async function collected(payment: Payment): Promise<string[]> {
  const { referenceOrderId } = await orderOf(world.db, payment);
  const ledger = await world.simulator.control.ledger();
  return ledger.payments
    .filter((one) => one.referenceOrderId === referenceOrderId && one.status === 'SUCCESS')
    .map((one) => one.paymentRequestId);
}

/** What the merchant has chosen; the rest as if they had never been asked. Asks for the owner's role. */
export const setChoices = (choices: { retryAfterHours?: number[]; returnsSurplus?: boolean }) =>
  changeSettings(staff, {
    staleAfterMinutes: 1440,
    retryAfterHours: [],
    cancelAfterSeconds: 180,
    returnsSurplus: false,
    ...choices,
  });
