/**
 * The accounts of a demo: two customers and one member of staff per role, all with one known password. They are made only
 * in a database that was born in demo mode, whatever the caller believes.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { instance } from '@/db/schema/instance';
import { STAFF_ROLES, users, type UserRole } from '@/db/schema/users';
import { createUser } from './create-user';

/** No secret: printed by `npm start`, and the demo listens on loopback only. */
const DEMO_PASSWORD = 'mandate-demo';

interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
}

const NAMES: Readonly<Record<(typeof STAFF_ROLES)[number], string>> = {
  owner: 'Olivia Tan',
  operator: 'Omar Reyes',
  finance: 'Farah Lim',
  support: 'Suda Wong',
  viewer: 'Victor Cruz',
  engineer: 'Eun Park',
};

const ACCOUNTS: readonly DemoAccount[] = [
  { email: 'lea@demo.example', name: 'Lea Santos', role: 'customer' },
  { email: 'joon@demo.example', name: 'Joon Kim', role: 'customer' },
  ...STAFF_ROLES.map((role) => ({ email: `${role}@demo.example`, name: NAMES[role], role })),
];

/**
 * Makes what is missing and returns the lines that tell a person how to sign in. Existing accounts keep their password, so
 * the lines may be wrong for one that was changed.
 * @throws Error when the database was not born in demo mode
 */
export async function seedDemoAccounts(db: Database, now: Date): Promise<string[]> {
  const [born] = await db.select({ mode: instance.mode }).from(instance);
  if (born?.mode !== 'demo') throw new Error('demo accounts are made in demo mode only');
  const ctx = { db, now: () => now, actor: { kind: 'system', name: 'demo seed' } as const };
  for (const account of ACCOUNTS) {
    if (!(await exists(db, account.email))) await createUser(ctx, { ...account, password: DEMO_PASSWORD });
  }
  const wide = Math.max(...ACCOUNTS.map((account) => account.email.length));
  const lines = ACCOUNTS.map((account) => `  ${account.email.padEnd(wide)}  ${account.role}`);
  return [`Demo accounts, all with the password ${DEMO_PASSWORD}:`, ...lines];
}

async function exists(db: Database, email: string): Promise<boolean> {
  const [row] = await db
    .select({ id: users.id })
    .from(users)
    .where(sql`lower(${users.email}) = ${email}`);
  return row !== undefined;
}
