import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptLimits } from '@/db/schema/attempts';
import { auditLog } from '@/db/schema/audit';
import { customers } from '@/db/schema/customers';
import { sessions, users, type UserRole } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS } from '@/lib/auth/attempt-limit';
import { changeRole } from '@/lib/auth/change-role';
import { createUser } from '@/lib/auth/create-user';
import { disableUser, enableUser } from '@/lib/auth/disable-user';
import type { Runtime } from '@/lib/runtime';
import { installWebRuntime } from '@/lib/web/runtime';
import { get, post, sessionCookieOf, startTestRuntime } from '@/lib/web/test-runtime';
import { POST as changePassword } from '../me/password/route';
import { GET as readNextAuth, POST as postNextAuth } from './[...nextauth]/route';
import { POST as register } from './register/route';
import { POST as signIn } from './sign-in/route';
import { POST as signOut } from './sign-out/route';

let database: TestDatabase;
let runtime: Runtime;
let stop: () => Promise<void>;
const password = 'a password of tests';

beforeAll(async () => {
  database = await cloneDatabase();
  ({ runtime, stop } = startTestRuntime(database.url));
});
afterAll(async () => {
  await stop();
  await database.drop();
});
beforeEach(() => database.db.delete(attemptLimits));

const command = () => ({
  db: database.db,
  now: () => new Date(),
  actor: { kind: 'system', name: 'admin command' } as const,
});

let made = 0;
async function makeUser(role: UserRole): Promise<string> {
  made += 1;
  const email = `user${made}@example.com`;
  await createUser(command(), { email, name: 'Someone', role, password });
  return email;
}

async function signInAs(email: string, from: { cookie?: string; address?: string } = {}): Promise<string> {
  const response = await post(signIn, { json: { email, password }, ...from });
  const cookie = sessionCookieOf(response);
  expect(response.status).toBe(200);
  expect(cookie).not.toBeNull();
  return cookie!;
}

async function readSessionJson(cookie: string) {
  const response = await get(readNextAuth, { path: '/api/auth/session', cookie });
  return { response, body: (await response.json()) as { user?: unknown } };
}

/** What a page, a JSON door and next-auth's own address say to a copied cookie. */
async function expectEnded(cookie: string): Promise<void> {
  const { response, body } = await readSessionJson(cookie);
  expect(body).toEqual({});
  expect(response.headers.getSetCookie().join()).toMatch(/next-auth\.session-token=;.*Max-Age=0/);
  const json = { currentPassword: password, newPassword: 'another password' };
  expect((await post(changePassword, { json, cookie })).status).toBe(401);
}

