/** The example shop, beside the product, as its customer meets it: link, pay, be given back, and the shop is told of it all. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { freePort } from '../../scripts/lib/ports.mjs';
import { expect, test } from '../fixtures';
import { adminCommand } from './admin-command';
import { appUrl } from './browser-watch';
import { look } from './looked-over';
import { agree, continueTo, decide, logIn, RICH } from './wallet-road';

const root = path.resolve(import.meta.dirname, '..', '..');

// Nobody is signed in at the merchant's own pages; axe's steps in a trace would cost more than the looking.
test.use({ visitor: true, reducedMotion: 'reduce', trace: 'off' });

/** Until the first event: the worker has it at once, and a busy machine takes its time. */
const TOLD_MS = 20_000;

async function openShop(): Promise<{ address: string; close(): Promise<void> }> {
  const key = await adminCommand('create-api-key', '--name', 'A tiny shop');
  const port = String(await freePort());
  const shop = spawn(process.execPath, ['examples/shop/start.mjs'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      API_KEY: key,
      API_URL: `${appUrl()}/api/v1`,
      PORT: port,
    } as unknown as NodeJS.ProcessEnv,
  });
  await untilOpen(shop);
  return {
    address: `http://localhost:${port}`,
    async close() {
      if (shop.exitCode !== null) return;
      const ended = new Promise((resolve) => shop.once('exit', resolve));
      shop.kill('SIGTERM');
      await ended;
    },
  };
}

function untilOpen(shop: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('The shop is open')) resolve();
    };
    shop.stdout?.on('data', take);
    shop.stderr?.on('data', take);
    shop.once('exit', (code) => reject(new Error(`the shop ended with ${code}:\n${text}`)));
  });
}

test('a customer of the example shop links, pays, is given the money back, and the shop is told @desktop', async ({
  page,
  database,
}) => {
  const shop = await openShop();
  try {
    await page.goto(shop.address);
    await look(page, 'A tiny shop');
    await page.getByRole('button', { name: 'Link a wallet' }).click();
    await page.getByRole('link', { name: 'Maya', exact: true }).click();
    await agree(page, 'Maya');
    await continueTo(page, 'Maya');
    await logIn(page, RICH);
    await decide(page, 'Agree');

    await page.waitForURL(`${shop.address}/`);
    await expect(page.getByRole('status')).toHaveText('Your wallet is linked.');
    await page.getByRole('button', { name: 'Pay ₱450.00' }).click();
    const order = page.getByRole('listitem').filter({ hasText: 'Barako coffee' });
    await expect(order).toContainText('Paid');
    await look(page, 'A tiny shop');
    await order.getByRole('button', { name: 'Refund ₱450.00' }).click();
    await expect(order).toContainText('Refunded');

    const told = page.getByRole('listitem').filter({ has: page.locator('code') });
    await expect
      .poll(
        async () => {
          await page.reload();
          return (await told.locator('code').allTextContents()).sort();
        },
        { timeout: TOLD_MS },
      )
      .toEqual(['order.succeeded', 'refund.succeeded', 'wallet.linked']);
    await look(page, 'A tiny shop');
  } finally {
    await shop.close();
  }
  const [left] = await database<{ living: number }[]>`
    select count(*)::int as living from webhook_endpoints where removed_at is null and url like ${`${shop.address}/%`}`;
  expect(left?.living, 'endpoints of the shop that is closed').toBe(0);
});
