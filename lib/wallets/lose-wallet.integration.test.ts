/** Generations of tokens: linking again, losing, and news that come too late for the generation they speak of. */
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { transitions } from '@/db/schema/evidence';
import { credentials, wallets } from '@/db/schema/wallets';
import { startTestWorld, visitWallet, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { listAdminWallets, listWallets, readAttempt } from './views';
import { exchangeCode } from './exchange-code';

let world: TestWorld;
let customer: TestCustomer;
let walletId: Id<'wal'>;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer);
});

async function wallet() {
  const [row] = await world.db.select().from(wallets).where(eq(wallets.id, walletId));
  return row!;
}

const generations = () =>
  world.db.select().from(credentials).where(eq(credentials.walletId, walletId)).orderBy(asc(credentials.generation));

function tokenOf(credential: typeof credentials.$inferSelect): string {
  const place = { table: 'credentials', row: credential.id, column: 'access_token', customer: credential.customerId };
  return world.system.sealer.open(credential.accessTokenSealed, place).toString('utf8');
}

async function tellCanceled(accessToken: string) {
  const spoken = world.simulator.speak('authorizations', {
    authorizationNotifyType: 'TOKEN_CANCELED',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    accessToken,
    reason: 'the customer ended it in the wallet',
  });
  expect(await world.deliver(spoken)).toMatchObject({ kind: 'acknowledged' });
}

async function loseByDebit() {
  const placed = await world.buy(customer, walletId);
  await world.simulator.control.fault({ do: 'code', code: 'INVALID_ACCESS_TOKEN', match: { api: 'pay' }, times: 1 });
  await chargeOrder(world.system, placed.id);
  expect((await wallet()).status).toBe('NEEDS_RELINK');
}

test('linking the same account again keeps the wallet and begins a new generation of tokens', async () => {
  expect(await world.linkWallet(customer)).toBe(walletId);
  expect(await generations()).toMatchObject([
    { generation: 1, status: 'SUPERSEDED' },
    { generation: 2, status: 'CURRENT', endedAt: null },
  ]);
  expect(await listWallets(customer.ctx)).toHaveLength(1);
});

test('each move of a generation is written down, with what brought it', async () => {
  await world.linkWallet(customer);
  await loseByDebit();
  const [first, second] = await generations();
  const movesOf = async (id: string) =>
    (await world.db.select().from(transitions).where(eq(transitions.subjectId, id)).orderBy(asc(transitions.id))).map(
      ({ noun, from, to, note, evidenceId }) => ({ noun, from, to, note, hasEvidence: evidenceId !== null }),
    );
  const born = { noun: 'credential', from: null, to: 'CURRENT', note: null, hasEvidence: true };
  const moved = { noun: 'credential', from: 'CURRENT', hasEvidence: true };
  expect(await movesOf(first!.id)).toEqual([born, { ...moved, to: 'SUPERSEDED', note: null }]);
  expect(await movesOf(second!.id)).toEqual([born, { ...moved, to: 'DEAD', note: 'INVALID_ACCESS_TOKEN' }]);
});

test('a wallet that needs it is linked again, and pays again', async () => {
  await loseByDebit();
  expect(await world.linkWallet(customer)).toBe(walletId);
  expect(await wallet()).toMatchObject({ status: 'LINKED', statusReason: null });
  const placed = await world.buy(customer, walletId);
  await chargeOrder(world.system, placed.id);
  expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
});

test('a wallet that the customer ended in the wallet app is ended here, and takes no debit', async () => {
  const placed = await world.buy(customer, walletId);
  const [current] = await generations();
  await tellCanceled(tokenOf(current!));

  expect(await wallet()).toMatchObject({ status: 'REVOKED', statusReason: 'ended_in_wallet', isDefault: false });
  expect(await generations()).toMatchObject([{ status: 'DEAD' }]);
  expect(await listWallets(customer.ctx)).toEqual([]);
  expect(await chargeOrder(world.system, placed.id)).toBe('wallet_lost');
});

test('a wallet that needs re-linking and is then ended in the wallet app is ended here too', async () => {
  await loseByDebit();
  await tellCanceled(tokenOf((await generations())[0]!));
  expect((await wallet()).status).toBe('REVOKED');
});

test('late news about a generation that was replaced changes nothing', async () => {
  const old = tokenOf((await generations())[0]!);
  await world.linkWallet(customer);
  await tellCanceled(old);
  expect((await wallet()).status).toBe('LINKED');
  expect(await generations()).toMatchObject([{ status: 'SUPERSEDED' }, { status: 'CURRENT' }]);
});

test('late news about a generation that died before it was replaced changes nothing either', async () => {
  const old = tokenOf((await generations())[0]!);
  await loseByDebit();
  await world.linkWallet(customer);
  await tellCanceled(old);
  expect((await wallet()).status).toBe('LINKED');
  expect(await generations()).toMatchObject([{ status: 'DEAD' }, { status: 'CURRENT' }]);
});

