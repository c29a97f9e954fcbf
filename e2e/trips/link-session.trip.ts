/** A shop's customer links a wallet by a one-time address, without a password, and comes back to the shop. */
import { expect, test as base } from '../fixtures';
import { agreeInLink, expectBackInShop, openShop, truthOf, type Shop } from './link-road';
import { look } from './looked-over';
import { signIn } from './people';
import { agreeQuickly } from './quick-road';
import { continueTo, decide, logIn, RICH } from './wallet-road';

const test = base.extend<{ readonly shop: Shop }>({
  shop: async ({ database }, use) => {
    const shop = await openShop(database);
    await use(shop);
    await shop.close();
  },
});

test.use({ reducedMotion: 'reduce' });

test.describe('nobody signed in', () => {
  test.use({ visitor: true });

  test('from the shop to the wallet and back, once; the link is then dead in every other browser', async ({
    page,
    shop,
    database,
    openBrowser,
    context,
  }) => {
    const link = await shop.open();
    const other = await (await openBrowser()).newPage();
    await other.goto(link.url);
    await page.goto(link.url);
    await look(page, 'Choose a wallet');
    await expect(page.getByRole('navigation', { name: 'Your account' })).toHaveCount(0);
    const cookies = (await context.cookies()).map(({ name }) => name);
    expect(
      cookies.filter((name) => /link|session/.test(name)),
      'looking sets nothing',
    ).toEqual([]);
    expect(await truthOf(database, link)).toMatchObject({ status: 'OPEN', browser_hash: null });

    await page.getByRole('link', { name: 'DANA', exact: true }).click();
    await look(page, /debit your DANA wallet\?$/);
    await page.getByRole('button', { name: 'Agree and continue' }).click();
    await look(page, 'Continue in DANA');
    expect(page.url()).not.toContain(new URL(link.url).pathname.split('/').at(-1));

    await other.getByRole('link', { name: 'DANA', exact: true }).click();
    await look(other, 'This link has been used');

    await continueTo(page, 'DANA');
    await logIn(page, RICH);
    await decide(page, 'Agree');
    await expectBackInShop(page, link);
    expect(await page.locator('#referer').textContent()).not.toContain('/link/');
    const { status, wallet_id: walletId } = await truthOf(database, link);
    const [wallet] = await database`select customer_id, status from wallets where id = ${walletId}`;
    expect([status, wallet]).toMatchObject(['LINKED', { customer_id: link.customerId, status: 'LINKED' }]);

    await page.goto(link.url);
    await look(page, 'DANA is linked');
    await page.getByRole('link', { name: `Back to ${shop.host}` }).click();
    await expectBackInShop(page, link);
  });

  test('a refusal is told with its reason, another try works in the same session', async ({ page, shop, database }) => {
    const link = await shop.open('DANA');
    await page.goto(link.url);
    await agreeInLink(page, 'DANA');
    await continueTo(page, 'DANA');
    await logIn(page, RICH);
    await decide(page, 'Refuse');
    await look(page, 'You said no in DANA');
    await expect(page.getByRole('link', { name: 'Choose another wallet' }), 'the shop named the wallet').toHaveCount(0);
    expect(await truthOf(database, link)).toMatchObject({ status: 'OPEN', reason: null });
    await page.getByRole('button', { name: 'Try DANA again' }).click();
    await continueTo(page, 'DANA');
    await logIn(page, RICH);
    await decide(page, 'Agree');
    await expectBackInShop(page, link);
    expect(await truthOf(database, link)).toMatchObject({ status: 'LINKED' });
  });

  test('"Not now" leads back to the shop, which may know that it was a no', async ({ page, shop, database }) => {
    const link = await shop.open('GCASH');
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Not now' }).click();
    await expectBackInShop(page, link);
    expect(await truthOf(database, link)).toMatchObject({ status: 'FAILED', reason: 'refused' });
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'No wallet was linked' })).toBeVisible();
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('the whole way works, and a "not now" too', async ({ page, shop, database }) => {
      const link = await shop.open();
      await page.goto(link.url);
      await page.getByRole('searchbox', { name: 'Search wallets' }).fill('dana');
      await page.getByRole('button', { name: 'Search' }).click();
      await agreeInLink(page, 'DANA');
      await continueTo(page, 'DANA');
      await logIn(page, RICH);
      await decide(page, 'Agree');
      await expectBackInShop(page, link);
      expect(await truthOf(database, link)).toMatchObject({ status: 'LINKED' });

      const second = await shop.open('MAYA');
      await page.goto(second.url);
      await page.getByRole('button', { name: 'Not now' }).click();
      await expectBackInShop(page, second);
    });

    test('a page that waits goes on by itself', { tag: '@desktop' }, async ({ page, shop, database, context }) => {
      const link = await shop.open('DANA');
      await page.goto(link.url);
      await agreeInLink(page, 'DANA');
      const address = (await page.getByRole('link', { name: 'Continue to DANA' }).getAttribute('href'))!;
      await agreeQuickly(context, { id: '', address }, '08125558888');
      await expect.poll(async () => (await truthOf(database, link)).status, { timeout: 20_000 }).toBe('LINKED');
      await expectBackInShop(page, link);
    });
  });

  // The same on every device, so walked on one.
  test.describe('on a computer', { tag: '@desktop' }, () => {
    test('the page that stayed open goes on when the phone is done', async ({ page, shop, database, context }) => {
      const link = await shop.open('DANA');
      await page.goto(link.url);
      await agreeInLink(page, 'DANA');
      const address = (await page.getByRole('link', { name: 'Continue to DANA' }).getAttribute('href'))!;
      await agreeQuickly(context, { id: '', address }, '08125558888');
      await expectBackInShop(page, link);
      expect(await truthOf(database, link)).toMatchObject({ status: 'LINKED' });
      await page.goBack();
      await expect(page.getByRole('heading', { name: /debit your DANA wallet|DANA is linked/ })).toBeVisible();
    });

    test('a return in another browser asks whose it is, and a yes links it to who began', async ({
      page,
      shop,
      database,
      context,
      openBrowser,
      simulator,
    }) => {
      await simulator.set({ notifications: 'off' });
      const link = await shop.open('DANA', 'Lea Santos');
      await page.goto(link.url);
      await agreeInLink(page, 'DANA');
      const address = (await page.getByRole('link', { name: 'Continue to DANA' }).getAttribute('href'))!;
      const wayBack = await agreeQuickly(context, { id: '', address }, '08125558888');
      const other = await (await openBrowser()).newPage();
      await other.goto(wayBack);
      await expect(other.getByText('by L*** S***, for DANA')).toBeVisible();
      await other.getByRole('button', { name: 'Yes, this is me' }).click();
      await expectBackInShop(page, link);
      expect(await truthOf(database, link)).toMatchObject({ status: 'LINKED' });
    });

    test('a link that is over, or that nobody gave, says so', async ({ page, shop, database }) => {
      const link = await shop.open();
      await database`update link_sessions set expires_at = now() - interval '1 second' where id = ${link.id}`;
      await page.goto(link.url);
      await look(page, 'The time for this link is over');
      await expect(page.getByRole('link', { name: `Back to ${shop.host}` })).toBeVisible();
      expect(await truthOf(database, link)).toMatchObject({ status: 'EXPIRED', reason: 'not_used' });
      await page.goto(`${link.url.slice(0, -3)}abc`);
      await look(page, 'This link is not known');
    });
  });
});

