/**
 * The last trip: whatever the others did, no code, token, key or password may be found where people or programs read. It
 * comes last by its name, since files are walked in the order of their names.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIResponse, BrowserContext } from '@playwright/test';
import { expect, test } from '../fixtures';
import { adminCommand } from './admin-command';
import { appUrl, dataDir, seenFile } from './browser-watch';
import { operator, post, signIn } from './people';
import { buy, expectOrder, linkWallet } from './wallet-road';

/** What the simulator issued, raw, as only its own journal tells. */
function issuedSecrets(): string[] {
  const journal = readFileSync(path.join(dataDir(), 'simulator/journal.jsonl'), 'utf8');
  const found = new Set<string>();
  for (const [, secret] of journal.matchAll(/"(?:authCode|accessToken|refreshToken)":"([^"]+)"/g)) found.add(secret!);
  return [...found];
}

/** What was generated for this product, and the lines of its keys. */
function ownSecrets(): string[] {
  const folder = path.join(dataDir(), 'secrets');
  return readdirSync(folder)
    .filter((name) => !/public|client-id/.test(name))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .flatMap((line) => line.split(':'))
    .map((line) => line.trim())
    .filter((line) => line.length > 30 && !line.startsWith('-----'));
}

function logTexts(): [name: string, text: string][] {
  const folder = path.join(dataDir(), 'logs');
  return readdirSync(folder).map((name) => [`logs/${name}`, readFileSync(path.join(folder, name), 'utf8')]);
}

const foundIn = (text: string, secrets: readonly string[]) => secrets.filter((secret) => text.includes(secret)).length;

/** What follows the first letters of a key, which has been shown where it belongs and where it does not. */
async function usedKey(context: BrowserContext, keep: (answer: APIResponse) => Promise<void>): Promise<string> {
  const key = await adminCommand('create-api-key', '--name', 'Watched');
  const secret = /^mandate_demo_[A-Za-z0-9_-]{8}([A-Za-z0-9_-]{35})$/.exec(key)?.[1];
  expect(secret, 'a key was made').toBeDefined();
  const headers = { authorization: `Bearer ${key}` };
  for (const address of ['/api/v1/orders', `/api/v1/orders?key=${key}`, '/api/metrics']) {
    await keep(await context.request.get(`${appUrl()}${address}`, { headers }));
  }
  await keep(await post(context, '/api/auth/sign-in', { email: key, password: key }));
  return secret!;
}

/** Reads what staff and customers can ask for, so that it is among what was seen. */
async function readEverything(context: BrowserContext, keep: (path: string) => Promise<void>, orderId: string) {
  await signIn(context, operator);
  for (const where of ['/admin', '/admin/orders', '/admin/wallets', `/admin/orders/${orderId}`]) await keep(where);
  await keep(`/api/admin/orders/${orderId}`);
  await keep('/api/metrics');
}

test('no code, token, key or password is in a log, a page or an answer, and the database keeps them sealed @desktop', async ({
  page,
  customer,
  context,
  openBrowser,
  watch,
  database,
}) => {
  await linkWallet(page, 'DANA');
  const order = await buy(page, 'Laskar Pelangi');
  await expectOrder(page, 'Paid');
  for (const path of ['/wallets', '/orders', `/api/me/orders/${order.id}`, '/api/auth/session']) {
    await watch.keep(await context.request.get(`${appUrl()}${path}`));
  }
  const office = await openBrowser();
  const key = await usedKey(office, (answer) => watch.keep(answer));
  await readEverything(office, async (path) => watch.keep(await office.request.get(`${appUrl()}${path}`)), order.id);
  expect(await watch.faults()).toEqual([]);

  const issued = issuedSecrets();
  const own = ownSecrets();
  expect(issued.length).toBeGreaterThanOrEqual(3);
  expect(own.length).toBeGreaterThanOrEqual(4);
  const secrets = [...issued, ...own, customer.password, key];
  const seen = readFileSync(seenFile(), 'utf8');
  expect(seen).toContain(order.id);
  expect(foundIn(seen, secrets), 'secrets in what our server answered').toBe(0);
  expect(seen).not.toMatch(/a phrase [0-9a-f]{18}/);
  for (const [name, text] of logTexts()) {
    expect(foundIn(text, secrets), `secrets in ${name}`).toBe(0);
    expect(text, `${name}: a password`).not.toMatch(/a phrase [0-9a-f]{18}/);
    expect(text, `${name}: an address with a code`).not.toMatch(/authCode=[^\s"[*]/);
  }

  const tables = await database<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const latest = [...issued.slice(-6), customer.password, key];
  for (const { name } of tables) {
    const [row] = await database.unsafe<{ found: number }[]>(
      `select count(*)::int as found from ${name} as t where exists (
         select from unnest($1::text[]) as secret
         where position(secret in t::text) > 0 or position(encode(convert_to(secret, 'UTF8'), 'hex') in t::text) > 0)`,
      [latest],
    );
    expect(row?.found, `secrets in the table ${name}`).toBe(0);
  }
});
