/** The demo's clock on its pages: nothing is said while it is the real time; once it was moved, every page says so. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { expect, test } from '../fixtures';
import { appUrl, dataDir } from './browser-watch';

/** Enough to be told of, and little enough to leave the trips that follow their minute with the simulator. */
const AHEAD_MS = 1_500;

const address = () => `${appUrl()}/api/demo/clock`;

/** As the simulator does it, with the secret that both sides were given. */
async function moveClock(request: APIRequestContext, aheadMs: number, rate: number): Promise<number> {
  const secret = readFileSync(path.join(dataDir(), 'secrets', 'clock-secret'), 'utf8').trim();
  const { now } = (await (await request.get(address())).json()) as { now: string };
  const response = await request.put(address(), {
    headers: { authorization: `Bearer ${secret}` },
    data: { now: new Date(Date.parse(now) + aheadMs).toISOString(), rate },
  });
  return response.status();
}

test('a page that is open when the clock is moved says so by itself, and so does one without script @desktop', async ({
  page,
  request,
  openBrowser,
}) => {
  await page.goto('/');
  const ribbon = page.getByRole('complementary', { name: 'Mode' });
  await expect(ribbon).toContainText('Demo');
  // Another trip in the same house may have moved it before.
  const { moved } = (await (await request.get(address())).json()) as { moved: boolean };
  if (moved) await expect(ribbon).toContainText('Clock moved');
  else await expect(ribbon).not.toContainText('Clock moved');

  expect(await moveClock(request, AHEAD_MS, 1)).toBe(200);
  await expect(ribbon).toContainText(/Clock moved: \d{1,2} \w{3} \d{4}, \d\d:\d\d/);
  await expect(ribbon).not.toContainText('×');

  const plain = await openBrowser({ javaScriptEnabled: false });
  const simple = await plain.newPage();
  await simple.goto('/sign-in');
  await expect(simple.getByRole('complementary', { name: 'Mode' })).toContainText(/Clock moved: .+ UTC/);
});

test('nobody moves it without the secret @desktop', async ({ request }) => {
  const data = { now: new Date(Date.now() + 3_600_000).toISOString(), rate: 1 };
  for (const authorization of ['', 'Bearer guessed']) {
    expect((await request.put(address(), { headers: { authorization }, data })).status()).toBe(401);
  }
});
