/** What befalls the whole house: a process is killed, the clock jumps. One at a time, and never faster than it can recover. */
import type { House } from './house';
import type { Leap } from './leaps';
import type { Crash } from './scenario';
import type { SimulatorControls } from './simulator-controls';
import type { Weather } from './play';
import { oneAtATime } from './turn';

/** The supervisor gives up on a process that dies too often in a row. */
const BETWEEN_KILLS_MS = 2_500;

export function weatherOf(house: House, simulator: SimulatorControls): Weather {
  let lastKillAt = 0;
  const deaths = new Deaths();
  const leaps: Leap[] = [];
  const inTurn = oneAtATime();
  return {
    kill: (target) =>
      inTurn(async () => {
        const waitMs = lastKillAt + BETWEEN_KILLS_MS - Date.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        lastKillAt = Date.now();
        return killNow(house, target, deaths);
      }),
    jump: (minutes) =>
      inTurn(async () => {
        const fromMs = (await simulator.now()).getTime();
        const advanceMs = minutes * MINUTE_MS;
        leaps.push({ fromMs, toMs: fromMs + advanceMs });
        await simulator.moveClock({ advanceMs });
      }),
    leaps,
  };
}

/** Of one process within a minute: a supervisor takes what dies more often for something that cannot run. */
const KILLS_PER_MINUTE = 2;
const MINUTE_MS = 60_000;
/** A worker ends with its database, and is started again. */
const DIES_TOO: Readonly<Partial<Record<Crash, readonly Crash[]>>> = { postgres: ['worker', 'worker2'] };

class Deaths {
  readonly #at = new Map<Crash, number[]>();

  /** Notes the death of a process and of all that die with it; false when one of them has died too often lately. */
  note(target: Crash, now: number): boolean {
    const all = [target, ...(DIES_TOO[target] ?? [])];
    const lately = (one: Crash) => (this.#at.get(one) ?? []).filter((at) => at > now - MINUTE_MS);
    if (all.some((one) => lately(one).length >= KILLS_PER_MINUTE)) return false;
    for (const one of all) this.#at.set(one, [...lately(one), now]);
    return true;
  }
}

async function killNow(house: House, target: Crash, deaths: Deaths): Promise<boolean> {
  if (!house.find(target) || !deaths.note(target, Date.now())) return false;
  house.kill(target);
  return true;
}
