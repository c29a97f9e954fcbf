/**
 * Stops new debits because Alipay refuses our configuration, and queues the probe that will end the stop. Whichever process
 * hears it first raises the one open stop; the others only note that it goes on.
 */
import { desc, eq, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { addJob } from '@/db/queue';
import { configurationStops } from '@/db/schema/configuration';
import type { Context } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { probeGapMs } from './probe-schedule';
import type { Trouble } from './trouble';

/** The same refusal this soon after a probe had ended it is the same trouble: one host of several, or one call that is forbidden. */
const SAME_TROUBLE_MS = 10 * 60_000;

type Stop = typeof configurationStops.$inferSelect;

export async function stopDebits(ctx: Pick<Context, 'db' | 'log' | 'now'>, trouble: Trouble): Promise<void> {
  const raised = await ctx.db.transaction((tx) => raiseOnce(tx, ctx.now(), trouble));
  if (!raised) return;
  const { code, api, signed, keyVersion } = raised;
  ctx.log.error(
    { stop: raised.id, code, api, signed, keyVersion, reopened: raised.reopened },
    'our configuration at Alipay is wrong; new debits wait until a signed probe succeeds',
  );
}

/** @returns null when the stop was open already */
async function raiseOnce(tx: Database, now: Date, trouble: Trouble): Promise<Stop | null> {
  const [latest] = await tx
    .select()
    .from(configurationStops)
    .orderBy(desc(configurationStops.id))
    .limit(1)
    .for('update');
  if (latest && latest.resolvedAt === null) {
    await tx
      .update(configurationStops)
      .set(heardAgain(latest, now, trouble))
      .where(eq(configurationStops.id, latest.id));
    return null;
  }
  // A call that was under way when the probe succeeded says nothing that the probe did not know better.
  if (latest?.resolvedAt && now.getTime() - trouble.durationMs < latest.resolvedAt.getTime()) return null;
  const raised = isSameTrouble(latest, trouble, now)
    ? await reopen(tx, latest!, now, trouble)
    : await open(tx, now, trouble);
  if (!raised) return null;
  await addJob(tx, 'probe_configuration', {}, { key: 'probe_configuration', runAt: raised.nextProbeAt! });
  return raised;
}

function isSameTrouble(latest: Stop | undefined, trouble: Trouble, now: Date): boolean {
  const endedMs = latest?.resolvedAt?.getTime() ?? 0;
  return latest?.code === trouble.code && now.getTime() - endedMs < SAME_TROUBLE_MS;
}

/** The probes hear it too: which call met it first is kept until something else is wrong. */
function heardAgain(stop: Stop, now: Date, trouble: Trouble) {
  return {
    ...(stop.code !== trouble.code && told(trouble)),
    seen: stop.seen + 1,
    // Processes' clocks differ a little.
    lastSeenAt: new Date(Math.max(stop.lastSeenAt.getTime(), now.getTime())),
  };
}

const told = ({ code, api, signed, keyVersion }: Trouble) => ({ code, api, signed, keyVersion });

/** Each time it comes back the first gap is longer, so that what a probe cannot see is not tried every few seconds. */
async function reopen(tx: Database, latest: Stop, now: Date, trouble: Trouble): Promise<Stop | null> {
  const reopened = latest.reopened + 1;
  const again = {
    ...heardAgain(latest, now, trouble),
    resolvedAt: null,
    reopened,
    gapStep: reopened,
    nextProbeAt: new Date(now.getTime() + probeGapMs(reopened, Math.random())),
  };
  const [row] = await tx.update(configurationStops).set(again).where(eq(configurationStops.id, latest.id)).returning();
  return row ?? null;
}

/** @returns null when another process opened one in this very moment; then that one goes on */
async function open(tx: Database, now: Date, trouble: Trouble): Promise<Stop | null> {
  const id = newId('stp', now.getTime());
  const [row] = await tx
    .insert(configurationStops)
    .values({
      id,
      ...told(trouble),
      firstSeenAt: now,
      lastSeenAt: now,
      nextProbeAt: new Date(now.getTime() + probeGapMs(0, Math.random())),
    })
    .onConflictDoUpdate({
      target: configurationStops.one,
      targetWhere: sql`resolved_at is null`,
      set: { seen: sql`${configurationStops.seen} + 1` },
    })
    .returning();
  return row?.id === id ? row : null;
}
