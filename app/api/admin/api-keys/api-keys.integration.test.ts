/** The doors where owners make and revoke keys: whose they are, what they ask for, and that a key leaves by one answer only. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeys, API_SCOPES } from '@/db/schema/api-keys';
import { auditLog } from '@/db/schema/audit';
import { USER_ROLES, type UserRole } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import type { AccountContext } from '@/lib/auth/account-context';
import { listApiKeys } from '@/lib/auth/api-key-views';
import { createUser } from '@/lib/auth/create-user';
import { readApiKey } from '@/lib/auth/read-api-key';
import { mayDo } from '@/lib/auth/roles';
import { newId, type Id } from '@/lib/kit/ids';
import { post, sessionCookieOf, startTestRuntime } from '@/lib/web/test-runtime';
import { POST as signIn } from '../../auth/sign-in/route';
import { POST as revoke } from './[id]/revoke/route';
import { POST as create } from './route';

let database: TestDatabase;
let stop: () => Promise<void>;
const cookies = new Map<UserRole, string>();
const password = 'a password of tests';

const command = (): AccountContext => ({
  db: database.db,
  now: () => new Date(),
  actor: { kind: 'system', name: 'admin command' },
});

beforeAll(async () => {
  database = await cloneDatabase();
  ({ stop } = startTestRuntime(database.url));
  for (const role of USER_ROLES) {
    const email = `${role}@example.com`;
    await createUser(command(), { email, name: `The ${role}`, role, password });
    const answer = await post(signIn, { json: { email, password } });
    cookies.set(role, sessionCookieOf(answer) ?? '');
  }
});
afterAll(async () => {
  await stop();
  await database.drop();
});

const asked = { name: 'Shop', scopes: ['read', 'charge'], expiresInDays: null as number | null, password };
const ask = (changes: object = {}, role: UserRole = 'owner') =>
  post(create, { json: { ...asked, ...changes }, cookie: cookies.get(role)! });
const end = (id: string, role: UserRole = 'owner') => post(revoke, { params: { id }, cookie: cookies.get(role)! });

async function make(changes: object = {}) {
  const answer = await ask(changes);
  expect(answer.status).toBe(201);
  return (await answer.json()) as { keyId: Id<'key'>; key: string };
}

describe('who may make and revoke', () => {
  it.each(USER_ROLES)('%s', async (role) => {
    const { keyId } = await make();
    const may = mayDo(role, 'api_keys.manage');
    expect(may).toBe(role === 'owner');
    const before = await database.db.$count(apiKeys);
    expect((await ask({}, role)).status).toBe(may ? 201 : 403);
    expect((await end(keyId, role)).status).toBe(may ? 200 : 403);
    expect(await database.db.$count(apiKeys)).toBe(before + (may ? 1 : 0));
  });

  it('nobody without a session, from another site, or with a session alone', async () => {
    const before = await database.db.$count(apiKeys);
    expect((await post(create, { json: asked })).status).toBe(401);
    const headers = { origin: 'https://elsewhere.example' };
    expect((await post(create, { json: asked, cookie: cookies.get('owner')!, headers })).status).toBe(403);
    const silent = await ask({ password: undefined });
    expect([silent.status, await silent.json()]).toMatchObject([403, { fields: { password: expect.any(String) } }]);
    const wrong = await ask({ password: 'a guess' });
    expect([wrong.status, await wrong.json()]).toMatchObject([403, { type: 'urn:mandate:problem:wrong_password' }]);
    expect(await database.db.$count(apiKeys)).toBe(before);
  });
});

describe('a key that is made', () => {
  it('is in an answer that nothing keeps, and works', async () => {
    const answer = await ask({ expiresInDays: 90 });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { keyId, key } = (await answer.json()) as { keyId: Id<'key'>; key: string };
    expect(await readApiKey(database.db, key)).toEqual({ keyId, name: 'Shop', scopes: ['read', 'charge'] });
    const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, keyId));
    expect((row!.expiresAt!.getTime() - row!.createdAt.getTime()) / 86_400_000).toBeCloseTo(90, 1);
  });

  it('is in no later answer, in no view and in no line of the audit log', async () => {
    const { keyId, key } = await make();
    const { data } = await listApiKeys(command());
    const revoked = await end(keyId);
    const lines = await database.db.select().from(auditLog);
    const told = [
      JSON.stringify(data),
      await revoked.text(),
      JSON.stringify([...revoked.headers]),
      JSON.stringify(lines.map((line) => ({ ...line, id: String(line.id) }))),
    ].join('\n');
    const prefix = key.slice(0, 'mandate_demo_'.length + 8);
    expect(told).toContain(prefix);
    expect(told).not.toContain(key.slice(prefix.length));
  });

  it.each([
    ['no name', { name: '  ' }, 'name'],
    ['a name too long', { name: 'n'.repeat(81) }, 'name'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['a scope that there is not', { scopes: ['read', 'everything'] }, 'scopes.1'],
    ['no whole day', { expiresInDays: 0.5 }, 'expiresInDays'],
    ['a life too long', { expiresInDays: 100_000 }, 'expiresInDays'],
  ])('is none with %s, which is said beside its field', async (_what, changes, field) => {
    const answer = await ask(changes);
    expect([answer.status, await answer.json()]).toMatchObject([422, { fields: { [field]: expect.any(String) } }]);
  });
});

describe('a key that is revoked', () => {
  it('works no more, and revoking it again is fine', async () => {
    const { keyId, key } = await make();
    expect((await end(keyId)).status).toBe(200);
    await expect(readApiKey(database.db, key)).rejects.toMatchObject({ code: 'key_revoked' });
    expect((await end(keyId)).status).toBe(200);
  });

  it('must be one that there is', async () => {
    expect((await end(newId('key', 0))).status).toBe(404);
    expect((await end('key_1')).status).toBe(404);
  });
});

describe('the list', () => {
  it('says of each key whose it is, what it may do and how it stands, the newest first', async () => {
    const plain = await make({ name: 'Plain', scopes: [...API_SCOPES] });
    const soon = await make({ name: 'Soon', expiresInDays: 13 });
    const later = await make({ name: 'Later', expiresInDays: 30 });
    const over = await make({ name: 'Over', expiresInDays: 30 });
    await database.db
      .update(apiKeys)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(apiKeys.id, over.keyId));
    const ended = await make({ name: 'Ended' });
    await end(ended.keyId);
    await readApiKey(database.db, plain.key);
    const { data } = await listApiKeys(command(), { limit: 5 });
    expect(data.map(({ name, status }) => [name, status])).toEqual([
      ['Ended', 'REVOKED'],
      ['Over', 'EXPIRED'],
      ['Later', 'ACTIVE'],
      ['Soon', 'EXPIRING'],
      ['Plain', 'ACTIVE'],
    ]);
    expect(data.map(({ id }) => id)).toContain(soon.keyId);
    expect(data.map(({ id }) => id)).toContain(later.keyId);
    expect(data[0]).toMatchObject({ createdBy: 'The owner', revokedBy: 'The owner', lastUsedAt: null });
    expect(data[4]).toMatchObject({ scopes: [...API_SCOPES], expiresAt: null, lastUsedAt: expect.any(String) });
  });

  it('goes on where the page before ended, and misses none', async () => {
    const all = (await listApiKeys(command())).data.map(({ id }) => id);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listApiKeys(command(), { cursor, limit: 3 });
      found.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(all);
    expect(all.length).toBeGreaterThan(6);
  });

  it('is an owner’s', async () => {
    const origin = { address: null, userAgent: null };
    const staff = {
      kind: 'staff',
      userId: 'usr_0',
      sessionId: 's',
      name: 'N',
      email: 'n@example.com',
      origin,
    } as const;
    await expect(listApiKeys({ ...command(), actor: { ...staff, role: 'engineer' } })).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});
