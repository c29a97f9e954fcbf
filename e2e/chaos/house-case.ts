/**
 * A case for which the whole house is needed: a process is killed, stopped or replaced, and everybody in the house would feel
 * it. So they are played one after the other, on orders of their own, and judged from both ledgers.
 */
import type { Estate } from './estate';

export interface HouseCase {
  readonly name: string;
  /** What it brings upon the house, for the report. */
  readonly brings: string;
  readonly orders: number;
  /** Plays it; what was wrong, one sentence each. */
  play(estate: Estate): Promise<readonly string[]>;
}

export interface HouseCaseResult {
  readonly name: string;
  readonly good: boolean;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export async function runHouseCase(estate: Estate, one: HouseCase): Promise<HouseCaseResult> {
  const beganMs = Date.now();
  const problems: string[] = [];
  try {
    await estate.house.whole();
    problems.push(...(await one.play(estate)));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await estate.house.whole().catch(() => undefined);
  }
  return { name: one.name, good: problems.length === 0, seconds: (Date.now() - beganMs) / 1_000, problems };
}
