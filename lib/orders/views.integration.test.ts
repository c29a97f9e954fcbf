/** What people see of orders: their own, page by page, and for staff the whole truth with its proof. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderOf, POOR_DANA, startTestWorld, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { inquirePayment } from '@/lib/payments/inquire';
import { readOrderTruth } from './truth';
import { listAdminOrders, listCustomerOrders, listProducts, readCustomerOrder } from './views';

let world: TestWorld;
let lea: TestCustomer;
let walletId: Id<'wal'>;
beforeAll(async () => {
  world = await startTestWorld();
  lea = await world.newCustomer();
  walletId = await world.linkWallet(lea);
});
afterAll(() => world.stop());

async function buy(customer = lea, wallet = walletId): Promise<Payment> {
  return world.buy(customer, wallet);
}

test('the shelf is open to everybody', async () => {
  const products = await listProducts(world.system);
  expect(products.length).toBeGreaterThan(3);
  expect(products[0]).toMatchObject({
    price: { currency: expect.stringMatching(/^[A-Z]{3}$/), value: expect.stringMatching(/^\d+$/) },
  });
});

test('a customer sees their own orders and no others, by list and by address', async () => {
  const mine = await buy();
  const other = await world.newCustomer();
  const theirs = await buy(other, await world.linkWallet(other));

  expect((await listCustomerOrders(lea.ctx, {})).data.map((one) => one.id)).toContain(mine.orderId);
  expect((await listCustomerOrders(lea.ctx, {})).data.map((one) => one.id)).not.toContain(theirs.orderId);
  await expect(readCustomerOrder(lea.ctx, theirs.orderId)).rejects.toMatchObject({ code: 'not_found' });
  await expect(readCustomerOrder(lea.ctx, 'not an id')).rejects.toMatchObject({ code: 'not_found' });
  await expect(listAdminOrders(lea.ctx, {})).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(readOrderTruth(lea.ctx, mine.orderId)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('an order in process, paid or failed is told in words that fit', async () => {
  const paid = await buy();
  expect(await readCustomerOrder(lea.ctx, paid.orderId)).toMatchObject({ status: 'INIT', paidAt: null, failure: null });
  await chargeOrder(world.system, paid.id);
  expect(await readCustomerOrder(lea.ctx, paid.orderId)).toMatchObject({
    status: 'SUCCESS',
    amount: { currency: 'IDR', value: paid.amountMinor.toString() },
    refunded: { currency: 'IDR', value: '0' },
    paidAt: expect.stringContaining('T'),
  });

  const poor = await world.newCustomer();
  const failed = await buy(poor, await world.linkWallet(poor, POOR_DANA));
  await chargeOrder(world.system, failed.id);
  expect(await readCustomerOrder(poor.ctx, failed.orderId)).toMatchObject({
    status: 'FAIL',
    failure: { code: 'USER_BALANCE_NOT_ENOUGH', retryable: true },
  });
});

test('page by page every order comes once, newest first, also while new ones are placed', async () => {
  for (let count = 0; count < 7; count += 1) await buy();
  const before = await world.db.execute('select id from orders');
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listAdminOrders(world.staff, { limit: 3, ...(cursor && { cursor }) });
    expect(page.data.length).toBeLessThanOrEqual(3);
    seen.push(...page.data.map((one) => one.id));
    cursor = page.nextCursor;
    if (cursor) await buy();
  } while (cursor);
  expect(seen).toHaveLength(before.length);
  expect(new Set(seen).size).toBe(seen.length);
});

test('orders of one moment are neither lost nor doubled between two pages', async () => {
  await world.db.execute("update orders set created_at = '2026-11-23T10:00:00Z'");
  const all = await world.db.execute('select id from orders');
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listAdminOrders(world.staff, { limit: 4, ...(cursor && { cursor }) });
    seen.push(...page.data.map((one) => one.id));
    cursor = page.nextCursor;
  } while (cursor);
  expect(new Set(seen).size).toBe(all.length);
  expect(seen).toHaveLength(all.length);
});

test('staff filters by status; a filter or cursor that makes no sense shows the whole list', async () => {
  for (const status of ['INIT', 'SUCCESS', 'FAIL'] as const) {
    const page = await listAdminOrders(world.staff, { status });
    expect(page.data.length).toBeGreaterThan(0);
    expect(page.data.every((one) => one.status === status)).toBe(true);
  }
  const all = await listAdminOrders(world.staff, {});
  const senseless = await listAdminOrders(world.staff, { status: 'PAID', cursor: "' or 1=1" });
  expect(senseless.data.map((one) => one.id)).toEqual(all.data.map((one) => one.id));
  const found = all.data.find((one) => one.customer.id === lea.customerId);
  expect(found).toMatchObject({ customer: { name: 'Lea', email: lea.email }, openCase: false });
});

test('a debit in process says when it is asked about next, and who placed it', async () => {
  await world.simulator.control.fault({ do: 'in_process_forever', match: { api: 'pay' }, times: 1 });
  const placed = await world.order(lea, walletId, '15000');
  await chargeOrder(world.system, placed.id);
  const truth = await readOrderTruth(world.staff, placed.orderId);
  expect(truth.payments[0]?.nextInquiryAt).toEqual(expect.stringContaining('T'));
  expect(truth.placedFor).not.toBeNull();
  expect((await readOrderTruth(world.staff, (await buy()).orderId)).placedFor).toBeNull();
});

test('the truth about an order tells all that was asked, answered and decided, and which word decided', async () => {
  const placed = await buy();
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'pay' }, times: 1 });
  await chargeOrder(world.system, placed.id);
  await inquirePayment(world.system, placed.id);
  await world.deliver({
    ...world.simulator.speak('payments', { paymentRequestId: placed.id }),
    body: '{"forged":true}',
  });

  const truth = await readOrderTruth(world.staff, placed.orderId);
  expect(truth.payments).toMatchObject([
    { attempt: 1, status: 'SUCCESS', resolvedBy: 'inquiry', inquiries: 1, nextInquiryAt: null },
  ]);
  const told = truth.timeline.map((entry) => `${entry.kind} ${entry.what} ${entry.outcome ?? ''}`.trim());
  expect(told).toEqual(['Order placed', 'Request asked', 'Answer answered unknown', 'Inquiry inquired succeeded']);
  expect(truth.timeline.filter((entry) => entry.decided).map((entry) => entry.kind)).toEqual(['Inquiry']);
  const text = JSON.stringify(truth);
  expect(text).toContain('[secret');
  expect(text).not.toContain('281011');
});

test('an order with a contradiction shows its open case', async () => {
  const poor = await world.newCustomer();
  const placed = await buy(poor, await world.linkWallet(poor, POOR_DANA));
  await chargeOrder(world.system, placed.id);
  await world.deliver(
    world.simulator.speak('payments', {
      notifyType: 'PAYMENT_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      paymentRequestId: placed.id,
      paymentId: 'p1',
      paymentAmount: { currency: 'IDR', value: String(placed.amountMinor) },
    }),
  );
  const truth = await readOrderTruth(world.staff, placed.orderId);
  expect(truth).toMatchObject({ status: 'FAIL', openCase: true, cases: [{ kind: 'surplus' }] });
  expect(truth.payments).toMatchObject([{ status: 'FAIL', gatewayStatus: 'SUCCESS' }]);
  expect(truth.timeline.filter((entry) => entry.setAside)).toMatchObject([{ kind: 'Notification', what: 'told' }]);
  expect((await orderOf(world.db, placed)).status).toBe('FAIL');
});
