/**
 * Plays a scenario: the people act at their times, the faults are turned beforehand, and what is refused is an answer. It
 * decides nothing about right and wrong.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PLENTY, type Estate, type Person } from './estate';
import type { Leap } from './leaps';
import {
  CURRENCY,
  DECLINED_UNITS,
  type Act,
  type Occasion,
  type PlannedEvent,
  type PlannedOrder,
  type Scenario,
} from './scenario';
import type { TheirPayment } from './simulator-controls';
import { waitFor } from './wait';

/** Longer than a killed web takes to come back. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 200;
const IF_ANY_MS = 30_000;
/** A hundred who play at once take a minute and more to their first result. */
const IF_DECLINED_MS = 90_000;
/** Each look reads the simulator's whole ledger. */
const IF_ANY_LOOK_MS = 1_000;
/** A hundred scenarios look at once, and each look is a question to the database. */
const OCCASION_LOOK_MS = 400;

export interface Played {
  readonly scenario: Scenario;
  readonly person: Person;
  readonly orderIds: string[];
  /** What came of each planned order that was answered: its id, or null where it was refused. */
  readonly placed: Map<PlannedOrder, string | null>;
  /** The simulator's rule of each planned fault; empty where it was not turned. */
  readonly ruleIds: string[];
  /** Answers that no scenario should get: a server's own failure, a refusal of what is always allowed. */
  readonly complaints: string[];
  readonly killed: string[];
  jumps: number;
  collectedLate: number;
  /** Permissions that the customer has ended in the wallet. */
  endedLinks: number;
}

/** House-wide events, which one scenario of a batch may bring upon the others. */
export interface Weather {
  kill(target: NonNullable<PlannedEvent['kill']>): Promise<boolean>;
  jump(minutes: number): Promise<void>;
  readonly leaps: readonly Leap[];
}

export async function playScenario(
  estate: Estate,
  scenario: Scenario,
  person: Person,
  weather: Weather,
): Promise<Played> {
  const played: Played = {
    scenario,
    person,
    orderIds: [],
    placed: new Map(),
    ruleIds: scenario.faults.map(() => ''),
    complaints: [],
    killed: [],
    jumps: 0,
    collectedLate: 0,
    endedLinks: 0,
  };
  await turnFaults(estate, played, false);
  if (scenario.isPoor) await estate.simulator.setBalance(person.account, '0');
  // The account may have payments of an earlier scenario; read before the first of this one can be there.
  const collects = scenario.events.some(({ collectLate }) => collectLate);
  const earlier = new Set(collects ? (await paymentsOf(estate, played)).map((one) => one.paymentRequestId) : []);
  const orders = scenario.orders.map((order) => playOrder(estate, played, order));
  const events = scenario.events.map((event) => playEvent(estate, played, event, { weather, earlier }));
  for (const result of await Promise.allSettled([...orders, ...events])) {
    if (result.status === 'rejected') played.complaints.push(String(result.reason));
  }
  return played;
}

/** @param late which of them: those of the beginning, or those that wait for the late collection */
async function turnFaults({ simulator }: Estate, played: Played, late: boolean): Promise<void> {
  const { scenario, person, ruleIds } = played;
  for (const [place, fault] of scenario.faults.entries()) {
    if ((fault.onceLate ?? false) === late) ruleIds[place] = await simulator.addFault(fault, person.account);
  }
}

interface Around {
  readonly weather: Weather;
  readonly earlier: ReadonlySet<string>;
}

