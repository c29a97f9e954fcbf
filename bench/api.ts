// The REST API on a whole product: p99 of placing an order and of reading one under 50 requests a second, and of a list among a
// million orders, each as a ratio to the bare statements behind it at the same pace. Orders are placed twice: while debits are
// paused, which measures the call, and while each is debited at once, which measures a machine that does both and plays Alipay
// beside. Rounds are interleaved, and each part begins when nothing is left to debit.

import http from 'node:http';

import { CURRENCY, openShop, type Shop } from '@/bench/shop';
import { seedOrders } from '@/bench/seed-rows';
import { makeKey, openOwner } from '@/e2e/chaos/api-key';
import type { Browser } from '@/e2e/chaos/browser';
import { waitFor } from '@/e2e/chaos/wait';

const ROUNDS = 3;
const PER_SECOND = 50;
const ROUND_S = 6;
const SEEDED = 1_000_000;
const LIST = 20;
const PATIENCE_MS = 180_000;

const rounded = (value: number) => Number(value.toFixed(2));

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Begins one act every so often, whether or not the earlier ones have ended; gives what each took, in milliseconds. */
async function atPace(act: (place: number) => Promise<unknown>): Promise<number[]> {
  const count = PER_SECOND * ROUND_S;
  const began = performance.now();
  const took = Array.from({ length: count }, async (_, place) => {
    const due = began + (place * 1_000) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    await act(place);
    // From when it was due: who waits in our own queue waits too.
    return performance.now() - due;
  });
  return Promise.all(took);
}

interface Client {
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: { id: string } }>;
}

