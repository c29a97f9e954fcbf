/**
 * What time it is in the demo, for its pages and for the simulator.
 */
import type { Clock } from '@/lib/kit/clock';

export interface DemoClockView {
  readonly now: string;
  /** Seconds of business time that pass in a real one. */
  readonly rate: number;
  /** False while this is the real time. */
  readonly moved: boolean;
}

export function viewClock(clock: Clock): DemoClockView {
  return { now: clock.now().toISOString(), rate: clock.rate(), moved: clock.isMoved() };
}
