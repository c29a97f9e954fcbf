/**
 * The doors of a link session as a browser meets them: with the token, with the session's own cookie, and with somebody else
 * signed in beside it.
 */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { linkSessions } from '@/db/schema/link-sessions';
import { orders } from '@/db/schema/orders';
import { users } from '@/db/schema/users';
import { authorizations, wallets } from '@/db/schema/wallets';
import { RICH_DANA, startTestWorld, visitWallet, type TestWorld } from '@/e2e/test-world';
import { GET as comeBack } from '@/app/(customer)/wallets/return/route';
import { POST as register } from '@/app/api/auth/register/route';
import { GET as readMine } from '@/app/api/me/authorizations/[id]/route';
import type { Context } from '@/lib/context';
import { createApiCustomer } from '@/lib/customers/create-customer';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { metricsText } from '@/lib/kit/metrics';
import { linkSessionCookieName } from '@/lib/wallets/browser';
import { readLinkSession } from '@/lib/wallets/link-views';
import { LINK_SESSION_LIFE_MS, openLinkSession } from '@/lib/wallets/open-link-session';
import type { AttemptView } from '@/lib/wallets/views';
import { closeWebRuntime, installWebRuntime } from '@/lib/web/runtime';
import { get, post, sessionCookieOf, type TestRequest } from '@/lib/web/test-runtime';
import { POST as consent } from './[key]/consent/route';
import { POST as decline } from './[key]/decline/route';
import { POST as retry } from './attempts/[id]/retry/route';
import { GET as readAttempt } from './attempts/[id]/route';

let world: TestWorld;
let shop: Context;
let customerId: Id<'cus'>;
let cookieName: string;
beforeAll(async () => {
  world = await startTestWorld({ LINK_RETURN_ORIGINS: 'https://shop.example' });
  installWebRuntime(world.runtime);
  const origin = { address: '203.0.113.9', userAgent: 'a test' };
  const keyId = 'key_00000000000000000000000001';
  shop = world.runtime.contextFor({ kind: 'key', keyId, name: 'a shop', scopes: ['read', 'link'], origin });
  cookieName = linkSessionCookieName(world.runtime.settings.appUrl);
});
afterAll(async () => {
  await closeWebRuntime();
  await world.stop();
});
beforeEach(async () => {
  world.moveClock(null);
  ({ customerId } = await createApiCustomer(shop, { externalId: newSecretText() }));
});

async function open(brand: string | null = null) {
  const made = await openLinkSession(shop, { customerId, brand, returnUrl: 'https://shop.example/back?cart=7' });
  return { id: made.id, token: new URL(made.url).pathname.split('/').at(-1)! };
}

/** A form of our own page, in a world whose public address is not the usual one. */
function submit(door: typeof consent, request: TestRequest): Promise<Response> {
  const headers = { origin: world.runtime.settings.appUrl, ...request.headers };
  return post(door, { form: {}, ...request, headers });
}

function agree(key: string, more: Partial<TestRequest> & { brand?: string; browser?: string } = {}) {
  const { brand = 'DANA', browser = newSecretText(), ...rest } = more;
  return submit(consent, { path: `/api/link/${key}/consent`, params: { key }, form: { brand, browser }, ...rest });
}

/** What the answer leaves in the browser, as it sends it back. */
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0]!)
    .join('; ');
const attemptOf = (response: Response) => response.headers.get('location')!.replace('/link/attempts/', '') as Id<'aut'>;
const look = (id: string, cookie?: string) =>
  get(readAttempt, { path: `/api/link/attempts/${id}`, params: { id }, cookie });
const truth = (id: string) => readLinkSession(shop, id);

async function goThrough(id: Id<'aut'>, cookie: string): Promise<Response> {
  const { address } = (await (await look(id, cookie)).json()) as AttemptView;
  const location = await visitWallet(address!, { login: RICH_DANA });
  return get(comeBack, { path: `/wallets/return${location.search}`, cookie });
}

