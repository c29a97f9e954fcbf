/** How an attempt to link ends: without script, refused, not verified, tried again, or never finished. */
import { expect, test } from '../fixtures';
import {
  agree,
  beginLink,
  continueTo,
  decide,
  expectLinked,
  linkWallet,
  logIn,
  RICH,
  SECOND,
  UNVERIFIED,
} from './wallet-road';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const wallet of ['GCash', 'DANA']) {
    // On a phone one wallet is enough: both send it to a page to log in.
    const tag = wallet === 'DANA' ? ['@desktop'] : [];
    test(`${wallet} can be linked up to the wallet and back to the linked card`, { tag }, async ({ page }) => {
      await page.goto('/wallets');
      await page.getByRole('link', { name: 'Link a wallet' }).click();
      await page.getByRole('searchbox', { name: 'Search wallets' }).fill(wallet.toLowerCase());
      await page.getByRole('button', { name: 'Search' }).click();
      await expect(page.getByRole('heading', { name: `1 wallet for “${wallet.toLowerCase()}”` })).toBeVisible();
      await page.getByRole('link', { name: wallet, exact: true }).click();
      await agree(page, wallet);
      await continueTo(page, wallet);
      await logIn(page, RICH);
      await decide(page, 'Agree');
      await expectLinked(page, wallet);
      await expect(page).toHaveTitle(new RegExp(`${wallet} is linked`));
      await page.getByRole('link', { name: 'See your wallets' }).click();
      await expect(page.getByRole('heading', { name: wallet })).toBeVisible();
    });
  }
});

test('a customer who refuses is told so, tries again, and it works; another wallet works too', async ({ page }) => {
  await beginLink(page, 'DANA');
  await continueTo(page, 'DANA');
  await logIn(page, RICH);
  await decide(page, 'Refuse');
  await expect(page.getByText('Not linked', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'You said no in DANA' })).toBeVisible();
  await expect(page.getByText('Nothing was linked and nothing was debited.')).toBeVisible();

  await page.getByRole('button', { name: 'Try DANA again' }).click();
  await continueTo(page, 'DANA');
  await logIn(page, SECOND);
  await decide(page, 'Agree');
  await expectLinked(page, 'DANA');
  await linkWallet(page, 'Maya');
  await page.goto('/wallets');
  await expect(page.getByText('62*****6666')).toBeVisible();
  await expect(page.getByText('63*****8888')).toBeVisible();
});

// The same on every device, so walked on one.
test.describe('on a computer', { tag: '@desktop' }, () => {
  test('an account that is not verified is not linked, and the reason is named by the wallet', async ({ page }) => {
    await beginLink(page, 'DANA');
    await continueTo(page, 'DANA');
    await logIn(page, UNVERIFIED);
    await expect(page.getByRole('heading', { name: 'This account is not verified' })).toBeVisible();
    await page.getByRole('link', { name: /^Return to / }).click();
    await expect(page.getByRole('heading', { name: 'DANA was not linked' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try DANA again' })).toBeVisible();
    await page.goto('/wallets');
    await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
  });

  test('a wallet that Alipay cannot link now says so, and nothing is left behind', async ({ page, simulator }) => {
    await simulator.fault({ do: 'code', code: 'NO_PAY_OPTIONS', match: { api: 'consult', wallet: 'BOOST' } });
    await page.goto('/wallets/link/BOOST');
    await page.getByRole('button', { name: 'Agree and continue' }).click();
    await expect(page.getByRole('heading', { name: 'Boost was not linked' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Boost cannot be linked now' })).toBeVisible();
    await simulator.clearFaults();
    await page.getByRole('button', { name: 'Try Boost again' }).click();
    await expect(page.getByRole('link', { name: 'Continue to Boost' })).toBeVisible();
  });

  test('an attempt nobody finishes times out by itself on the open page', async ({ page, database }) => {
    await beginLink(page, 'DANA');
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    await database`update authorizations set expires_at = now() where id = ${id}`;
    await database`update graphile_worker._private_jobs set run_at = now() where key = ${`expire:${id}`}`;
    await expect(page.getByText('Timed out', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('heading', { name: 'DANA was not linked' })).toBeVisible();
    await page.getByRole('button', { name: 'Try DANA again' }).click();
    await expect(page.getByRole('link', { name: 'Continue to DANA' })).toBeVisible();
  });
});
