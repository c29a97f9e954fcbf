import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instance } from '@/db/schema/instance';
import { users } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { seedDemoAccounts } from './demo-accounts';
import { verifyPassword } from './password';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

describe('the accounts of a demo', () => {
  it('are made once, however often the demo starts, and printed with their password', async () => {
    const now = new Date();
    const first = await seedDemoAccounts(database.db, now);
    const count = await database.db.$count(users);
    expect(await seedDemoAccounts(database.db, now)).toEqual(first);
    expect(await database.db.$count(users)).toBe(count);
    expect(first[0]).toContain('mandate-demo');
    expect(first.slice(1).map((line) => line.trim().split(/\s+/)[1])).toEqual([
      'customer',
      'customer',
      'owner',
      'operator',
      'finance',
      'support',
      'viewer',
      'engineer',
    ]);
    const [owner] = await database.db.select().from(users).where(eq(users.email, 'owner@demo.example'));
    expect(await verifyPassword(owner!.passwordHash, 'mandate-demo')).toBe(true);
  });

  it('are never made in a database that is no demo', async () => {
    const empty = await cloneDatabase();
    await empty.db.execute('alter table instance disable trigger all');
    await empty.db.update(instance).set({ mode: 'live' });
    await expect(seedDemoAccounts(empty.db, new Date())).rejects.toThrow('demo mode only');
    expect(await empty.db.$count(users)).toBe(0);
    await empty.drop();
  });
});
