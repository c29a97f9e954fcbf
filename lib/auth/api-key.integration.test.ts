/** Keys of the REST API: shown once, kept as a digest, refused with a reason. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { apiKeys, API_SCOPES } from '@/db/schema/api-keys';
import { auditLog } from '@/db/schema/audit';
import { instance, MODES } from '@/db/schema/instance';
import { STAFF_ROLES, type StaffRole } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { newId } from '@/lib/kit/ids';
import type { Actor } from './actor';
import { createApiKey, type CreateApiKey } from './create-api-key';
import { readApiKey } from './read-api-key';
import { revokeApiKey } from './revoke-api-key';

let database: TestDatabase;
beforeAll(async () => void (database = await cloneDatabase()));
afterAll(() => database.drop());

const origin = { address: '203.0.113.7', userAgent: 'a test' };
const staff = (role: StaffRole): Actor => ({
  kind: 'staff',
  userId: 'usr_0',
  role,
  sessionId: 's',
  name: 'O',
  email: 'o@example.com',
  origin,
});
const asking = (actor: Actor = staff('owner')) => ({ db: database.db, now: () => new Date(), actor });
const make = (input: Partial<CreateApiKey> = {}) =>
  createApiKey(asking(), { name: 'Shop', scopes: ['charge', 'read'], ...input });

async function rowOf(keyId: string) {
  const [row] = await database.db
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.id, keyId as never));
  return row!;
}

/** Every value of every row of ours, as PostgreSQL writes it. */
async function everythingStored(): Promise<string> {
  const tables = await database.db.execute<{ name: string }>(
    sql`select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.db.execute<{ text: string }>(sql.raw(`select t::text as text from ${name} t`));
    texts.push(...rows.map((row) => row.text));
  }
  return texts.join('\n');
}

describe('a key that is made', () => {
  it('opens with the scopes it was given, in the house’s order', async () => {
    const { keyId, key } = await make();
    expect(key).toMatch(/^mandate_[a-z]+_[A-Za-z0-9_-]{43}$/);
    expect(await readApiKey(database.db, key)).toEqual({ keyId, name: 'Shop', scopes: ['read', 'charge'] });
  });

  it('is kept by a digest and its first letters, and stands nowhere in the database', async () => {
    const { keyId, key } = await make();
    await readApiKey(database.db, key);
    await revokeApiKey(asking(), keyId);
    const row = await rowOf(keyId);
    expect(key.startsWith(row.prefix)).toBe(true);
    expect(row.prefix).toMatch(/^mandate_[a-z]+_[A-Za-z0-9_-]{8}$/);
    const stored = await everythingStored();
    expect(stored).toContain(row.prefix);
    expect(stored).not.toContain(key);
    expect(stored).not.toContain(key.slice(row.prefix.length));
  });

  it('is written down with who made it and what it may do', async () => {
    const { keyId } = await make({ expiresAt: new Date('2999-01-01T00:00:00Z') });
    const { prefix } = await rowOf(keyId);
    const [line] = await database.db.select().from(auditLog).where(eq(auditLog.subjectId, keyId));
    expect(line).toMatchObject({
      action: 'api_keys.create',
      actorId: 'usr_0',
      address: '203.0.113.7',
      detail: { name: 'Shop', prefix, scopes: 'read charge', expiresAt: '2999-01-01T00:00:00.000Z' },
    });
  });

  test.each(MODES)('says that it is of a house in %s mode', async (mode) => {
    const own = await cloneDatabase();
    await own.db.execute('alter table instance disable trigger all');
    await own.db.update(instance).set({ mode });
    const { key } = await createApiKey({ ...asking(), db: own.db }, { name: 'Shop', scopes: API_SCOPES });
    expect(key.startsWith(`mandate_${mode}_`)).toBe(true);
    expect(await readApiKey(own.db, key)).toMatchObject({ scopes: [...API_SCOPES] });
    await own.drop();
  });

  it('may not have expired before it exists', async () => {
    const before = await database.db.$count(apiKeys);
    await expect(make({ expiresAt: new Date(Date.now() - 1000) })).rejects.toMatchObject({
      code: 'key_expires_in_past',
    });
    expect(await database.db.$count(apiKeys)).toBe(before);
  });
});

describe('keys are an owner’s', () => {
  const others = STAFF_ROLES.filter((role) => role !== 'owner');
  it.each(others)('%s makes and revokes none', async (role) => {
    const { keyId } = await make();
    const ctx = asking(staff(role));
    await expect(createApiKey(ctx, { name: 'Shop', scopes: ['read'] })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(revokeApiKey(ctx, keyId)).rejects.toMatchObject({ code: 'not_allowed' });
    expect((await rowOf(keyId)).revokedAt).toBeNull();
  });

  it('not even a key that may do everything makes another', async () => {
    const { keyId } = await make();
    const ctx = asking({ kind: 'key', keyId, name: 'Shop', scopes: API_SCOPES, origin });
    await expect(createApiKey(ctx, { name: 'Shop', scopes: ['read'] })).rejects.toMatchObject({
      code: 'key_out_of_scope',
    });
  });

  it('and the admin command’s', async () => {
    const { key } = await createApiKey(asking({ kind: 'system', name: 'admin command' }), {
      name: 'Command',
      scopes: ['read'],
    });
    expect(await readApiKey(database.db, key)).toMatchObject({ name: 'Command' });
  });
});

describe('a key that is shown', () => {
  it('is refused as unknown when nobody made it, and then no digest is asked for unless it could be one', async () => {
    const { key } = await make();
    const last = key.endsWith('A') ? 'B' : 'A';
    await expect(readApiKey(database.db, key.slice(0, -1) + last)).rejects.toMatchObject({ code: 'key_unknown' });
    const nowhere = undefined as never;
    for (const text of ['', 'mandate', `${key} `, ` ${key}`, `${key}\n`, key.slice(0, -1), `${key}A`, key.slice(8)]) {
      await expect(readApiKey(nowhere, text), text).rejects.toMatchObject({ code: 'key_unknown' });
    }
  });

  it('is refused as expired from its moment on, by the database’s clock', async () => {
    const { keyId, key } = await make({ expiresAt: new Date(Date.now() + 3_600_000) });
    await readApiKey(database.db, key);
    await database.db.execute(sql`update api_keys set expires_at = now() where id = ${keyId}`);
    await expect(readApiKey(database.db, key)).rejects.toMatchObject({ code: 'key_expired' });
  });

  it('is refused as revoked, also when it has expired since', async () => {
    const { keyId, key } = await make();
    await revokeApiKey(asking(), keyId);
    await expect(readApiKey(database.db, key)).rejects.toMatchObject({ code: 'key_revoked' });
    await database.db.execute(sql`update api_keys set expires_at = now() where id = ${keyId}`);
    await expect(readApiKey(database.db, key)).rejects.toMatchObject({ code: 'key_revoked' });
  });

  it('leaves the time of its use, at most once a minute, and none when it is refused', async () => {
    const { keyId, key } = await make();
    expect((await rowOf(keyId)).lastUsedAt).toBeNull();
    await readApiKey(database.db, key);
    const first = (await rowOf(keyId)).lastUsedAt;
    expect(first).not.toBeNull();
    await readApiKey(database.db, key);
    expect((await rowOf(keyId)).lastUsedAt).toEqual(first);
    await database.db.execute(sql`update api_keys set last_used_at = now() - interval '61 s' where id = ${keyId}`);
    await readApiKey(database.db, key);
    expect((await rowOf(keyId)).lastUsedAt!.getTime()).toBeGreaterThanOrEqual(first!.getTime());
    await revokeApiKey(asking(), keyId);
    await database.db.execute(sql`update api_keys set last_used_at = null where id = ${keyId}`);
    await expect(readApiKey(database.db, key)).rejects.toThrow();
    expect((await rowOf(keyId)).lastUsedAt).toBeNull();
  });
});

describe('a key that is revoked', () => {
  it('stays as it was revoked first, with one line in the audit log', async () => {
    const { keyId } = await make();
    await revokeApiKey(asking(), keyId);
    const first = await rowOf(keyId);
    await revokeApiKey(asking({ kind: 'system', name: 'admin command' }), keyId);
    expect(await rowOf(keyId)).toEqual(first);
    expect(first).toMatchObject({ revokedBy: 'usr_0', revokedAt: expect.any(Date) });
    const lines = await database.db.select().from(auditLog).where(eq(auditLog.subjectId, keyId));
    expect(lines.map(({ action }) => action)).toEqual(['api_keys.create', 'api_keys.revoke']);
  });

  it('must be one that there is', async () => {
    await expect(revokeApiKey(asking(), newId('key', 0))).rejects.toMatchObject({ code: 'not_found' });
  });
});
