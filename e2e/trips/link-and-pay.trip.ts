/** The main trip: link once, buy, be paid, and the operator sees the same. */
import { devices } from '@playwright/test';
import { expect, test } from '../fixtures';
import { operator, signIn } from './people';
import { linkQuickly } from './quick-road';
import { beginLink, buy, continueTo, decide, expectLinked, expectOrder, linkWallet, logIn, RICH } from './wallet-road';

test('a customer links GCash, buys, sees Confirming become Paid, and the operator finds both', async ({
  page,
  customer,
  simulator,
  openBrowser,
}) => {
  await simulator.set({ settleMs: 3_000 });
  await page.goto('/');
  await page.getByRole('link', { name: 'Buy Ilustrado' }).click();
  await expect(page.getByRole('heading', { name: /No linked wallet pays in Philippine pesos/ })).toBeVisible();
  await page.getByRole('link', { name: 'Link a wallet' }).click();
  await page.getByRole('link', { name: 'GCash', exact: true }).click();
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await continueTo(page, 'GCash');
  await logIn(page, RICH);
  await decide(page, 'Agree');
  await expectLinked(page, 'GCash');
  await expect(page.getByText('63*****8888')).toBeVisible();
  await page.getByRole('link', { name: 'Back to your order' }).click();

  await expect(page.getByRole('radio', { name: /GCash/ })).toBeChecked();
  await page.getByRole('button', { name: 'Pay ₱450.00' }).click();
  await page.waitForURL(/\/orders\/ord_/);
  await expectOrder(page, 'Confirming');
  await expectOrder(page, 'Paid');
  await expect(page).toHaveTitle(/paid/);
  await expect(page.getByText('Debited once, from GCash 63*****8888.')).toBeVisible();
  const id = new URL(page.url()).pathname.split('/').at(-1)!;
  await page.getByRole('link', { name: 'Orders', exact: true }).first().click();
  await expect(page.getByRole('link', { name: /Ilustrado/ })).toBeVisible();

  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await desk.goto('/admin/orders');
  const row = desk.getByRole('row').filter({ has: desk.locator(`a[href="/admin/orders/${id}"]`) });
  await expect(row).toContainText('Paid');
  await expect(row).toContainText('450.00');
  await expect(row).toContainText(customer.name);
  await row.getByRole('rowheader').getByRole('link').click();
  await expect(desk.getByRole('heading', { name: 'Why it is Paid' })).toBeVisible();
  await expect(desk.getByText('Signature valid').first()).toBeVisible();
  await desk.goto('/admin/wallets');
  const wallet = desk.getByRole('row').filter({ hasText: customer.name });
  await expect(wallet).toContainText('Linked');
  await expect(wallet).toContainText('GCash');
  await desk.goto('/admin');
  await expect(desk.getByRole('heading', { name: 'Overview' })).toBeVisible();
});

// A code to scan is shown on a computer.
test(
  'a phone scans the code and the computer goes on by itself',
  { tag: '@desktop' },
  async ({ page, openBrowser }) => {
    await beginLink(page, 'GCash');
    await page.getByRole('link', { name: 'Continue to GCash' }).click();
    await expect(page.getByRole('heading', { name: 'Scan with your phone' })).toBeVisible();
    const scanned = await page.getByRole('link', { name: 'Open the phone page here' }).getAttribute('href');

    const phone = await openBrowser({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } });
    const screen = await phone.newPage();
    await screen.goto(scanned!);
    await expect(page.getByText('Opened on your phone. Go on there.')).toBeVisible();
    await logIn(screen, RICH);
    await decide(screen, 'Agree');
    await expect(screen.getByRole('heading', { name: 'Done, return to the computer' })).toBeVisible();
    await expectLinked(page, 'GCash');
  },
);

test(
  'our own page goes on by itself when only the notification brings the code',
  { tag: '@desktop' },
  async ({ page, openBrowser }) => {
    await beginLink(page, 'AlipayHK');
    const address = await page.getByRole('link', { name: 'Continue to AlipayHK' }).getAttribute('href');
    const phone = await openBrowser({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } });
    const screen = await phone.newPage();
    await screen.goto(address!.replace('/link?', '/login?'));
    await logIn(screen, RICH);
    await decide(screen, 'Agree');
    // The code is kept for a while for a browser that is on its way back; here none comes.
    await expectLinked(page, 'AlipayHK', 30_000);
    await expect(page).toHaveTitle(/AlipayHK is linked/);
  },
);

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });

  test('a second wallet of the same currency can be made the one that pays', async ({ page, context, simulator }) => {
    await simulator.set({ settleMs: 300 });
    await linkQuickly(context, 'MAYA');
    await linkWallet(page, 'GCash');
    await page.goto('/wallets');
    await expect(page.getByText('Orders in Philippine pesos, by default')).toHaveCount(1);
    await page.getByRole('button', { name: 'Make default: GCash' }).click();
    await expect(page.getByRole('button', { name: 'Make default: Maya' })).toBeVisible();
    const order = await buy(page, 'Ilustrado');
    expect(order.id).toMatch(/^ord_/);
    await expectOrder(page, 'Paid');
    await expect(page.getByText(/Debited once, from GCash/)).toBeVisible();
  });
});
