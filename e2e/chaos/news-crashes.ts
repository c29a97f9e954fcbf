/**
 * The steps of a notification, from its arrival until what follows from it is done: one process is killed at each. And news that
 * comes while our own answer to the same matter is being written down.
 *
 * Until the step is reached, nothing but the news may tell: questions about the refund get no clear answer.
 */
import { raiseBarrier, raiseWall, type Place } from './barrier';
import { readBooks } from './books';
import { crashCase, taken, type Moment, type Scene, type Step, type Victim } from './crash-cases';
import { askBack, untilStatus } from './house-acts';
import type { HouseCase } from './house-case';
import { signal } from './processes';
import { readDatabase } from './reader';
import type { PlannedFault } from './scenario';
import type { TheirNotification } from './simulator-controls';
import { waitFor } from './wait';

const REACHED_TIMEOUT_MS = 30_000;
/** The sweep comes with each minute. */
const SWEPT_TIMEOUT_MS = 90_000;

const NO_CLEAR_ANSWER: PlannedFault = {
  name: 'inquiryRefund: U, unknown exception',
  match: { api: 'inquiryRefund' },
  do: 'code',
  code: 'UNKNOWN_EXCEPTION',
};

const lost = (notification: 'payment' | 'refund'): PlannedFault => ({
  name: `${notification} notification: lost`,
  match: { notification },
  do: 'lost',
});

const REFUND_MOVES: Place = { event: 'update', table: 'refunds', when: 'old.status <> new.status' };

async function booksOf({ house, orderId }: Scene) {
  return readBooks(house.databaseUrl(), [orderId]);
}

/** What Alipay has to tell of the refund. */
async function refundNews(scene: Scene): Promise<TheirNotification | undefined> {
  const { refunds } = await booksOf(scene);
  const all = await scene.estate.simulator.notifications();
  return all.find((one) => one.kind === 'refund' && one.subject === refunds[0]?.refundRequestId);
}

/** Web is the writer: it applies the news. */
function whileApplying(place: Place): Step['prepare'] {
  return async ({ estate, house, person }) => {
    await estate.simulator.addFault(NO_CLEAR_ANSWER, person.account);
    const barrier = await raiseBarrier(house.databaseUrl(), place);
    return {
      reached: () => barrier.reached(),
      async goOn(killed) {
        await barrier.lift(killed === 'web');
        await estate.simulator.clearFaults();
      },
      cleanUp: () => barrier.remove(house.databaseUrl()),
    };
  };
}

/** Web is stopped while its transaction ends, so that it never comes to say that it has. */
async function beforeAcknowledging(scene: Scene): Promise<Moment> {
  const { estate, house, person } = scene;
  await estate.simulator.addFault(NO_CLEAR_ANSWER, person.account);
  const place = { event: 'insert', table: 'notifications', when: "new.kind = 'refunds'", atCommit: true } as const;
  const barrier = await raiseBarrier(house.databaseUrl(), place);
  const isCommitted = async () => (await booksOf(scene)).news.some(({ kind }) => kind === 'refunds');
  return {
    async reached() {
      await barrier.reached();
      const web = house.find('web');
      if (!web) throw new Error('there is no web to stop');
      signal(web, 'SIGSTOP');
      await barrier.lift(false);
      await waitFor('the news to be committed', isCommitted, REACHED_TIMEOUT_MS);
      if ((await refundNews(scene))?.acknowledged) throw new Error('the news was acknowledged too early');
    },
    async goOn() {
      const web = house.find('web');
      if (web) signal(web, 'SIGCONT');
      await barrier.lift(false);
      await estate.simulator.clearFaults();
    },
    cleanUp: () => barrier.remove(house.databaseUrl()),
  };
}

/** Applying fails, so that only the words are kept: whoever acknowledged them must come back to them. */
async function keptUnapplied(scene: Scene): Promise<Moment> {
  const { estate, house, person } = scene;
  await estate.simulator.addFault(NO_CLEAR_ANSWER, person.account);
  const wall = await raiseWall(house.databaseUrl(), REFUND_MOVES);
  const isKept = async () =>
    (await booksOf(scene)).news.some(({ kind, status }) => kind === 'refunds' && status === 'RECEIVED') &&
    (await refundNews(scene))?.acknowledged;
  const isApplied = async () => {
    const [refund] = (await booksOf(scene)).refunds;
    return refund?.status === 'SUCCESS' && refund.resolvedBy === 'notification';
  };
  return {
    reached: async () => void (await waitFor('the news to be kept, not applied', isKept, REACHED_TIMEOUT_MS)),
    goOn: async () => undefined,
    cleanUp: () => wall.remove(house.databaseUrl()),
    proof: async () => void (await waitFor('the sweep to apply the news', isApplied, SWEPT_TIMEOUT_MS, 300)),
  };
}

