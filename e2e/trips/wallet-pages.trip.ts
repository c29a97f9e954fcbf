/** The simulated wallets' own pages, as a person meets them: by code, by log-in, by app, and without script. */
import { devices } from '@playwright/test';
import { expect, test } from '../fixtures';
import { look } from './looked-over';
import { agree, beginLink, continueTo, decide, expectLinked, logIn, RICH, UNVERIFIED } from './wallet-road';

test.use({ reducedMotion: 'reduce' });

test('every page of a wallet can be read by everybody', async ({ page }) => {
  // A code on a computer, the app's door on a phone.
  await beginLink(page, 'MoMo');
  await page.getByRole('link', { name: 'Continue to MoMo' }).click();
  await look(page, /^(Scan with your phone|Open the MoMo app)$/);
  await page.getByRole('link', { name: /^Open / }).click();
  await look(page, /^(Log in to MoMo|Choose your account)$/);
  await logIn(page, RICH);
  await look(page, /^Link with .+\?$/);
  await page.getByRole('link', { name: 'Leave without answering' }).click();
  await look(page, 'You left without answering');
  await page.getByRole('link', { name: 'Go back to the request' }).click();
  await page.getByRole('link', { name: 'Use another account' }).click();
  await logIn(page, UNVERIFIED);
  await look(page, 'This account is not verified');
  await page.getByRole('link', { name: /^Return to / }).click();
  await expect(page.getByRole('heading', { name: 'MoMo was not linked' })).toBeVisible();
});

test('who agrees twice, in a hurry, is linked once, and the way back ends there too', async ({ page, watch }) => {
  // The wallet's address works once, and says so to who goes back to it.
  watch.excuse(410, /\/wallet\/DANA\//);
  await beginLink(page, 'DANA');
  await continueTo(page, 'DANA');
  await logIn(page, RICH);
  await page.getByRole('button', { name: 'Agree', exact: true }).dblclick();
  await expectLinked(page, 'DANA');
  await page.goBack();
  const again = page.getByRole('button', { name: 'Agree', exact: true });
  const ended = page.getByRole('heading', { name: /^(This address has been used|DANA is linked)$/ });
  await expect(again.or(ended)).toBeVisible();
  // A browser may show the page as it was; its button leads to the same end.
  if (await again.isVisible()) await again.click();
  await expect(ended).toBeVisible();
});

test.describe('without JavaScript on the computer', { tag: '@desktop' }, () => {
  test.use({ javaScriptEnabled: false });

  test('the page with the code goes on by itself when the phone has agreed', async ({ page, openBrowser }) => {
    await page.goto('/wallets/link/GCASH');
    await agree(page, 'GCash');
    await page.getByRole('link', { name: 'Continue to GCash' }).click();
    const scanned = await page.getByRole('link', { name: 'Open the phone page here' }).getAttribute('href');
    const phone = await openBrowser({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } });
    const screen = await phone.newPage();
    await screen.goto(scanned!);
    await logIn(screen, RICH);
    await decide(screen, 'Agree');
    await expect(screen.getByRole('heading', { name: 'Done, return to the computer' })).toBeVisible();
    await expectLinked(page, 'GCash');
  });
});

test(
  'a bank asks in its app on the phone, and the computer goes on by itself',
  { tag: '@desktop' },
  async ({ page, openBrowser }) => {
    await beginLink(page, 'K PLUS');
    await continueTo(page, 'K PLUS');
    await logIn(page, RICH);
    await expect(page.getByRole('heading', { name: 'Approve in the K PLUS app' })).toBeVisible();
    const asked = await page.getByRole('link', { name: 'Open the phone page here' }).getAttribute('href');
    const phone = await openBrowser({ ...devices['Pixel 7'], viewport: { width: 390, height: 844 } });
    const screen = await phone.newPage();
    await screen.goto(asked!);
    await expect(page.getByText('Opened on your phone. Go on there.')).toBeVisible();
    await decide(screen, 'Agree');
    await expect(screen.getByRole('heading', { name: 'Done, return to the computer' })).toBeVisible();
    await expectLinked(page, 'K PLUS');
  },
);