describe('a consent', () => {
  test('leaves the browser its own cookie and nothing else, and leads to an address without the token', async () => {
    const { id, token } = await open();
    const response = await agree(token);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/link\/attempts\/aut_[0-9A-Z]{26}$/);
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(new RegExp(`^${cookieName}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=\\d+$`));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await truth(id)).toMatchObject({ status: 'OPEN' });
  });

  test('keeps its cookie to this very host where the app is reached by https', () => {
    expect(linkSessionCookieName('https://pay.example')).toBe('__Host-mandate-link-session');
  });

  test('in a second browser is refused, without a word of signing in and without the token', async () => {
    const { token } = await open();
    await agree(token);
    const response = await agree(token);
    expect(response.status).toBe(409);
    const page = await response.text();
    expect(page).toContain('This link has been used');
    expect(page).not.toContain(token);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('of two clicks, before any answer has come, is that of one browser', async () => {
    const { token } = await open();
    const browser = newSecretText();
    const answers = await Promise.all([agree(token, { browser }), agree(token, { browser })]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
  });

  test('after which the first page’s address is still this browser’s', async () => {
    const { token } = await open();
    const cookie = cookieOf(await agree(token));
    const again = await agree(token, { cookie, brand: 'GCASH' });
    expect(again.status).toBe(303);
    expect(cookieOf(again)).toBe(cookie);
  });

  test.each([
    ['a token that nobody gave', newSecretText()],
    ['no token', 'attempts'],
    ['the id of a session, without the cookie', 'lks_00000000000000000000000000'],
  ])('with %s is refused', async (_what, key) => {
    expect((await agree(key)).status).toBe(409);
  });

  test('from another site is refused and uses nothing', async () => {
    const { id, token } = await open();
    for (const origin of ['https://evil.example', 'null', '']) {
      expect((await agree(token, { headers: { origin } })).status).toBe(403);
    }
    const [row] = await world.db.select().from(linkSessions).where(eq(linkSessions.id, id));
    expect(row).toMatchObject({ browserHash: null, status: 'OPEN' });
  });

  test('after its time is refused', async () => {
    const { id, token } = await open();
    world.moveClock(LINK_SESSION_LIFE_MS);
    expect((await agree(token)).status).toBe(409);
    expect(await truth(id)).toMatchObject({ status: 'EXPIRED', reason: 'not_used' });
  });
});

describe('the way back', () => {
  test('leads straight to the shop when the wallet is linked, with the session’s id and nothing more', async () => {
    const { id, token } = await open('DANA');
    const begun = await agree(token);
    const response = await goThrough(attemptOf(begun), cookieOf(begun));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`https://shop.example/back?cart=7&linkSession=${id}`);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const [wallet] = await world.db.select().from(wallets).where(eq(wallets.customerId, customerId));
    expect(await truth(id)).toEqual({ id, status: 'LINKED', walletId: wallet!.id, reason: null });
  });

  test('after a refusal stays with us, where it can be tried again in the same browser only', async () => {
    const { id, token } = await open('DANA');
    const begun = await agree(token);
    const [attempt, cookie] = [attemptOf(begun), cookieOf(begun)];
    const { address } = (await (await look(attempt, cookie)).json()) as AttemptView;
    const location = await visitWallet(address!, { decision: 'refuse' });
    const back = await get(comeBack, { path: `/wallets/return${location.search}`, cookie });
    expect(back.headers.get('location')).toBe(`/link/attempts/${attempt}`);

    const tryAgain = (sent?: string) =>
      submit(retry, { path: `/api/link/attempts/${attempt}/retry`, params: { id: attempt }, cookie: sent });
    expect((await tryAgain()).status).toBe(409);
    expect((await tryAgain(`${cookieName}=${newSecretText()}`)).status).toBe(409);
    const again = await tryAgain(cookie);
    expect(again.status).toBe(303);
    expect(attemptOf(again)).not.toBe(attempt);
    await goThrough(attemptOf(again), cookie);
    expect(await truth(id)).toMatchObject({ status: 'LINKED' });
  });

  test('"not now" ends the session and leads to a page of ours, which a form may lead to', async () => {
    const { id, token } = await open();
    const [key, browser] = [token, newSecretText()];
    const response = await submit(decline, { path: `/api/link/${key}/decline`, params: { key }, form: { browser } });
    expect(response.headers.get('location')).toBe(`/link/${id}`);
    expect(cookieOf(response)).toBe(`${cookieName}=${browser}`);
    expect(await truth(id)).toMatchObject({ status: 'FAILED', reason: 'refused' });
  });
});

describe('somebody who is signed in in the same browser', () => {
  test('is neither used nor touched, from the consent to the shop', async () => {
    const person = {
      email: `${newSecretText().toLowerCase()}@demo.example`,
      name: 'Ana',
      password: 'a password of tests',
    };
    const signedIn = await post(register, { json: person, headers: { origin: world.runtime.settings.appUrl } });
    const session = sessionCookieOf(signedIn)!;
    const [other] = await world.db.select().from(users).where(eq(users.email, person.email));
    const { id, token } = await open('DANA');

    const begun = await agree(token, { cookie: session });
    const cookie = `${session}; ${cookieOf(begun)}`;
    const looked = await look(attemptOf(begun), cookie);
    const back = await goThrough(attemptOf(begun), cookie);
    for (const response of [begun, looked, back]) expect(sessionCookieOf(response)).toBeNull();
    expect(await truth(id)).toMatchObject({ status: 'LINKED' });

    const [attempt] = await world.db
      .select()
      .from(authorizations)
      .where(eq(authorizations.id, attemptOf(begun)));
    expect(attempt!.customerId).toBe(customerId);
    expect(await world.db.select().from(wallets).where(eq(wallets.customerId, other!.customerId!))).toEqual([]);
    expect(await world.db.select().from(orders).where(eq(orders.customerId, other!.customerId!))).toEqual([]);
    const theirs = { path: `/api/me/authorizations/${attempt!.id}`, params: { id: attempt!.id } };
    expect((await get(readMine, { ...theirs, cookie })).status, 'as a customer they do not see it').toBe(404);
    expect((await get(readMine, { ...theirs, cookie: session })).status, 'and are still signed in').toBe(404);
    expect((await get(readMine, theirs)).status).toBe(401);
  });

  test('does not open an attempt of a link session for a browser that has not consented', async () => {
    const { token } = await open();
    const id = attemptOf(await agree(token));
    expect((await look(id)).status).toBe(409);
    expect((await look(id, `${cookieName}=${newSecretText()}`)).status).toBe(409);
  });
});

test('the token reaches neither log nor figures, whatever is done with it', async () => {
  const lines: unknown[] = [];
  const log = world.runtime.log;
  const spies = (['info', 'warn', 'error'] as const).map((level) =>
    vi.spyOn(log, level).mockImplementation((...said: unknown[]) => void lines.push(said)),
  );
  const { token } = await open();
  await agree(token, { brand: 'NO_SUCH_WALLET' });
  await agree(token, { headers: { origin: 'https://evil.example' } });
  await agree(token);
  await agree(token);
  spies.forEach((spy) => spy.mockRestore());
  expect(lines.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(lines)).toContain('/api/link/[key]/consent');
  expect(JSON.stringify(lines)).not.toContain(token);
  expect((await metricsText()).text).not.toContain(token);
});
