/** The page of the REST API: public, whole without a script, and each of its links leads somewhere. */
import { expect, test } from '../fixtures';
import { appUrl } from './browser-watch';
import { look } from './looked-over';

/** Every call is drawn by the same parts; over all of them axe takes half a minute and finds what it finds in these. */
const CALLS = ['createCustomer', 'createOrder', 'listOrders'];
const LOOKED_AT = ['header', 'nav', ...CALLS.map((call) => `article[aria-labelledby="${call}"]`)];

test.use({ visitor: true, reducedMotion: 'reduce', trace: 'off' });

test('a visitor reads the page of the API, by its contents and without a script', async ({ openBrowser, isMobile }) => {
  const page = await (await openBrowser({ javaScriptEnabled: false })).newPage();
  await page.goto('/docs/api');
  await expect(page.getByRole('heading', { name: 'REST API', level: 1 })).toBeVisible();
  if (isMobile) await page.locator('summary', { hasText: 'Contents' }).click();
  await page
    .getByRole('navigation', { name: 'Contents' })
    .getByRole('link', { name: 'Place an order and debit it' })
    .click();
  await expect(page).toHaveURL(/#createOrder$/);
  const call = page.getByRole('article', { name: 'Place an order and debit it' });
  await expect(call.getByRole('heading', { level: 3 })).toBeInViewport();
  await expect(call.getByText('/api/v1/orders', { exact: true })).toBeVisible();
  await expect(call.getByRole('rowheader', { name: /^referenceOrderId/ })).toBeVisible();
  await expect(call.getByRole('rowheader', { name: /^reference_in_use/ })).toBeVisible();
  await expect(call.getByRole('group', { name: 'Request' }).first()).toContainText('curl "$API/orders"');
  const dead = await page
    .locator('a[href^="#"]')
    .evaluateAll((links) =>
      links.map((link) => link.getAttribute('href') ?? '').filter((href) => !document.getElementById(href.slice(1))),
    );
  expect(dead).toEqual([]);
});

test('the page of the API is readable for everybody, and leads to the document', async ({ page }) => {
  await page.goto('/docs/api');
  await look(page, 'REST API', LOOKED_AT);
  await page.getByRole('link', { name: 'OpenAPI document' }).click();
  await expect(page).toHaveURL(`${appUrl()}/api/v1/openapi.json`);
  // Between the two devices of the trips.
  await page.goBack();
  await page.setViewportSize({ width: 768, height: 900 });
  await expect(page.getByRole('heading', { name: 'REST API', level: 1 })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(768);
});
