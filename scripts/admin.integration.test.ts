// `npm run admin` as it really runs: bundled, with the database and nothing else.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKeys, API_SCOPES } from '@/db/schema/api-keys';
import { auditLog } from '@/db/schema/audit';
import { merchantSettings } from '@/db/schema/settings';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { bundleProcess } from '@/e2e/test-process';
import { readApiKey } from '@/lib/auth/read-api-key';
import { readSession, startSession } from '@/lib/auth/session';
import { signIn } from '@/lib/auth/sign-in';
import { createUser } from '@/lib/auth/create-user';
import { disableUser } from '@/lib/auth/disable-user';
import { ATTEMPTS_PER_ACCOUNT } from '@/lib/auth/attempt-limit';

let database: TestDatabase;
let bundle: string;
beforeAll(async () => {
  database = await cloneDatabase();
  bundle = await bundleProcess('admin');
});
afterAll(() => database.drop());

interface Ran {
  readonly code: number;
  readonly said: string;
  readonly complained: string;
  /** The last line, which is what a script takes. */
  readonly last: string;
}

async function admin(...words: string[]): Promise<Ran> {
  const env = {
    PATH: process.env.PATH,
    MANDATE_MODE: 'demo',
    DATABASE_URL: database.url,
  } as unknown as NodeJS.ProcessEnv;
  const ran = promisify(execFile)(process.execPath, [bundle, ...words], { env });
  const { code, stdout, stderr } = await ran.then(
    (done) => ({ ...done, code: 0 }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, said: stdout, complained: stderr, last: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

describe('create-api-key', () => {
  it('prints a key that works, alone on the last line and once, with all scopes and no end', async () => {
    const { code, said, last } = await admin('create-api-key', '--name', 'Shop');
    expect(code).toBe(0);
    const key = await readApiKey(database.db, last);
    expect(key).toMatchObject({ name: 'Shop', scopes: [...API_SCOPES] });
    expect(said.split(last)).toHaveLength(2);
    expect(said).toContain(key.keyId);
    const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, key.keyId));
    expect(row).toMatchObject({ createdBy: 'admin command', expiresAt: null });
  });

  it('gives the scopes and the days that were named', async () => {
    const { last } = await admin(
      'create-api-key',
      '--name',
      'Books',
      '--scope',
      'refund, read,read',
      '--expires-in-days',
      '30',
    );
    const { keyId, scopes } = await readApiKey(database.db, last);
    expect(scopes).toEqual(['read', 'refund']);
    const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, keyId));
    const days = (row!.expiresAt!.getTime() - row!.createdAt.getTime()) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);
  });

  it.each([
    ['no name', []],
    ['an empty name', ['--name', ' ']],
    ['a name that is too long', ['--name', 'n'.repeat(81)]],
    ['a scope that there is not', ['--name', 'Shop', '--scope', 'read,everything']],
    ['an empty scope', ['--name', 'Shop', '--scope', '']],
    ['no day', ['--name', 'Shop', '--expires-in-days', '0']],
    ['a part of a day', ['--name', 'Shop', '--expires-in-days', '1.5']],
    ['days that are no number', ['--name', 'Shop', '--expires-in-days', 'soon']],
  ])('makes nothing of %s and says how it is used', async (_what, words) => {
    const before = await database.db.$count(apiKeys);
    const { code, said, complained } = await admin('create-api-key', ...words);
    expect({ code, said }).toEqual({ code: 2, said: '' });
    expect(complained).toContain('Usage: npm run admin');
    expect(await database.db.$count(apiKeys)).toBe(before);
  });
});

describe('revoke-api-key', () => {
  it('ends a key by its id', async () => {
    const { last } = await admin('create-api-key', '--name', 'Leaked');
    const { keyId } = await readApiKey(database.db, last);
    expect(await admin('revoke-api-key', '--id', keyId)).toMatchObject({ code: 0 });
    await expect(readApiKey(database.db, last)).rejects.toMatchObject({ code: 'key_revoked' });
  });

  it('says that there is no such key, without a stack', async () => {
    const { code, complained } = await admin('revoke-api-key', '--id', `key_${'0'.repeat(26)}`);
    expect(code).toBe(1);
    expect(complained.trim().split('\n')).toHaveLength(1);
    expect((await admin('revoke-api-key', '--id', 'mine')).code).toBe(2);
  });
});

describe('reset-password', () => {
  const origin = { address: '203.0.113.7', userAgent: 'a test' };
  const visit = () => ({ db: database.db, now: () => new Date(), actor: { kind: 'visitor', origin } as const });
  const command = () => ({ ...visit(), actor: { kind: 'system', name: 'admin command' } as const });
  const make = (email: string) => createUser(command(), { email, name: 'Someone', role: 'support' });

  it('prints a password that works at once, and ends the old one and every session', async () => {
    const email = 'forgetful@example.com';
    const { userId, password: old } = await make(email);
    const session = await startSession(database.db, { id: userId, role: 'support' }, origin);
    for (let attempt = 0; attempt < ATTEMPTS_PER_ACCOUNT; attempt += 1) {
      await signIn(visit(), { email, password: 'wrong' }).catch(() => undefined);
    }
    await expect(signIn(visit(), { email, password: old })).rejects.toMatchObject({ code: 'too_many_attempts' });

    const { last, said } = await admin('reset-password', '--email', 'Forgetful@example.com');
    expect(said.split(last)).toHaveLength(2);
    expect(await readSession(database.db, session)).toBeNull();
    expect(await signIn(visit(), { email, password: last })).toMatchObject({ userId });
    await expect(signIn(visit(), { email, password: old })).rejects.toMatchObject({ code: 'wrong_credentials' });
    const lines = await database.db.select().from(auditLog).where(eq(auditLog.subjectId, userId));
    expect(lines.map(({ action }) => action)).toContain('users.reset_password');
    expect(JSON.stringify(lines.map(({ detail }) => detail))).not.toContain(last);
  });

  it('lets nobody in again who was shut out, and says so', async () => {
    const email = 'gone@example.com';
    await make(email);
    await disableUser(command(), { email });
    const { said, last } = await admin('reset-password', '--email', email);
    expect(said).toContain('still shut out');
    await expect(signIn(visit(), { email, password: last })).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('needs somebody who is there', async () => {
    expect(await admin('reset-password', '--email', 'nobody@example.com')).toMatchObject({ code: 1, said: '' });
    expect((await admin('reset-password')).code).toBe(2);
  });
});

describe('pause-debits and resume-debits', () => {
  it('pause all debits and let them go on, say what was so already, and are in the audit log', async () => {
    expect((await admin('pause-debits', '--reason', 'a wrong price')).last).toBe(
      'Debits are paused. Nothing new is debited.',
    );
    const switchOf = async () => (await database.db.select().from(merchantSettings))[0];
    expect(await switchOf()).toMatchObject({ debitsPausedBy: 'admin command', debitsPausedReason: 'a wrong price' });
    expect((await admin('pause-debits')).last).toBe('Debits were paused already.');
    expect((await admin('resume-debits')).last).toBe('Debits go on. Those that waited are due at once.');
    expect(await switchOf()).toMatchObject({ debitsPausedAt: null, debitsPausedBy: null, debitsPausedReason: null });
    expect((await admin('resume-debits')).last).toBe('Debits were not paused.');
    const lines = await database.db.select().from(auditLog).where(like(auditLog.action, 'debits.%'));
    expect(lines.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ['debits.pause', 'system'],
      ['debits.resume', 'system'],
    ]);
  });
});
