/**
 * I4: how soon our books know Alipay's final word. With its notifications; without any; and after an outage in which every call
 * dies, which has lasted hours when it ends.
 *
 * In real time and without other faults: elsewhere in a run the clock jumps over what is measured here.
 */
import { readBooks } from './books';
import type { Estate, Person } from './estate';
import { judgeWhenQuiet, placeOrder } from './house-acts';
import type { HouseCase } from './house-case';
import { readDatabase } from './reader';
import { waitFor } from './wait';

const WITH_NEWS_MS = 5_000;
const WITHOUT_NEWS_MS = 60_000;
const AFTER_OUTAGE_MS = 30_000;
/** Six lost debits' questions open the circuits of two workers within some twenty seconds. */
const ORDERS = 6;
const OUTAGE_SEEN_MS = 120_000;
/** Every question has become due long before. */
const OUTAGE_LASTS_MS = 2 * 3_600_000;
const FINAL_TIMEOUT_MS = 90_000;

export const IN_TIME: HouseCase = {
  name: 'time: a final word is known within 5 s with news, within 60 s without, 30 s after an outage',
  brings: 'outage of all of Alipay',
  orders: 3 * ORDERS,
  play,
};

async function play(estate: Estate): Promise<string[]> {
  const { simulator } = estate;
  const people: Person[] = [];
  for (let place = 0; place < ORDERS; place += 1) people.push(await estate.borrow('GCASH'));
  await simulator.moveClock({ rate: 1 });
  try {
    const told = await placeAll(estate, people);
    await untilFinal(estate, told);
    const late = await tooLate(estate, told, 'with news', WITH_NEWS_MS);
    await simulator.set({ notifications: 'off' });
    const asked = await placeAll(estate, people);
    await untilFinal(estate, asked);
    late.push(...(await tooLate(estate, asked, 'without news', WITHOUT_NEWS_MS)));
    const cutOff = await placeAll(estate, people);
    late.push(...(await throughOutage(estate, cutOff)));
    return [...late, ...(await judgeWhenQuiet(estate, [...told, ...asked, ...cutOff]))];
  } finally {
    await simulator.clearFaults();
    await simulator.set({ notifications: 'on' });
    await simulator.moveClock({ rate: estate.rate });
    for (const person of people) estate.giveBack(person);
  }
}

function placeAll(estate: Estate, people: readonly Person[]): Promise<string[]> {
  return Promise.all(people.map((person) => placeOrder(estate, person)));
}

/** Alipay says its final word while nobody can hear it. */
async function throughOutage(estate: Estate, orderIds: readonly string[]): Promise<string[]> {
  const { house, simulator } = estate;
  const { payments } = await readBooks(house.databaseUrl(), orderIds);
  const requestIds = new Set(payments.map(({ paymentRequestId }) => paymentRequestId));
  const areThere = async () =>
    (await simulator.ledger()).payments.filter((one) => requestIds.has(one.paymentRequestId)).length === ORDERS;
  await waitFor('Alipay to have all debits', areThere, FINAL_TIMEOUT_MS, 50);
  await simulator.addFault({ name: 'outage', match: {}, do: 'http_500_before' });
  await waitFor('both workers to know of the outage', () => knowOutage(house.databaseUrl()), OUTAGE_SEEN_MS, 300);
  const questions = async () =>
    (await simulator.calls('inquiryPayment')).filter((call) => requestIds.has(call.paymentRequestId ?? '')).length;
  const before = await questions();
  const open = (await readBooks(house.databaseUrl(), orderIds)).payments.filter(({ status }) => status === 'INIT');
  const jumpedAt = await simulator.now();
  await simulator.moveClock({ advanceMs: OUTAGE_LASTS_MS });
  // All are due now, and the open circuit refuses them: none may leave or count, however long it lasts.
  const tried = () => triedSince(house.databaseUrl(), orderIds, new Date(jumpedAt.getTime() + OUTAGE_LASTS_MS));
  await waitFor('all questions to be refused', async () => (await tried()) === ORDERS, FINAL_TIMEOUT_MS, 300);
  const during = (await questions()) - before;
  await simulator.clearFaults();
  const endedMs = Date.now();
  await untilFinal(estate, orderIds);
  const lastedMs = Date.now() - endedMs;
  return [
    ...(open.length === ORDERS ? [] : [`the outage met ${open.length} open debits, ${ORDERS} wanted`]),
    ...(during === 0 ? [] : [`${during} questions about our debits left while calls were refused`]),
    ...(lastedMs <= AFTER_OUTAGE_MS ? [] : [`I4: final ${(lastedMs / 1_000).toFixed(1)} s after the outage`]),
  ];
}

function knowOutage(databaseUrl: string): Promise<boolean> {
  return readDatabase(databaseUrl, async (sql) => {
    const [row] = await sql<{ open: number }[]>`
      select count(*)::int as open from worker_pools where circuit <> 'closed' and seen_at > now() - interval '7 seconds'`;
    return (row?.open ?? 0) >= 2;
  });
}

function triedSince(databaseUrl: string, orderIds: readonly string[], at: Date): Promise<number> {
  return readDatabase(databaseUrl, async (sql) => {
    const [row] = await sql<{ tried: number }[]>`
      select count(*)::int as tried from payments
      where order_id in ${sql([...orderIds])} and last_inquired_at >= ${at.toISOString()}`;
    return row?.tried ?? 0;
  });
}

async function untilFinal({ house }: Estate, orderIds: readonly string[]): Promise<void> {
  const allFinal = async () => {
    const { payments } = await readBooks(house.databaseUrl(), orderIds);
    return payments.length === ORDERS && payments.every(({ status }) => status !== 'INIT');
  };
  await waitFor('all to be final', allFinal, FINAL_TIMEOUT_MS, 50);
}

/** By the clock that both sides share. */
async function tooLate(estate: Estate, orderIds: readonly string[], how: string, mostMs: number): Promise<string[]> {
  const { payments } = await readBooks(estate.house.databaseUrl(), orderIds);
  const ledger = new Map((await estate.simulator.ledger()).payments.map((one) => [one.paymentRequestId, one.paidAt]));
  return payments.flatMap(({ id, paymentRequestId, resolvedAt }) => {
    const paidAt = ledger.get(paymentRequestId) ?? null;
    if (paidAt === null || resolvedAt === null) return [`payment ${id} was not paid`];
    const tookMs = new Date(resolvedAt).getTime() - new Date(paidAt).getTime();
    return tookMs <= mostMs
      ? []
      : [`I4: payment ${id} was final ${(tookMs / 1_000).toFixed(1)} s after the word, ${how}`];
  });
}
