/**
 * The drill of docs/keys.md, with a real worker and debits that never stop: either side's key is changed while they flow, in
 * the right order and in the wrong one.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { asc, inArray, isNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test, vi } from 'vitest';
import { configurationStops } from '@/db/schema/configuration';
import { workerPools } from '@/db/schema/instance';
import { payments } from '@/db/schema/payments';
import { judge } from '@/e2e/chaos/judge';
import { bundleProcess, startProcess, type TestProcess } from '@/e2e/test-process';
import { startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';

/** Files are looked at every two seconds, twice; a worker tells what it uses every five. */
const TAKEN_WITHIN_MS = 30_000;
/** Debits that wait go on with the next probe, and one that met the refusal is inquired first. */
const ENDED_WITHIN_MS = 150_000;
/** Several a second, so that each move falls into the middle of some. */
const ORDER_EVERY_MS = 200;

const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-drill-'));
const file = (name: string) => path.join(folder, name);
/** As docs/keys.md says: a new file, renamed over the old one. */
function replace(name: string, text: string): void {
  writeFileSync(file(`${name}.new`), text);
  renameSync(file(`${name}.new`), file(name));
}

function newPair(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

let world: TestWorld;
let worker: TestProcess;
let customer: TestCustomer;
let walletId: Id<'wal'>;
/** Alipay's keys as our file holds them, by version. */
const held = new Map<string, string>();

beforeAll(async () => {
  const keyFiles = {
    ALIPAY_PUBLIC_KEYS_FILE: file('alipay'),
    ALIPAY_MERCHANT_PRIVATE_KEY_FILE: file('private'),
    ALIPAY_KEY_VERSION_FILE: file('version'),
  };
  world = await startTestWorld((variables) => {
    held.set('1', variables.ALIPAY_PUBLIC_KEYS!);
    replace('alipay', `1:${variables.ALIPAY_PUBLIC_KEYS}`);
    replace('private', variables.ALIPAY_MERCHANT_PRIVATE_KEY!);
    replace('version', '1');
    return { ...keyFiles, ALIPAY_PUBLIC_KEYS: '', ALIPAY_MERCHANT_PRIVATE_KEY: '' };
  });
  worker = await startProcess(await bundleProcess('worker'), world.variables);
});
afterAll(async () => {
  await worker?.stop();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The merchant's dashboard at Alipay, and Alipay's own hand. */
const dashboard = {
  upload: (version: string, publicKey: string) => ask('PUT', `keys/merchant/${version}`, { publicKey }),
  withdraw: (version: string) => ask('DELETE', `keys/merchant/${version}`),
  announce: async (version: string) =>
    ((await ask('POST', 'keys/gateway', { version })) as { publicKey: string }).publicKey,
  signWith: (version: string) => ask('PUT', `keys/gateway/${version}/active`),
};

async function ask(method: string, what: string, body?: object): Promise<unknown> {
  const response = await fetch(`${world.simulator.url}/control/${what}`, {
    method,
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${what}: ${await response.text()}`);
  return response.json();
}

/** Puts Alipay's keys into our file. */
function hold(keys: Readonly<Record<string, string | null>>): void {
  for (const [version, key] of Object.entries(keys)) {
    if (key === null) held.delete(version);
    else held.set(version, key);
  }
  replace('alipay', [...held].map(([version, key]) => `${version}:${key}`).join(','));
}

/** Until web and worker use these versions, which is what docs/keys.md tells people to look at. */
async function everybodyUses(signsWith: string, holds: readonly string[]): Promise<void> {
  const used = expect.objectContaining({ signsWith, holds, problem: null });
  await vi.waitFor(
    async () => {
      expect(world.runtime.keysInUse()).toEqual(used);
      const pools = await world.db.select({ keys: workerPools.keys }).from(workerPools);
      expect(pools).toEqual([{ keys: used }]);
    },
    { timeout: TAKEN_WITHIN_MS, interval: 100 },
  );
}

/** Debits that flow until they are told to end. */
let placed: Id<'pay'>[] = [];
let flowing: Promise<void> = Promise.resolve();
const flow = { goesOn: false };
let accounts = 0;

function beginFlow(): void {
  flow.goesOn = true;
  flowing = (async () => {
    while (flow.goesOn) {
      placed.push((await world.buy(customer, walletId)).id);
      await new Promise((resolve) => setTimeout(resolve, ORDER_EVERY_MS));
    }
  })();
}

const rows = () => world.db.select().from(payments).where(inArray(payments.id, placed)).orderBy(asc(payments.id));
const paid = async () => (await rows()).filter(({ status }) => status === 'SUCCESS').length;

/** Until so many more are paid than were: the move before this is behind us. */
async function paidMore(more: number): Promise<void> {
  const before = await paid();
  await vi.waitFor(async () => expect(await paid()).toBeGreaterThanOrEqual(before + more), {
    timeout: ENDED_WITHIN_MS,
    interval: 200,
  });
}

/** Ends the flow and waits for the last of it: all paid, each once, none failed on the way. */
async function expectAllPaid(): Promise<void> {
  flow.goesOn = false;
  await flowing;
  await vi.waitFor(
    async () => {
      const ends = (await rows()).filter(({ status }) => status !== 'SUCCESS');
      expect(ends.map(({ status, failureCode, sends }) => ({ status, failureCode, sends }))).toEqual([]);
    },
    { timeout: ENDED_WITHIN_MS, interval: 500 },
  );
  const judged = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(judged.doubleDebits).toBe(0);
  expect(judged.differences).toEqual([]);
}

const stops = () => world.db.select().from(configurationStops).orderBy(asc(configurationStops.id));
const openStop = async () =>
  (await world.db.select().from(configurationStops).where(isNull(configurationStops.resolvedAt)))[0] ?? null;

async function stopIs(code: string | null): Promise<void> {
  await vi.waitFor(async () => expect((await openStop())?.code ?? null).toBe(code), {
    timeout: ENDED_WITHIN_MS,
    interval: 100,
  });
}

/** Which of Alipay's keys verified what came since the flow began: answers and notifications. */
async function versionsHeard(): Promise<string[]> {
  const heard = await world.db.execute<{ version: string }>(sql`
    select distinct 'answer ' || key_version as version from exchanges where signature_verdict = 'valid'
    union select distinct 'notification ' || key_version from notifications order by 1`);
  return heard.map(({ version }) => version);
}

beforeEach(async () => {
  placed = [];
  await world.db.delete(configurationStops);
  await world.simulator.control.set({ notifications: 'on', payAnswer: 'in_process', settleMs: 300 });
  // An account of its own: a wallet takes only so much in a month.
  accounts += 1;
  customer = await world.newCustomer();
  const login = `0812666${1_000 + accounts}`;
  await ask('POST', 'accounts', { wallet: 'DANA', login, balance: '1000000000' });
  walletId = await world.linkWallet(customer, login);
  beginFlow();
  await paidMore(3);
});
afterEach(async () => {
  flow.goesOn = false;
  await flowing;
});

describe('in the right order nothing stops', () => {
  test('when Alipay changes its key', async () => {
    hold({ '2': await dashboard.announce('2') });
    await everybodyUses('1', ['1', '2']);
    await dashboard.signWith('2');
    await paidMore(5);
    hold({ '1': null });
    await everybodyUses('1', ['2']);
    await paidMore(5);
    await expectAllPaid();
    expect(await stops()).toEqual([]);
    expect(await versionsHeard()).toEqual(['answer 1', 'answer 2', 'notification 1', 'notification 2']);
  }, 180_000);

  test('when we change ours', async () => {
    const next = newPair();
    await dashboard.upload('2', next.publicKey);
    replace('private', next.privateKey);
    // Long enough for several looks: half a change is not taken.
    await paidMore(25);
    replace('version', '2');
    await everybodyUses('2', ['2']);
    await paidMore(3);
    await dashboard.withdraw('1');
    await paidMore(5);
    await expectAllPaid();
    expect(await stops()).toEqual([]);
  }, 180_000);

  test('when keys are given in the environment, by one process after the other', async () => {
    const next = newPair();
    await dashboard.upload('2b', next.publicKey);
    const inEnvironment = {
      ALIPAY_MERCHANT_PRIVATE_KEY_FILE: '',
      ALIPAY_MERCHANT_PRIVATE_KEY: next.privateKey,
      ALIPAY_KEY_VERSION_FILE: '',
      ALIPAY_KEY_VERSION: '2b',
    };
    const second = await startProcess(await bundleProcess('worker'), { ...world.variables, ...inEnvironment });
    await paidMore(3);
    await worker.stop();
    worker = second;
    replace('version', '2b');
    replace('private', next.privateKey);
    await everybodyUses('2b', ['2']);
    await dashboard.withdraw('2');
    await paidMore(5);
    await second.stop();
    worker = await startProcess(await bundleProcess('worker'), world.variables);
    await expectAllPaid();
    expect(await stops()).toEqual([]);
  }, 180_000);
});

describe('in the wrong order debits stop, nothing fails, and all goes on by itself when it is mended', () => {
  test('when we sign with a key that Alipay was not given', async () => {
    const next = newPair();
    replace('version', '3');
    replace('private', next.privateKey);
    await stopIs('KEY_NOT_FOUND');
    const waiting = placed.length;
    await vi.waitFor(() => expect(placed.length, 'orders are taken').toBeGreaterThan(waiting + 3), 10_000);
    expect((await rows()).filter(({ status }) => status === 'FAIL')).toEqual([]);

    await dashboard.upload('3', next.publicKey);
    await stopIs(null);
    await expectAllPaid();
    expect(await stops()).toMatchObject([{ code: 'KEY_NOT_FOUND', signed: false }]);
  }, 240_000);

  test('when Alipay signs with a key that we were not given', async () => {
    const announced = await dashboard.announce('3');
    await dashboard.signWith('3');
    await stopIs('ANSWER_KEY_UNKNOWN');
    expect((await rows()).filter(({ status }) => status === 'FAIL')).toEqual([]);

    hold({ '3': announced });
    await stopIs(null);
    await expectAllPaid();
    expect(await stops()).toMatchObject([{ code: 'ANSWER_KEY_UNKNOWN', keyVersion: '3' }]);
  }, 240_000);
});
