/** A sign-in that an account's change overtakes begins no session: the change ended those it knew of. */
import { eq, sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sessions, users } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { createUser } from './create-user';
import { signIn } from './sign-in';

let database: TestDatabase;
beforeAll(async () => void (database = await cloneDatabase()));
afterAll(() => database.drop());

const password = 'a password of tests';
const origin = { address: '203.0.113.7', userAgent: 'a test' };
const visit = () => ({ db: database.db, now: () => new Date(), actor: { kind: 'visitor', origin } as const });

async function makeUser(email: string) {
  const actor = { kind: 'system', name: 'admin command' } as const;
  await createUser({ ...visit(), actor }, { email, name: 'Someone', role: 'support', password });
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  return user!;
}

/** Whether a statement waits for a lock that another one holds. */
async function somebodyWaits(): Promise<boolean> {
  const [row] = await database.db.execute<{ waits: boolean }>(
    sql`select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`,
  );
  return row!.waits;
}

const changes: [string, SQL, object | null][] = [
  ['a changed password', sql`password_hash = 'another'`, { code: 'wrong_credentials' }],
  ['a changed role', sql`role = 'owner'`, { code: 'wrong_credentials' }],
  ['being shut out', sql`disabled_at = now()`, { code: 'wrong_credentials' }],
  ['a changed name', sql`name = 'Another'`, null],
];

test.each(changes)('%s while the password is checked', async (what, change, refusal) => {
  const user = await makeUser(`${what.replaceAll(' ', '-')}@example.com`);
  let signedIn: Promise<unknown> = Promise.resolve();
  let isOver = false;
  await database.db.transaction(async (tx) => {
    // The old password is still what everybody else reads, so the check holds; only then does the change commit.
    await tx.execute(sql`update users set ${change} where id = ${user.id}`);
    signedIn = signIn(visit(), { email: user.email, password })
      .catch((error: unknown) => error)
      .finally(() => (isOver = true));
    await vi.waitUntil(async () => isOver || (await somebodyWaits()), { timeout: 20_000, interval: 10 });
  });
  const answer = await signedIn;
  const begun = await database.db.select().from(sessions).where(eq(sessions.userId, user.id));
  if (refusal) {
    expect(answer).toMatchObject(refusal);
    expect(begun).toEqual([]);
  } else {
    expect(answer).toMatchObject({ userId: user.id });
    expect(begun).toHaveLength(1);
  }
});
