/**
 * Moving the clock from outside: what may be asked, what is kept of it, and that the app's clock comes along. It
 * refuses to know requests.
 */
import { type ClockState, REAL_TIME } from './clock';
import { type Refused, refusal } from './refused';
import { type World } from './world';

/** As the app's door takes them: a day in less than a second at the fastest, and four digits for the year. */
const LEAST_RATE = 0.001;
const GREATEST_RATE = 100_000;
const LATEST = Date.UTC(9000, 0, 1);
const BAD_GATEWAY = 502;

export interface ClockView {
  now: string;
  rate: number;
  aheadMs: number;
  /** Whether an app is attached whose clock comes along. */
  follows: boolean;
  /** Why the app does not show this time yet. */
  problem: string | null;
}

type Rooms = Pick<World, 'clock' | 'ledger' | 'appClock'>;

export function clockView({ clock, appClock }: Rooms): ClockView {
  return {
    now: new Date(clock.now()).toISOString(),
    rate: clock.state.rate,
    aheadMs: clock.aheadMs,
    follows: appClock.follows,
    problem: appClock.problem,
  };
}

function keep({ ledger }: Rooms): (state: ClockState) => void {
  return (clock) => ledger.commit({ clock });
}

/** The moment asked for, as a step from now; a sentence when it makes no sense. */
function momentOf({ now, advanceMs }: Record<string, unknown>): ((from: number) => number) | string {
  if (now !== undefined && advanceMs !== undefined) return 'now and advanceMs exclude each other.';
  if (advanceMs !== undefined) {
    if (typeof advanceMs !== 'number' || !(advanceMs >= 0)) return 'advanceMs must be a number, zero or more.';
    return (from) => from + Math.round(advanceMs);
  }
  if (now === undefined) return (from) => from;
  const at = typeof now === 'string' ? Date.parse(now) : now;
  return typeof at === 'number' && Number.isFinite(at)
    ? () => at
    : 'now must be an ISO 8601 time or epoch milliseconds.';
}

/** Moves forward and changes the rate; everything due on the way has happened when this resolves. */
export async function moveClock(world: Rooms, asked: Record<string, unknown>): Promise<ClockView | Refused> {
  const { clock } = world;
  const unknown = Object.keys(asked).find((name) => !['now', 'advanceMs', 'rate'].includes(name));
  if (unknown !== undefined) return refusal(`The clock takes now, advanceMs and rate, not ${unknown}.`);
  const { rate = clock.state.rate } = asked;
  if (typeof rate !== 'number' || !(rate >= LEAST_RATE && rate <= GREATEST_RATE)) {
    return refusal(`rate must be a number from ${LEAST_RATE} to ${GREATEST_RATE}.`);
  }
  const moment = momentOf(asked);
  if (typeof moment === 'string') return refusal(moment);
  // One reading: between two of them a moment may pass, and staying where it is would look like going back.
  const from = clock.now();
  const target = moment(from);
  if (target < from) return refusal('The clock goes forward only.');
  if (!(target < LATEST)) return refusal('The year 9000 is not reached.');
  await clock.moveTo(moment, rate, keep(world));
  return tellApp(world);
}

/** Tells the app; one that is ahead is caught up with first, since time goes forward only for both. */
export async function tellApp(world: Rooms): Promise<ClockView | Refused> {
  let trouble = await world.appClock.tell();
  const isLater = trouble?.isLater;
  if (isLater !== undefined && isLater > world.clock.now()) {
    await world.clock.moveTo(() => isLater, world.clock.state.rate, keep(world));
    trouble = await world.appClock.tell();
  }
  return trouble ? refusal(trouble.problem, BAD_GATEWAY) : clockView(world);
}

function isReal({ clock }: Rooms): boolean {
  const { base, realBase, rate } = clock.state;
  return base === REAL_TIME.base && realBase === REAL_TIME.realBase && rate === REAL_TIME.rate;
}

/** At the start both clocks meet: the app's moves to ours, or, when only the app knows of a move, ours to the app's. */
export async function meetApp(world: Rooms): Promise<void> {
  if (!isReal(world)) return void (await tellApp(world));
  const known = await world.appClock.learn();
  if (known && known.rate >= LEAST_RATE && isReal(world))
    await world.clock.moveTo(() => known.now, known.rate, keep(world));
}

/** The clock of a clean world: real time, unless an app's clock, which cannot go back, is bound to it. */
export function resetClock(world: Rooms): void {
  const { clock, appClock } = world;
  if (isReal(world)) return;
  const stays = { realBase: Date.now(), base: clock.now(), rate: 1 };
  clock.restore(appClock.follows ? stays : REAL_TIME);
  world.ledger.commit({ clock: clock.state });
  void tellApp(world);
}
