/** Who is let in, what each may see, and how a session ends. */
import type { BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures';
import { adminCommand } from './admin-command';
import { appUrl } from './browser-watch';
import { forgetAttempts, newPerson, operator, post, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';

/** A browser that was given a copy of another one's cookies is nobody any more. */
async function expectNobody(copy: BrowserContext, path: string): Promise<void> {
  const page = await copy.newPage();
  await page.goto(path);
  await expect(page).toHaveURL(`${appUrl()}/sign-in?next=${encodeURIComponent(path)}`);
  const json = await copy.request.get(`${appUrl()}/api/me/orders/ord_00000000000000000000000000`);
  expect(json.status()).toBe(401);
  const session = await copy.request.get(`${appUrl()}/api/auth/session`);
  expect([session.status(), await session.text()]).toEqual([200, '{}']);
  await page.close();
}

test.describe('a visitor', () => {
  test.use({ visitor: true });

  test('a customer registers, signs out, mistypes the password, and signs in to where they wanted to go', async ({
    page,
    watch,
    database,
    customer,
  }) => {
    await forgetAttempts(database);
    await page.goto('/wallets');
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fwallets$/);
    await page.getByRole('link', { name: 'Register' }).click();
    await page.getByLabel('Name').fill(customer.name);
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByLabel('Password').fill(customer.password);
    await page.getByRole('button', { name: 'Register' }).click();
    await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
    await page.goto('/account');
    await expect(page.getByText(`Signed in as ${customer.name}, ${customer.email}`)).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();

    watch.excuse(401, /\/api\/auth\/sign-in$/);
    await page.goto('/orders');
    await page.getByLabel('E-mail').fill(customer.email.toUpperCase());
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(
      page.getByText('The e-mail address or the password is not right. Check both and try again.'),
    ).toBeVisible();
    await page.getByLabel('Password').fill(customer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'You have not ordered anything yet' })).toBeVisible();
  });
});

// The same on every device, so walked on one.
test.describe('on a computer', { tag: '@desktop' }, () => {
  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('signing in works, and a wrong password is said in words', async ({ page, customer }) => {
      await page.goto('/account');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.goto('/wallets');
      for (const password of ['not the password', customer.password]) {
        await page.getByLabel('E-mail').fill(customer.email);
        await page.getByLabel('Password').fill(password);
        await page.getByRole('button', { name: 'Sign in' }).click();
        if (password === customer.password) break;
        await expect(page.getByText('The e-mail address or the password is not right.')).toBeVisible();
      }
      await expect(page.getByRole('navigation', { name: 'Your account' })).toContainText('Wallets');
    });
  });

  test('a copied cookie is worth nothing after signing out', async ({ page, context, customer, openBrowser }) => {
    const copy = await openBrowser();
    await copy.addCookies(await context.cookies());
    expect(await (await copy.request.get(`${appUrl()}/api/auth/session`)).text()).toContain(customer.email);
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
    await expectNobody(copy, '/wallets');
  });

  test('a copied cookie is worth nothing after disabling the account or changing the role', async ({
    context,
    customer,
    openBrowser,
  }) => {
    await adminCommand('disable-user', '--email', customer.email);
    await expectNobody(context, '/orders');
    const refused = await post(context, '/api/auth/sign-in', customer);
    expect(refused.status()).toBe(401);

    const { email } = newPerson();
    const password = await adminCommand('create-user', '--email', email, '--role', 'viewer');
    const desk = await openBrowser();
    await signIn(desk, { email, password });
    const page = await desk.newPage();
    await page.goto('/admin');
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await adminCommand('set-role', '--email', email, '--role', 'support');
    await expectNobody(desk, '/admin');
    expect((await desk.request.get(`${appUrl()}/api/admin/orders/ord_00000000000000000000000000`)).status()).toBe(401);
  });

  test('changing the password keeps this browser signed in and ends every other', async ({
    page,
    customer,
    openBrowser,
    watch,
  }) => {
    const other = await openBrowser();
    await signIn(other, customer);
    watch.excuse(403, /\/api\/me\/password$/);
    await page.goto('/account');
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill('a longer phrase than before');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByText(/current password is not right/)).toBeVisible();
    await page.getByLabel('Current password').fill(customer.password);
    await page.getByLabel('New password').fill('a longer phrase than before');
    await page.getByRole('button', { name: 'Change password' }).click();
    await expect(page.getByRole('heading', { name: 'Password changed' })).toBeVisible();
    await page.goto('/wallets');
    await expect(page.getByRole('heading', { name: 'No wallet is linked yet' })).toBeVisible();
    await expectNobody(other, '/wallets');
    expect((await post(other, '/api/auth/sign-in', customer)).status()).toBe(401);
    await signIn(other, { email: customer.email, password: 'a longer phrase than before' });
  });

  test('a customer finds nothing at the dashboard, and a visitor is sent to sign in and then on to it', async ({
    page,
    openBrowser,
    watch,
  }) => {
    watch.excuse(404, /\/admin/);
    for (const path of ['/admin', '/admin/orders', '/admin/wallets']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'Nothing at this address' })).toBeVisible();
    }
    const visitor = await (await openBrowser()).newPage();
    await visitor.goto('/admin/orders?status=SUCCESS');
    await expect(visitor).toHaveURL(/\/sign-in\?next=%2Fadmin%2Forders/);
    await visitor.getByLabel('E-mail').fill(operator.email);
    await visitor.getByLabel('Password').fill(operator.password);
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    await expect(visitor.getByRole('heading', { name: 'Orders' })).toBeVisible();
    expect(new URL(visitor.url()).pathname).toBe('/admin/orders');
  });

  test("another customer's order is not found, on its page and at its door", async ({
    context,
    openBrowser,
    registerIn,
    database,
    watch,
  }) => {
    const walletId = await linkQuickly(context, 'MAYA');
    const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
    const other = await openBrowser();
    await registerIn(other);
    watch.excuse(404, /\/orders\/ord_/);
    const page = await other.newPage();
    await page.goto(`/orders/${order.id}`);
    await expect(page.getByRole('heading', { name: 'Nothing at this address' })).toBeVisible();
    expect((await other.request.get(`${appUrl()}/api/me/orders/${order.id}`)).status()).toBe(404);
    expect((await other.request.get(`${appUrl()}/api/admin/orders/${order.id}`)).status()).toBe(403);
    // Nor can somebody else's wallet be debited.
    await expect(orderQuickly(other, database, { walletId, product: 'Ilustrado' })).rejects.toThrow(
      /not ordered: 4\d\d/,
    );
  });
});
