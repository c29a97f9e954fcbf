/**
 * Twenty identical orders at once over the REST API, through two webs of one database, with an idempotency key and without, while
 * one of the webs is killed at a random moment after the first byte has left. Every caller asks again until it is answered. All
 * answers must name one order, and Alipay's ledger one debit.
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey } from './api-key';
import { readBooks } from './books';
import { hold, stuckRows } from './court';
import { openEstate, type Estate, type Person } from './estate';
import { openHouse, type House } from './house';
import { waitFor } from './wait';

const CALLERS = 20;
/** As long as all twenty take on a busy machine: the kill falls before, among and after them. */
const KILL_WITHIN_MS = 250;
/** `npm start` gives up on a web that dies six times within a minute, and rightly; the second one is kept alive by us. */
const OWN_WEB_EVERY = 5;
const REQUEST_TIMEOUT_MS = 20_000;
/** A web that was killed comes back within seconds. */
const PATIENCE_MS = 90_000;
const AGAIN_MS = 100;

export interface TwinsResult {
  readonly rounds: number;
  readonly requests: number;
  /** Requests that had no answer, or none that counts, and were made again. */
  readonly repeated: number;
  readonly kills: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export function twinsLine({ rounds, requests, repeated, kills, problems, seconds }: TwinsResult): string {
  return (
    `${rounds} rounds of ${CALLERS} identical orders through two webs in ${seconds.toFixed(0)} s: ${kills} webs killed, ` +
    `${requests} requests, ${repeated} had to be repeated, ${problems.length} problems`
  );
}

interface Reply {
  readonly status: number;
  readonly body: { readonly id?: string; readonly type?: string };
}

/** One request to one web, as a balancer would hand it on. */
function ask(
  port: number,
  host: string,
  headers: Record<string, string>,
  body: string,
  left: () => void,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/v1/orders',
      timeout: REQUEST_TIMEOUT_MS,
      headers: { host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    request.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        try {
          const parsed = JSON.parse(Buffer.concat(parts).toString('utf8')) as Reply['body'];
          resolve({ status: response.statusCode ?? 0, body: parsed });
        } catch (error) {
          reject(error as Error);
        }
      });
      response.once('aborted', () => reject(new Error('cut off')));
    });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('finish', left);
    request.end(body);
  });
}

class Twins {
  readonly orderIds: string[] = [];
  readonly problems: string[] = [];
  requests = 0;
  repeated = 0;
  kills = 0;
  readonly #ports: readonly number[];
  readonly #host: string;

  constructor(
    readonly estate: Estate,
    readonly key: string,
  ) {
    this.#ports = [...estate.house.served().keys()];
    this.#host = new URL(estate.house.origin).host;
  }

  async round(number: number, person: Person): Promise<void> {
    const reference = `twins-${number}-${randomBytes(6).toString('hex')}`;
    const amount = { currency: 'PHP', value: String(10_000 + number) };
    const { customerId, walletId } = person;
    const body = JSON.stringify({ customerId, walletId, referenceOrderId: reference, amount, description: 'Twins' });
    const headers = {
      authorization: `Bearer ${this.key}`,
      ...(number % 2 === 0 && { 'idempotency-key': reference }),
    };
    let first: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (first = resolve));
    const callers = Array.from({ length: CALLERS }, (_, place) => this.#untilAnswered(place, headers, body, first));
    await left;
    await sleep(Math.random() * KILL_WITHIN_MS);
    this.estate.house.kill(number % OWN_WEB_EVERY === 0 ? 'web' : 'web2');
    this.kills += 1;
    const replies = await Promise.all(callers);
    const ids = new Set(replies.map((reply) => reply?.body.id ?? `no order (${reply?.status ?? 'no answer'})`));
    const [orderId] = ids;
    if (ids.size !== 1 || !orderId?.startsWith('ord_')) {
      this.problems.push(`round ${number}: ${CALLERS} callers were told of ${[...ids].join(', ')}`);
      return;
    }
    this.orderIds.push(orderId);
    await this.#judge(number, reference, orderId);
  }

