/**
 * Second thoughts about a debit: what failed is tried again by its customer, money that came late as well goes back by one click,
 * and an order that lay for too long waits for its customer's yes.
 */
import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { look } from './looked-over';
import { operator, signIn } from './people';
import { linkAccount, linkQuickly, orderQuickly } from './quick-road';
import { sayYes } from './say-yes';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ reducedMotion: 'reduce', trace: 'off' });

/** The merchant's limit for old orders here, and longer than that. */
const LIMIT_MINUTES = 10;
const TOO_LONG_MINUTES = 11;

const isPaid = (page: Page) => page.getByRole('status').filter({ hasText: 'Paid' });

test('a debit that failed is tried again by its customer; when the first is collected late as well, one click returns it', async ({
  page,
  context,
  database,
  openBrowser,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const login = `013555${randomInt(1_000, 8_000)}`;
  const account = await simulator.addAccount('BOOST', login, '0');
  const walletId = await linkAccount(context, 'BOOST', login);
  const order = await orderQuickly(context, database, { walletId, product: 'Nasi Lemak at Home' });
  const attempts = () => simulator.paymentsFor(order.referenceOrderId);
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByRole('heading', { name: 'Your Boost balance was too low' })).toBeVisible();
  await expect(page.getByText('If you do nothing, we try Boost once more')).toBeVisible();
  await page.getByRole('button', { name: 'Stop trying' }).click();
  await sayYes(page, 'Stop trying');
  await expect(page.getByText('If you do nothing, we try Boost once more')).toBeHidden();
  await simulator.setBalance(account.id, '100000');
  await page.getByRole('button', { name: 'Try again' }).click();
  await look(page, /^Order/);
  await sayYes(page, /^Pay RM/);
  await expect(isPaid(page)).toBeVisible();
  expect((await attempts()).map(({ status }) => status).toSorted()).toEqual(['FAIL', 'SUCCESS']);

  const failed = (await attempts()).find(({ status }) => status === 'FAIL');
  await simulator.collectLate(failed?.paymentRequestId ?? '');
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await expect(async () => {
    await desk.goto(`/admin/orders/${order.id}`);
    await desk.getByRole('link', { name: 'Look at the case' }).click({ timeout: 2_000 });
  }).toPass();
  // The order's page has the same heading and the same act: what is pressed there goes with the page.
  await expect(desk).toHaveURL(/\/admin\/cases\//);
  await look(desk, 'Money too much');
  await page.reload();
  await expect(page.getByRole('heading', { name: /was taken from Boost .* after all$/ })).toBeVisible();
  await look(page, /^Order/);
  await desk.getByRole('button', { name: /^Return RM/ }).click();
  await sayYes(desk, /^Return RM/);
  await expect(desk.locator('main .st--pill').first()).toHaveText('Closed');
  await expect.poll(async () => (await attempts()).filter(({ status }) => status === 'SUCCESS').length).toBe(1);
  await expect(page.getByRole('heading', { name: /went back to Boost/ })).toBeVisible();
  await expect(isPaid(page)).toBeVisible();
});

test('an order that lay for too long is paid after its customer’s yes, and let go by their no', async ({
  page,
  context,
  database,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'DANA');
  const [before] = await database<{ limit: number }[]>`select stale_after_minutes as limit from merchant_settings`;
  await database`update merchant_settings set debits_paused_at = now(), debits_paused_by = 'trip', stale_after_minutes = ${LIMIT_MINUTES}`;
  const placed = [];
  try {
    for (const product of ['Laskar Pelangi', 'Laskar Pelangi'])
      placed.push(await orderQuickly(context, database, { walletId, product }));
    await simulator.advance(TOO_LONG_MINUTES);
  } finally {
    // A switch that stays would stop every trip after this one.
    await database`update merchant_settings set debits_paused_at = null, debits_paused_by = null`;
  }
  // The page's own switch moves up what waits for it; this one was turned in the books.
  await database`update graphile_worker._private_jobs set run_at = now() where key like 'charge:%' and locked_at is null`;
  const [wanted, unwanted] = placed;
  const title = page.getByRole('heading', { name: 'This order has waited too long' });
  try {
    for (const { id } of placed) {
      await page.goto(`/orders/${id}`);
      await expect(title).toBeVisible({ timeout: 45_000 });
    }
  } finally {
    await database`update merchant_settings set stale_after_minutes = ${before!.limit}`;
  }
  await page.goto(`/orders/${wanted!.id}`);
  await page.getByRole('button', { name: /^Pay Rp/ }).click();
  await look(page, /^Order/);
  await sayYes(page, /^Pay Rp/);
  await expect(isPaid(page)).toBeVisible();
  expect(await simulator.paymentsFor(wanted!.referenceOrderId)).toHaveLength(1);

  await page.goto(`/orders/${unwanted!.id}`);
  await expect(title).toBeVisible();
  await page.getByRole('button', { name: 'Let it go' }).click();
  await sayYes(page, 'Let it go');
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible();
  expect(await simulator.paymentsFor(unwanted!.referenceOrderId)).toEqual([]);
});
