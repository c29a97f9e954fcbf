/** axe looks at every page and state, light and dark, on a computer and on a phone, and finds nothing. */
import { expect, test } from '../fixtures';
import { alipay, speak } from './alipay-voice';
import { appUrl } from './browser-watch';
import { look, lookAt } from './looked-over';
import { engineer, operator, signIn } from './people';
import { agreeQuickly, beginQuickly, linkQuickly, orderQuickly } from './quick-road';
import { beginLink, POOR } from './wallet-road';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ reducedMotion: 'reduce', trace: 'off' });

test.describe('nobody signed in', () => {
  test.use({ visitor: true });

  test('the pages of a visitor', async ({ page, watch }) => {
    watch.excuse(404, /\/nowhere$/);
    watch.excuse(409, /\/api\/auth\/register$/);
    await lookAt(page, '/', 'Shop');
    await lookAt(page, '/sign-in', 'Sign in');
    await lookAt(page, '/sign-in?problem=wrong_credentials', 'Not signed in');
    await lookAt(page, '/register?problem=invalid_input', 'Not accepted');
    await page.getByLabel('Name').fill('Lea Santos');
    await page.getByLabel('E-mail').fill('lea@demo.example');
    await page.getByLabel('Password').fill('a phrase that is long');
    await page.getByRole('button', { name: 'Register' }).click();
    await look(page, 'Not registered');
    await lookAt(page, '/nowhere', 'Nothing at this address');
    await lookAt(page, '/wallets/unknown-return', 'This return is not known here');
  });
});

test('the pages of a new customer, up to the wallet', async ({ page }) => {
  await lookAt(page, '/wallets', 'No wallet is linked yet');
  await lookAt(page, '/orders', 'You have not ordered anything yet');
  await lookAt(page, '/account', 'Account');
  await lookAt(page, '/account?done=password', 'Password changed');
  await lookAt(page, '/account?problem=wrong_password', 'Not changed');
  await lookAt(page, '/wallets/link', 'Choose a wallet');
  await page.getByText('Change region').click();
  await look(page, 'Choose a wallet');
  await lookAt(page, '/wallets/link?q=pay', /wallets for “pay”/);
  await lookAt(page, '/wallets/link?q=nothing', 'No wallet is called “nothing”');
  await lookAt(page, '/wallets/link/GCASH', /debit your GCash wallet\?$/);
  await page.goto('/');
  await page.getByRole('link', { name: 'Buy Ilustrado' }).click();
  await look(page, 'No linked wallet pays in Philippine pesos');
  await beginLink(page, 'GCash');
  await look(page, 'Continue in GCash');
});

test('the ends of an attempt to link', async ({ page, customer, context, database, openBrowser, simulator }) => {
  await simulator.set({ notifications: 'off' });
  const refused = await beginQuickly(context, 'DANA');
  await context.request.get(await agreeQuickly(context, refused, '08125558888', 'refuse'));
  await lookAt(page, `/wallets/attempts/${refused.id}`, 'You said no in DANA');
  await page.getByText('For support').click();
  await look(page, 'DANA was not linked');

  const late = await beginQuickly(context, 'DANA');
  const other = await openBrowser({ reducedMotion: 'reduce' });
  await signIn(other, customer);
  const screen = await other.newPage();
  await lookAt(screen, `/wallets/attempts/${late.id}`, 'This link was started in another browser');
  await database`update authorizations set expires_at = now() where id = ${late.id}`;
  await database`update graphile_worker._private_jobs set run_at = now() where key = ${`expire:${late.id}`}`;
  await page.goto(`/wallets/attempts/${late.id}`);
  await look(page, 'This attempt ended');

  const asked = await beginQuickly(context, 'DANA');
  const wayBack = await agreeQuickly(context, asked, '08125558888');
  await simulator.fault({ do: 'hang_before', match: { api: 'applyToken', wallet: 'DANA' } });
  await lookAt(screen, wayBack, 'Is this you?');
  await screen.getByRole('button', { name: 'Yes, this is me' }).click();
  await look(screen, 'Checking with DANA');
  await lookAt(page, `/wallets/attempts/${asked.id}`, 'Checking with DANA');
  await simulator.clearFaults();
  await look(page, 'DANA is linked');
  await lookAt(screen, '/wallets/elsewhere', 'DANA is linked');
  await lookAt(page, '/wallets', 'Wallets');
});

