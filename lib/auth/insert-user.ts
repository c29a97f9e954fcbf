/**
 * Puts a user into the database, with the customer that belongs to one who shops. Whether the address is free is decided
 * by the unique index, so that two at once cannot both win.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { users, type UserRole } from '@/db/schema/users';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly passwordHash: string;
}

/** @throws Refusal `email_taken`; the caller's transaction must then end, since the customer was written before */
export async function insertUser(
  tx: Database,
  user: NewUser,
  createdAt: Date,
): Promise<{ readonly userId: Id<'usr'>; readonly customerId: Id<'cus'> | null }> {
  const { email, name, role } = user;
  const userId = newId('usr', createdAt.getTime());
  const customerId = role === 'customer' ? newId('cus', createdAt.getTime()) : null;
  if (customerId) await tx.insert(customers).values({ id: customerId, email, name, createdAt });
  const made = await tx
    .insert(users)
    .values({ ...user, id: userId, customerId, passwordChangedAt: sql`now()`, createdAt })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (made.length === 0) throw new Refusal('email_taken');
  return { userId, customerId };
}
