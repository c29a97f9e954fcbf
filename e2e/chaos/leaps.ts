/** Jumps of the business clock: time that nobody waited for, though every date counts it. */

export interface Leap {
  /** Epoch milliseconds by the business clock, before and after. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Milliseconds from one moment to a later one by the business clock, without those that it leapt over. */
export function lived(fromMs: number, toMs: number, leaps: readonly Leap[]): number {
  const leapt = leaps.map((leap) => Math.max(0, Math.min(toMs, leap.toMs) - Math.max(fromMs, leap.fromMs)));
  return toMs - fromMs - leapt.reduce((sum, ms) => sum + ms, 0);
}
