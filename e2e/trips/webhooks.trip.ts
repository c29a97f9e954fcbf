/** An engineer connects a system of the merchant's: from its address to an event that arrived, and what is done when one does not. */
import type { Page } from '@playwright/test';
import { startTestReceiver, verified, type TestReceiver } from '../../lib/webhooks/testing';
import { expect, test } from '../fixtures';
import { look, lookAt } from './looked-over';
import { engineer, operator, signIn } from './people';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ visitor: true, reducedMotion: 'reduce', trace: 'off' });

let receiver: TestReceiver;
test.beforeEach(async () => void (receiver = await startTestReceiver()));
test.afterEach(() => receiver.stop());

/** Presses an act of the endpoint and says yes in its dialog. */
async function act(page: Page, button: string, yes: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: yes }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** Adds an endpoint; gives its secret, which the page shows this once. */
async function addEndpoint(page: Page, name: string): Promise<string> {
  await lookAt(page, '/admin/webhooks', 'Webhooks');
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Address').fill('https://10.0.0.1/');
  await page.getByLabel('What it is').fill(name);
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  await expect(page.getByText('It lies within this machine or a private network.').first()).toBeVisible();
  await look(page, 'Add an endpoint');
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  await look(page, 'The endpoint’s secret');
  const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  return secret;
}

const rowsThat = (page: Page, status: string) => page.getByRole('row').filter({ hasText: status });

/** The page is what it was when it was asked for; the worker goes on meanwhile. */
async function untilRow(page: Page, status: string, count: number): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(rowsThat(page, status)).toHaveCount(count, { timeout: 500 });
  }).toPass();
}

test('an endpoint is added, tried, mended and removed', async ({ context, page, watch }, { project }) => {
  watch.excuse(422, /\/api\/admin\/webhooks$/);
  await signIn(context, engineer);
  const secret = await addEndpoint(page, `The shop, ${project.name}`);
  await act(page, 'Send a test event', 'Send it');
  await expect.poll(() => receiver.got.length).toBe(1);
  expect(verified(secret, receiver.got[0]!)).toMatchObject({ type: 'endpoint.test' });
  await untilRow(page, 'Delivered', 1);
  await look(page, 'What was sent');

  receiver.behave('fails');
  await act(page, 'Send a test event', 'Send it');
  await untilRow(page, '500, not accepted', 1);
  const endpoint = page.url();
  await rowsThat(page, '500, not accepted').getByRole('link', { name: 'Test' }).click();
  await look(page, 'Every attempt');
  await expect(page.getByText('it broke').first()).toBeVisible();
  receiver.behave('takes');
  await act(page, 'Send again', 'Send it again');
  // The page watches by itself.
  await expect(page.getByText('The endpoint took it.')).toBeVisible();
  await expect(rowsThat(page, 'Accepted, 204')).toHaveCount(1);
  await look(page, 'Every attempt');

  await page.goto(endpoint);
  const before = receiver.got.length;
  await page.getByRole('button', { name: 'Send a time again' }).click();
  await look(page, 'Send a time again');
  await page.getByLabel('Which').selectOption({ label: 'all, also what got through' });
  await page.getByRole('button', { name: 'Send these again' }).click();
  await expect.poll(() => new Set(receiver.got.slice(before).map(({ id }) => id)).size).toBe(2);

  await page.getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await expect(page.getByText('The old secret signs beside this one for a day.')).toBeVisible();
  expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).not.toBe(secret);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByText('Old secret signs until')).toBeVisible();

  await act(page, 'Pause', 'Pause the endpoint');
  await look(page, 'What was sent');
  await expect(page.getByText('Paused by hand.')).toBeVisible();
  await act(page, 'Resume', 'Resume the endpoint');
  await expect(page.getByText('Events are sent as they happen.')).toBeVisible();
  await act(page, 'Remove', 'Remove the endpoint');
  await expect(page.getByRole('heading', { name: 'Webhooks', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: `The shop, ${project.name}` })).toHaveCount(0);
});

test('an endpoint that was paused because it failed stands on the overview, and who may not manage it only looks @desktop', async ({
  context,
  page,
  database,
  watch,
  openBrowser,
}, { project }) => {
  watch.excuse(422, /\/api\/admin\/webhooks$/);
  await signIn(context, engineer);
  const name = `The books, ${project.name}`;
  await addEndpoint(page, name);
  const id = page.url().split('/').at(-1)!;
  await database`update webhook_endpoints set status = 'PAUSED', paused_at = now(), paused_reason = 'failing',
    failing_since = now() - interval '1 day', failures = 12 where id = ${id}`;

  const office = await openBrowser({ reducedMotion: 'reduce' });
  await signIn(office, operator);
  const desk = await office.newPage();
  await lookAt(desk, '/admin', 'A webhook endpoint is paused');
  await desk.getByRole('link', { name: 'Look at the endpoint' }).first().click();
  await look(desk, name);
  await expect(desk.getByText('It took nothing for a day, so it was paused.')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Resume' })).toHaveCount(0);

  await page.reload();
  await act(page, 'Resume', 'Resume the endpoint');
  await act(page, 'Remove', 'Remove the endpoint');
  await desk.goto('/admin');
  await expect(desk.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect(desk.getByRole('link', { name: 'Look at the endpoint' })).toHaveCount(0);
});
