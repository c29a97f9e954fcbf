// P1 to P3 of assurance.md, on a whole product as `npm start` brings it up:
// notifications verified, applied and acknowledged per second, beside a bare door and one of Express; the time from the gateway's
// final word to ours; charges per second, beside a straight-line script with the same signing and commits. After each the books
// are judged.
//
// Rounds are interleaved and only ratios count: everything shares the machine with everything.

import { createHash, sign, verify } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

import postgres from 'postgres';

import { DOOR_PATH, placeAtExpress, startDoor } from '@/bench/doors';
import { seedInbox } from '@/bench/seed-inbox';
import { AMOUNT, CURRENCY, openShop, type Placed, type Shop } from '@/bench/shop';
import { signal } from '@/e2e/chaos/processes';
import { waitFor } from '@/e2e/chaos/wait';
import { Controls } from '@/e2e/protocol/controls';
import { fresh } from '@/e2e/protocol/ids';
import { apiPath, Merchant, standardHeader } from '@/e2e/protocol/merchant';
import { linkWallet } from '@/bench/wire';

const ROUNDS = 3;
const SLICE_MS = 2_500;
/** Notifications on their way at once: Alipay does not wait for one before it sends the next. */
const DELIVERIES_AT_ONCE = 16;
/** Signed before the clock runs; more than a door takes in a slice. */
const NEWS_PER_ROUND = 4_000;
const REPEATED_EVERY = 10;
const FORGED_EVERY = 100;
const NEWS_BYTES = 1_024;

const WORDS = 200;
const WORDS_AT_ONCE = 5;
const WORDS_GAP_MS = 150;

const CHARGES = 400;
const SLOW_CHARGES = 150;
const SLOW_MS = 200;
/** As many as a worker has under way. */
const SLOTS = 10;
const PATIENCE_MS = 180_000;

const MARKS = { p1: 1, p2WithMs: 250, p2WithoutMs: 10_000, p3: 0.5 };

const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

// --- P1

interface News {
  readonly paymentRequestId: string;
  readonly isForged: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function tell({ keys }: Shop, { paymentRequestId }: Placed, isForged: boolean): News {
  const amount = { currency: CURRENCY, value: AMOUNT };
  const message = {
    notifyType: 'PAYMENT_RESULT',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    paymentRequestId,
    paymentId: createHash('sha256').update(paymentRequestId).digest('hex').slice(0, 32),
    paymentAmount: amount,
    paymentTime: '2026-11-23T12:00:00+08:00',
    extendInfo: '',
  };
  message.extendInfo = 'x'.repeat(NEWS_BYTES - JSON.stringify(message).length);
  const body = Buffer.from(JSON.stringify(message));
  const time = String(Date.now());
  const said = Buffer.concat([Buffer.from(`POST ${DOOR_PATH}\n${keys.clientId}.${time}.`), body]);
  const signature = sign('sha256', said, isForged ? keys.merchantPrivate : keys.alipayPrivate).toString('base64');
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': keys.clientId,
    'request-time': time,
    signature: standardHeader(signature, '1'),
  };
  return { paymentRequestId, isForged, headers, body };
}

/** With repeats and forgeries among them, as a door meets them. */
function newsOf(shop: Shop, placed: readonly Placed[]): News[] {
  const all: News[] = [];
  for (const [place, one] of placed.entries()) {
    const earlier = all[place - 5];
    const isRepeat = place % REPEATED_EVERY === REPEATED_EVERY - 1 && earlier && !earlier.isForged;
    all.push(isRepeat ? earlier : tell(shop, one, place % FORGED_EVERY === 0));
  }
  return all;
}

