/**
 * Crash cases: a refund or a cancel is brought to one of its steps, one process is killed there with `kill -9`, everything
 * starts again, and both ledgers must say the same. The steps are made to last from outside: a trigger that waits, a call
 * that is held.
 */
import { randomBytes } from 'node:crypto';
import { raiseBarrier, type Place } from './barrier';
import { hold } from './court';
import { controlOf } from './control';
import type { Estate, Person } from './estate';
import type { House, Target } from './house';
import { readBooks } from './books';
import { stuckRows } from './court';
import { waitFor } from './wait';

export const OPERATIONS = ['refund', 'cancel'] as const;
export type Operation = (typeof OPERATIONS)[number];
export const CRASH_TARGETS = ['web', 'worker', 'simulator', 'postgres'] as const satisfies Target[];
type CrashTarget = (typeof CRASH_TARGETS)[number];

interface Moment {
  reached(): Promise<void>;
  goOn(killed: Target): Promise<void>;
  cleanUp(): Promise<void>;
}

interface Step {
  readonly title: string;
  prepare(house: House): Promise<Moment>;
}

const JOBS = 'graphile_worker._private_jobs';
const REACHED_TIMEOUT_MS = 30_000;
const NOTICED_TIMEOUT_MS = 5_000;
const QUIET_TIMEOUT_MS = 90_000;
const PATIENCE_MS = 120_000;

function atTrigger(writer: 'web' | 'worker', place: Place): Step['prepare'] {
  return async (house) => {
    const barrier = await raiseBarrier(house.databaseUrl(), place);
    return {
      reached: () => barrier.reached(),
      goOn: (killed) => barrier.lift(killed === writer),
      cleanUp: () => barrier.remove(house.databaseUrl()),
    };
  };
}

function insideGateway(api: Operation, when: 'hang_before' | 'hang_after'): Step['prepare'] {
  return async (house) => {
    const control = controlOf(house.simulatorUrl);
    await control.holdNext(api, when);
    const isHeld = async () => (await control.calls(api)).some((call) => call.state === 'held');
    return {
      reached: async () => void (await waitFor(`the ${api} to be held`, isHeld, REACHED_TIMEOUT_MS)),
      async goOn(killed) {
        // Whoever waited for the answer is dead: the gateway must notice that first, and never act or answer. Where the other
        // worker waits for it, nothing is there to be noticed, and the answer goes to the living.
        if (killed === 'worker')
          await waitFor('the gateway to notice', async () => !(await isHeld()), NOTICED_TIMEOUT_MS).catch(
            () => undefined,
          );
        await control.clearFaults().catch(() => undefined);
      },
      cleanUp: () => control.clearFaults().catch(() => undefined),
    };
  };
}

const taken = (key: string): Place => ({
  event: 'update',
  table: JOBS,
  when: `old.locked_at is null and new.locked_at is not null and new.key like '${key}:%'`,
});

export const STEPS: Readonly<Record<Operation, readonly Step[]>> = {
  refund: [
    { title: 'asked, not committed', prepare: atTrigger('web', { event: 'insert', table: 'refunds', when: 'true' }) },
    { title: 'committed, job not taken', prepare: atTrigger('worker', taken('refund')) },
    {
      title: 'job taken, not written down',
      prepare: atTrigger('worker', { event: 'update', table: 'refunds', when: 'old.sends = 0 and new.sends = 1' }),
    },
    { title: 'gateway has read, not acted', prepare: insideGateway('refund', 'hang_before') },
    { title: 'gateway acted, answer not sent', prepare: insideGateway('refund', 'hang_after') },
    {
      title: 'answered, result not committed',
      prepare: atTrigger('worker', { event: 'update', table: 'refunds', when: 'old.status <> new.status' }),
    },
    {
      title: 'notification arrived, not committed',
      prepare: atTrigger('web', { event: 'insert', table: 'notifications', when: "new.kind = 'refunds'" }),
    },
  ],
  cancel: [
    { title: 'asked, not committed', prepare: atTrigger('web', { event: 'insert', table: 'cancels', when: 'true' }) },
    { title: 'committed, job not taken', prepare: atTrigger('worker', taken('cancel')) },
    {
      title: 'job taken, not written down',
      prepare: atTrigger('worker', { event: 'update', table: 'cancels', when: 'old.sends = 0 and new.sends = 1' }),
    },
    { title: 'gateway has read, not acted', prepare: insideGateway('cancel', 'hang_before') },
    { title: 'gateway acted, answer not sent', prepare: insideGateway('cancel', 'hang_after') },
    {
      title: 'answered, result not committed',
      prepare: atTrigger('worker', { event: 'update', table: 'cancels', when: 'old.status <> new.status' }),
    },
  ],
};