  async #untilAnswered(
    place: number,
    headers: Record<string, string>,
    body: string,
    left: () => void,
  ): Promise<Reply | null> {
    const end = Date.now() + PATIENCE_MS;
    for (let turn = place; ; turn += 1) {
      this.requests += 1;
      const port = this.#ports[turn % this.#ports.length]!;
      const reply = await ask(port, this.#host, headers, body, left).catch(() => null);
      const isInFlight = reply?.body.type === 'urn:mandate:problem:idempotency_key_in_flight';
      if (reply && reply.status < 500 && !isInFlight) return reply;
      if (Date.now() > end) return reply;
      this.repeated += 1;
      await sleep(AGAIN_MS * (0.5 + Math.random()));
    }
  }

  async #judge(number: number, reference: string, orderId: string): Promise<void> {
    const { house, simulator } = this.estate;
    const isFinal = async () => stuckRows(await readBooks(house.databaseUrl(), [orderId])).length === 0;
    await waitFor(`order ${orderId} to be final`, isFinal, PATIENCE_MS, 200).catch((error: Error) => {
      this.problems.push(`round ${number}: ${error.message}`);
    });
    const { payments } = await simulator.ledger();
    const debits = payments.filter((payment) => payment.referenceOrderId === reference);
    const paid = debits.filter(({ status }) => status === 'SUCCESS').length;
    if (debits.length !== 1 || paid !== 1) {
      this.problems.push(`round ${number}: ${debits.length} debits in Alipay's ledger, ${paid} of them paid`);
    }
  }
}

export async function runTwins(root: string, rounds: number): Promise<TwinsResult> {
  const beganMs = Date.now();
  const house = await openHouse(root, {
    secondWeb: true,
    secondWorker: true,
    variables: { TRUSTED_PROXIES: '127.0.0.1,::1' },
  });
  try {
    await house.start();
    const estate = await openEstate(house, 1);
    await estate.simulator.set({ payAnswer: 'immediate' });
    const person = await estate.borrow('GCASH');
    const twins = new Twins(estate, await makeKey(house, ['charge']));
    for (let number = 1; number <= rounds; number += 1) {
      await bothServe(house);
      await twins.round(number, person);
      if (number % 10 === 0) console.log(`twins: ${number} rounds, ${twins.repeated} requests repeated`);
    }
    const { requests, repeated, kills, orderIds } = twins;
    const problems = [...twins.problems, ...(await judgeAll(estate, orderIds))];
    return { rounds, requests, repeated, kills, problems, seconds: (Date.now() - beganMs) / 1_000 };
  } finally {
    await house.stop(false);
  }
}

/** A round begins with two webs. */
function bothServe(house: House): Promise<unknown> {
  const ready = async (port: number) => (await fetch(`http://127.0.0.1:${port}/api/health/ready`)).status === 200;
  const all = async () => (await Promise.all([...house.served().keys()].map(ready))).every(Boolean);
  return waitFor('both webs', all, PATIENCE_MS, 100);
}

async function judgeAll({ house, simulator }: Estate, orderIds: readonly string[]): Promise<string[]> {
  const apis = ['pay', 'inquiryPayment', 'cancel', 'refund', 'inquiryRefund'];
  const [ledger, notifications, ...calls] = await Promise.all([
    simulator.ledger(),
    simulator.notifications(),
    ...apis.map((api) => simulator.calls(api)),
  ]);
  const { breaches, stuck } = await hold({
    databaseUrl: house.databaseUrl(),
    orderIds: [...orderIds],
    ledger,
    notifications,
    calls: Object.fromEntries(apis.map((api, place) => [api, calls[place] ?? []])),
  });
  return [...breaches.map(({ invariant, what }) => `${invariant}: ${what}`), ...stuck.map((what) => `stuck: ${what}`)];
}
