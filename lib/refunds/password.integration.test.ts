/** Above the sum that the merchant has set, giving money back asks for the password again; up to it, it does not. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cases } from '@/db/schema/cases';
import {
  RICH_TRUEMONEY,
  STAFF_PASSWORD,
  startTestWorld,
  type Payment,
  type TestCustomer,
  type TestWorld,
} from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { requestCancel } from '@/lib/payments/request-cancel';
import { changeLimits } from '@/lib/settings/change-settings';
import { changeLimitsInput } from '@/lib/settings/input';
import { requestRefund } from './request-refund';
import { retryRefund } from './retry-refund';
import { returnSurplus } from './return-surplus';

const LIMIT = '200';
const ABOVE = '200.01';

let world: TestWorld;
let finance: Context;
let customer: TestCustomer;
let wallet: Id<'wal'>;

beforeAll(async () => {
  world = await startTestWorld();
  finance = await world.addStaff('finance');
  const limits = { currency: 'THB', perDebit: '', perCustomerDay: '', perHour: '', passwordAbove: LIMIT };
  await changeLimits(await world.addStaff('owner'), changeLimitsInput.parse(limits));
  customer = await world.newCustomer();
  wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.runJobs();
  await world.simulator.control.clearFaults();
});

async function paid(amount: string): Promise<Payment> {
  const placed = await world.order(customer, wallet, amount);
  await chargeOrder(world.system, placed.id);
  return world.payment(placed.id);
}

/** Without a password, with a wrong one, with the right one. */
async function asksPassword(act: (password?: string) => Promise<unknown>): Promise<void> {
  await expect(act()).rejects.toThrow('password_needed');
  await expect(act('not the password')).rejects.toThrow('wrong_password');
  await act(STAFF_PASSWORD);
}

test('a refund', async () => {
  const { orderId } = await paid('450');
  const refund = (amount: string) => (password?: string) =>
    requestRefund(finance, { orderId, amount, placementKey: newSecretText(), password });
  await asksPassword(refund(ABOVE));
  await refund(LIMIT)();
});

test('a cancel', async () => {
  const [dear, cheap] = [await paid(ABOVE), await paid(LIMIT)];
  await asksPassword((password) => requestCancel(finance, { orderId: dear.orderId, password }));
  await requestCancel(finance, { orderId: cheap.orderId });
});

test('a failed refund that is tried again', async () => {
  const { orderId } = await paid('450');
  const failed = async (amount: string) => {
    const api = 'refund';
    await world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api }, times: 1 });
    const asked = { orderId, amount, placementKey: newSecretText(), password: STAFF_PASSWORD };
    const { refundId } = await requestRefund(finance, asked);
    await world.runJobs();
    return refundId;
  };
  const dear = await failed(ABOVE);
  await asksPassword((password) => retryRefund(finance, { refundId: dear, password }));
  await world.runJobs();
  await retryRefund(finance, { refundId: await failed(LIMIT) });
});

test('money that came late', async () => {
  await world.simulator.control.set({ notifications: 'on', specialAmounts: 'on' });
  const held = async (amount: string) => {
    const placed = await paid(amount);
    expect(placed.status).toBe('FAIL');
    await world.simulator.control.collectLate(placed.paymentRequestId);
    const open = and(eq(cases.subjectId, placed.id), eq(cases.kind, 'surplus'));
    const found = () => world.db.select({ id: cases.id }).from(cases).where(open);
    await expect.poll(async () => (await found()).length).toBe(1);
    return (await found())[0]!.id;
  };
  const dear = await held('1401');
  await asksPassword((password) => returnSurplus(finance, { caseId: dear, password }));
});
