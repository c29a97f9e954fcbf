/**
 * Finds a user by address, as people name one another.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { users, type UserRole } from '@/db/schema/users';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';

/** Locks the row, since every caller goes on to change it. @throws Refusal `not_found` */
export async function lockUserByEmail(
  tx: Database,
  email: string,
): Promise<{ id: Id<'usr'>; role: UserRole; disabledAt: Date | null }> {
  const [user] = await tx
    .select({ id: users.id, role: users.role, disabledAt: users.disabledAt })
    .from(users)
    .where(sql`lower(${users.email}) = lower(${email.trim()})`)
    .for('update');
  if (!user) throw new Refusal('not_found');
  return user;
}
