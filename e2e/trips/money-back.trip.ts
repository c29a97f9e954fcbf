/**
 * Money in and back by the hands of the staff: an order placed for a customer, a part refunded, another cancelled, a case
 * decided, debits paused. Every page on the way is looked over.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { look, lookAt } from './looked-over';
import { operator, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';
import { sayYes } from './say-yes';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ reducedMotion: 'reduce', trace: 'off' });

async function expectStatus(page: Page, word: string): Promise<void> {
  await expect(page.locator('main .st--pill').first()).toHaveText(word);
}

test('an order placed for a customer is refunded in part', async ({
  page,
  context,
  customer,
  openBrowser,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  await linkQuickly(context, 'DANA');
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();

  await desk.goto('/admin/orders/new');
  await desk.getByRole('button', { name: 'Place the order' }).click();
  await expect(desk.getByText('Choose a customer from the list.')).toBeVisible();
  await desk.getByRole('searchbox', { name: 'Customer' }).fill(customer.email);
  await desk.getByRole('button', { name: customer.email }).click();
  await desk.getByLabel('Amount').fill('150000');
  await desk.getByLabel('What it is for').fill('Shelf, oak');
  await look(desk, 'Place an order for a customer');
  await desk.getByRole('button', { name: 'Debit Rp 150,000' }).click();
  await desk.waitForURL(/\/admin\/orders\/ord_/);
  await expectStatus(desk, 'Paid');
  const orderId = desk.url().split('/').at(-1) ?? '';

  await desk.getByRole('button', { name: 'Refund a part or all' }).click();
  await desk.getByRole('dialog').getByLabel('Amount').fill('50000');
  await look(desk, 'Refund to DANA');
  await sayYes(desk, 'Refund Rp 50,000');
  await expect(desk.getByRole('region', { name: 'Cancels and refunds' })).toContainText('Refunded');
  await page.goto(`/orders/${orderId}`);
  await expect(page.getByRole('region', { name: 'The debit' })).toContainText('Rp 50,000');
  await lookAt(desk, '/admin/refunds', 'Refunds');
});

test('a refund for which the balance at Alipay did not reach is tried again, and comes back once', async ({
  page,
  context,
  database,
  openBrowser,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  await simulator.fault({
    do: 'code',
    code: 'MERCHANT_BALANCE_NOT_ENOUGH',
    match: { api: 'refund', wallet: 'DANA' },
    times: 1,
  });
  const walletId = await linkQuickly(context, 'DANA');
  const order = await orderQuickly(context, database, { walletId, product: 'Laskar Pelangi' });
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await desk.goto(`/admin/orders/${order.id}`);
  await expectStatus(desk, 'Paid');
  await desk.getByRole('button', { name: 'Refund a part or all' }).click();
  await desk.getByRole('dialog').getByLabel('Amount').fill('40000');
  await sayYes(desk, 'Refund Rp 40,000');
  const returned = desk.getByRole('region', { name: 'Cancels and refunds' });
  await expect(returned).toContainText('Our balance too low');
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByRole('region', { name: 'The debit' })).toContainText('Rp 40,000 could not be returned yet');

  await returned.getByRole('button', { name: 'Try the refund of Rp 40,000 again' }).click();
  await look(desk, 'Refund Rp 40,000 once more');
  await sayYes(desk, 'Refund Rp 40,000');
  await expect(returned).toContainText('Refunded');
  await expect(returned.getByRole('button', { name: /again$/ })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('region', { name: 'The debit' })).not.toContainText('could not be returned');
  const paid = (await simulator.paymentsFor(order.referenceOrderId)).map((payment) => payment.paymentRequestId);
  const refunds = (await simulator.ledger()).refunds.filter((refund) => paid.includes(refund.paymentRequestId));
  expect(refunds.map(({ status }) => status)).toEqual(['SUCCESS']);
});

test('an order is cancelled by the staff', async ({ context, database, openBrowser, simulator }) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'BOOST');
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();

  const other = await orderQuickly(context, database, { walletId, product: 'Nasi Lemak at Home' });
  await desk.goto(`/admin/orders/${other.id}`);
  await expectStatus(desk, 'Paid');
  await desk.getByRole('button', { name: /^Cancel the debit of / }).click();
  await look(desk, /^Cancel the debit of /);
  await sayYes(desk, /^Cancel RM/);
  await expectStatus(desk, 'Cancelled');
  expect((await simulator.paymentsFor(other.referenceOrderId)).map(({ status }) => status)).toEqual(['CANCELLED']);
});

test('a contradiction opens a case, which staff see counted and close with a reason', async ({
  context,
  database,
  openBrowser,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  await simulator.fault({ do: 'contradict', match: { notification: 'payment', wallet: 'MAYA' } });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await desk.goto(`/admin/orders/${order.id}`);
  await expect(async () => {
    await desk.reload();
    await expect(desk.getByRole('heading', { name: 'Two final words' })).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await lookAt(desk, '/admin/cases', 'Cases');
  await lookAt(desk, '/admin/notifications', 'Notifications');
  await desk.goto(`/admin/orders/${order.id}`);
  await desk.getByRole('link', { name: 'Look at the case' }).click();
  await look(desk, 'Two final words');
  await desk.getByRole('button', { name: 'Close the case' }).click();
  await desk.getByLabel('Why nothing more is to be done').fill('Alipay says that it was paid');
  await sayYes(desk, 'Close the case');
  await expectStatus(desk, 'Closed');
});

test('debits that are paused wait, say so to both sides, and go on', async ({
  page,
  context,
  database,
  openBrowser,
  simulator,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'DANA');
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await lookAt(desk, '/admin/settings', 'Settings');
  await desk.goto('/admin');
  await desk.getByRole('button', { name: 'Pause debits' }).click();
  await desk.getByRole('textbox', { name: 'Why' }).fill('Stock is being counted');
  await look(desk, 'Pause all debits');
  await sayYes(desk, 'Pause debits');
  try {
    await look(desk, 'Debits are paused');
    const order = await orderQuickly(context, database, { walletId, product: 'Laskar Pelangi' });
    await page.goto(`/orders/${order.id}`);
    await expect(page.locator('main')).toContainText('DANA has not been asked yet');
    await desk.getByRole('button', { name: 'Resume debits' }).click();
    await sayYes(desk, 'Resume debits');
    await expect(desk.getByRole('heading', { name: 'Debits are paused' })).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: 'Paid' })).toBeVisible();
  } finally {
    // A switch that stays would stop every trip after this one.
    await database`update merchant_settings set debits_paused_at = null, debits_paused_by = null, debits_paused_reason = null`;
  }
});

test('a customer limits, pauses and unlinks a wallet, and staff pause one', async ({
  page,
  context,
  openBrowser,
  customer,
}) => {
  await linkQuickly(context, 'DANA');
  await page.goto('/wallets');
  await page.getByText('Limit each debit').click();
  await page.getByLabel('At most, per debit from DANA').fill('two hundred');
  await page.getByRole('button', { name: 'Save the limit' }).click();
  await expect(page.getByText('Write an amount in IDR above zero')).toBeVisible();
  await expect(page.getByLabel('At most, per debit from DANA')).toHaveValue('two hundred');
  await look(page, 'Wallets');
  await page.getByLabel('At most, per debit from DANA').fill('200000');
  await page.getByRole('button', { name: 'Save the limit' }).click();
  await expect(page.locator('main')).toContainText('Rp 200,000 per debit');
  await page.getByRole('button', { name: 'Pause: DANA' }).click();
  await expect(page.getByRole('button', { name: 'Resume: DANA' })).toBeVisible();
  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await desk.goto('/admin/wallets');
  const row = desk.getByRole('row').filter({ hasText: customer.name });
  await row.getByRole('button', { name: /^Resume/ }).click();
  await look(desk, /^Resume DANA/);
  await sayYes(desk, 'Resume this wallet');
  await expect(row.getByRole('button', { name: /^Pause/ })).toBeVisible();
  await page.goto('/wallets');
  await page.getByText('Unlink', { exact: true }).click();
  await look(page, 'Wallets');
  await page.getByRole('button', { name: 'Unlink DANA' }).click();
  await expect(
    page.getByRole('heading', { name: 'No wallet is linked yet' }).or(page.getByText('Unlinking')),
  ).toBeVisible();
});

test.describe('without JavaScript on the computer', { tag: '@desktop' }, () => {
  test.use({ javaScriptEnabled: false });

  test('a wallet is unlinked, and nothing is debited from it any more', async ({ page, context, simulator }) => {
    await linkQuickly(context, 'DANA');
    const { authState } = await simulator.lastAuthorization('DANA');
    await page.goto('/wallets');
    await page.getByText('Unlink', { exact: true }).click();
    await page.getByRole('button', { name: 'Unlink DANA' }).click();
    await expect(page.getByRole('heading', { name: 'Wallets', exact: true })).toBeVisible();
    await expect(async () => {
      await page.goto('/wallets');
      await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const { tokens } = await simulator.ledger();
    expect(tokens.filter((token) => token.authState === authState).map(({ status }) => status)).toEqual(['REVOKED']);
  });
});
