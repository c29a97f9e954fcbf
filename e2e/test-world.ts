/**
 * For tests: everything a trip needs, for one test file. A database of its own, the real simulator, the app's own
 * runtime on both, customers with wallets, a clock that a test can move, and a door where Alipay's notifications arrive.
 */
import { eq } from 'drizzle-orm';
import { Logger as QueueLogger, runOnce } from 'graphile-worker';
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Database } from '@/db/client';
import { customers } from '@/db/schema/customers';
import { orders, products, type OrderTerminal } from '@/db/schema/orders';
import { payments } from '@/db/schema/payments';
import { users, type StaffRole } from '@/db/schema/users';
import { authorizations, wallets } from '@/db/schema/wallets';
import { seedDemoShop } from '@/db/seed-demo';
import { acknowledgement } from '@/lib/alipay/notification';
import type { Actor } from '@/lib/auth/actor';
import type { Context } from '@/lib/context';
import { realClock, type MovableClock } from '@/lib/kit/clock';
import { loadEnv, type Source } from '@/lib/kit/env';
import { newId, newSecretText, type Id } from '@/lib/kit/ids';
import { receiveNotification, type NotificationReceived } from '@/lib/notifications/receive';
import { hashPassword } from '@/lib/auth/password';
import { placeOrderForInput } from '@/lib/payments/input';
import { placeOrder, placeOrderFor } from '@/lib/payments/place-order';
import { createRuntime, type Runtime } from '@/lib/runtime';
import { exchangeCode } from '@/lib/wallets/exchange-code';
import { receiveRedirect, type CodeReceived } from '@/lib/wallets/receive-code';
import { startAuthorization } from '@/lib/wallets/start-authorization';
import { readAttempt } from '@/lib/wallets/views';
import { createTaskList } from '@/lib/worker/tasks';
import { cloneDatabase, type TestDatabase } from './test-database';
import { startTestSimulator, type SpokenNotification, type TestSimulator } from './test-simulator';

export type Payment = typeof payments.$inferSelect;
export type Attempt = typeof authorizations.$inferSelect;

export const RICH_DANA = '08125558888';
export const RICH_TRUEMONEY = '0815558888';
export const SECOND_DANA = '08125556666';
export const POOR_DANA = '08125550001';

export interface TestCustomer {
  readonly ctx: Context;
  readonly customerId: Id<'cus'>;
  readonly email: string;
  readonly browserSecret: string;
}

export interface TestWorld {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly simulator: TestSimulator;
  /** The environment of a process of ours in this world. */
  readonly variables: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
  readonly system: Context;
  readonly staff: Context;
  /** What the notification door answered, in order. */
  readonly received: NotificationReceived[];
  /** Lets time pass for this world's processes, by both of their clocks; null puts them back to real time. Not with a clock of the test's own. */
  moveClock(byMs: number | null): void;
  /** Another process of the app: its own connections, its own gateway. */
  startAnother(variables?: Source): Runtime;
  newCustomer(): Promise<TestCustomer>;
  /** Begins an attempt to link; gives its row and the wallet's page. */
  beginLink(customer: TestCustomer, brand?: string): Promise<{ attempt: Attempt; address: string }>;
  comeBack(customer: TestCustomer, location: URL, browserSecret?: string | null): Promise<CodeReceived>;
  linkWallet(customer: TestCustomer, login?: string, brand?: string): Promise<Id<'wal'>>;
  /** An operator's order for a customer: any amount, in the wallet's currency, in major units as typed. */
  order(customer: TestCustomer, walletId: Id<'wal'>, amount: string): Promise<Payment>;
  /** A member of staff with a password that works. */
  addStaff(role: StaffRole): Promise<Context>;
  buy(customer: TestCustomer, walletId: Id<'wal'>, placementKey?: string): Promise<Payment>;
  payment(id: Id<'pay'>): Promise<Payment>;
  attempt(id: Id<'aut'>): Promise<Attempt>;
  /** Runs the queue in this process until nothing is due by the world's clock. */
  runJobs(): Promise<void>;
  /** Brings a notification to the door as Alipay's server would. */
  deliver(spoken: SpokenNotification): Promise<NotificationReceived>;
  stop(): Promise<void>;
}

export const TERMINAL: OrderTerminal = {
  terminalType: 'WEB',
  osType: null,
  address: '203.0.113.7',
  userAgent: 'a test',
};

/** The password is never tried in these tests. */
const NO_PASSWORD = 'none';

/** Variables of the test's own; those made from the simulator's are for keys that lie in files. */
type Variables = Source | ((simulator: Readonly<Record<string, string>>) => Source);

interface WorldOptions {
  /** Starts the clock of this world's processes; absent, it is one that `moveClock` moves. */
  readonly clock?: (databaseUrl: string) => Promise<MovableClock>;
}