describe('signing in', () => {
  it('gives a cookie that scripts cannot read and that says who it is', async () => {
    const email = await makeUser('viewer');
    const response = await post(signIn, { json: { email: email.toUpperCase(), password } });
    const header = response.headers.getSetCookie().find((cookie) => cookie.includes('session-token'))!;
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Lax/i);
    expect(header).toMatch(/Path=\//);
    expect(await response.json()).toEqual({ next: '/admin' });
    const { body } = await readSessionJson(sessionCookieOf(response)!);
    expect(body.user).toEqual({ name: 'Someone', email, role: 'viewer' });
  });

  it('works as a plain form, with next-auth’s cookie and a redirect to an own path only', async () => {
    const email = await makeUser('customer');
    const good = await post(signIn, { form: { email, password, next: '/wallets' } });
    expect(good.status).toBe(303);
    expect(good.headers.get('location')).toBe('/wallets');
    expect(sessionCookieOf(good)).not.toBeNull();
    const foreign = await post(signIn, { form: { email, password, next: '//evil.example' } });
    expect(foreign.headers.get('location')).toBe('/');
    const staffPage = await post(signIn, { form: { email, password, next: '/admin/orders' } });
    expect(staffPage.headers.get('location')).toBe('/');
  });

  it('answers a wrong password, an unknown address and a disabled account alike', async () => {
    const email = await makeUser('customer');
    const disabled = await makeUser('support');
    await disableUser(command(), { email: disabled });
    const answers = await Promise.all([
      post(signIn, { json: { email, password: 'wrong' } }),
      post(signIn, { json: { email: 'nobody@example.com', password } }),
      post(signIn, { json: { email: disabled, password } }),
    ]);
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
    expect(new Set(bodies).size).toBe(1);
    const form = await post(signIn, { form: { email, password: 'wrong', next: '/orders' } });
    expect(form.headers.get('location')).toBe('/sign-in?problem=wrong_credentials&next=%2Forders');
    expect(form.headers.getSetCookie().join()).not.toContain('session-token');
  });

  it('takes as long for an address without an account', async () => {
    const email = await makeUser('customer');
    const timeOf = async (address: string) => {
      const startedMs = performance.now();
      await post(signIn, { json: { email: address, password: 'wrong' } });
      return performance.now() - startedMs;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      known.push(await timeOf(email));
      unknown.push(await timeOf(`nobody${round}@example.com`));
    }
    const median = (times: number[]) => times.toSorted((left, right) => left - right)[3]!;
    // Without the hash of nobody the ratio is above four.
    expect(median(known) / median(unknown)).toBeLessThan(2.5);
  });

  it('begins a new session each time and ends the browser’s earlier one', async () => {
    const email = await makeUser('customer');
    const first = await signInAs(email);
    const second = await signInAs(email, { cookie: first });
    await expectEnded(first);
    expect((await readSessionJson(second)).body.user).toBeDefined();
  });

  it('works through next-auth’s own address with its token, and not without', async () => {
    const email = await makeUser('customer');
    const path = '/api/auth/callback/credentials';
    const without = await post(postNextAuth, { path, form: { email, password } });
    expect(sessionCookieOf(without)).toBeNull();
    const csrf = await get(readNextAuth, { path: '/api/auth/csrf' });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = csrf.headers.getSetCookie()[0]!.split(';')[0]!;
    const form = { email, password, csrfToken, callbackUrl: '//evil.example' };
    const response = await post(postNextAuth, { path, form, cookie });
    expect(sessionCookieOf(response)).not.toBeNull();
    expect(response.headers.get('location')).toBe('/');
    const wrong = await post(postNextAuth, { path, json: { ...form, password: 'wrong' }, cookie });
    expect(wrong.status).toBe(401);
  });

  it('is refused from another site', async () => {
    const email = await makeUser('customer');
    for (const origin of ['', 'null', 'https://evil.example']) {
      const response = await post(signIn, { json: { email, password }, headers: { origin } });
      expect(response.status).toBe(403);
    }
  });
});

describe('on https', () => {
  it('the cookie is Secure and pinned to the host', async () => {
    const email = await makeUser('customer');
    const origin = 'https://shop.example';
    const other = startTestRuntime(database.url, { APP_URL: origin, DEMO_PUBLIC: '1' });
    const response = await post(signIn, { json: { email, password }, headers: { origin } });
    await other.stop();
    installWebRuntime(runtime);
    const header = response.headers.getSetCookie().find((cookie) => cookie.includes('session-token'))!;
    expect(header).toMatch(/^__Host-next-auth\.session-token=/);
    expect(header).toMatch(/; Secure/);
    expect(header).not.toMatch(/Domain/i);
  });
});

