/** How a debit ends, by which road the result came, and with each kind of wallet. */
import { expect, test } from '../fixtures';
import { operator, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';
import { buy, expectOrder, linkWallet, POOR } from './wallet-road';

test('a balance that is too low ends as Failed, with the reason and what to do', async ({ page, simulator }) => {
  await linkWallet(page, 'GCash', POOR);
  const order = await buy(page, 'Ilustrado');
  await expectOrder(page, 'Failed');
  await expect(page.getByRole('heading', { name: 'Your GCash balance was too low' })).toBeVisible();
  await expect(page.getByText('You were not charged.')).toBeVisible();
  await expect(page.getByText('Top up GCash and try again, or pay with another wallet.')).toBeVisible();
  await page.getByText('For support').click();
  await expect(page.getByText('USER_BALANCE_NOT_ENOUGH')).toBeVisible();
  expect((await simulator.paymentsFor(order.reference)).map(({ status }) => status)).toEqual(['FAIL']);
});

const wallets = [
  { wallet: 'TrueMoney', product: 'Night Train North', amount: '฿299.00', account: '66*****8888' },
  { wallet: 'DANA', product: 'Laskar Pelangi', amount: 'Rp 89,000', account: '62*****8888' },
  { wallet: 'Kakao Pay', product: 'Han River Diary', amount: '₩9,900', account: '82*****8888' },
  { wallet: 'AlipayHK', product: 'Harbour Maps', amount: 'HK$128.00', account: '852*****8888' },
  { wallet: "Touch 'n Go eWallet", product: 'Nasi Lemak at Home', amount: 'RM 45.90', account: '60*****8888' },
] as const;

for (const [index, { wallet, product, amount, account }] of wallets.entries()) {
  // Each wallet once: half of them on a computer, the others on a phone.
  const tag = index % 2 === 0 ? '@phone' : '@desktop';
  test(`${wallet} is linked and debited ${amount}`, { tag }, async ({ page, simulator }) => {
    await simulator.set({ settleMs: 300 });
    await linkWallet(page, wallet);
    await expect(page.getByText(account, { exact: true })).toBeVisible();
    await page.goto('/');
    await page.getByRole('link', { name: `Buy ${product}` }).click();
    await page.getByRole('button', { name: `Pay ${amount}`, exact: true }).click();
    await page.waitForURL(/\/orders\/ord_/);
    await expectOrder(page, 'Paid');
    await expect(page.getByText(`Debited once, from ${wallet} ${account}.`)).toBeVisible();
  });
}

// The same on every device, so walked on one.
test.describe('on a computer', { tag: '@desktop' }, () => {
  for (const [road, notifications] of [
    ['Notification', 'on'],
    ['Inquiry', 'off'],
  ] as const) {
    test(`an order is paid by ${road.toLowerCase()} with the simulator's notifications ${notifications}`, async ({
      page,
      context,
      database,
      simulator,
      openBrowser,
    }) => {
      await simulator.set({ notifications, settleMs: 600 });
      const walletId = await linkQuickly(context, 'DANA');
      const order = await orderQuickly(context, database, { walletId, product: 'Laskar Pelangi' });
      await page.goto(`/orders/${order.id}`);
      await expectOrder(page, 'Paid');
      expect((await simulator.paymentsFor(order.referenceOrderId)).map(({ status }) => status)).toEqual(['SUCCESS']);
      const office = await openBrowser();
      await signIn(office, operator);
      const desk = await office.newPage();
      await desk.goto(`/admin/orders/${order.id}`);
      await expect(desk.locator('main li[aria-current=true]')).toContainText(road);
      await expect(desk.locator('main li[aria-current=true]')).toContainText('decided');
    });
  }

  test('pressing Pay twice and going back does not order twice', async ({ page, context, simulator }) => {
    await simulator.set({ settleMs: 300 });
    await linkQuickly(context, 'MAYA');
    await page.goto('/');
    await page.getByRole('link', { name: 'Buy Ilustrado' }).click();
    await page.getByRole('button', { name: /^Pay / }).dblclick();
    await page.waitForURL(/\/orders\/ord_/);
    await expectOrder(page, 'Paid');
    await page.goto('/orders');
    await expect(page.getByRole('link', { name: /Ilustrado/ })).toHaveCount(1);
  });
});
