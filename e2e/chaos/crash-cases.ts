/**
 * Crash cases: a refund or a cancel is brought to one of its steps, one process is killed there with `kill -9`, everything
 * starts again, and both ledgers must say the same. The steps are made to last from outside: a trigger that waits, a call
 * that is held.
 */
import { raiseBarrier, type Place } from './barrier';
import { readBooks } from './books';
import { controlOf } from './control';
import type { Estate, Person } from './estate';
import type { House, Target } from './house';
import { askBack, judgeWhenQuiet, payOrder } from './house-acts';
import type { HouseCase } from './house-case';
import { waitFor } from './wait';

export const OPERATIONS = ['refund', 'cancel'] as const;
export type Operation = (typeof OPERATIONS)[number];
const CRASH_TARGETS = ['web', 'worker', 'simulator', 'postgres'] as const satisfies Target[];
/** Nobody: two things meet at a step, and nothing else is wrong. */
export type Victim = (typeof CRASH_TARGETS)[number] | 'nobody';

/** A paid order, and whose it is. */
export interface Scene {
  readonly estate: Estate;
  readonly house: House;
  readonly person: Person;
  readonly orderId: string;
}

export interface Moment {
  reached(): Promise<void>;
  goOn(killed: Victim): Promise<void>;
  cleanUp(): Promise<void>;
  /** Rejects where what must follow from this moment did not come, though the ledgers may agree. */
  proof?(): Promise<void>;
}

export interface Step {
  readonly title: string;
  /** Before the order is placed. */
  before?(estate: Estate, person: Person): Promise<void>;
  prepare(scene: Scene): Promise<Moment>;
  /** What brings the moment about; absent, the operation is asked for. */
  ask?(scene: Scene): Promise<void>;
}

const JOBS = 'graphile_worker._private_jobs';
const REACHED_TIMEOUT_MS = 30_000;
const NOTICED_TIMEOUT_MS = 5_000;

function atTrigger(writer: 'web' | 'worker', place: Place): Step['prepare'] {
  return async ({ house }) => {
    const barrier = await raiseBarrier(house.databaseUrl(), place);
    return {
      reached: () => barrier.reached(),
      goOn: (killed) => barrier.lift(killed === writer),
      cleanUp: () => barrier.remove(house.databaseUrl()),
    };
  };
}

function insideGateway(api: Operation, when: 'hang_before' | 'hang_after'): Step['prepare'] {
  return async ({ house }) => {
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

export const taken = (key: string): Place => ({
  event: 'update',
  table: JOBS,
  when: `old.locked_at is null and new.locked_at is not null and new.key like '${key}:%'`,
});

const STEPS: Readonly<Record<Operation, readonly Step[]>> = {
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

export const CRASH_CASES: readonly HouseCase[] = OPERATIONS.flatMap((operation) =>
  STEPS[operation].flatMap((step) => CRASH_TARGETS.map((victim) => crashCase(operation, operation, step, victim))),
);

/** @param title whose step it is; of a notification, that of the operation which it tells of */
export function crashCase(title: string, operation: Operation, step: Step, victim: Victim): HouseCase {
  return {
    name: `crash: ${title}, ${step.title}, kill ${victim}`,
    brings: victim === 'nobody' ? step.title : `kill -9 ${victim}`,
    orders: 1,
    play: (estate) => playCrash(estate, operation, step, victim),
  };
}

async function playCrash(estate: Estate, operation: Operation, step: Step, victim: Victim): Promise<string[]> {
  const { house } = estate;
  const person = await estate.borrow('GCASH');
  let moment: Moment | null = null;
  try {
    await step.before?.(estate, person);
    const scene = { estate, house, person, orderId: await payOrder(estate, person) };
    moment = await step.prepare(scene);
    const asking = step.ask ? step.ask(scene) : askBack(estate, scene.orderId, operation);
    asking.catch(() => undefined); // told where it is awaited
    await moment.reached();
    if (victim !== 'nobody') house.kill(victim);
    await moment.goOn(victim);
    await asking;
    await house.whole();
    await moment.cleanUp();
    const { proof } = moment;
    moment = null;
    await proof?.();
    const problems = await judge(scene);
    estate.giveBack(person);
    return problems;
  } finally {
    await moment?.goOn(victim).catch(() => undefined);
    await house.whole().catch(() => undefined);
    await moment?.cleanUp().catch(() => undefined);
    await estate.simulator.clearFaults();
  }
}

async function judge({ estate, house, orderId }: Scene): Promise<string[]> {
  const problems = await judgeWhenQuiet(estate, [orderId]);
  const { refunds, cancels } = await readBooks(house.databaseUrl(), [orderId]);
  return refunds.length + cancels.length > 0 ? problems : [...problems, 'nothing was asked for in the end'];
}
