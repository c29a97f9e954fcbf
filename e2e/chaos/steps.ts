/**
 * The nine steps of a charge, each made to last: a trigger that waits, a gateway that is stopped, a call that is held. The
 * product has no hook for this; everything is done from outside.
 */
import { raiseBarrier, type Place } from './barrier';
import { controlOf } from './control';
import type { House, Target } from './house';
import { signal, unreadBytes, type Process } from './processes';
import { waitFor } from './wait';

/** The moment, once it is prepared and before anything is bought. */
export interface Moment {
  /** Resolves when the charge stands at this step. */
  reached(): Promise<void>;
  /** Lets go on what still lives after the kill: at once, or when npm was killed, after everything has ended at this step. */
  goOn(killed: Target): Promise<void>;
  /** Takes away what was put up, once everything runs again. */
  cleanUp(): Promise<void>;
}

export interface Step {
  readonly number: number;
  readonly title: string;
  prepare(house: House): Promise<Moment>;
}

const REACHED_TIMEOUT_MS = 30_000;
const NOTICED_TIMEOUT_MS = 5_000;

/** How the gateway behaves unless a step needs it otherwise: it answers "in process", and tells the result later. */
const USUAL = { payAnswer: 'in_process', settleMs: 1_500, notifications: 'on' };
/** The result comes with the answer and by no other road. */
const ONLY_ANSWER = { payAnswer: 'immediate', settleMs: 1_500, notifications: 'off' };

function atTrigger(writer: 'web' | 'worker', place: Place, settings = USUAL): Step['prepare'] {
  return async (house) => {
    await controlOf(house.simulatorUrl).set(settings);
    const barrier = await raiseBarrier(house.databaseUrl(), place);
    return {
      reached: () => barrier.reached(),
      goOn: (killed) => barrier.lift(killed === writer),
      async cleanUp() {
        await barrier.remove(house.databaseUrl());
        await controlOf(house.simulatorUrl).set(USUAL);
      },
    };
  };
}

async function atDoorOfGateway(house: House): Promise<Moment> {
  await controlOf(house.simulatorUrl).set(USUAL);
  const simulator = house.find('simulator') as Process;
  signal(simulator, 'SIGSTOP');
  const unread = () => unreadBytes(house.simulatorPort) > 0;
  return {
    reached: async () => void (await waitFor('the debit to be sent', unread, REACHED_TIMEOUT_MS)),
    goOn: async () => signal(simulator, 'SIGCONT'),
    cleanUp: async () => undefined,
  };
}

function insideGateway(when: 'hang_before' | 'hang_after'): Step['prepare'] {
  return async (house) => {
    const control = controlOf(house.simulatorUrl);
    await control.set(USUAL);
    await control.holdNextPay(when);
    const isHeld = async () => (await control.calls('pay')).some((call) => call.state === 'held');
    return {
      reached: async () => void (await waitFor('the debit to be held', isHeld, REACHED_TIMEOUT_MS)),
      async goOn(killed) {
        // Whoever waited for the answer is dead: the gateway must notice that first, and never act or answer.
        if (killed === 'worker')
          await waitFor('the gateway to notice', async () => !(await isHeld()), NOTICED_TIMEOUT_MS);
        await control.clearFaults().catch(() => undefined);
      },
      cleanUp: () => control.clearFaults(),
    };
  };
}

const JOBS = 'graphile_worker._private_jobs';

export const STEPS: readonly Step[] = [
  {
    number: 1,
    title: 'order being placed, not committed',
    prepare: atTrigger('web', { event: 'insert', table: 'payments', when: 'true' }),
  },
  {
    number: 2,
    title: 'order committed, job not taken',
    prepare: atTrigger('worker', {
      event: 'update',
      table: JOBS,
      when: "old.locked_at is null and new.locked_at is not null and new.key like 'charge:%'",
    }),
  },
  {
    number: 3,
    title: 'job taken, pin not committed',
    prepare: atTrigger('worker', {
      event: 'update',
      table: 'payments',
      when: 'old.sent_at is null and new.sent_at is not null',
    }),
  },
  { number: 4, title: 'sent, gateway has not read it', prepare: atDoorOfGateway },
  { number: 5, title: 'gateway has read, not acted', prepare: insideGateway('hang_before') },
  { number: 6, title: 'gateway acted, answer not sent', prepare: insideGateway('hang_after') },
  {
    number: 7,
    title: 'answered, result not committed',
    prepare: atTrigger('worker', { event: 'update', table: 'payments', when: 'old.status <> new.status' }, ONLY_ANSWER),
  },
  {
    number: 8,
    title: 'notification arrived, not committed',
    prepare: atTrigger('web', { event: 'insert', table: 'notifications', when: "new.kind = 'payments'" }),
  },
  {
    number: 9,
    title: 'result recorded, job not ended',
    prepare: atTrigger('worker', { event: 'delete', table: JOBS, when: "old.key like 'charge:%'" }, ONLY_ANSWER),
  },
];