test('buying and what becomes of it', async ({ page, context, database, simulator }) => {
  await simulator.set({ payAnswer: 'immediate' });
  await simulator.fault({ do: 'in_process_forever', match: { api: 'pay', wallet: 'BOOST' } });
  const [maya, dana, boost] = [
    await linkQuickly(context, 'MAYA', POOR),
    await linkQuickly(context, 'DANA'),
    await linkQuickly(context, 'BOOST'),
  ];
  const failed = await orderQuickly(context, database, { walletId: maya, product: 'Ilustrado' });
  const paid = await orderQuickly(context, database, { walletId: dana, product: 'Laskar Pelangi' });
  const open = await orderQuickly(context, database, { walletId: boost, product: 'Nasi Lemak at Home' });
  await page.goto('/');
  await page.getByRole('link', { name: 'Buy Ilustrado' }).click();
  await look(page, 'Ilustrado');
  await lookAt(page, `/orders/${paid.id}`, 'The debit');
  await lookAt(page, `/orders/${failed.id}`, 'Your Maya balance was too low');
  await page.getByText('For support').click();
  await look(page, 'Your Maya balance was too low');
  await lookAt(page, `/orders/${open.id}`, 'What you ordered');
  await expect(page.getByRole('region', { name: 'Progress' })).toContainText('Boost is confirming');
  await lookAt(page, '/orders', 'Orders');
  await lookAt(page, '/wallets', 'Wallets');
});

test('the pages of the staff', async ({ page, context, database, openBrowser, simulator, isMobile, watch }) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  const office = await openBrowser({ reducedMotion: 'reduce' });
  await signIn(office, operator);
  const desk = await office.newPage();
  await lookAt(desk, '/admin', 'Overview');
  if (isMobile) {
    await desk.locator('summary[aria-label=Menu]').click();
    await look(desk, 'Overview');
  }
  await lookAt(desk, '/admin/orders', 'Orders');
  // What other trips never leave behind: their database is the same.
  await lookAt(desk, '/admin/refunds?status=FAIL', /^No refund is/);
  await lookAt(desk, `/admin/orders/${order.id}`, 'Why it is Paid');
  await desk.getByText('Request, secrets masked').first().click();
  await look(desk, 'What happened');
  await lookAt(desk, '/admin/wallets', 'Linked wallets');
  await lookAt(desk, '/admin/wallets?status=REVOKING', /^No wallet is in the state/);
  await lookAt(desk, '/account', 'Account');

  // A door's own page, which a person sees who sends a form that is refused.
  watch.excuse(422, /\/api\/me\/authorizations$/);
  await page.goto('/wallets/link/GCASH');
  await page.locator('input[name=brand]').evaluate((field) => field.setAttribute('value', 'NOBODY'));
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await look(page, 'Wallet not offered');
  expect(page.url()).toContain(appUrl());
});

test('the pages of the signature lab', async ({ context, database, openBrowser, simulator, watch }) => {
  watch.excuse(422, /\/api\/admin\/signature-lab$/);
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  const office = await openBrowser({ reducedMotion: 'reduce' });
  await signIn(office, engineer);
  const desk = await office.newPage();
  await lookAt(desk, '/admin/signature-lab', 'Signature lab');
  await lookAt(desk, '/admin/signature-lab?q=nothing', /^No message is about/);
  await lookAt(desk, `/admin/orders/${order.id}`, 'Why it is Paid');
  await desk.getByRole('link', { name: 'Examine this signature' }).first().click();
  await look(desk, 'The signature holds.');
  await lookAt(desk, '/admin/signature-lab/paste', 'How to copy one');
  await desk.getByRole('button', { name: 'Examine' }).click();
  await look(desk, 'Not accepted');
  const spoken = speak(alipay(), 'refunds', '{"refundStatus":"SUCCESS"}');
  const lines = Object.entries(spoken.headers).map(([name, value]) => `${name}: ${value}`);
  const text = `POST /api/alipay/notifications/payments\n${lines.join('\n')}\n\n${String(spoken.data)}\n`;
  await desk.getByRole('textbox', { name: 'Message' }).fill(text);
  await desk.getByRole('button', { name: 'Examine' }).click();
  await look(desk, /^It verifies when the path is another one of ours, and when/);
  await desk.getByRole('radio', { name: 'Separate fields' }).check();
  await look(desk, 'Signature lab');
});
