/** What both sides read while a result is not known: for a minute, for longer than usual, and for a day. */
import { expect, test } from '../fixtures';
import { look } from './looked-over';
import { operator, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ reducedMotion: 'reduce', trace: 'off' });

test('a debit without a final word is calm for its customer, and after a day a case for the staff', async ({
  page,
  context,
  database,
  openBrowser,
  simulator,
}) => {
  await simulator.fault({ do: 'in_process_forever', match: { api: 'pay', wallet: 'MAYA' } });
  // What hangs is cancelled by the app; here that gets no clear answer either.
  await simulator.fault({ do: 'malformed', match: { api: 'cancel', wallet: 'MAYA' } });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  await expect.poll(async () => (await simulator.paymentsFor(order.referenceOrderId)).length).toBe(1);
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByText('We are confirming with Maya. You will not be charged twice.')).toBeVisible();
  await look(page, /^Order/);

  await database`update payments set created_at = now() - interval '26 hours', sent_at = now() - interval '26 hours'
    where order_id = ${order.id}`;
  await database`select graphile_worker.add_job('sweep')`;
  await page.reload();
  await expect(page.getByText('which takes longer than usual')).toBeVisible();
  await look(page, /^Order/);

  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await expect(async () => {
    await desk.goto(`/admin/orders/${order.id}`);
    await expect(desk.getByRole('heading', { name: 'Not known for a day' })).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await look(desk, /Confirming|₱|^Order/);
  await desk.getByRole('link', { name: 'Look at the case' }).click();
  await expect(desk).toHaveURL(/\/admin\/cases\//);
  await expect(desk.getByText('Sent', { exact: true })).toBeVisible();
  await look(desk, 'Not known for a day');

  // The gateway finds its words again: the debit is cancelled as the app asked, and the case closes by itself.
  await simulator.clearFaults();
  await database`update graphile_worker._private_jobs set run_at = now() where key like 'cancel:%' and locked_at is null`;
  await expect(desk.locator('main .st--pill').first()).toHaveText('Closed');
  await page.reload();
  await expect(page.getByText('so we closed this debit')).toBeVisible();
});
