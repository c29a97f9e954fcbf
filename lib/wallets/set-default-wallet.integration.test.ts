/** One default wallet per currency, whoever clicks at the same time. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wallets } from '@/db/schema/wallets';
import { RICH_DANA, SECOND_DANA, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { setDefaultWallet } from './set-default-wallet';

let world: TestWorld;
let customer: TestCustomer;
let [first, second] = ['', ''] as unknown as [Id<'wal'>, Id<'wal'>];
beforeAll(async () => {
  world = await startTestWorld();
  customer = await world.newCustomer();
  first = await world.linkWallet(customer, RICH_DANA);
  second = await world.linkWallet(customer, SECOND_DANA);
});
afterAll(() => world.stop());

async function defaults(): Promise<Id<'wal'>[]> {
  const rows = await world.db.select().from(wallets).where(eq(wallets.customerId, customer.customerId));
  return rows.filter((wallet) => wallet.isDefault).map((wallet) => wallet.id);
}

test('the first wallet of a currency is its default until another one is chosen', async () => {
  expect(await defaults()).toEqual([first]);
  await setDefaultWallet(customer.ctx, second);
  expect(await defaults()).toEqual([second]);
});

test('clicks on different wallets at once leave exactly one default', async () => {
  const clicks = Array.from({ length: 8 }, (_, place) => setDefaultWallet(customer.ctx, place % 2 ? first : second));
  await Promise.all(clicks);
  expect(await defaults()).toHaveLength(1);
});

test("nobody chooses for another customer, and a wallet that does not work is nobody's default", async () => {
  const other = await world.newCustomer();
  await expect(setDefaultWallet(other.ctx, first)).rejects.toMatchObject({ code: 'not_found' });
  await world.db.update(wallets).set({ status: 'NEEDS_RELINK', isDefault: false }).where(eq(wallets.id, second));
  await expect(setDefaultWallet(customer.ctx, second)).rejects.toMatchObject({ code: 'wallet_not_usable' });
});

test('a wallet that was lost and linked again is the default again when there is no other', async () => {
  await world.db
    .update(wallets)
    .set({ status: 'NEEDS_RELINK', isDefault: false })
    .where(eq(wallets.customerId, customer.customerId));
  expect(await world.linkWallet(customer, RICH_DANA)).toBe(first);
  expect(await defaults()).toEqual([first]);
});
