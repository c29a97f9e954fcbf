import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { Secret } from '@/lib/kit/secret';
import { checkDatabase } from './start-check';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const start = (mode: 'demo' | 'live', url = database.url) => checkDatabase({ mode, databaseUrl: new Secret(url) });

describe('a process that starts', () => {
  it('goes on with a migrated database of its own mode', async () => {
    await expect(start('demo')).resolves.toBeUndefined();
  });

  it('says in a sentence that the database was born in another mode', async () => {
    await expect(start('live')).rejects.toThrow(/^This database was made in demo mode and stays so/);
  });

  it('says in a sentence that nothing answers, without the password', async () => {
    const message = await start('demo', 'postgres://me:hidden@127.0.0.1:9/x').catch((error: Error) => error.message);
    expect(message).toMatch(/^The database at 127\.0\.0\.1:9 cannot be used \(ECONNREFUSED\)/);
    expect(message).not.toContain('hidden');
  });

  it('says in a sentence that the database is not migrated', async () => {
    await database.db.execute(sql`delete from drizzle.__drizzle_migrations`);
    await expect(start('demo')).rejects.toThrow(/^The database is not migrated\. Run "npm run db:migrate" first/);
  });
});