async function playEvent(estate: Estate, played: Played, event: PlannedEvent, around: Around): Promise<void> {
  const { weather, earlier } = around;
  await sleep(event.atMs);
  if (event.kill && (await weather.kill(event.kill))) played.killed.push(event.kill);
  if (event.jumpMinutes !== undefined) {
    await weather.jump(event.jumpMinutes);
    played.jumps += 1;
  }
  if (event.endInWallet) await endInWallet(estate, played);
  if (event.collectLate === 'surely') await beforeLate(estate, played);
  const collect = () => collectOneLate(estate, played, earlier);
  if (event.collectLate === 'if_any') {
    const { orders } = played.scenario;
    const declined = orders.filter(({ units }) => units === DECLINED_UNITS);
    const [awaited, timeoutMs] = declined.length > 0 ? [declined, IF_DECLINED_MS] : [orders, IF_ANY_MS];
    const isOver = async () => (await collect()) || (await haveResults(estate, played, awaited));
    await waitFor('a failed payment to collect', isOver, timeoutMs, IF_ANY_LOOK_MS).catch(() => undefined);
    // It may have failed between the last two looks.
    if (played.collectedLate === 0) await collect();
  }
  if (event.collectLate === 'surely') await waitFor('a failed payment to collect', collect, PATIENCE_MS, LOOK_MS);
}

async function endInWallet({ simulator }: Estate, played: Played): Promise<void> {
  const ended = await simulator.endLinks(played.person.account);
  if (ended === 0) played.complaints.push('there was no permission to end in the wallet');
  played.endedLinks += ended;
}

/** The money comes after the failure is known here; what is to go wrong with the news of it is turned in between. */
async function beforeLate(estate: Estate, played: Played): Promise<void> {
  const { scenario, person } = played;
  const haveFailed = () => haveResults(estate, played, scenario.orders);
  await waitFor('the orders to have their result', haveFailed, PATIENCE_MS, OCCASION_LOOK_MS);
  await turnFaults(estate, played, true);
  if (scenario.isPoor) await estate.simulator.setBalance(person.account, PLENTY);
}

async function haveResults(estate: Estate, played: Played, orders: readonly PlannedOrder[]): Promise<boolean> {
  const answered = orders.map((order) => played.placed.get(order));
  if (answered.includes(undefined)) return false;
  const settled = await Promise.all(answered.map((id) => !id || OCCURRED.settled(estate, played, id)));
  return settled.every(Boolean);
}

async function paymentsOf(estate: Estate, { person }: Played): Promise<TheirPayment[]> {
  const { payments } = await estate.simulator.ledger();
  return payments.filter((one) => one.accountId === person.account);
}

async function collectOneLate(estate: Estate, played: Played, earlier: ReadonlySet<string>): Promise<boolean> {
  const own = (await paymentsOf(estate, played)).filter((one) => !earlier.has(one.paymentRequestId));
  // An answer that was lost was an act all the same.
  const found = own.find((one) => one.collectedLate) ?? own.find((one) => one.status === 'FAIL');
  if (!found || (!found.collectedLate && !(await estate.simulator.collectLate(found.paymentRequestId)))) return false;
  played.collectedLate += 1;
  return true;
}

async function playOrder(estate: Estate, played: Played, order: PlannedOrder): Promise<void> {
  await sleep(order.atMs);
  if (order.onceEnded) await waitFor('the permission to end', () => played.endedLinks > 0, PATIENCE_MS, LOOK_MS);
  const placementKey = randomBytes(24).toString('base64url');
  const ids = await Promise.all(Array.from({ length: order.clicks }, () => place(estate, played, order, placementKey)));
  const known = [...new Set(ids.filter((id): id is string => id !== null))];
  if (known.length > 1) played.complaints.push(`one placement gave ${known.length} orders`);
  const [orderId] = known;
  played.placed.set(order, orderId ?? null);
  if (orderId === undefined) return;
  played.orderIds.push(orderId);
  await Promise.all(order.acts.map((act) => playAct(estate, played, orderId, act)));
}