/**
 * What follows from news is seen best where it is asked for by a job: a success that comes after the cancel makes us ask what is
 * true. It is held back until the order is cancelled, and then sent by hand.
 */
function followUp(): Step {
  const questions = async ({ estate, house, orderId }: Scene) => {
    const order = await house.readOrder(orderId);
    return (await estate.simulator.calls('inquiryPayment', order?.paymentRequestId)).length;
  };
  const paidNews = async ({ estate, house, orderId }: Scene) => {
    const order = await house.readOrder(orderId);
    const all = await estate.simulator.notifications();
    return all.find((one) => one.kind === 'payment' && one.subject === order?.paymentRequestId);
  };
  return {
    title: 'acknowledged, follow-up not taken',
    before: async ({ simulator }, { account }) => void (await simulator.addFault(lost('payment'), account)),
    async prepare(scene) {
      const { estate, house, orderId } = scene;
      await askBack(estate, orderId, 'cancel');
      await untilStatus(estate, orderId, 'CANCELLED');
      const questionsBefore = await questions(scene);
      const barrier = await raiseBarrier(house.databaseUrl(), taken('verify-anew'));
      const isAcknowledged = async () => (await paidNews(scene))?.acknowledged;
      return {
        async reached() {
          await barrier.reached();
          await waitFor('the news to be acknowledged', isAcknowledged, REACHED_TIMEOUT_MS);
        },
        async goOn(killed) {
          await barrier.lift(killed === 'worker');
          await estate.simulator.clearFaults();
        },
        cleanUp: () => barrier.remove(house.databaseUrl()),
        async proof() {
          const isAsked = async () => (await questions(scene)) > questionsBefore;
          await waitFor('Alipay to be asked what is true', isAsked, SWEPT_TIMEOUT_MS, 300);
        },
      };
    },
    async ask(scene) {
      const news = await waitFor('the news that was held back', () => paidNews(scene), REACHED_TIMEOUT_MS);
      await scene.estate.simulator.resend(news.id);
    },
  };
}

/** The answer to our refund says how it ended, and is being written down; the news of the same end comes in between. */
async function beforeOurCommit(scene: Scene): Promise<Moment> {
  const { estate, house, person } = scene;
  const { simulator } = estate;
  await simulator.set({ refundAnswer: 'immediate' });
  await simulator.addFault(lost('refund'), person.account);
  const barrier = await raiseBarrier(house.databaseUrl(), REFUND_MOVES);
  const waits = () =>
    readDatabase(house.databaseUrl(), async (sql) => {
      const rows = await sql`select from pg_locks where not granted and locktype <> 'advisory' limit 1`;
      return rows.length > 0;
    });
  return {
    async reached() {
      await barrier.reached();
      const news = await waitFor('the news of the refund', () => refundNews(scene), REACHED_TIMEOUT_MS);
      await simulator.resend(news.id);
      await waitFor('the news to wait for our own commit', waits, REACHED_TIMEOUT_MS);
    },
    async goOn(killed) {
      await barrier.lift(killed === 'worker');
      await simulator.clearFaults();
    },
    async cleanUp() {
      await barrier.remove(house.databaseUrl());
      await simulator.set({ refundAnswer: 'in_process' });
    },
  };
}

const NEWS_STEPS: readonly (readonly [Step, readonly Victim[]])[] = [
  [{ title: 'stored, not applied', prepare: whileApplying(REFUND_MOVES) }, ['web', 'postgres']],
  [
    {
      title: 'applied, not committed',
      prepare: whileApplying({
        event: 'update',
        table: 'notifications',
        when: "new.kind = 'refunds' and new.status = 'APPLIED'",
      }),
    },
    ['web', 'postgres'],
  ],
  [{ title: 'committed, not acknowledged', prepare: beforeAcknowledging }, ['web', 'simulator', 'postgres']],
  [followUp(), ['worker', 'postgres']],
  [{ title: 'acknowledged, left to the sweep', prepare: keptUnapplied }, ['postgres']],
];

const NEWS_FIRST: Step = { title: 'answered, news before our own commit', prepare: beforeOurCommit };

export const NEWS_CRASHES: readonly HouseCase[] = [
  ...(['nobody', 'worker', 'web'] as const).map((victim) => crashCase('refund', 'refund', NEWS_FIRST, victim)),
  ...NEWS_STEPS.flatMap(([step, victims]) =>
    victims.map((victim) => crashCase('notification', 'refund', step, victim)),
  ),
];
