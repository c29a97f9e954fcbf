/** The signature lab: an engineer asks why a signature does or does not hold, and each look is written down. */
import type { Page } from '@playwright/test';
import type postgres from 'postgres';
import { expect, test } from '../fixtures';
import { alipay, speak, type Spoken } from './alipay-voice';
import { appUrl } from './browser-watch';
import { engineer, post, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';

const staff = (role: 'owner' | 'viewer') => ({ email: `${role}@demo.example`, password: 'mandate-demo' });

interface Use {
  readonly actorRole: string;
  readonly subjectId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** How the lab was used since a line of the audit log, in order. */
async function usesSince(database: postgres.Sql, line: string): Promise<Use[]> {
  return database<Use[]>`
    select actor_role as "actorRole", subject_id as "subjectId", detail from audit_log
    where action = 'signatures.examine' and id > ${line} order by id`;
}

async function lastLine(database: postgres.Sql): Promise<string> {
  const [row] = await database<{ id: string }[]>`select coalesce(max(id), 0)::text as id from audit_log`;
  return row!.id;
}

const news = (paymentRequestId: string) =>
  JSON.stringify({
    notifyType: 'PAYMENT_RESULT',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    paymentRequestId,
    paymentId: '20261123000000000000000000000001',
    paymentAmount: { currency: 'PHP', value: '45000' },
    paymentTime: '2026-11-23T12:00:00+08:00',
  });

/** As a proxy would show it, with something added to the body on the way. */
function rawText({ data, headers }: Spoken, added = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `POST /api/alipay/notifications/payments HTTP/1.1\n${lines.join('\n')}\n\n${data.toString('utf8')}${added}`;
}

async function readVerdict(page: Page, sentence: string | RegExp): Promise<void> {
  await expect(page.getByRole('region', { name: 'Result' }).getByRole('heading', { name: sentence })).toBeVisible();
}

test('an engineer picks a message of a real debit and sees it verify, on both ways @desktop', async ({
  context,
  database,
  simulator,
  openBrowser,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  await expect
    .poll(async () => (await simulator.paymentsFor(order.referenceOrderId)).map(({ status }) => status))
    .toEqual(['SUCCESS']);
  const line = await lastLine(database);

  const office = await openBrowser();
  await signIn(office, engineer);
  const desk = await office.newPage();
  await desk.goto(`/admin/orders/${order.id}`);
  // The notification may have come before the answer.
  const answer = desk.getByRole('listitem').filter({ hasText: 'Answer, secrets masked' });
  await answer.getByRole('link', { name: 'Examine this signature' }).click();
  await readVerdict(desk, 'The signature holds.');
  await expect(desk.getByText('It was made by Alipay’s key 1, over exactly these bytes.')).toBeVisible();
  await expect(desk.getByRole('row', { name: /^Alipay’s 1/ })).toContainText('Yes');
  await expect(desk.getByRole('row', { name: /^Ours 1/ })).toContainText('No');

  await desk.getByRole('link', { name: 'Request', exact: true }).click();
  await expect(desk.getByText('It was made by our own key 1, over exactly these bytes.')).toBeVisible();
  const string = desk.getByRole('region', { name: 'String to sign' });
  await expect(string).toContainText('POST /ams/sandbox/api/v1/payments/pay\\n');
  await expect(string).toContainText(/"paymentMethodId":"\[secret [0-9a-f]{8}\]"/);

  // The same message again, found in the list by its order.
  await desk.goto('/admin/signature-lab');
  await desk.getByRole('searchbox', { name: 'Id of a message, payment or order' }).fill(order.id);
  await desk.getByRole('button', { name: 'Search' }).click();
  await expect(desk).toHaveURL(new RegExp(`q=${order.id}`));
  await expect(desk.getByRole('row', { name: /pay, answer/ })).toContainText('Valid');
  await desk
    .getByRole('row', { name: /pay, answer/ })
    .getByRole('link')
    .click();
  await readVerdict(desk, 'The signature holds.');

  const uses = await usesSince(database, line);
  const facts = { from: 'kept', verdict: 'valid', differences: null };
  expect(uses).toMatchObject([
    { actorRole: 'engineer', detail: { ...facts, direction: 'response', key: 'alipay 1' } },
    { actorRole: 'engineer', detail: { ...facts, direction: 'request', key: 'ours 1' } },
    { actorRole: 'engineer', detail: { ...facts, direction: 'response', key: 'alipay 1' } },
  ]);
  expect(new Set(uses.map(({ subjectId }) => subjectId)).size).toBe(1);
});

test('an engineer pastes a message with a line feed more, and is told so @desktop', async ({
  database,
  openBrowser,
  watch,
}) => {
  const office = await openBrowser();
  await signIn(office, engineer);
  const desk = await office.newPage();
  await desk.goto('/admin/signature-lab/paste');
  const line = await lastLine(database);

  // A text without headers is refused, and stays where it is.
  watch.excuse(422, /\/api\/admin\/signature-lab$/);
  const message = desk.getByRole('textbox', { name: 'Message' });
  await message.fill('{"notifyType":"PAYMENT_RESULT"}');
  await desk.getByRole('button', { name: 'Examine' }).click();
  await expect(desk.getByText('No headers were found.')).toBeVisible();
  await expect(message).toHaveValue('{"notifyType":"PAYMENT_RESULT"}');
  await expect(message).toBeFocused();
  await expect(message).toHaveAccessibleDescription(/No headers were found/);
  expect(await usesSince(database, line)).toEqual([]);

  const spoken = speak(alipay(), 'payments', news('pay_pasted'));
  await message.fill(rawText(spoken, '\n'));
  await desk.getByRole('button', { name: 'Examine' }).click();
  await readVerdict(
    desk,
    'It verifies when the body’s last line feed is removed: something between Alipay and us adds one.',
  );
  await expect(desk.getByRole('region', { name: 'Result' })).toBeFocused();
  await expect(desk.getByRole('region', { name: 'What differs' })).toContainText('0a');
  await expect(desk.getByRole('row', { name: /^Alipay’s 1/ })).toContainText('Yes, when changed');

  // The same by its fields, with the body's exact bytes: then nothing differs.
  await desk.getByRole('radio', { name: 'Separate fields' }).check();
  await desk.getByRole('textbox', { name: 'Path' }).fill('/api/alipay/notifications/payments');
  await desk.getByRole('textbox', { name: 'Client-Id' }).fill(spoken.headers['client-id']!);
  await desk.getByRole('textbox', { name: 'Request-Time' }).fill(spoken.headers['request-time']!);
  await desk.getByRole('textbox', { name: 'Signature' }).fill(spoken.headers.signature!);
  await desk.getByRole('textbox', { name: 'Body' }).fill(spoken.data.toString('base64'));
  await desk.getByLabel('The body is given as').selectOption('base64');
  await desk.getByRole('button', { name: 'Examine' }).click();
  await readVerdict(desk, 'The signature holds.');
  await desk.getByRole('radio', { name: 'Whole message' }).check();
  await expect(message).toHaveValue(rawText(spoken, '\n'));

  expect(await usesSince(database, line)).toMatchObject([
    {
      actorRole: 'engineer',
      subjectId: null,
      detail: {
        from: 'pasted',
        direction: 'notification',
        verdict: 'differs',
        differences: 'body last_lf_removed',
        key: 'alipay 1',
        bodyBytes: spoken.data.byteLength,
        textSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    },
    { detail: { verdict: 'valid', differences: null } },
  ]);
});

test('an owner examines mail that was refused, from the order it claims to be about @desktop', async ({
  context,
  database,
  simulator,
  openBrowser,
}) => {
  await simulator.set({ payAnswer: 'immediate' });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  await expect.poll(async () => (await simulator.paymentsFor(order.referenceOrderId)).length).toBe(1);
  const [payment] = await simulator.paymentsFor(order.referenceOrderId);
  const { data, headers } = speak(alipay(), 'refunds', news(payment!.paymentRequestId));
  const answer = await context.request.post(`${appUrl()}/api/alipay/notifications/payments`, { data, headers });
  expect(answer.status()).toBe(401);

  const office = await openBrowser();
  await signIn(office, staff('owner'));
  const desk = await office.newPage();
  await desk.goto(`/admin/orders/${order.id}`);
  // Where a signature holds, an owner is spared the link.
  await expect(desk.getByText('Signature valid, key 1').first()).toBeVisible();
  await expect(desk.getByRole('link', { name: 'Examine this signature' })).toHaveCount(1);
  await desk.getByRole('link', { name: 'Examine this signature' }).click();
  await readVerdict(desk, 'It verifies when the path is another one of ours: it was signed for another address.');
  await expect(desk.getByRole('region', { name: 'What differs' })).toContainText('/api/alipay/notifications/refunds');
});

test('a viewer has no way in, and leaves no line @desktop', async ({ database, openBrowser, watch }) => {
  watch.excuse(404, /\/admin\/signature-lab/);
  const office = await openBrowser();
  await signIn(office, staff('viewer'));
  const desk = await office.newPage();
  const line = await lastLine(database);
  await desk.goto('/admin');
  await expect(desk.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(desk.locator('a[href^="/admin/signature-lab"]')).toHaveCount(0);
  for (const path of ['', '/paste', '/exg_01K9ZZZZZZZZZZZZZZZZZZZZZZ']) {
    await desk.goto(`/admin/signature-lab${path}`);
    await expect(desk.getByRole('heading', { name: 'Nothing at this address' })).toBeVisible();
  }
  const refused = await post(office, '/api/admin/signature-lab', {
    from: 'whole',
    direction: 'tell',
    text: rawText(speak(alipay(), 'payments', news('pay_pasted'))),
  });
  expect(refused.status()).toBe(403);
  expect(await usesSince(database, line)).toEqual([]);
});
