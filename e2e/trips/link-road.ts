/**
 * A merchant's shop beside the product: it makes link sessions for its customers, and is where their browsers come back to.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import type postgres from 'postgres';
import { appUrl } from './browser-watch';

export interface OpenedLink {
  readonly id: string;
  readonly customerId: string;
  readonly url: string;
}

export interface Shop {
  /** Makes a customer and the one-time address for them. */
  open(wallet?: string, name?: string): Promise<OpenedLink>;
  /** Where the product says that it leads back to. */
  readonly host: string;
  close(): Promise<void>;
}

export interface LinkTruth {
  readonly status: string;
  readonly reason: string | null;
  readonly wallet_id: string | null;
  readonly browser_hash: string | null;
}

/** The shop's page has a heading that no page of ours has, and shows the query it was called with. */
export async function openShop(database: postgres.Sql): Promise<Shop> {
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/back')) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    const query = new URL(request.url, 'http://shop.invalid').search.replaceAll('&', '&amp;');
    const referer = request.headers.referer ?? 'none';
    response.end(`<!doctype html><html lang="en"><title>The shop</title><h1>Back in the shop</h1>
      <p id="query">${query}</p><p id="referer">${referer}</p></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    open: (wallet, name) => insertLink(database, `http://${host}/back?cart=7`, wallet ?? null, name ?? null),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const newId = (prefix: string) => `${prefix}_01${randomBytes(12).toString('hex').toUpperCase()}`;

/** As the API's door writes it down; the token is known to nobody else. */
async function insertLink(
  database: postgres.Sql,
  returnUrl: string,
  brand: string | null,
  name: string | null,
): Promise<OpenedLink> {
  const [id, customerId, token] = [newId('lks'), newId('cus'), randomBytes(32).toString('base64url')];
  const tokenHash = createHash('sha256').update(token).digest('base64url');
  await database`insert into customers (id, external_id, name, created_at)
    values (${customerId}, ${customerId}, ${name}, now())`;
  await database`insert into link_sessions
    (id, customer_id, brand, return_url, status, token_hash, created_by, created_at, expires_at)
    values (${id}, ${customerId}, ${brand}, ${returnUrl}, 'OPEN', ${tokenHash}, 'trip', now(), now() + interval '30 minutes')`;
  return { id, customerId, url: `${appUrl()}/link/${token}` };
}

export async function truthOf(database: postgres.Sql, { id }: OpenedLink): Promise<LinkTruth> {
  const [row] = await database<LinkTruth[]>`
    select status, reason, wallet_id, browser_hash from link_sessions where id = ${id}`;
  return row!;
}

/** A page without script goes on five seconds after it was shown, and may have waited as long for that. */
const BACK_MS = 20_000;

export async function expectBackInShop(page: Page, { id }: OpenedLink): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Back in the shop' })).toBeVisible({ timeout: BACK_MS });
  await expect(page.locator('#query')).toHaveText(`?cart=7&linkSession=${id}`);
}

/** From the picker or the consent to our leaving page. */
export async function agreeInLink(page: Page, wallet: string): Promise<void> {
  const choice = page.getByRole('link', { name: wallet, exact: true });
  if (await choice.isVisible()) await choice.click();
  await page.getByRole('button', { name: 'Agree and continue' }).click();
  await expect(page.getByRole('link', { name: `Continue to ${wallet}` })).toBeVisible();
}
