/**
 * The road through a wallet and back, and through the shop, clicked as a person clicks it.
 */
import { expect, type Page } from '@playwright/test';

/** Last four digits of the simulator's accounts. */
export const RICH = '8888';
export const SECOND = '6666';
export const POOR = '0001';
export const UNVERIFIED = '4444';

/** Picker, consent and our leaving page, up to its link. */
export async function beginLink(page: Page, wallet: string): Promise<void> {
  await page.goto('/wallets/link');
  await page.getByRole('link', { name: wallet, exact: true }).click();
  await agree(page, wallet);
}

/** Consent and the leaving page, from the consent page on. */
export async function agree(page: Page, wallet: string): Promise<void> {
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await expect(page.getByRole('link', { name: `Continue to ${wallet}` })).toBeVisible();
}

/** On a desktop a wallet may show a code or wait for its app, on a phone it asks before it opens the app. */
const waysToThePhone = (page: Page) => page.getByRole('link', { name: /^Open / });

/** From our leaving page to the wallet's log-in, past the code of a desktop and the app's door of a phone. */
export async function continueTo(page: Page, wallet: string): Promise<void> {
  await page.getByRole('link', { name: `Continue to ${wallet}` }).click();
  await expect(
    page.getByRole('heading', { name: /^(Scan with your phone|Log in to |Open the .+ app$)/ }),
  ).toBeVisible();
  const onwards = waysToThePhone(page);
  if (await onwards.isVisible()) await onwards.click();
}

/** Logs in at the wallet with one of the accounts that its page offers. */
export async function logIn(page: Page, digits: string): Promise<void> {
  await page.locator('button[name=pick]', { hasText: digits }).click();
}

export async function decide(page: Page, decision: 'Agree' | 'Refuse'): Promise<void> {
  const button = page.getByRole('button', { name: decision, exact: true });
  await expect(button.or(waysToThePhone(page))).toBeVisible();
  // At a bank the app asks after the log-in.
  if (!(await button.isVisible())) await waysToThePhone(page).click();
  await button.click();
}

/** Five seconds between two looks of a page without script, and the check itself, fit in easily. */
const LINKED_MS = 15_000;

export async function expectLinked(page: Page, wallet: string, timeoutMs = LINKED_MS): Promise<void> {
  await expect(page.getByRole('heading', { name: `${wallet} is linked` })).toBeVisible({ timeout: timeoutMs });
}

export async function linkWallet(page: Page, wallet: string, digits = RICH): Promise<void> {
  await beginLink(page, wallet);
  await continueTo(page, wallet);
  await logIn(page, digits);
  await decide(page, 'Agree');
  await expectLinked(page, wallet);
}

export interface Bought {
  readonly id: string;
  readonly reference: string;
}

/** Buys a product of the shop; ends on the page of the order. */
export async function buy(page: Page, product: string): Promise<Bought> {
  await page.goto('/');
  await page.getByRole('link', { name: `Buy ${product}` }).click();
  await page.getByRole('button', { name: /^Pay / }).click();
  await page.waitForURL(/\/orders\/ord_/);
  const heading = await page.getByRole('heading', { level: 1 }).textContent();
  return { id: new URL(page.url()).pathname.split('/').at(-1)!, reference: heading!.replace(/^Order /, '') };
}

/** The word beside the amount on an order's page. */
export async function expectOrder(page: Page, status: 'Confirming' | 'Paid' | 'Failed'): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: status })).toBeVisible({ timeout: 20_000 });
}
