/**
 * Moves the demo's clock: writes down the new setting and, in the same transaction, moves every waiting job along, so that
 * what was due at a time stays due at that time. Every process hears of it with the commit.
 *
 * Time only goes forward. Sessions, rate limits, leases and the minute sweep keep real time and are not touched.
 */
import { holdDemoClock, writeDemoClock } from '@/db/demo-clock';
import { rescheduleJobs } from '@/db/queue';
import { writeAudit } from '@/lib/audit/write-audit';
import type { Context } from '@/lib/context';
import { moveClock, unmoved, type ClockSetting } from '@/lib/kit/clock';
import { Refusal } from '@/lib/kit/errors';
import type { SetClockInput } from './input';

export async function setClock(ctx: Context, input: SetClockInput): Promise<ClockSetting> {
  if (ctx.settings.mode !== 'demo') throw new Refusal('not_found');
  const { setting, jobs } = await ctx.db.transaction(async (tx) => {
    const held = await holdDemoClock(tx);
    const before = held.setting ?? unmoved(held.realMs);
    const move = moveClock(before, held.realMs, { nowMs: input.now.getTime(), rate: input.rate });
    if (move.kind === 'backwards') {
      throw new Refusal('clock_backwards', { now: `is before ${new Date(move.nowMs).toISOString()}` });
    }
    await writeDemoClock(tx, move.setting);
    const moved = await rescheduleJobs(tx, before, move.setting);
    await writeAudit(tx, ctx, {
      action: 'demo.set_clock',
      subjectId: null,
      detail: { now: new Date(move.setting.demoBaseMs).toISOString(), rate: move.setting.rate },
    });
    return { setting: move.setting, jobs: moved };
  });
  ctx.log.info({ now: new Date(setting.demoBaseMs).toISOString(), rate: setting.rate, jobs }, 'the clock was moved');
  return setting;
}
