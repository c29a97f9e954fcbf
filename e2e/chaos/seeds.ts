/**
 * A seed's scenario: three to ten orders, what is done to them, none to six faults, perhaps a crash or a jump of the clock.
 * The same seed is the same scenario.
 */
import { ALL_FAULTS, CALLS, callFaults, NEWS, newsFaults } from './catalogue';
import { chanceOf, type Chance } from './random';
import {
  CRASHES,
  DECLINED_UNITS,
  type Act,
  type PlannedEvent,
  type PlannedFault,
  type PlannedOrder,
  type Scenario,
} from './scenario';

/** Within this many real milliseconds everything is done; the rest is waiting. */
const SPAN_MS = 8_000;
/** A crash takes the whole house along, and with it the other scenarios of the batch. */
const CRASH_PROBABILITY = 0.09;
const JUMP_PROBABILITY = 0.06;
const LATE_COLLECTION_PROBABILITY = 0.08;
/** The longest stays below a day: past it, all that lies unsent waits for somebody's yes, and nothing more goes wrong. */
const JUMPS_MINUTES = [1, 2, 5, 30, 180, 1_200];

const WHAT: readonly Act['what'][] = [
  'cancel',
  'cancel',
  'refund_all',
  'refund_part',
  'refund_part',
  'retry',
  'retry',
  'refund_while_cancelling',
];

export function scenarioOfSeed(seed: number): Scenario {
  const chance = chanceOf(seed);
  const orders = Array.from({ length: chance.whole(3, 10) }, () => planOrder(chance));
  const faults = Array.from({ length: chance.whole(0, 6) }, () => planFault(chance));
  const wallet = chance.pick(['GCASH', 'GCASH', 'TRUEMONEY', 'DANA'] as const);
  const events = planEvents(chance);
  // What is to be collected late must have failed at Alipay before.
  if (events.some(({ collectLate }) => collectLate)) orders[0] = { ...orders[0]!, by: 'staff', units: DECLINED_UNITS };
  return { name: `seed ${seed}`, wallet, orders, faults, events, isDrawn: true };
}

function planOrder(chance: Chance): PlannedOrder {
  const acts = Array.from({ length: chance.pick([0, 0, 1, 1, 1, 2, 3]) }, () => planAct(chance));
  return {
    by: chance.pick(['customer', 'staff']),
    // Below the amounts that mean something to the simulator, and above every wallet's minimum.
    units: chance.whole(310, 1_300),
    atMs: chance.whole(0, SPAN_MS / 2),
    clicks: chance.happens(0.15) ? chance.whole(2, 4) : 1,
    acts,
  };
}

function planAct(chance: Chance): Act {
  if (chance.happens(0.02)) return { what: 'unlink', afterMs: chance.whole(0, SPAN_MS), clicks: 1 };
  return {
    what: chance.pick(WHAT),
    afterMs: chance.whole(0, SPAN_MS),
    clicks: chance.happens(0.25) ? chance.whole(2, 5) : 1,
  };
}

/** First where, then what: rare kinds of frequent calls would otherwise hardly ever be drawn. */
function planFault(chance: Chance): PlannedFault {
  const fault = chance.happens(0.6)
    ? chance.pick(callFaults(chance.pick(CALLS)))
    : chance.pick(newsFaults(chance.pick(NEWS)));
  if (fault.match.notification || !chance.happens(0.3)) return fault;
  return { ...fault, times: chance.whole(1, 3) };
}

function planEvents(chance: Chance): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  const atMs = () => chance.whole(500, SPAN_MS);
  if (chance.happens(CRASH_PROBABILITY)) events.push({ atMs: atMs(), kill: chance.pick(CRASHES) });
  if (chance.happens(JUMP_PROBABILITY)) events.push({ atMs: atMs(), jumpMinutes: chance.pick(JUMPS_MINUTES) });
  if (chance.happens(LATE_COLLECTION_PROBABILITY)) events.push({ atMs: SPAN_MS + 2_000, collectLate: 'if_any' });
  return events;
}

/** What a seed can draw; a report tells how often each fired. */
export const SEED_FAULT_NAMES: readonly string[] = ALL_FAULTS.map((fault) => fault.name);