async function place(
  estate: Estate,
  played: Played,
  order: PlannedOrder,
  placementKey: string,
): Promise<string | null> {
  const { person, complaints } = played;
  const { walletId, customerId, wallet } = person;
  const productId = order.by === 'customer' ? await estate.house.productIn(CURRENCY[wallet]) : null;
  const answer = productId
    ? await person.browser.insist(
        'POST',
        '/api/me/orders',
        { json: { productId, walletId, placementKey } },
        PATIENCE_MS,
      )
    : await estate.staff.insist(
        'POST',
        '/api/admin/orders',
        {
          json: {
            customerId,
            walletId,
            currency: CURRENCY[wallet],
            amount: String(wallet === 'DANA' ? order.units * 10 : order.units),
            description: 'A box of coffee',
            placementKey,
          },
        },
        PATIENCE_MS,
      );
  if (answer.status === 200 || answer.status === 201) return (answer.body as { id: string }).id;
  // The wallet may have been lost or unlinked meanwhile.
  if (answer.status !== 409) complaints.push(`placing was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return null;
}

/** What an act may be answered with: done, not now, not this. */
const ANSWERS = [200, 201, 202, 303, 403, 404, 409, 422];

/** How each occasion is seen: in our own books, in Alipay's record of our calls, by what was done here. */
const OCCURRED: Readonly<
  Record<Occasion, (estate: Estate, played: Played, orderId: string) => boolean | Promise<boolean>>
> = {
  sent: async ({ house }, _played, orderId) => (await house.readOrder(orderId))?.sent ?? false,
  there: (estate, _played, orderId) => wasAnswered(estate, orderId, 'pay'),
  settled: async ({ house }, _played, orderId) => ((await house.readOrder(orderId))?.status ?? 'INIT') !== 'INIT',
  refunding: (estate, _played, orderId) => wasAnswered(estate, orderId, 'refund'),
  collected: (_estate, played) => played.collectedLate > 0,
};

async function wasAnswered({ house, simulator }: Estate, orderId: string, api: string): Promise<boolean> {
  const order = await house.readOrder(orderId);
  const calls = order ? await simulator.calls(api, order.paymentRequestId) : [];
  return calls.some(({ state }) => state === 'answered');
}

async function playAct(estate: Estate, played: Played, orderId: string, act: Act): Promise<void> {
  const { once } = act;
  if (once) {
    const occurred = () => OCCURRED[once](estate, played, orderId);
    await waitFor(`the occasion to ${act.what} (${once})`, occurred, PATIENCE_MS, OCCASION_LOOK_MS);
  }
  await sleep(act.afterMs);
  const clicks = Array.from({ length: act.clicks }, () => press(estate, played, orderId, act));
  for (const status of (await Promise.all(clicks)).flat()) {
    if (!ANSWERS.includes(status)) played.complaints.push(`${act.what} was answered ${status}`);
  }
}

async function press(estate: Estate, played: Played, orderId: string, act: Act): Promise<number[]> {
  const { staff } = estate;
  const { person } = played;
  const post = async (what: string, json: object) =>
    (await staff.insist('POST', `/api/admin/orders/${orderId}/${what}`, { json }, PATIENCE_MS)).status;
  const refund = (amount?: string) =>
    post('refunds', { placementKey: randomBytes(24).toString('base64url'), ...(amount && { amount }) });
  switch (act.what) {
    case 'cancel':
      return [await post('cancel', {})];
    case 'refund_all':
      return [await refund()];
    case 'refund_part':
      return [await refund(person.wallet === 'DANA' ? '1000' : '100')];
    case 'refund_while_cancelling':
      return Promise.all([post('cancel', {}), refund()]);
    case 'end_in_wallet':
      await endInWallet(estate, played);
      return [];
    case 'retry':
      return [
        (await person.browser.insist('POST', `/api/me/orders/${orderId}/retry`, { json: {} }, PATIENCE_MS)).status,
      ];
    case 'unlink':
      return [
        (await person.browser.insist('POST', `/api/me/wallets/${person.walletId}/revoke`, { form: {} }, PATIENCE_MS))
          .status,
      ];
  }
}