test('somebody else who is signed in in the same browser is neither used nor touched @desktop', async ({
  page,
  shop,
  database,
  context,
  customer,
}) => {
  const sessionOf = async () =>
    (await context.cookies()).find(({ name }) => name.includes('session-token'))?.value ?? 'none';
  const session = await sessionOf();
  const link = await shop.open('DANA');
  await page.goto(link.url);
  await expect(page.getByRole('navigation', { name: 'Your account' })).toHaveCount(0);
  await agreeInLink(page, 'DANA');
  await continueTo(page, 'DANA');
  await logIn(page, RICH);
  await decide(page, 'Agree');
  await expectBackInShop(page, link);
  expect(await sessionOf()).toBe(session);
  await page.goto('/wallets');
  await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
  await page.goto('/account');
  await expect(page.getByText(customer.email)).toBeVisible();
  const [wallet] =
    await database`select customer_id from wallets where id = ${(await truthOf(database, link)).wallet_id}`;
  expect(wallet).toEqual({ customer_id: link.customerId });
});

// What the whole house sees is set and taken back by one.
test.describe('the merchant’s own colour', { tag: '@desktop' }, () => {
  test.afterEach(async ({ database }) => void (await database`update merchant_settings set accent = null`));

  test('is set by the owner, who is told when no text could be read on it', async ({ openBrowser, database, shop }) => {
    const office = await openBrowser({ reducedMotion: 'reduce' });
    await signIn(office, { email: 'owner@demo.example', password: 'mandate-demo' });
    const desk = await office.newPage();
    await desk.goto('/admin/settings');
    const card = desk.getByRole('region', { name: 'Your colour' });
    await card.getByLabel('Accent').fill('#7a7a7a');
    await card.getByRole('button', { name: 'Save' }).click();
    await expect(card.getByText('No text can be read well on it')).toBeVisible();
    await expect(card.getByLabel('Accent')).toBeFocused();
    await card.getByLabel('Accent').fill('00756F');
    await card.getByRole('button', { name: 'Save' }).click();
    await expect(card.getByText('Saved. Customers see it on their next page.')).toBeVisible();
    await expect(card.getByRole('img', { name: 'A button in #00756f, light page' })).toBeVisible();
    await look(desk, 'Your colour');
    const [row] = await database`select accent from merchant_settings`;
    expect(row).toEqual({ accent: '#00756f' });
    await desk.goto((await shop.open('DANA')).url);
    await look(desk, /debit your DANA wallet\?$/);
  });

  for (const accent of ['#ffd400', '#0b3d2e', '#e4002b']) {
    test(`${accent} is legible on customers’ pages, light and dark`, async ({ page, shop, database }) => {
      await database`update merchant_settings set accent = ${accent}`;
      await page.goto((await shop.open('DANA')).url);
      await look(page, /debit your DANA wallet\?$/);
      await page.emulateMedia({ colorScheme: 'light' });
      const button = page.getByRole('button', { name: 'Agree and continue' });
      const [red, green, blue] = [1, 3, 5].map((start) => Number.parseInt(accent.slice(start, start + 2), 16));
      await expect(button).toHaveCSS('background-color', `rgb(${red}, ${green}, ${blue})`);
      await page.goto('/wallets/link');
      await look(page, 'Choose a wallet');
    });
  }
});