export interface CrashCase {
  readonly name: string;
  readonly operation: Operation;
  readonly step: Step;
  readonly target: CrashTarget;
}

export const CRASH_CASES: readonly CrashCase[] = OPERATIONS.flatMap((operation) =>
  STEPS[operation].flatMap((step) =>
    CRASH_TARGETS.map((target) => ({
      name: `crash: ${operation}, ${step.title}, kill ${target}`,
      operation,
      step,
      target,
    })),
  ),
);

export interface CrashResult {
  readonly name: string;
  readonly good: boolean;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export async function runCrashCase(estate: Estate, crash: CrashCase): Promise<CrashResult> {
  const { house } = estate;
  const beganMs = Date.now();
  let moment: Moment | null = null;
  const problems: string[] = [];
  try {
    await house.whole();
    const person = await estate.borrow('GCASH');
    const orderId = await payOrder(estate, person);
    moment = await crash.step.prepare(house);
    const asking = ask(estate, orderId, crash.operation);
    asking.catch(() => undefined); // told where it is awaited
    await moment.reached();
    house.kill(crash.target);
    await moment.goOn(crash.target);
    await asking;
    await house.whole();
    await moment.cleanUp();
    moment = null;
    problems.push(...(await judgeWhenQuiet(estate, orderId)));
    estate.giveBack(person);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    await moment?.goOn(crash.target).catch(() => undefined);
    await house.whole().catch(() => undefined);
    await moment?.cleanUp().catch(() => undefined);
  }
  return { name: crash.name, good: problems.length === 0, seconds: (Date.now() - beganMs) / 1_000, problems };
}

async function payOrder(estate: Estate, person: Person): Promise<string> {
  const json = {
    customerId: person.customerId,
    walletId: person.walletId,
    currency: 'PHP',
    amount: '450',
    description: 'A box of coffee',
    placementKey: randomBytes(24).toString('base64url'),
  };
  const placed = await estate.staff.insist('POST', '/api/admin/orders', { json }, PATIENCE_MS);
  const orderId = (placed.body as { id: string }).id;
  await waitFor(
    'the order to be paid',
    async () => (await readBooks(estate.house.databaseUrl(), [orderId])).payments[0]?.status === 'SUCCESS',
    QUIET_TIMEOUT_MS,
    200,
  );
  return orderId;
}

/** A refund that was cut off is asked for again with the same key, as the page does; a cancel is asked for once more. */
async function ask(estate: Estate, orderId: string, operation: Operation): Promise<void> {
  const [what, json] =
    operation === 'refund' ? ['refunds', { placementKey: randomBytes(24).toString('base64url') }] : ['cancel', {}];
  const answer = await estate.staff.insist('POST', `/api/admin/orders/${orderId}/${what}`, { json }, PATIENCE_MS);
  // Asked for again after the first had been committed: it is under way already.
  if (answer.status !== 202 && answer.status !== 409) throw new Error(`${operation} was answered ${answer.status}`);
}

async function judgeWhenQuiet(estate: Estate, orderId: string): Promise<string[]> {
  const { house, simulator } = estate;
  await waitFor(
    'quiet',
    async () => stuckRows(await readBooks(house.databaseUrl(), [orderId])).length === 0,
    QUIET_TIMEOUT_MS,
    300,
  );
  const [ledger, notifications] = await Promise.all([simulator.ledger(), simulator.notifications()]);
  const judged = await hold({
    databaseUrl: house.databaseUrl(),
    orderIds: [orderId],
    ledger,
    notifications,
    calls: {},
  });
  const wanted = judged.books.refunds.length > 0 || judged.books.cancels.length > 0;
  return [
    ...judged.breaches.map((breach) => `${breach.invariant}: ${breach.what}`),
    ...(wanted ? [] : ['nothing was asked for in the end']),
  ];
}
