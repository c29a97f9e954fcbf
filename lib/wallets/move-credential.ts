/** The one door through which a generation of tokens moves, by its table, with a line in the record of moves. */
import { and, eq, type SQL } from 'drizzle-orm';
import type { Database } from '@/db/client';
import type { Road } from '@/db/schema/evidence';
import { credentials } from '@/db/schema/wallets';
import { recordTransition } from '@/lib/audit/record-transition';
import type { Context } from '@/lib/context';
import { credentialStates, type CredentialEvent } from './states';

interface Told {
  readonly road: Road;
  readonly evidenceId: string | null;
  readonly note?: string | null;
}

/** Those that the event does not move stay as they are. The caller holds their wallet's lock. */
export async function moveCredentials(
  tx: Database,
  ctx: Context,
  which: SQL | undefined,
  event: CredentialEvent,
  told: Told,
): Promise<void> {
  const found = await tx.select({ id: credentials.id, status: credentials.status }).from(credentials).where(which);
  for (const { id, status } of found) {
    const next = credentialStates.next(status, event);
    if (!next || next === status) continue;
    const endedAt = next === 'CURRENT' ? null : ctx.now();
    const moved = await tx
      .update(credentials)
      .set({ status: next, endedAt })
      .where(and(eq(credentials.id, id), eq(credentials.status, status)))
      .returning({ id: credentials.id });
    if (moved.length === 0) continue;
    await recordTransition(tx, ctx, { noun: 'credential', subjectId: id, from: status, to: next, ...told });
  }
}