function openClient(shop: Shop, key: string): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const { port } = new URL(shop.house.webUrl);
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? '' : JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${key}`,
          host: new URL(shop.house.origin).host,
          ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        };
        const options = { host: '127.0.0.1', port, agent, method, path: `/api/v1${path}`, headers };
        const request = http.request(options, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.once('error', reject);
          response.once('end', () => {
            const answer = JSON.parse(Buffer.concat(parts).toString('utf8')) as { id: string };
            resolve({ status: response.statusCode ?? 0, body: answer });
          });
        });
        request.once('error', reject);
        request.end(text);
      }),
  };
}

interface Pair {
  readonly name: 'post' | 'postAndDebit' | 'get' | 'list';
  /** Orders are placed and kept waiting, and debited when the part is over. */
  readonly paused?: true;
  readonly ours: (place: number) => Promise<unknown>;
  readonly bare: (place: number) => Promise<unknown>;
}

/** The measures, each with the bare statements that do the same without asking anything. */
function pairsOf(shop: Shop, client: Client, customer: string, placed: string[]): Pair[] {
  const { sql } = shop;
  let count = 0;
  const expect = async (answer: Promise<{ status: number; body: { id: string } }>, status: number) => {
    const { status: given, body } = await answer;
    if (given !== status) throw new Error(`answered ${given} where ${status} was due: ${JSON.stringify(body)}`);
    return body;
  };
  const post = {
    async ours() {
      count += 1;
      const amount = { currency: CURRENCY, value: '100' };
      const order = { customerId: customer, referenceOrderId: `bench-${count}`, amount, description: 'Measured' };
      placed.push((await expect(client.send('POST', '/orders', order), 201)).id);
    },
    bare: () => shop.placeQueued(1),
  };
  return [
    { name: 'post', paused: true, ...post },
    { name: 'postAndDebit', ...post },
    {
      name: 'get',
      ours: (place) => expect(client.send('GET', `/orders/${placed[place % placed.length]}`), 200),
      bare: (place) =>
        sql`select o.*, p.* from orders o join payments p on p.order_id = o.id where o.id = ${placed[place % placed.length]!}`,
    },
    {
      name: 'list',
      ours: () => expect(client.send('GET', `/orders?status=FAIL&limit=${LIST}`), 200),
      bare: () =>
        sql`select o.*, p.* from (select * from orders where status = 'FAIL' order by created_at desc nulls last, id desc nulls last limit ${LIST + 1}) o
          join payments p on p.order_id = o.id`,
    },
  ];
}

export async function measureApi(): Promise<Record<string, number | boolean>> {
  const shop = await openShop();
  try {
    const desk = await openOwner(shop.house);
    const key = await makeKey(shop.house, ['read', 'charge'], desk);
    const [owner] = await shop.sql<
      { id: string }[]
    >`select customer_id as id from wallets where status = 'LINKED' limit 1`;
    await shop.sql`update wallets set is_default = true where customer_id = ${owner!.id} and status = 'LINKED'`;
    const seeded = await seedOrders(shop.sql, SEEDED, new Date());
    console.log(`${seeded.orders} orders of the past in ${seeded.seconds.toFixed(0)} s`);
    const placed: string[] = [];
    const pairs = pairsOf(shop, openClient(shop, key), owner!.id, placed);
    for (const { ours, bare } of pairs)
      for (let turn = 0; turn < LIST; turn += 1) await Promise.all([ours(turn), bare(turn)]);
    const took = new Map(pairs.map(({ name }) => [name, { ours: [] as number[], bare: [] as number[] }]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const pair of pairs) {
        for (const side of ['ours', 'bare'] as const) {
          await untilDebited(shop);
          if (pair.paused) await turnDebits(desk, 'pause');
          took.get(pair.name)![side].push(...(await atPace(pair[side])));
          if (pair.paused) await turnDebits(desk, 'resume');
        }
      }
    }
    const isRight = await judge(shop, placed);
    const figures: Record<string, number | boolean> = { right: isRight };
    console.log('call          ours p50   ours p99   bare p99   ratio of p99');
    for (const [name, { ours, bare }] of took) {
      const [p50, p99, bareP99] = [percentile(ours, 0.5), percentile(ours, 0.99), percentile(bare, 0.99)];
      console.log(
        `${name.padEnd(12)}  ${p50.toFixed(1).padStart(8)}  ${p99.toFixed(1).padStart(9)}  ${bareP99.toFixed(1).padStart(9)}  ${(p99 / bareP99).toFixed(1).padStart(9)}`,
      );
      figures[`${name}P99Ms`] = rounded(p99);
      figures[`${name}BareP99Ms`] = rounded(bareP99);
      figures[`${name}Ratio`] = rounded(p99 / bareP99);
    }
    return figures;
  } finally {
    await shop.close();
  }
}

async function turnDebits(desk: Browser, to: 'pause' | 'resume'): Promise<void> {
  const content = { json: to === 'pause' ? { reason: 'Measured' } : {} };
  const { status, body } = await desk.insist('POST', `/api/admin/debits/${to}`, content, PATIENCE_MS);
  if (status >= 300) throw new Error(`debits: ${to} was answered ${status}: ${JSON.stringify(body)}`);
}

/** Until what was placed before burdens nobody any more. */
function untilDebited({ sql }: Shop): Promise<unknown> {
  const left = async () => {
    const [row] = await sql<{ left: number }[]>`select count(*)::int as left from payments where status = 'INIT'`;
    return row!.left === 0;
  };
  return waitFor('all debits to be final', left, PATIENCE_MS, 500);
}

/** Every order that was answered stands once, and is collected once. */
async function judge({ sql }: Shop, placed: readonly string[]): Promise<boolean> {
  const count = async () => {
    const [row] = await sql<{ paid: number }[]>`
      select count(*)::int as paid from orders o join payments p on p.order_id = o.id and p.status = 'SUCCESS'
      where o.id = any(${[...placed]}) and o.status = 'SUCCESS'`;
    return row!.paid;
  };
  await waitFor('all orders to be paid', async () => (await count()) === placed.length, PATIENCE_MS, 500);
  return new Set(placed).size === placed.length;
}
