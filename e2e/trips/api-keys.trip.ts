/** Keys of the REST API: an owner makes one, sees it once and ends it; nobody else finds the page. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import { adminCommand } from './admin-command';
import { seenFile } from './browser-watch';
import { look, lookAt } from './looked-over';
import { engineer, owner, signIn } from './people';
import { sayYes } from './say-yes';

// What is found names its element; a trace of axe's own steps would cost more than the looking.
test.use({ reducedMotion: 'reduce', trace: 'off' });

const KEY = /^(mandate_demo_[A-Za-z0-9_-]{8})([A-Za-z0-9_-]{35})$/;

const newName = () => `Shop ${randomBytes(4).toString('hex')}`;

/** The first letters, which may be shown, and the others, which may not. */
function partsOf(key: string): { prefix: string; rest: string } {
  const [, prefix = '', rest = ''] = KEY.exec(key) ?? [];
  expect(rest, 'a key as it should be').not.toBe('');
  return { prefix, rest };
}

async function openDesk(office: BrowserContext): Promise<Page> {
  await signIn(office, owner);
  return office.newPage();
}

const rowOf = (desk: Page, name: string) => desk.getByRole('row').filter({ hasText: name });

/** Fills the form, after each of its mistakes was made once. */
async function fillIn(desk: Page, name: string): Promise<void> {
  const dialog = desk.getByRole('dialog');
  const act = dialog.getByRole('button', { name: 'Make this key' });
  await act.click();
  await expect(dialog.getByText('Name the system that will use it.')).toBeVisible();
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused();
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await act.click();
  await expect(dialog.getByText('Choose at least one.')).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: /^Read/ })).toBeFocused();
  await look(desk, 'Make an API key');
  await dialog.getByRole('checkbox', { name: /^Read/ }).check();
  await dialog.getByRole('checkbox', { name: /^Debit/ }).check();
  await dialog.getByLabel('Expires').selectOption('In 90 days');
  await dialog.getByLabel('Your password').fill('a guess');
  await act.click();
  await expect(dialog.getByText('This is not your password.')).toBeVisible();
  await dialog.getByLabel('Your password').fill(owner.password);
  await act.click();
}

test('an owner makes a key, copies it from the one place where it is shown, and revokes it', async ({
  openBrowser,
  database,
  watch,
}) => {
  watch.excuse(403, /\/api\/admin\/api-keys$/);
  const office = await openBrowser({
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const desk = await openDesk(office);
  const name = newName();
  await lookAt(desk, '/admin/api-keys', 'API keys');
  await desk.getByRole('button', { name: 'Make a key' }).click();
  await look(desk, 'Make an API key');
  await fillIn(desk, name);

  await look(desk, `The key for ${name}`);
  const shown = desk.getByRole('dialog');
  const key = await shown.getByRole('textbox', { name: 'Key' }).inputValue();
  const { prefix, rest } = partsOf(key);
  await shown.getByRole('button', { name: 'Copy the key' }).click();
  await expect(shown.getByRole('status')).toHaveText('Copied');
  expect(await desk.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await shown.getByRole('button', { name: 'I have kept it' }).click();
  await expect(shown).toBeHidden();

  const row = rowOf(desk, name);
  await expect(row).toContainText(prefix);
  await expect(row).toContainText('Active');
  await expect(row).toContainText('Read, Debit');
  await expect(row).toContainText('never');
  expect(await desk.content()).not.toContain(rest);
  await lookAt(desk, '/admin/api-keys', 'API keys');
  await expect(rowOf(desk, name)).toBeVisible();
  expect(await desk.content()).not.toContain(rest);

  await row.getByRole('button', { name: `Revoke the key ${name}` }).click();
  await look(desk, `Revoke the key ${name}`);
  await expect(desk.getByRole('dialog')).toContainText(`${prefix}… is refused from now on`);
  await sayYes(desk, 'Revoke this key');
  await expect(row).toContainText('Revoked');
  await expect(row.getByRole('button')).toHaveCount(0);

  const lines = await database<{ action: string; detail: unknown }[]>`
    select action, detail from audit_log where detail ->> 'prefix' = ${prefix} order by id`;
  expect(lines.map(({ action }) => action)).toEqual(['api_keys.create', 'api_keys.revoke']);
  expect(JSON.stringify(lines)).not.toContain(rest);
  expect(await watch.faults()).toEqual([]);
  const told = readFileSync(seenFile(), 'utf8')
    .split('\n')
    .filter((line) => line.includes(rest))
    .map((line) => (JSON.parse(line) as { pathname: string }).pathname);
  expect(told, 'answers that held the key').toEqual(['/api/admin/api-keys']);
});

test('a key of the admin command is in the list, as everybody’s @desktop', async ({ openBrowser }) => {
  const name = newName();
  const key = await adminCommand('create-api-key', '--name', name, '--expires-in-days', '7');
  const desk = await openDesk(await openBrowser({ reducedMotion: 'reduce' }));
  await lookAt(desk, '/admin/api-keys', 'API keys');
  const row = rowOf(desk, name);
  await expect(row).toContainText(partsOf(key).prefix);
  await expect(row).toContainText('Everything');
  await expect(row).toContainText('Expires soon');
});

test('who is no owner neither sees the way there nor finds the page', async ({ openBrowser, isMobile, watch }) => {
  watch.excuse(404, /\/admin\/api-keys$/);
  const office = await openBrowser();
  await signIn(office, engineer);
  const desk = await office.newPage();
  const open = async () => {
    await desk.goto('/admin');
    if (isMobile) await desk.locator('summary[aria-label=Menu]').click();
    await expect(desk.getByRole('link', { name: 'Settings' })).toBeVisible();
  };
  await open();
  await expect(desk.getByRole('link', { name: 'API keys' })).toHaveCount(0);
  await desk.goto('/admin/api-keys');
  await expect(desk.getByRole('heading', { name: 'Nothing at this address' })).toBeVisible();
  await signIn(office, owner);
  await open();
  await desk.getByRole('link', { name: 'API keys' }).click();
  await expect(desk.getByRole('heading', { name: 'API keys' })).toBeVisible();
});
