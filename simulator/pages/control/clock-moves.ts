/** Where the clock can be moved to by one press, as requests to the verb that moves it. It refuses to know HTML. */
import { cancelWindowEndsAt } from '../../clock';
import { type World } from '../../world';
import { type Option } from './parts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function soonest(moments: number[], now: number): number | undefined {
  const ahead = moments.filter((at) => at > now);
  return ahead.length === 0 ? undefined : ahead.reduce((first, at) => Math.min(first, at));
}

/** When the next living access token ends. */
function nextTokenEndAt({ ledger }: World, now: number): number | undefined {
  const living = [...ledger.tokens.values()].filter(({ status }) => status === 'ACTIVE');
  return soonest(
    living.map(({ expiresAt }) => expiresAt),
    now,
  );
}

/** When the next notification is sent, for the first time or again. */
function nextNotificationAt({ ledger }: World, now: number): number | undefined {
  const waiting = [...ledger.notifications.values()].flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
  return soonest(waiting, now);
}

/** The next 00:15 of GMT+8, when cancelling yesterday's payments ends. */
function nextWindowEndAt(now: number): number {
  const tomorrows = cancelWindowEndsAt(now);
  return tomorrows - DAY_MS > now ? tomorrows - DAY_MS : tomorrows;
}

type Move = { label: string; asked: { advanceMs: number } | { now: number } };

function movesFrom(world: World, now: number): Map<string, Move> {
  const [token, notification] = [nextTokenEndAt(world, now), nextNotificationAt(world, now)];
  return new Map<string, Move>([
    ['minute', { label: '+1 min', asked: { advanceMs: MINUTE_MS } }],
    ['hour', { label: '+1 h', asked: { advanceMs: HOUR_MS } }],
    ['day', { label: '+1 day', asked: { advanceMs: DAY_MS } }],
    ['window', { label: 'to 00:15 GMT+8', asked: { now: nextWindowEndAt(now) } }],
    ...(token === undefined ? [] : [['token', { label: 'to next token end', asked: { now: token } }] as const]),
    ...(notification === undefined
      ? []
      : [['notification', { label: 'to next notification', asked: { now: notification } }] as const]),
  ]);
}

/** The moves that lead anywhere now. */
export function moveOptions(world: World, now: number): Option[] {
  return [...movesFrom(world, now)].map(([value, { label }]): Option => [value, label]);
}

/** What to ask the clock for; undefined when there is no such move, or none any more. */
export function moveNamed(world: World, name: string): Record<string, unknown> | undefined {
  return movesFrom(world, world.clock.now()).get(name)?.asked;
}