/** @param given a database of the test's own making; absent, one is cloned from the template */
export async function startTestWorld(
  variables: Variables = {},
  given?: TestDatabase,
  options: WorldOptions = {},
): Promise<TestWorld> {
  const [database, simulator] = await Promise.all([given ?? cloneDatabase(), startTestSimulator()]);
  await simulator.control.set({ notifications: 'off', payAnswer: 'immediate' });
  const received: NotificationReceived[] = [];
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const clock: MovableClock = options.clock ? await options.clock(database.url) : { ...realClock, now, realNow: now };
  const runtimes: Runtime[] = [];
  const door = await openDoor((spoken) => deliver(spoken));
  const all = {
    MANDATE_MODE: 'demo',
    DATABASE_URL: database.url,
    APP_URL: door.url,
    AUTH_SECRET: 'a secret of tests, long enough to be taken',
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    ...simulator.variables,
    ...((typeof variables === 'function' ? variables(simulator.variables) : variables) as Record<string, string>),
  };
  const startAnother = (more: Source = {}) => {
    const runtime = createRuntime(loadEnv({ ...all, ...more }), { name: 'test', poolSize: 6, clock });
    runtime.log.level = 'silent';
    forbidCallsInTransactions(runtime);
    runtimes.push(runtime);
    return runtime;
  };
  const runtime = startAnother();
  const system = runtime.contextFor({ kind: 'system', name: 'worker' });
  const staff = runtime.contextFor(STAFF);
  const { db } = runtime;
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  // Dropping the database ends idle connections; without listeners that would end the test run.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  await seedDemoShop(db, now());

  async function deliver(spoken: SpokenNotification): Promise<NotificationReceived> {
    const answer = await receiveNotification(system, {
      kind: spoken.kind,
      path: `/api/alipay/notifications/${spoken.kind}`,
      headers: new Headers(spoken.headers),
      body: Buffer.from(spoken.body),
      address: '127.0.0.1',
      publicKeys: runtime.alipayKeys,
    });
    received.push(answer);
    return answer;
  }

  async function attempt(id: Id<'aut'>): Promise<Attempt> {
    const [row] = await db.select().from(authorizations).where(eq(authorizations.id, id));
    return row!;
  }

  async function beginLink(customer: TestCustomer, brand = 'DANA') {
    const id = await startAuthorization(customer.ctx, {
      brand,
      terminal: { terminalType: 'WEB', osType: null },
      browserSecret: customer.browserSecret,
      returnPath: null,
    });
    const { address } = await readAttempt(customer.ctx, id, customer.browserSecret);
    return { attempt: await attempt(id), address: address ?? '' };
  }

  function comeBack(customer: TestCustomer, location: URL, browserSecret: string | null = customer.browserSecret) {
    const authState = location.searchParams.get('authState') ?? '';
    return receiveRedirect(customer.ctx, { authState, authCode: location.searchParams.get('authCode'), browserSecret });
  }

  async function payment(id: Id<'pay'>): Promise<Payment> {
    const [row] = await db.select().from(payments).where(eq(payments.id, id));
    return row!;
  }

  return {
    database,
    db,
    simulator,
    variables: all,
    runtime,
    system,
    staff,
    received,
    moveClock: (byMs) => void (offsetMs = byMs === null ? 0 : offsetMs + byMs),
    startAnother,
    newCustomer: () => addCustomer(runtime),
    beginLink,
    comeBack,
    async linkWallet(customer, login = RICH_DANA, brand = 'DANA') {
      const begun = await beginLink(customer, brand);
      await comeBack(customer, await visitWallet(begun.address, { login }));
      await exchangeCode(customer.ctx, begun.attempt.id);
      const { walletId, failure } = await attempt(begun.attempt.id);
      if (!walletId) throw new Error(`the wallet was not linked: ${failure}`);
      return walletId;
    },
    async buy(customer, walletId, placementKey = newSecretText()) {
      const [product] = await db.select().from(products).where(eq(products.currency, 'IDR'));
      const input = { productId: product!.id, walletId, placementKey, terminal: TERMINAL };
      const { orderId } = await placeOrder(customer.ctx, input);
      const [row] = await db.select().from(payments).where(eq(payments.orderId, orderId));
      return row!;
    },
    async order(customer, walletId, amount) {
      const [wallet] = await db.select().from(wallets).where(eq(wallets.id, walletId));
      const { orderId } = await placeOrderFor(
        staff,
        placeOrderForInput.parse({
          customerId: customer.customerId,
          walletId,
          currency: wallet!.currency,
          amount,
          description: 'A box of coffee',
          placementKey: newSecretText(),
        }),
      );
      const [row] = await db.select().from(payments).where(eq(payments.orderId, orderId));
      return row!;
    },
    addStaff: (role) => addStaff(runtime, role),
    payment,
    attempt,
    runJobs: () => runDueJobs(pool, system),
    deliver,
    async stop() {
      await door.close();
      await pool.end();
      await Promise.all(runtimes.map((one) => one.close()));
      await simulator.stop();
      await database.drop();
    },
  };
}

const transactionOpen = new AsyncLocalStorage<true>();