describe('limits of attempts', () => {
  it('stop guessing one account from many addresses, even with the right password', async () => {
    const email = await makeUser('customer');
    for (let n = 0; n < ATTEMPTS_PER_ACCOUNT; n += 1) {
      const json = { email, password: 'wrong' };
      expect((await post(signIn, { json, address: `198.51.100.${n}` })).status).toBe(401);
    }
    const page = await post(signIn, { form: { email, password }, address: '198.51.100.99' });
    expect(page.status).toBe(429);
    expect(await page.text()).toContain('Too many attempts. Wait a few minutes, then try again.');
    await database.db.update(attemptLimits).set({ expire: 0 });
    await signInAs(email);
  });

  it('stop spraying many accounts from one address, whatever X-Forwarded-For claims', async () => {
    const attempt = (n: number) =>
      post(signIn, {
        json: { email: `spray${n}@example.com`, password },
        address: '203.0.113.50',
        headers: { 'x-forwarded-for': `198.51.100.${n}` },
      });
    const key = { key: 'address:203.0.113.50', points: ATTEMPTS_PER_ADDRESS - 1, expire: Date.now() + 60_000 };
    await database.db.insert(attemptLimits).values(key);
    expect((await attempt(1)).status).toBe(401);
    expect((await attempt(2)).status).toBe(429);
    expect((await attempt(3)).status).toBe(429);
  });

  it('count a whole IPv6 network as one address', async () => {
    await post(signIn, { json: { email: 'a@example.com', password }, address: '2001:db8:1:2::1' });
    await post(signIn, { json: { email: 'b@example.com', password }, address: '2001:db8:1:2:ffff::9' });
    const [row] = await database.db.select().from(attemptLimits).where(eq(attemptLimits.key, 'address:2001:db8:1:2'));
    expect(row?.points).toBe(2);
  });

  it('count attempts that come at once one by one', async () => {
    const email = await makeUser('customer');
    const attempts = Array.from({ length: ATTEMPTS_PER_ACCOUNT + 5 }, () =>
      post(signIn, { json: { email, password: 'wrong' } }),
    );
    const statuses = (await Promise.all(attempts)).map((response) => response.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(ATTEMPTS_PER_ACCOUNT);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('forget the misses of somebody who then knew the password', async () => {
    const email = await makeUser('customer');
    await post(signIn, { json: { email, password: 'wrong' } });
    await signInAs(email);
    const rows = await database.db.select().from(attemptLimits);
    expect(rows.map((row) => [row.key.split(':')[0], row.points])).toEqual([['address', 1]]);
  });
});

describe('a copied cookie', () => {
  it('is worth nothing after signing out', async () => {
    const cookie = await signInAs(await makeUser('customer'));
    const response = await post(signOut, { form: {}, cookie });
    expect(response.status).toBe(303);
    expect(response.headers.getSetCookie().join()).toMatch(/session-token=;/);
    await expectEnded(cookie);
    expect((await post(signOut, { form: {}, cookie })).status).toBe(303);
  });

  it('is worth nothing after the account is disabled, also when it is enabled again', async () => {
    const email = await makeUser('finance');
    const cookie = await signInAs(email);
    await disableUser(command(), { email });
    await expectEnded(cookie);
    await enableUser(command(), { email });
    await expectEnded(cookie);
    await signInAs(email);
  });

  it('is worth nothing after the role changed, and a role changed by hand counts at once', async () => {
    const email = await makeUser('viewer');
    const cookie = await signInAs(email);
    await changeRole(command(), { email, role: 'owner' });
    await expectEnded(cookie);
    const next = await signInAs(email);
    await database.db.update(users).set({ role: 'viewer' }).where(eq(users.email, email));
    expect((await readSessionJson(next)).body.user).toMatchObject({ role: 'viewer' });
  });

  it('is worth nothing elsewhere after the password changed here', async () => {
    const email = await makeUser('customer');
    const here = await signInAs(email);
    const elsewhere = await signInAs(email);
    const json = { currentPassword: password, newPassword: 'quite another password' };
    const wrong = await post(changePassword, { json: { ...json, currentPassword: 'wrong' }, cookie: here });
    expect(wrong.status).toBe(403);
    expect((await post(changePassword, { json, cookie: here })).status).toBe(200);
    expect((await readSessionJson(elsewhere)).body).toEqual({});
    expect((await readSessionJson(here)).body.user).toBeDefined();
    expect((await post(signIn, { json: { email, password } })).status).toBe(401);
  });

  it('is worth nothing after its time, absolute or idle', async () => {
    const email = await makeUser('operator');
    const old = await signInAs(email);
    await database.db.update(sessions).set({ expiresAt: sql`now()` });
    await expectEnded(old);
    const idle = await signInAs(email);
    await database.db.update(sessions).set({ seenAt: sql`now() - interval '2 hours 1 second'` });
    await expectEnded(idle);
    const shopper = await signInAs(await makeUser('customer'));
    await database.db.update(sessions).set({ seenAt: sql`now() - interval '13 days'` });
    expect((await readSessionJson(shopper)).body.user).toBeDefined();
  });

  it('is refused when it was altered or made with another secret', async () => {
    const cookie = await signInAs(await makeUser('customer'));
    const [head, ...rest] = cookie.split('.');
    const altered = [head, ...rest.slice(0, -1), `${rest.at(-1)!.slice(0, -4)}AAAA`].join('.');
    const json = { currentPassword: password, newPassword: 'another password' };
    expect((await post(changePassword, { json, cookie: altered })).status).toBe(401);
    expect((await readSessionJson(altered)).body).toEqual({});
  });
});

describe('registering', () => {
  const input = { email: 'new@example.com', name: 'New', password: 'ten letters' };

  it('makes one customer and one user and signs in', async () => {
    const response = await post(register, { form: { ...input, next: '/buy/prd_1' } });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/buy/prd_1');
    const { body } = await readSessionJson(sessionCookieOf(response)!);
    expect(body.user).toMatchObject({ email: 'new@example.com', role: 'customer' });
  });

  it('refuses an address that is taken, however it is written, and keeps no customer without a user', async () => {
    const before = await database.db.$count(customers);
    const response = await post(register, { json: { ...input, email: ' NEW@example.com ' } });
    expect(response.status).toBe(409);
    expect(response.headers.getSetCookie().join()).not.toContain('session-token');
    expect(await database.db.$count(customers)).toBe(before);
  });

  it('asks for ten characters and no composition, and at most 128', async () => {
    const short = await post(register, { json: { ...input, password: 'ninechars' } });
    expect(await short.json()).toMatchObject({ status: 422, fields: { password: 'Use at least 10 characters.' } });
    expect((await post(register, { json: { ...input, password: 'x'.repeat(129) } })).status).toBe(422);
    const form = await post(register, { form: { ...input, password: 'short' } });
    expect(form.headers.get('location')).toBe('/register?problem=invalid_input&field=password');
  });
});

describe('the audit log', () => {
  it('says who of the staff signed in and out, from the true address, and nothing of customers', async () => {
    const email = await makeUser('engineer');
    const cookie = await signInAs(email, { address: '203.0.113.77' });
    await post(signOut, { form: {}, cookie, headers: { 'x-forwarded-for': '198.51.100.1' }, address: '203.0.113.77' });
    await signInAs(await makeUser('customer'), { address: '203.0.113.78' });
    const [user] = await database.db.select().from(users).where(eq(users.email, email));
    const rows = await database.db.select().from(auditLog).where(eq(auditLog.actorId, user!.id)).orderBy(auditLog.id);
    expect(rows.map((row) => [row.action, row.actorRole, row.address])).toEqual([
      ['account.sign_in', 'engineer', '203.0.113.77'],
      ['account.sign_out', 'engineer', '203.0.113.77'],
    ]);
    const fromCustomer = await database.db.select().from(auditLog).where(eq(auditLog.address, '203.0.113.78'));
    expect(fromCustomer).toEqual([]);
  });

  it('keeps its line in the transaction of the act: when one cannot be written, nothing happens', async () => {
    const email = await makeUser('viewer');
    const cookie = await signInAs(email);
    await database.db.execute(
      sql`alter table audit_log add constraint no_more check (action <> 'users.disable') not valid`,
    );
    await expect(disableUser(command(), { email })).rejects.toThrow();
    expect((await readSessionJson(cookie)).body.user).toBeDefined();
    await database.db.execute(sql`alter table audit_log drop constraint no_more`);
    await disableUser(command(), { email });
    const rows = await database.db.select().from(auditLog).where(eq(auditLog.action, 'users.disable'));
    expect(rows.at(-1)).toMatchObject({ actorKind: 'system', actorId: 'admin command' });
  });
});
