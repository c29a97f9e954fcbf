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

interface Moment {
  readonly now: Date;
  readonly realNow: Date;
}

type Stop = typeof configurationStops.$inferSelect;

export async function stopDebits(
  ctx: Pick<Context, 'db' | 'log' | 'now' | 'realNow'>,
  trouble: Trouble,
): Promise<void> {
  const raised = await ctx.db.transaction((tx) => raiseOnce(tx, { now: ctx.now(), realNow: ctx.realNow() }, trouble));
  if (!raised) return;
  const { code, api, signed, keyVersion } = raised;
  ctx.log.error(
    { stop: raised.id, code, api, signed, keyVersion, reopened: raised.reopened },
    'our configuration at Alipay is wrong; new debits wait until a signed probe succeeds',
  );
}

/** @returns null when the stop was open already */
async function raiseOnce(tx: Database, at: Moment, trouble: Trouble): Promise<Stop | null> {
  const [latest] = await tx
    .select()
    .from(configurationStops)
    .orderBy(desc(configurationStops.id))
    .limit(1)
    .for('update');
  if (latest && latest.resolvedAt === null) {
    await tx
      .update(configurationStops)
      .set(heardAgain(latest, at, trouble))
      .where(eq(configurationStops.id, latest.id));
    return null;
  }
  // A call that was under way when the probe succeeded says nothing that the probe did not know better.
  if (latest?.resolvedAt && trouble.startedAt < latest.resolvedAt) return null;
  const raised = isSameTrouble(latest, at, trouble)
    ? await reopen(tx, latest!, at, trouble)
    : await open(tx, at, trouble);
  if (!raised) return null;
  await addJob(tx, 'probe_configuration', {}, { key: 'probe_configuration', realRunAt: raised.nextProbeRealAt! });
  return raised;
}

function isSameTrouble(latest: Stop | undefined, { realNow }: Moment, trouble: Trouble): boolean {
  const endedMs = latest?.resolvedRealAt?.getTime() ?? 0;
  return latest?.code === trouble.code && realNow.getTime() - endedMs < SAME_TROUBLE_MS;
}

/** The probes hear it too: which call met it first is kept until something else is wrong. */
function heardAgain(stop: Stop, { now }: Moment, trouble: Trouble) {
  return {
    ...(stop.code !== trouble.code && told(trouble)),
    seen: stop.seen + 1,
    // Processes' clocks differ a little.
    lastSeenAt: new Date(Math.max(stop.lastSeenAt.getTime(), now.getTime())),
  };
}

const told = ({ code, api, signed, keyVersion }: Trouble) => ({ code, api, signed, keyVersion });

/** Each time it comes back the first gap is longer, so that what a probe cannot see is not tried every few seconds. */
async function reopen(tx: Database, latest: Stop, at: Moment, trouble: Trouble): Promise<Stop | null> {
  const reopened = latest.reopened + 1;
  const again = {
    ...heardAgain(latest, at, trouble),
    resolvedAt: null,
    resolvedRealAt: null,
    reopened,
    gapStep: reopened,
    nextProbeRealAt: new Date(at.realNow.getTime() + probeGapMs(reopened, Math.random())),
  };
  const [row] = await tx.update(configurationStops).set(again).where(eq(configurationStops.id, latest.id)).returning();
  return row ?? null;
}

/** @returns null when another process opened one in this very moment; then that one goes on */
async function open(tx: Database, { now, realNow }: Moment, trouble: Trouble): Promise<Stop | null> {
  const id = newId('stp', now.getTime());
  const [row] = await tx
    .insert(configurationStops)
    .values({
      id,
      ...told(trouble),
      firstSeenAt: now,
      lastSeenAt: now,
      nextProbeRealAt: new Date(realNow.getTime() + probeGapMs(0, Math.random())),
    })
    .onConflictDoUpdate({
      target: configurationStops.one,
      targetWhere: sql`resolved_at is null`,
      set: { seen: sql`${configurationStops.seen} + 1` },
    })
    .returning();
  return row?.id === id ? row : null;
}
