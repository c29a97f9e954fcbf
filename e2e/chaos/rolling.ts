/**
 * A rolling restart under load: two webs behind a balancer, two workers, one database. Each process is asked to end and
 * replaced, one after the other, twice, while customers buy and operators return money. No request may fail for good, every
 * order must be paid, and both ledgers must say the same.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBooks } from './books';
import type { Browser } from './browser';
import { hold, stuckRows } from './court';
import { openEstate, type Estate, type Person } from './estate';
import { openHouse } from './house';
import { CURRENCY } from './scenario';
import { waitFor } from './wait';

const CUSTOMERS = ['GCASH', 'GCASH', 'TRUEMONEY', 'DANA', 'GCASH', 'TRUEMONEY', 'DANA', 'GCASH'] as const;
/** One after the other, as a deploy that minds its load; twice, for whatever only the second time shows. */
const ROUND = ['web2', 'worker2', 'web', 'worker'] as const;
const ROUNDS = 2;
/** Under load without any restart, before, between and after. */
const BETWEEN_MS = 3_000;
/** A request that fails is repeated this long; a web that ends takes its grace and a start. */
const PATIENCE_MS = 45_000;
const AGAIN_MS = 200;
const QUIET_TIMEOUT_MS = 90_000;
/** Every n-th order gets a part of its money back. */
const REFUND_EVERY = 3;

export interface RollingResult {
  readonly restarts: number;
  readonly orders: number;
  readonly requests: number;
  /** Requests that had to be made again, and then were answered. */
  readonly repeated: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export function rollingLine({ restarts, orders, requests, repeated, problems, seconds }: RollingResult): string {
  return (
    `${restarts} restarts of two webs and two workers in ${seconds.toFixed(0)} s under ${orders} orders: ` +
    `${requests} requests, ${repeated} had to be repeated, ${problems.length} problems`
  );
}

/** What all the load came to. */
class Load {
  readonly orderIds: string[] = [];
  readonly problems: string[] = [];
  requests = 0;
  repeated = 0;
  over = false;

  /** The body of the first answer that is not the server's own failure. */
  async ask(browser: Browser, method: string, address: string, json?: unknown): Promise<unknown> {
    this.requests += 1;
    const end = Date.now() + PATIENCE_MS;
    let isFirst = true;
    for (;;) {
      const answer = await browser.send(method, address, json === undefined ? {} : { json }).catch(() => null);
      if (answer && answer.status < 500) {
        if (answer.status >= 300) this.problems.push(`${method} ${address} was answered ${answer.status}`);
        return answer.body;
      }
      if (isFirst) this.repeated += 1;
      isFirst = false;
      if (Date.now() > end) {
        this.problems.push(
          `${method} ${address} failed for ${PATIENCE_MS / 1_000} s; the last was ${answer?.status ?? 'no answer'}`,
        );
        return null;
      }
      await sleep(AGAIN_MS);
    }
  }
}

/** Buys, looks, waits for the end, and buys again, until the load is over. */
async function shopOn(estate: Estate, person: Person, load: Load): Promise<void> {
  const { browser, walletId, wallet } = person;
  const productId = await estate.house.productIn(CURRENCY[wallet]);
  for (let count = 1; !load.over; count += 1) {
    const placementKey = randomBytes(24).toString('base64url');
    const placed = (await load.ask(browser, 'POST', '/api/me/orders', { productId, walletId, placementKey })) as {
      id?: string;
    } | null;
    if (!placed?.id) return;
    load.orderIds.push(placed.id);
    await load.ask(browser, 'GET', `/orders/${placed.id}`);
    await untilFinal(browser, placed.id, load);
    if (count % REFUND_EVERY !== 0) continue;
    const json = { placementKey: randomBytes(24).toString('base64url'), amount: wallet === 'DANA' ? '1000' : '100' };
    await load.ask(estate.staff, 'POST', `/api/admin/orders/${placed.id}/refunds`, json);
  }
}

async function untilFinal(browser: Browser, orderId: string, load: Load): Promise<void> {
  const final = async () => {
    const seen = (await load.ask(browser, 'GET', `/api/me/orders/${orderId}`)) as { status?: string } | null;
    return seen?.status !== undefined && seen.status !== 'INIT';
  };
  await waitFor(`order ${orderId} to be final`, final, QUIET_TIMEOUT_MS, 500).catch((error: Error) => {
    load.problems.push(error.message);
  });
}

export async function runRolling(root: string): Promise<RollingResult> {
  const beganMs = Date.now();
  const house = await openHouse(root, {
    secondWorker: true,
    secondWeb: true,
    variables: { TRUSTED_PROXIES: '127.0.0.1,::1' },
  });
  try {
    await house.start();
    const estate = await openEstate(house, 1);
    const people: Person[] = [];
    for (const wallet of CUSTOMERS) people.push(await estate.borrow(wallet));
    const load = new Load();
    const shopping = people.map((person) => shopOn(estate, person, load));
    const restarts = await restartAll(house, load);
    load.over = true;
    await Promise.all(shopping);
    const problems = [...load.problems, ...(await judgeLoad(estate, load)), ...idle(house.served())];
    const seconds = (Date.now() - beganMs) / 1_000;
    return {
      restarts,
      orders: load.orderIds.length,
      requests: load.requests,
      repeated: load.repeated,
      seconds,
      problems,
    };
  } finally {
    await house.stop(false);
  }
}

type Rolling = Awaited<ReturnType<typeof openHouse>>;

async function restartAll(house: Rolling, load: Load): Promise<number> {
  let restarts = 0;
  await sleep(BETWEEN_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const target of ROUND) {
      const before = load.orderIds.length;
      const startedMs = Date.now();
      await house.restart(target);
      restarts += 1;
      const seconds = ((Date.now() - startedMs) / 1_000).toFixed(1);
      console.log(`${target} restarted in ${seconds} s, ${load.orderIds.length - before} orders placed meanwhile`);
      await sleep(BETWEEN_MS);
    }
  }
  return restarts;
}

async function judgeLoad({ house, simulator }: Estate, { orderIds }: Load): Promise<string[]> {
  const quiet = async () => stuckRows(await readBooks(house.databaseUrl(), orderIds)).length === 0;
  await waitFor('all to be final', quiet, QUIET_TIMEOUT_MS, 500).catch(() => undefined);
  const apis = ['pay', 'inquiryPayment', 'cancel', 'refund', 'inquiryRefund'];
  const [ledger, notifications, ...calls] = await Promise.all([
    simulator.ledger(),
    simulator.notifications(),
    ...apis.map((api) => simulator.calls(api)),
  ]);
  const { breaches, stuck, books } = await hold({
    databaseUrl: house.databaseUrl(),
    orderIds,
    ledger,
    notifications,
    calls: Object.fromEntries(apis.map((api, place) => [api, calls[place] ?? []])),
  });
  const unpaid = books.payments.filter((payment) => payment.status !== 'SUCCESS');
  const lost = orderIds.filter((id) => !books.payments.some((payment) => payment.orderId === id));
  return [
    ...breaches.map(({ invariant, what }) => `${invariant}: ${what}`),
    ...stuck.map((what) => `stuck: ${what}`),
    ...unpaid.map((payment) => `payment ${payment.id} is ${payment.status}, and nothing was wrong with it`),
    ...lost.map((id) => `order ${id} was acknowledged and is lost`),
  ];
}

/** A web that never had to answer has not been tried. */
function idle(served: ReadonlyMap<number, number>): string[] {
  return [...served].filter(([, count]) => count === 0).map(([port]) => `the web at ${port} has answered nothing`);
}