test('nor where the one that replaced it has been lost as well: the wallet is still to be linked again', async () => {
  const old = tokenOf((await generations())[0]!);
  await loseByDebit();
  await world.linkWallet(customer);
  await loseByDebit();
  await tellCanceled(old);
  expect((await wallet()).status).toBe('NEEDS_RELINK');
  expect(await world.linkWallet(customer), 'with its limits and its place').toBe(walletId);
});

test('the late answer to a debit with an old generation does not take the new one away', async () => {
  const placed = await world.buy(customer, walletId);
  await world.simulator.control.fault({ do: 'code', code: 'INVALID_ACCESS_TOKEN', match: { api: 'pay' }, times: 1 });
  const charging = chargeOrder(world.system, placed.id);
  await Promise.all([charging, world.linkWallet(customer)]);
  await world.linkWallet(customer);
  expect((await wallet()).status).toBe('LINKED');
});

test('an ended wallet is not brought back: linking the account again makes a new one', async () => {
  await tellCanceled(tokenOf((await generations())[0]!));
  const anew = await world.linkWallet(customer);
  expect(anew).not.toBe(walletId);
  expect((await wallet()).status).toBe('REVOKED');
});

test('the same account linked by another customer is their own wallet with their own token', async () => {
  const other = await world.newCustomer();
  const theirs = await world.linkWallet(other);
  expect(theirs).not.toBe(walletId);
  expect((await listWallets(customer.ctx)).map((one) => one.id)).toEqual([walletId]);
  expect((await listWallets(other.ctx)).map((one) => one.id)).toEqual([theirs]);
});

test("the address of the wallet's page is shown only to the browser and the customer that began", async () => {
  const { attempt, address } = await world.beginLink(customer);
  expect(address).toMatch(/\/wallet\/DANA\//);
  expect((await readAttempt(customer.ctx, attempt.id, 'another browser')).address).toBeNull();
  const other = await world.newCustomer();
  await expect(readAttempt(other.ctx, attempt.id, customer.browserSecret)).rejects.toMatchObject({ code: 'not_found' });
});

test('staff sees every wallet with its customer and its debits, by status and page by page', async () => {
  const placed = await world.buy(customer, walletId);
  await chargeOrder(world.system, placed.id);
  const first = await listAdminWallets(world.staff, { limit: 1 });
  expect(first.data).toMatchObject([
    { id: walletId, customer: { email: customer.email }, debits: { count: 1 }, account: '62*****8888' },
  ]);
  const seen = [...first.data.map((one) => one.id)];
  for (let cursor = first.nextCursor; cursor;) {
    const page = await listAdminWallets(world.staff, { limit: 3, cursor });
    seen.push(...page.data.map((one) => one.id));
    cursor = page.nextCursor;
  }
  const [all] = await world.db.execute<{ count: number }>(sql`select count(*)::int as count from wallets`);
  expect(new Set(seen).size).toBe(all!.count);
  expect(seen).toHaveLength(all!.count);
  const revoked = await listAdminWallets(world.staff, { status: 'REVOKED' });
  expect(revoked.data.every((one) => one.status === 'REVOKED')).toBe(true);
  await expect(listAdminWallets(customer.ctx, {})).rejects.toMatchObject({ code: 'not_allowed' });
});

test('no token and no code stands in the open anywhere in the database', async () => {
  const { attempt, address } = await world.beginLink(customer);
  const location = await visitWallet(address);
  const authCode = location.searchParams.get('authCode')!;
  await world.comeBack(customer, location);
  const whileKept = await dump();
  await exchangeCode(customer.ctx, attempt.id);
  await world.deliver(
    world.simulator.speak('authorizations', {
      authorizationNotifyType: 'AUTHCODE_CREATED',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      authCode,
      authState: attempt.authState,
    }),
  );
  const current = (await generations()).at(-1)!;
  await tellCanceled(tokenOf(current));
  const place = { table: 'credentials', row: current.id, column: 'refresh_token', customer: current.customerId };
  const refreshToken = world.system.sealer.open(current.refreshTokenSealed!, place).toString('utf8');
  const canaries = [authCode, tokenOf(current), refreshToken];

  const text = `${whileKept}\n${await dump()}`;
  expect(text).toContain(attempt.id);
  for (const canary of canaries) {
    expect(canary.length).toBeGreaterThan(10);
    expect(text.includes(canary), `${canary.slice(0, 6)}… in the open`).toBe(false);
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      expect(text.includes(Buffer.from(canary).toString(encoding))).toBe(false);
    }
  }
});

/** Every column of every row of every table, the queue's too, as text. */
async function dump(): Promise<string> {
  const tables = await world.db.execute<{ schema: string; name: string }>(
    sql`select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
  );
  const parts: string[] = [];
  for (const { schema, name } of tables) {
    const rows = await world.db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(schema)}.${sql.identifier(name)} t`,
    );
    parts.push(...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}