function post(agent: http.Agent, url: string, path: string, headers: object, body: Uint8Array) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } };
    const request = http.request(url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** @returns notifications a second; the ids of what was acknowledged are added to the set */
async function deliver(url: string, news: readonly News[], acknowledged: Set<string>): Promise<number> {
  const agent = new http.Agent({ keepAlive: true });
  const began = performance.now();
  let next = 0;
  const loop = async () => {
    while (performance.now() - began < SLICE_MS && next < news.length) {
      const one = news[next]!;
      next += 1;
      const { status } = await post(agent, url, DOOR_PATH, one.headers, one.body);
      if (status !== (one.isForged ? 401 : 200)) throw new Error(`a notification was answered ${status}`);
      if (!one.isForged) acknowledged.add(one.paymentRequestId);
    }
  };
  await Promise.all(Array.from({ length: DELIVERIES_AT_ONCE }, loop));
  agent.destroy();
  return next / ((performance.now() - began) / 1_000);
}

async function measureNotifications(shop: Shop, inbox: number) {
  const { keys, house, sql } = shop;
  const publicKey = keys.alipayPublic.export({ type: 'spki', format: 'pem' }).toString();
  const told = { databaseUrl: house.databaseUrl(), publicKey, clientId: keys.clientId };
  if (inbox > 0) await seedInbox(sql, inbox);
  const self = fileURLToPath(import.meta.url);
  const [bare, express] = await Promise.all([startDoor(self, 'bare', told), startDoor(self, 'express', told)]);
  // Nobody shall ask the simulator for what it has never heard of.
  const worker = house.find('worker');
  if (worker) signal(worker, 'SIGSTOP');
  const rates = { ours: [] as number[], bare: [] as number[], express: [] as number[] };
  const acknowledged = new Set<string>();
  try {
    // The first slice warms everything up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const placed = await shop.placeSent(NEWS_PER_ROUND);
      const news = newsOf(shop, placed);
      await placeAtExpress(
        sql,
        placed.map(({ paymentRequestId }) => paymentRequestId),
      );
      const ours = await deliver(house.webUrl, news, acknowledged);
      const bares = await deliver(bare.url, news, new Set());
      const expresses = await deliver(express.url, news, new Set());
      if (round === 0) continue;
      rates.ours.push(ours);
      rates.bare.push(bares);
      rates.express.push(expresses);
    }
  } finally {
    if (worker) signal(worker, 'SIGCONT');
    await Promise.all([bare.stop(), express.stop()]);
  }
  const [row] = await sql<{ paid: number }[]>`
    select count(*)::int as paid from payments where status = 'SUCCESS' and resolved_by = 'notification'
      and payment_request_id in (select unnest(${[...acknowledged]}::text[]))`;
  if (row?.paid !== acknowledged.size)
    throw new Error(`${acknowledged.size} were acknowledged and ${row?.paid} are paid`);
  // What was never delivered is of no use to the next measure.
  await sql`update payments set status = 'FAIL', failure_code = 'ORDER_IS_CLOSED', resolved_at = now() where status = 'INIT'`;
  await sql`update orders set status = 'FAIL' where status = 'INIT'`;
  return {
    notificationsPerSecond: rounded(mean(rates.ours), 0),
    bareNotificationsPerSecond: rounded(mean(rates.bare), 0),
    expressNotificationsPerSecond: rounded(mean(rates.express), 0),
    notificationsToBare: rounded(mean(rates.ours) / mean(rates.bare)),
    notificationsToExpress: rounded(mean(rates.ours) / mean(rates.express)),
    inbox,
  };
}

// --- P2

/** Milliseconds from the gateway's final word, as its ledger dates it, to the moment at which our books have it. */
async function timeWords({ simulator, sql, placeQueued, house }: Shop, notifications: 'on' | 'off'): Promise<number[]> {
  await simulator.set({ payAnswer: 'in_process', settleMs: 500, notifications });
  const ids: string[] = [];
  while (ids.length < WORDS) {
    ids.push(...(await placeQueued(WORDS_AT_ONCE)).map(({ paymentRequestId }) => paymentRequestId));
    await new Promise((resolve) => setTimeout(resolve, WORDS_GAP_MS));
  }
  await untilPaid(sql, ids);
  const ours = await sql<{ id: string; at: Date }[]>`
    select payment_request_id as id, resolved_at as at from payments where payment_request_id in (select unnest(${ids}::text[]))`;
  const { payments } = await new Controls(house.simulatorUrl).ledger();
  const theirs = new Map(payments.map((one) => [one.paymentRequestId, one as { paidAt?: unknown }]));
  return ours.map(({ id, at }) => at.getTime() - new Date(String(theirs.get(id)?.paidAt)).getTime());
}

