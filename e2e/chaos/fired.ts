/** Which of the planned faults fired, how often, and which never did. */
import type { Breach } from './court';
import type { Estate } from './estate';
import type { Played } from './play';
import { waitFor } from './wait';

/** What fires late on a busy machine is waited for, before it is said that it never did. */
const FIRE_MS = 30_000;
const LOOK_MS = 500;

export interface Fired {
  /** By the faults' names, as everything here. */
  readonly all: ReadonlyMap<string, number>;
  /** In named cases alone. */
  readonly inCases: ReadonlyMap<string, number>;
  readonly never: readonly (Breach & { readonly scenario: string })[];
}

/** How often the simulator's rule of each planned fault has struck. */
async function readUsed(estate: Estate): Promise<ReadonlyMap<string, number>> {
  return new Map((await estate.simulator.rules()).map((rule) => [rule.id, rule.used]));
}

export async function countFired(estate: Estate, played: readonly Played[]): Promise<Fired> {
  const used = await readUsed(estate);
  const [all, inCases] = [new Map<string, number>(), new Map<string, number>()];
  const add = (to: Map<string, number>, name: string, times: number) => to.set(name, (to.get(name) ?? 0) + times);
  for (const { scenario, ruleIds, killed, jumps, collectedLate } of played) {
    for (const [place, { name }] of scenario.faults.entries()) {
      const times = used.get(ruleIds[place] ?? '') ?? 0;
      add(all, name, times);
      if (!scenario.isDrawn) add(inCases, name, times);
    }
    for (const target of killed) add(all, `kill -9 ${target}`, 1);
    if (jumps > 0) add(all, 'clock jumps', jumps);
    if (collectedLate > 0) add(all, 'collected late, after FAIL', collectedLate);
  }
  return { all, inCases, never: neverFired(played, used) };
}

/**
 * A named case whose fault never fired proves nothing. Where seeds are played beside it, their weather may have taken the
 * occasion away: a process was dead, or the time for it was leapt over.
 */
function neverFired(played: readonly Played[], used: ReadonlyMap<string, number>): Fired['never'] {
  if (played.some(({ scenario }) => scenario.isDrawn)) return [];
  return played.flatMap(({ scenario, ruleIds }) =>
    scenario.faults
      .filter((_fault, place) => !used.get(ruleIds[place] ?? ''))
      .map(({ name }) => ({ invariant: 'faults', what: `"${name}" never fired`, scenario: scenario.name })),
  );
}

export async function untilFired(estate: Estate, played: readonly Played[]): Promise<void> {
  const all = async () => neverFired(played, await readUsed(estate)).length === 0;
  await waitFor('every planned fault to fire', all, FIRE_MS, LOOK_MS).catch(() => undefined);
}
