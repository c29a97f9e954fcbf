/**
 * A worker is stopped for a minute in the midst of its calls and of a transaction. The other one takes it for dead and ends what it
 * was at; what the sleeper had sent arrives at Alipay after that; then it wakes. Nobody is debited or refunded twice.
 *
 * In real time: how long a silent worker is believed and how soon bytes are sent again is no business of a demo's clock.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { raiseBarrier } from './barrier';
import { readBooks } from './books';
import type { Estate, Person } from './estate';
import type { House, Second, Target } from './house';
import { askBack, judgeWhenQuiet, payOrder, placeOrder } from './house-acts';
import type { HouseCase } from './house-case';
import { signal, type Process } from './processes';
import { readDatabase } from './reader';
import { waitFor } from './wait';

const ASLEEP_MS = 60_000;
/** What is held waits no longer than its sender does. */
const HELD_TIMEOUT_MS = 8_000;
const REST_TIMEOUT_MS = 30_000;
const AWAKE_TIMEOUT_MS = 30_000;
/** A worker says that it lives every five seconds. */
const ALIVE_WITHIN = '7 seconds';

/** What the sleeper was at, on an order each. `calls`: how often Alipay must have been called for it in the end. */
const DEEDS = [
  { what: 'a debit that Alipay had not read', api: 'pay', hold: 'hang_before', ends: 'SUCCESS', calls: 2 },
  { what: 'a debit that Alipay had made', api: 'pay', hold: 'hang_after', ends: 'SUCCESS', calls: 1 },
  { what: 'a debit that was being pinned', api: 'pay', hold: null, ends: 'SUCCESS', calls: 1 },
  { what: 'a refund that Alipay had not read', api: 'refund', hold: 'hang_before', ends: 'SUCCESS', calls: 2 },
  { what: 'a cancel that Alipay had not read', api: 'cancel', hold: 'hang_before', ends: 'CANCELLED', calls: 2 },
] as const;

type Deed = (typeof DEEDS)[number];

interface Plan {
  readonly deed: Deed;
  readonly person: Person;
  /** Of what is given back, paid before; a debit's is placed last. */
  orderId: string;
}

const HELD = DEEDS.filter(({ hold }) => hold !== null).length;

export const FROZEN_WORKER: HouseCase = {
  name: 'frozen: a worker is stopped for a minute in mid-call, another takes over, and it wakes',
  brings: 'worker stopped for a minute',
  orders: DEEDS.length,
  play,
};

async function play(estate: Estate): Promise<string[]> {
  const { house, simulator } = estate;
  const plans = await planAll(estate);
  const pinned = plans.find(({ deed }) => deed.hold === null)!;
  const stopped: Process[] = [];
  const stop = (target: Second | Target) => {
    const found = need(house, target);
    signal(found, 'SIGSTOP');
    stopped.push(found);
  };
  const wake = () => {
    for (const one of stopped.splice(0)) signal(one, 'SIGCONT');
  };
  const barrier = await raiseBarrier(house.databaseUrl(), {
    event: 'update',
    table: 'payments',
    when: `old.sent_at is null and new.sent_at is not null and new.wallet_id = '${pinned.person.walletId}'`,
  });
  try {
    await simulator.moveClock({ rate: 1 });
    // So that one worker alone takes all of it, and the other holds nothing.
    await waitFor('the queue to rest', () => isAtRest(house), REST_TIMEOUT_MS);
    stop('worker2');
    await beginAll(estate, plans);
    await barrier.reached();
    await waitFor('all calls to be held', async () => (await simulator.heldCalls()) === HELD, HELD_TIMEOUT_MS);
    wake();
    stop('worker');
    const sinceMs = Date.now();
    await barrier.lift(false);
    if ((await simulator.heldCalls()) !== HELD) throw new Error('the machine was too slow to stop the worker in time');
    const left = () => Math.max(0, sinceMs + ASLEEP_MS - Date.now());
    const problems = await takenOver(estate, plans, left());
    await simulator.release();
    await sleep(left());
    wake();
    await waitFor('both workers to live', () => bothLive(house), AWAKE_TIMEOUT_MS, 300);
    const ids = plans.map(({ orderId }) => orderId);
    return [...problems, ...(await judgeWhenQuiet(estate, ids)), ...(await countCalls(estate, plans))];
  } finally {
    wake();
    await barrier.lift(false);
    await barrier.remove(house.databaseUrl());
    await simulator.clearFaults();
    await simulator.moveClock({ rate: estate.rate });
    for (const { person } of plans) estate.giveBack(person);
  }
}

function need(house: House, target: Second | Target): Process {
  const found = house.find(target);
  if (!found) throw new Error(`there is no ${target} to stop`);
  return found;
}

async function planAll(estate: Estate): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const deed of DEEDS) {
    const person = await estate.borrow('GCASH');
    plans.push({ deed, person, orderId: deed.api === 'pay' ? '' : await payOrder(estate, person) });
  }
  return plans;
}

async function beginAll(estate: Estate, plans: readonly Plan[]): Promise<void> {
  for (const { deed, person } of plans) {
    const fault = { name: deed.what, match: { api: deed.api }, times: 1 };
    if (deed.hold) await estate.simulator.addFault({ ...fault, do: deed.hold }, person.account);
  }
  await Promise.all(
    plans.map(async (plan) => {
      const { api } = plan.deed;
      if (api === 'pay') plan.orderId = await placeOrder(estate, plan.person);
      else await askBack(estate, plan.orderId, api);
    }),
  );
}

/** While the sleeper sleeps, everything it was at must come to its end. */
async function takenOver({ house }: Estate, plans: readonly Plan[], timeoutMs: number): Promise<string[]> {
  const open = async () => {
    const states = await Promise.all(plans.map((plan) => stateOf(house, plan)));
    return plans.filter(({ deed }, place) => states[place] !== deed.ends).map(({ deed }) => deed.what);
  };
  const none = async () => (await open()).length === 0;
  const isDone = await waitFor('another worker to take over', none, timeoutMs, 300).catch(() => false);
  return isDone ? [] : (await open()).map((what) => `${what} was not taken over within a minute`);
}

async function stateOf(house: House, { deed, orderId }: Plan): Promise<string | undefined> {
  const { payments, refunds } = await readBooks(house.databaseUrl(), [orderId]);
  return (deed.api === 'refund' ? refunds : payments)[0]?.status;
}

function isAtRest(house: House): Promise<boolean> {
  return readDatabase(house.databaseUrl(), async (sql) => {
    const rows = await sql`select from graphile_worker.jobs where locked_at is not null limit 1`;
    return rows.length === 0;
  });
}

function bothLive(house: House): Promise<boolean> {
  return readDatabase(house.databaseUrl(), async (sql) => {
    const [row] = await sql<{ pools: number }[]>`
      select count(*)::int as pools from worker_pools where seen_at > now() - ${ALIVE_WITHIN}::interval`;
    return (row?.pools ?? 0) >= 2;
  });
}

/** Fewer calls: nobody took over, and nothing was tried. More: the sleeper woke and called once more. */
async function countCalls({ house, simulator }: Estate, plans: readonly Plan[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { deed, orderId } of plans) {
    const order = await house.readOrder(orderId);
    const calls = (await simulator.calls(deed.api, order?.paymentRequestId)).length;
    if (calls !== deed.calls) problems.push(`of ${deed.what} Alipay was called ${calls} times, ${deed.calls} wanted`);
  }
  return problems;
}
