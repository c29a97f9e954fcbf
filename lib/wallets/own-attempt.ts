/**
 * Whose attempts somebody may see and repeat: a customer all of their own, a link session only those begun from it.
 */
import { eq, type SQL } from 'drizzle-orm';
import { authorizations } from '@/db/schema/wallets';
import type { CustomerActor, LinkingActor } from '@/lib/auth/roles';

export function isOwnAttempt(linker: CustomerActor | LinkingActor): SQL {
  return linker.kind === 'linking'
    ? eq(authorizations.linkSessionId, linker.linkSessionId)
    : eq(authorizations.customerId, linker.customerId);
}
