/** Placing an order: once, whoever clicks how often, and only with a wallet that can pay. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orders, products } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { wallets } from '@/db/schema/wallets';
import { startTestWorld, TERMINAL, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { placeOrderForInput } from './input';
import { placeOrder, placeOrderFor } from './place-order';

let world: TestWorld;
let customer: TestCustomer;
let walletId: Id<'wal'>;
beforeAll(async () => {
  world = await startTestWorld();
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer);
});
afterAll(() => world.stop());

async function productIn(currency: string): Promise<string> {
  const [product] = await world.db.select().from(products).where(eq(products.currency, currency));
  return product!.id;
}

const ordersOf = (customerId: Id<'cus'>) => world.db.select().from(orders).where(eq(orders.customerId, customerId));

test('an order, its payment and the job that debits it are written down together', async () => {
  const payment = await world.buy(customer, walletId);
  expect(payment).toMatchObject({
    attempt: 1,
    status: 'INIT',
    sentAt: null,
    currency: 'IDR',
    paymentRequestId: payment.id,
  });
  const jobs = await world.db.execute(
    `select task_identifier as task from graphile_worker.jobs where key = 'charge:${payment.id}'`,
  );
  expect([...jobs]).toEqual([{ task: 'charge' }]);
});

test('the same placement is one order, one click after the other', async () => {
  const placementKey = newSecretText();
  const before = (await ordersOf(customer.customerId)).length;
  const first = await world.buy(customer, walletId, placementKey);
  const second = await world.buy(customer, walletId, placementKey);
  expect(second.id).toBe(first.id);
  expect(await ordersOf(customer.customerId)).toHaveLength(before + 1);
});

test('the same placement is one order, all clicks at once', async () => {
  const input = { productId: await productIn('IDR'), walletId, placementKey: newSecretText(), terminal: TERMINAL };
  const before = (await ordersOf(customer.customerId)).length;
  const placed = await Promise.all(Array.from({ length: 6 }, () => placeOrder(customer.ctx, input)));

  expect(new Set(placed.map((one) => one.orderId)).size).toBe(1);
  expect(placed.filter((one) => one.isNew)).toHaveLength(1);
  expect(await ordersOf(customer.customerId)).toHaveLength(before + 1);
  expect(await world.db.select().from(payments).where(eq(payments.orderId, placed[0]!.orderId))).toHaveLength(1);
});

test('an operator’s click that comes again is the same order; with another sum it is refused by name', async () => {
  const { customerId } = customer;
  const placementKey = newSecretText();
  const place = (amount: string) =>
    placeOrderFor(
      world.staff,
      placeOrderForInput.parse({ customerId, walletId, currency: 'IDR', amount, description: 'A shelf', placementKey }),
    );
  const { orderId } = await place('150000');
  expect(await place('150,000')).toEqual({ orderId, isNew: false });
  const before = (await ordersOf(customerId)).length;
  await expect(place('250000')).rejects.toMatchObject({
    code: 'reference_in_use',
    fields: { amount: expect.stringContaining('Rp 150,000') as string },
  });
  expect(await ordersOf(customerId)).toHaveLength(before);
});

test('the same key of another customer is another order', async () => {
  const other = await world.newCustomer();
  const otherWallet = await world.linkWallet(other);
  const placementKey = newSecretText();
  const mine = await world.buy(customer, walletId, placementKey);
  const theirs = await world.buy(other, otherWallet, placementKey);
  expect(theirs.orderId).not.toBe(mine.orderId);
});

test("nobody pays with another customer's wallet, and is not told that it exists", async () => {
  const other = await world.newCustomer();
  await expect(world.buy(other, walletId)).rejects.toMatchObject({ code: 'not_found' });
  expect(await ordersOf(other.customerId)).toEqual([]);
});

test('a wallet in another currency, or one that is not linked, takes no order', async () => {
  const input = { productId: await productIn('PHP'), walletId, placementKey: newSecretText(), terminal: TERMINAL };
  await expect(placeOrder(customer.ctx, input)).rejects.toMatchObject({ code: 'amount_outside_limits' });

  const lost = await world.newCustomer();
  const lostWallet = await world.linkWallet(lost);
  await world.db.update(wallets).set({ status: 'NEEDS_RELINK' }).where(eq(wallets.id, lostWallet));
  await expect(world.buy(lost, lostWallet)).rejects.toMatchObject({ code: 'wallet_not_usable' });
  expect(await ordersOf(lost.customerId)).toEqual([]);
});

test('a product that is no longer on the shelf cannot be ordered', async () => {
  const productId = await productIn('HKD');
  await world.db
    .update(products)
    .set({ active: false })
    .where(eq(products.id, productId as Id<'prd'>));
  const input = { productId, walletId, placementKey: newSecretText(), terminal: TERMINAL };
  await expect(placeOrder(customer.ctx, input)).rejects.toMatchObject({ code: 'not_found' });
});

test('only a customer places an order', async () => {
  const input = { productId: await productIn('IDR'), walletId, placementKey: newSecretText(), terminal: TERMINAL };
  await expect(placeOrder(world.staff, input)).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(placeOrder(world.system, input)).rejects.toMatchObject({ code: 'not_allowed' });
});
