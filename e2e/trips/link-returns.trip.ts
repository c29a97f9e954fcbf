/** What comes back from a wallet: twice, from the history, with a state of nobody or somebody else, in another browser. */
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type postgres from 'postgres';
import { expect, test } from '../fixtures';
import { appUrl } from './browser-watch';
import { beginLink, continueTo, decide, expectLinked, logIn, RICH } from './wallet-road';

/** The address the wallet sends this page's browser to, seen on the wire: no address bar ever shows it. */
function returnOf(page: Page): Promise<string> {
  return page
    .waitForRequest((request) => request.url().startsWith(`${appUrl()}/wallets/return?`))
    .then((request) => request.url());
}

/**
 * Walks to the wallet and agrees, but the browser that began does not come back. A redirect is not offered to routes, so
 * the wallet's answer is taken from it here.
 */
async function agreeAndHoldReturn(page: Page, wallet: string): Promise<string> {
  await beginLink(page, wallet);
  await continueTo(page, wallet);
  await logIn(page, RICH);
  const held = new Promise<string>((resolve) => {
    void page.route(/\/wallet\/[A-Z_]+\/agreement/, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const answer = await route.fetch({ maxRedirects: 0 });
      await route.fulfill({ status: 200, contentType: 'text/plain', body: 'The way back is held.' });
      resolve(answer.headers().location ?? '');
    });
  });
  await decide(page, 'Agree');
  const address = await held;
  await expect(page.getByText('The way back is held.')).toBeVisible();
  return address;
}

test('"Yes, this is me" in another browser links the wallet to who began', async ({ page, simulator, openBrowser }) => {
  await simulator.set({ notifications: 'off' });
  const address = await agreeAndHoldReturn(page, 'DANA');
  const other = await openBrowser();
  const screen = await other.newPage();
  await screen.goto(address);
  await screen.getByRole('button', { name: 'Yes, this is me' }).click();
  await expect
    .poll(async () => {
      await screen.goto('/wallets/elsewhere');
      return screen.getByRole('heading', { level: 1 }).textContent();
    })
    .toBe('DANA is linked');
  await page.goto('/wallets');
  await expect(page.getByText('62*****8888')).toBeVisible();
});