/** Alipay may take ten seconds to answer; whoever holds a transaction open meanwhile holds its locks and a connection. */
function forbidCallsInTransactions(runtime: Runtime): void {
  const { db, gateway, contextFor } = runtime;
  const transaction: Database['transaction'] = (act, config) =>
    db.transaction((tx) => transactionOpen.run(true, () => act(tx)), config);
  const watched = new Proxy(db, {
    get: (target, name) => (name === 'transaction' ? transaction : (Reflect.get(target, name) as unknown)),
  });
  const watchedContext: Runtime['contextFor'] = (actor, log) => ({ ...contextFor(actor, log), db: watched });
  Object.assign(runtime, { db: watched, contextFor: watchedContext });
  const calls = Object.entries(gateway).filter(([name]) => !['circuit', 'close'].includes(name));
  const guarded = calls.map(([name, call]: [string, (...given: unknown[]) => unknown]) => [
    name,
    (...given: unknown[]) => {
      if (transactionOpen.getStore()) throw new Error(`Alipay was called (${name}) inside a transaction`);
      return call(...given);
    },
  ]);
  Object.assign(gateway, Object.fromEntries(guarded));
}

const STAFF: Actor = {
  kind: 'staff',
  userId: 'usr_00000000000000000000000001',
  role: 'operator',
  sessionId: 'none',
  name: 'Olive Operator',
  email: 'olive@demo.example',
  origin: { address: '203.0.113.8', userAgent: 'a test' },
};

/** Its password is the same for all. */
export const STAFF_PASSWORD = 'a password of tests';

async function addStaff(runtime: Runtime, role: StaffRole): Promise<Context> {
  const now = runtime.now();
  const userId = newId('usr', now.getTime());
  const email = `${userId.toLowerCase()}@demo.example`;
  await runtime.db.insert(users).values({
    id: userId,
    email,
    name: `A ${role}`,
    passwordHash: await hashPassword(STAFF_PASSWORD),
    role,
    passwordChangedAt: now,
    createdAt: now,
  });
  const origin = { address: '203.0.113.8', userAgent: 'a test' };
  return runtime.contextFor({ kind: 'staff', userId, role, sessionId: 'none', name: `A ${role}`, email, origin });
}

async function addCustomer(runtime: Runtime): Promise<TestCustomer> {
  const now = runtime.now();
  const [customerId, userId] = [newId('cus', now.getTime()), newId('usr', now.getTime())];
  const email = `${customerId.toLowerCase()}@demo.example`;
  await runtime.db.insert(customers).values({ id: customerId, email, name: 'Lea', region: 'ID', createdAt: now });
  await runtime.db.insert(users).values({
    id: userId,
    email,
    name: 'Lea',
    passwordHash: NO_PASSWORD,
    role: 'customer',
    customerId,
    passwordChangedAt: now,
    createdAt: now,
  });
  const origin = { address: '203.0.113.7', userAgent: 'a test' };
  const actor: Actor = { kind: 'customer', userId, customerId, sessionId: 'none', name: 'Lea', email, origin };
  return { ctx: runtime.contextFor(actor), customerId, email, browserSecret: newSecretText() };
}

/** Walks the wallet's pages as a person does; gives the address that the browser is sent back to. */
export async function visitWallet(
  address: string,
  person: { readonly login?: string; readonly decision?: 'agree' | 'refuse' } = {},
): Promise<URL> {
  const page = new URL(address);
  const submit = (name: string, form: Record<string, string>) =>
    fetch(`${page.origin.replace('localhost', '127.0.0.1')}${page.pathname.replace(/[^/]+$/, name)}${page.search}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
    });
  await submit('login', { login: person.login ?? RICH_DANA });
  const end = await submit('agreement', { decision: person.decision ?? 'agree' });
  return new URL(end.headers.get('location') ?? 'http://nowhere.invalid');
}

export async function orderOf(db: Database, payment: Payment): Promise<typeof orders.$inferSelect> {
  const [row] = await db.select().from(orders).where(eq(orders.id, payment.orderId));
  return row!;
}

const SILENT = new QueueLogger(() => () => undefined);

/** Jobs are due by the database's clock, which knows nothing of the time that a test lets pass; those due here are made due there. */
async function runDueJobs(pool: pg.Pool, ctx: Context): Promise<void> {
  const taskList = createTaskList(ctx);
  for (;;) {
    const due = await pool.query(
      'update graphile_worker._private_jobs set run_at = now() where run_at <= $1 and locked_at is null and attempts < max_attempts returning id',
      [ctx.realNow()],
    );
    if (due.rowCount === 0) return;
    await runOnce({ pgPool: pool, taskList, noHandleSignals: true, logger: SILENT });
  }
}

/** Stands for the app's notification door, without the app's web server. */
async function openDoor(take: (spoken: SpokenNotification) => Promise<NotificationReceived>) {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const kind = (request.url ?? '').split('/').at(-1) as SpokenNotification['kind'];
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
    const answer = await take({ kind, headers, body: Buffer.concat(chunks).toString('utf8') }).catch(() => null);
    response.writeHead(answer?.kind === 'acknowledged' ? 200 : 500, { 'content-type': 'application/json' });
    response.end(answer?.kind === 'acknowledged' ? acknowledgement : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
