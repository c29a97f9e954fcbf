/** The words in which named cases plan orders, acts and what lasts. */
import type { Act, Occasion, PlannedFault, PlannedOrder } from './scenario';

const UNITS = 450;

export function order(acts: readonly Act[] = [], more: Partial<PlannedOrder> = {}): PlannedOrder {
  return { by: 'staff', units: UNITS, atMs: 0, clicks: 1, acts, ...more };
}

/** At a time of its own, whatever has happened by then. */
export const act = (what: Act['what'], afterMs: number, clicks = 1): Act => ({ what, afterMs, clicks });

/** As soon as something is so, or a while later. */
export const once = (occasion: Occasion, what: Act['what'], clicks = 1, afterMs = 0): Act => ({
  what,
  afterMs,
  clicks,
  once: occasion,
});

/** Some forty seconds of business time: long enough to act in on a slow machine, short of what the app cancels by itself. */
export const inProcess = (api: 'pay' | 'refund'): PlannedFault => ({
  name: `${api}: in process for four questions`,
  match: { api },
  do: 'in_process',
  inquiries: 4,
  times: 1,
});