async function untilPaid(sql: postgres.Sql, ids: readonly string[]): Promise<void> {
  const left = async () => {
    const [row] = await sql<{ open: number; failed: number }[]>`
      select count(*) filter (where status = 'INIT')::int as open,
        count(*) filter (where status not in ('INIT','SUCCESS'))::int as failed
      from payments where payment_request_id in (select unnest(${[...ids]}::text[]))`;
    return row!;
  };
  await waitFor('every payment to be final', async () => (await left()).open === 0, PATIENCE_MS, 20);
  const { failed } = await left();
  if (failed > 0) throw new Error(`${failed} payments were not paid`);
}

async function measureWords(shop: Shop) {
  const withNews = await timeWords(shop, 'on');
  const without = await timeWords(shop, 'off');
  await shop.simulator.set({ payAnswer: 'immediate', notifications: 'off' });
  return {
    finalWordP50Ms: rounded(percentile(withNews, 0.5), 0),
    finalWordP99Ms: rounded(percentile(withNews, 0.99), 0),
    finalWordWithoutNewsP99Ms: rounded(percentile(without, 0.99), 0),
  };
}

// --- P3

/** Charges a second of the product: from the commit that queues them all to the last final state. */
async function chargeOurs({ placeQueued, sql }: Shop, count: number): Promise<number> {
  const placed = await placeQueued(count);
  const began = performance.now();
  await untilPaid(
    sql,
    placed.map(({ paymentRequestId }) => paymentRequestId),
  );
  return count / ((performance.now() - began) / 1_000);
}

/** What anybody would write: pin and commit, sign, send, verify, commit; as many at once as a worker has slots. */
async function chargeStraight(shop: Shop, accessToken: string, count: number): Promise<number> {
  const { keys, house } = shop;
  const sql = postgres(house.databaseUrl(), { max: SLOTS, onnotice: () => undefined });
  await sql`create table if not exists bench_payments (id text primary key, body bytea not null, answer bytea, status text not null)`;
  const agent = new http.Agent({ keepAlive: true });
  const path = apiPath('payments/pay', keys.clientId);
  const said = (time: string, body: Buffer) =>
    Buffer.concat([Buffer.from(`POST ${path}\n${keys.clientId}.${time}.`), body]);
  const began = performance.now();
  let next = 0;
  const loop = async () => {
    while (next < count) {
      next += 1;
      const id = fresh('pay');
      const body = Buffer.from(JSON.stringify(payMessage(id, accessToken)));
      await sql`insert into bench_payments (id, body, status) values (${id}, ${body}, 'INIT')`;
      const time = String(Date.now());
      const headers = {
        'content-type': 'application/json; charset=UTF-8',
        'client-id': keys.clientId,
        'request-time': time,
        signature: standardHeader(sign('sha256', said(time, body), keys.merchantPrivate).toString('base64'), '1'),
      };
      const answer = await post(agent, house.simulatorUrl, path, headers, body);
      const value = decodeURIComponent(String(answer.headers.signature).split('signature=')[1] ?? '');
      const bytes = said(String(answer.headers['response-time']), answer.body);
      if (!verify('sha256', bytes, keys.alipayPublic, Buffer.from(value, 'base64'))) throw new Error('not signed');
      if (!answer.body.includes('"resultCode":"SUCCESS"')) throw new Error(answer.body.toString('utf8'));
      await sql`update bench_payments set status = 'SUCCESS', answer = ${answer.body} where id = ${id}`;
    }
  };
  await Promise.all(Array.from({ length: SLOTS }, loop));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  await sql.end();
  return count / seconds;
}