// The same on every device, so walked on one.
test.describe('on a computer', { tag: '@desktop' }, () => {
  test('the same return twice and the back button both end on the linked card, and no code stays in the history', async ({
    page,
    context,
    watch,
  }) => {
    // The wallet's own pages work once.
    watch.excuse(410, /\/wallet\/DANA\//);
    await beginLink(page, 'DANA');
    await continueTo(page, 'DANA');
    await logIn(page, RICH);
    const returning = returnOf(page);
    await decide(page, 'Agree');
    const address = await returning;
    expect(address).toContain('authCode=');
    await expectLinked(page, 'DANA');
    expect(page.url()).toMatch(/\/wallets\/attempts\/aut_[^?]*$/);

    await page.goto(address);
    await expectLinked(page, 'DANA');
    expect(page.url()).not.toContain('authCode');
    await page.goto('/wallets');
    await expect(page.getByText('62*****8888')).toHaveCount(1);

    await page.goBack();
    await expectLinked(page, 'DANA');
    const session = await context.newCDPSession(page);
    const { entries } = await session.send('Page.getNavigationHistory');
    expect(entries.map(({ url }) => url).join('\n')).not.toContain('authCode');
    expect(await page.content()).not.toContain(new URL(address).searchParams.get('authCode'));
  });

  test('going back from the linked card to where the attempt began shows the linked card, not the way out', async ({
    page,
    watch,
  }) => {
    watch.excuse(410, /\/wallet\/DANA\//);
    await beginLink(page, 'DANA');
    const attempt = page.url();
    await continueTo(page, 'DANA');
    await logIn(page, RICH);
    await decide(page, 'Agree');
    await expectLinked(page, 'DANA');
    await page.goto(attempt);
    await expectLinked(page, 'DANA');
    await expect(page.getByRole('link', { name: 'Continue to DANA' })).toHaveCount(0);
  });

  test('a return without a state, with an unknown one or with one given twice changes nothing and says so', async ({
    page,
    database,
    simulator,
  }) => {
    await beginLink(page, 'DANA');
    const attempt = page.url();
    const { authState } = await simulator.lastAuthorization('DANA');
    const code = `2810111301${randomBytes(8).toString('hex')}`;
    const stranger = randomBytes(32).toString('base64url');
    const before = await countsOf(database);
    for (const query of [
      '',
      `?authCode=${code}`,
      `?authCode=${code}&authState=${stranger}`,
      `?authCode=${code}&authState=${authState}&authState=${authState}`,
      `?authCode=${code}&authState=${authState}_9`,
    ]) {
      await page.goto(`/wallets/return${query}`);
      await expect(page.getByRole('heading', { name: 'This return is not known here' })).toBeVisible();
      expect(page.url()).toBe(`${appUrl()}/wallets/unknown-return`);
    }
    expect(await countsOf(database)).toEqual(before);
    await page.goto(attempt);
    await expect(page.getByRole('link', { name: 'Continue to DANA' })).toBeVisible();
  });

  test('a code given twice counts as none, and a made-up code links nothing', async ({ page, simulator }) => {
    await beginLink(page, 'DANA');
    const first = await simulator.lastAuthorization('DANA');
    await page.goto(`/wallets/return?authState=${first.authState}&authCode=${randomBytes(16).toString('hex')}`);
    await expect(page.getByRole('heading', { name: 'The answer from DANA could not be used' })).toBeVisible();
    await page.getByRole('button', { name: 'Try DANA again' }).click();
    await expect(page.getByRole('link', { name: 'Continue to DANA' })).toBeVisible();
    const second = await simulator.lastAuthorization('DANA');
    expect(second.authState).toBe(`${first.authState}_1`);
    await page.goto(`/wallets/return?authState=${second.authState}&authCode=one&authCode=two`);
    await expect(page.getByRole('heading', { name: 'DANA was not linked' })).toBeVisible();
    await page.goto('/wallets');
    await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
  });

  test('another customer who opens the return is asked although Alipay has told the code as well, sees no attempt, and gets no wallet by it', async ({
    page,
    customer,
    openBrowser,
    registerIn,
    watch,
  }) => {
    const other = await openBrowser();
    await registerIn(other);
    const address = await agreeAndHoldReturn(page, 'DANA');
    const attempt = await firstAttemptOf(page);
    const screen = await other.newPage();
    await screen.goto(address);
    await expect(screen.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
    expect(screen.url()).toBe(`${appUrl()}/wallets/elsewhere`);
    await expect(screen.getByText(/by a\*\*\*@demo\.example, for DANA/)).toBeVisible();
    expect(await screen.content()).not.toContain(customer.email);
    watch.excuse(404, /\/wallets\/attempts\//);
    await screen.goto(attempt);
    await expect(screen.getByRole('heading', { name: 'Nothing at this address' })).toBeVisible();
    await screen.goto('/wallets');
    await expect(screen.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
  });

  test('"No, stop it" in another browser ends the attempt; the one who began can try again', async ({
    page,
    simulator,
    openBrowser,
  }) => {
    await simulator.set({ notifications: 'off' });
    const address = await agreeAndHoldReturn(page, 'DANA');
    const attempt = await firstAttemptOf(page);
    const screen = await (await openBrowser()).newPage();
    await screen.goto(address);
    await screen.getByRole('button', { name: 'No, stop it' }).click();
    await expect(screen.getByRole('heading', { name: 'This attempt has ended' })).toBeVisible();
    await page.goto(attempt);
    await expect(page.getByRole('heading', { name: 'You said that this was not you' })).toBeVisible();
    const { tokens, authorizations } = await simulator.ledger();
    const { authState } = authorizations.findLast(({ wallet }) => wallet === 'DANA')!;
    expect(tokens.filter((token) => token.authState === authState)).toEqual([]);
  });
});

async function firstAttemptOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  const found = entries.map(({ url }) => url).find((url) => url.includes('/wallets/attempts/'));
  return new URL(found!).pathname;
}

async function countsOf(database: postgres.Sql): Promise<unknown> {
  const [row] = await database`select
    (select count(*)::int from wallets) as wallets, (select count(*)::int from credentials) as credentials,
    (select string_agg(status, ',' order by id) from authorizations) as attempts`;
  return row;
}
