/** Alipay refuses our configuration: the customer's order waits, the dashboard says why, and both go on when it is mended. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { operator, post, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';

test.use({ reducedMotion: 'reduce' });

const owner = { email: 'owner@demo.example', password: 'mandate-demo' };

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'scrolls sideways').toBeLessThanOrEqual(0);
}

test('an order waits while debits are stopped, and is paid when the owner has mended the key @desktop', async ({
  page,
  context,
  customer,
  database,
  simulator,
  openBrowser,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'MAYA');
  for (const api of ['pay', 'inquiryPayment']) {
    await simulator.fault({ do: 'code', code: 'KEY_NOT_FOUND', match: { api } });
  }
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByText('Your order is placed and waits with us.')).toBeVisible();
  await expect(page.getByText('Waiting', { exact: true })).toBeVisible();
  await expectAccessible(page);

  const office = await openBrowser();
  await signIn(office, owner);
  const desk = await office.newPage();
  await desk.goto('/admin');
  const card = desk.getByRole('article').filter({ hasText: 'Alipay does not know our key version' });
  await expect(card).toContainText('1 debit waits.');
  await expectAccessible(desk);
  await card.getByRole('button', { name: 'Try now' }).click();
  await expect(card).toContainText(/Tried .* \(KEY_NOT_FOUND\)/);
  await expect(card.getByRole('button', { name: 'Try now' }), 'still refused: it may be tried again').toBeVisible();

  await simulator.clearFaults();
  await card.getByRole('button', { name: 'Try now' }).click();
  await expect(card).toBeHidden();
  await expect(desk.getByText('Debits were stopped').first()).toBeVisible();
  await expect(page.getByText('Debited once, from Maya', { exact: false })).toBeVisible({ timeout: 20_000 });
  expect(customer.email).toContain('@');
  expect(await simulator.paymentsFor(order.referenceOrderId)).toMatchObject([{ status: 'SUCCESS' }]);
});

test('who may not mend the keys sees what is wrong, and has no button @desktop', async ({
  context,
  database,
  simulator,
  openBrowser,
  watch,
}) => {
  const walletId = await linkQuickly(context, 'MAYA');
  for (const api of ['pay', 'inquiryPayment']) {
    await simulator.fault({ do: 'code', code: 'ACCESS_DENIED', match: { api } });
  }
  await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  const title = desk.getByRole('heading', { name: 'Alipay denies us access' });
  await expect(async () => {
    await desk.goto('/admin');
    await expect(title).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(desk.getByText('Debits stopped').first()).toBeAttached();
  await expect(desk.getByRole('button', { name: 'Try now' })).toHaveCount(0);
  watch.excuse(403, /\/api\/admin\/configuration\/probe$/);
  expect((await post(office, '/api/admin/configuration/probe', {})).status()).toBe(403);

  await simulator.clearFaults();
  await expect(title, 'it goes by itself').toBeHidden({ timeout: 30_000 });
});
