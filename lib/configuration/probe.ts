/**
 * Tries whether Alipay takes our configuration again, by a question that can harm nothing: what became of a payment that never
 * existed. Any signed answer that does not refuse us ends the stop; the debits that waited go on.
 *
 * One process at a time asks. Dying in between loses nothing: the next probe is queued before the question.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { addJob, moveUpJobs } from '@/db/queue';
import { configurationStops } from '@/db/schema/configuration';
import { keepExchange } from '@/lib/audit/keep-exchange';
import type { Exchanged } from '@/lib/alipay/exchange';
import type { Context } from '@/lib/context';
import { probeGapMs } from './probe-schedule';
import { isVerified, troubleIn } from './trouble';

/** Well formed, and none of ours: those begin with `pay_`. */
export const PROBE_REQUEST_ID = 'mandate-configuration-probe';

/** Longer than a call may take: a probe silent for this long belongs to a process that died. */
const PROBE_LEASE_MS = 12_000;

type Stop = typeof configurationStops.$inferSelect;
export type Probed = 'settled' | 'busy' | 'still_stopped' | 'resumed';

export async function probeConfiguration(ctx: Context): Promise<Probed> {
  // Reserve.
  const stop = await reserveProbe(ctx);
  if (typeof stop === 'string') return stop;

  // Call.
  const exchanged = await ctx.gateway.inquiryPayment({ paymentRequestId: PROBE_REQUEST_ID });

  // Record.
  return recordProbe(ctx, stop, exchanged);
}

async function reserveProbe(ctx: Context): Promise<Stop | Probed> {
  return ctx.db.transaction(async (tx) => {
    const realNow = ctx.realNow();
    const [stop] = await tx
      .select()
      .from(configurationStops)
      .where(isNull(configurationStops.resolvedAt))
      .for('update');
    if (!stop) return 'settled';
    const leaseEndsMs = (stop.probingRealSince?.getTime() ?? 0) + PROBE_LEASE_MS;
    const isBusy = leaseEndsMs > realNow.getTime();
    const gapStep = stop.gapStep + 1;
    const gapMs = probeGapMs(gapStep, Math.random());
    const nextProbeRealAt = new Date(isBusy ? leaseEndsMs : realNow.getTime() + gapMs);
    await addJob(tx, 'probe_configuration', {}, { key: 'probe_configuration', realRunAt: nextProbeRealAt });
    if (isBusy) return 'busy';
    const lastProbedAt = ctx.now();
    const taken = { probingRealSince: realNow, lastProbedAt, probes: stop.probes + 1, gapStep, nextProbeRealAt };
    await tx.update(configurationStops).set(taken).where(eq(configurationStops.id, stop.id));
    return { ...stop, ...taken };
  });
}

async function recordProbe(ctx: Context, stop: Stop, exchanged: Exchanged<unknown>): Promise<Probed> {
  const { outcome, exchange } = exchanged;
  const isWell = isVerified(exchanged) && troubleIn(exchanged) === null;
  const resumed = await ctx.db.transaction(async (tx) => {
    const over = { resolvedAt: ctx.now(), resolvedRealAt: ctx.realNow(), nextProbeRealAt: null };
    const ended = await tx
      .update(configurationStops)
      .set({ probingRealSince: null, lastProbe: wordOf(exchanged), ...(isWell && over) })
      .where(and(eq(configurationStops.id, stop.id), isNull(configurationStops.resolvedAt)))
      .returning({ id: configurationStops.id });
    if (exchange) await keepExchange(tx, ctx, stop.id, exchange, outcome.kind);
    if (!isWell || ended.length === 0) return false;
    // Waiting debits, and what met the refusal on its way and is asked about in gaps that had grown meanwhile.
    await moveUpJobs(tx, ['charge', 'inquire']);
    return true;
  });
  if (!resumed) return 'still_stopped';
  ctx.log.warn({ stop: stop.id, code: stop.code, since: stop.firstSeenAt, probes: stop.probes }, 'debits resume');
  return 'resumed';
}

/** What the probe came to, in one word. */
function wordOf({ outcome, exchange }: Exchanged<unknown>): string {
  if (outcome.kind === 'not_sent') return outcome.reason;
  return exchange?.resultCode ?? (outcome.kind === 'unknown' ? outcome.reason : outcome.kind);
}
