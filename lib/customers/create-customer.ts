/**
 * The customer of a merchant's own system, by the id that it has there. The same id is the same customer for ever, also
 * when two requests name it at once: the unique index decides.
 *
 * A repeat may bring another e-mail address or name: what is given and differs is taken over and audited; what is left out
 * stays. Nobody who registered by e-mail is ever met here, even with the same address: who signs in with a password must
 * not come into what another system calls theirs.
 */
import { eq, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';

export interface CreateCustomer {
  /** The id that the merchant's own system has for the customer. */
  readonly externalId: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

export interface CustomerMade {
  readonly customerId: Id<'cus'>;
  /** False when the id was known. */
  readonly isNew: boolean;
}

export async function createApiCustomer(ctx: Context, input: CreateCustomer): Promise<CustomerMade> {
  requireRole(ctx, 'customers.create');
  const { externalId, email = null, name = null } = input;
  const now = ctx.now();
  return ctx.db.transaction(async (tx) => {
    const [made] = await tx
      .insert(customers)
      .values({ id: newId('cus', now.getTime()), externalId, email, name, createdAt: now })
      .onConflictDoNothing({ target: customers.externalId, where: sql`${customers.externalId} is not null` })
      .returning({ id: customers.id });
    if (made) {
      await writeAudit(tx, ctx, { action: 'customers.create', subjectId: made.id, detail: { externalId } });
      return { customerId: made.id, isNew: true };
    }
    return { customerId: await bringUpToDate(tx, ctx, input), isNew: false };
  });
}

async function bringUpToDate(tx: Database, ctx: Context, input: CreateCustomer): Promise<Id<'cus'>> {
  const { externalId, email, name } = input;
  const [known] = await tx.select().from(customers).where(eq(customers.externalId, externalId)).for('update');
  const changes = {
    ...(email !== undefined && email !== known!.email && { email }),
    ...(name !== undefined && name !== known!.name && { name }),
  };
  const changed = Object.keys(changes);
  if (changed.length === 0) return known!.id;
  await tx.update(customers).set(changes).where(eq(customers.id, known!.id));
  // Which of the two changed, not what to: the audit log outlives a person's wish to be forgotten.
  const detail = { externalId, changed: changed.join(', ') };
  await writeAudit(tx, ctx, { action: 'customers.update', subjectId: known!.id, detail });
  return known!.id;
}