function payMessage(paymentRequestId: string, accessToken: string) {
  const amount = { currency: CURRENCY, value: AMOUNT };
  return {
    productCode: 'AGREEMENT_PAYMENT',
    paymentRequestId,
    order: { referenceOrderId: paymentRequestId, orderDescription: 'Measured', orderAmount: amount },
    paymentAmount: amount,
    paymentMethod: { paymentMethodType: 'GCASH', paymentMethodId: accessToken },
    env: { terminalType: 'WEB' },
  };
}

async function measureCharges(shop: Shop) {
  const { keys, house, simulator } = shop;
  await simulator.set({ payAnswer: 'immediate', notifications: 'off' });
  const merchant = new Merchant({
    url: house.simulatorUrl,
    clientId: keys.clientId,
    privateKey: keys.merchantPrivate,
    keyVersion: '1',
    alipayKeys: new Map([['1', keys.alipayPublic]]),
  });
  const controls = new Controls(house.simulatorUrl);
  const accessToken = await linkWallet(merchant, controls);
  const rates = { ours: [] as number[], straight: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = await chargeOurs(shop, CHARGES);
    const straight = await chargeStraight(shop, accessToken, CHARGES);
    if (round === 0) continue;
    rates.ours.push(ours);
    rates.straight.push(straight);
  }
  await controls.fault({ do: 'delay', ms: SLOW_MS, match: { api: 'pay' } });
  const slow = await chargeOurs(shop, SLOW_CHARGES);
  const slowStraight = await chargeStraight(shop, accessToken, SLOW_CHARGES);
  await simulator.clearFaults();
  return {
    chargesPerSecond: rounded(mean(rates.ours), 0),
    straightChargesPerSecond: rounded(mean(rates.straight), 0),
    chargesToStraight: rounded(mean(rates.ours) / mean(rates.straight)),
    slowChargesPerSecond: rounded(slow, 1),
    slowChargesToSlots: rounded(slow / ((SLOTS * 1_000) / SLOW_MS)),
    slowChargesToStraight: rounded(slow / slowStraight),
  };
}

/** @param inbox notifications of the past that P1's door has kept already */
export async function measureMoney(inbox: number): Promise<Record<string, number | boolean>> {
  const shop = await openShop();
  try {
    const p3 = await measureCharges(shop);
    const p2 = await measureWords(shop);
    const p1 = await measureNotifications(shop, inbox);
    console.table({
      [`P1 notifications applied, inbox of ${inbox}`]: { 'per s': p1.notificationsPerSecond },
      'P1 bare door': { 'per s': p1.bareNotificationsPerSecond, ratio: p1.notificationsToBare, to: 'ours to it' },
      'P1 Express door': {
        'per s': p1.expressNotificationsPerSecond,
        ratio: p1.notificationsToExpress,
        to: 'ours to it',
      },
      'P3 charges, gateway at once': { 'per s': p3.chargesPerSecond, ratio: p3.chargesToStraight, to: 'straight line' },
      'P3 straight line': { 'per s': p3.straightChargesPerSecond },
      [`P3 charges, gateway after ${SLOW_MS} ms`]: {
        'per s': p3.slowChargesPerSecond,
        ratio: p3.slowChargesToSlots,
        to: 'slots ÷ latency',
      },
    });
    console.table({
      'P2 final word to ours, notified': {
        'p50 ms': p2.finalWordP50Ms,
        'p99 ms': p2.finalWordP99Ms,
        mark: MARKS.p2WithMs,
      },
      'P2 final word to ours, never told': { 'p99 ms': p2.finalWordWithoutNewsP99Ms, mark: MARKS.p2WithoutMs },
    });
    const withinMark =
      p1.notificationsToExpress >= MARKS.p1 &&
      p2.finalWordP99Ms <= MARKS.p2WithMs &&
      p2.finalWordWithoutNewsP99Ms <= MARKS.p2WithoutMs &&
      p3.chargesToStraight >= MARKS.p3;
    return { ...p1, ...p2, ...p3, withinMark };
  } finally {
    await shop.close();
  }
}
