/** The exchange of a code for a token in bad weather: the token is kept, or the customer is told that it was lost. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { wallets } from '@/db/schema/wallets';
import { judge } from '@/e2e/chaos/judge';
import {
  RICH_DANA,
  SECOND_DANA,
  startTestWorld,
  visitWallet,
  type TestCustomer,
  type TestWorld,
} from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { newSecretText } from '@/lib/kit/ids';
import { exchangeCode } from './exchange-code';
import { retryAuthorization } from './retry-authorization';

let world: TestWorld;
let customer: TestCustomer;
/** Each test is a process of its own, so that the circuit of one does not speak into the next. */
let ctx: Context;

beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ repeatedApplyToken: 'USED_CODE' });
  customer = await world.newCustomer();
  ctx = world.startAnother().contextFor({ kind: 'system', name: 'worker' });
});

async function withCode(login?: string) {
  const { attempt, address } = await world.beginLink(customer);
  await world.comeBack(customer, await visitWallet(address, { login }));
  return attempt;
}

const fail = (what: string, times?: number) =>
  world.simulator.control.fault({ do: what, match: { api: 'applyToken' }, ...(times && { times }) });

describe.each(['close_after', 'http_500_after', 'bad_signature', 'malformed'])(
  'when Alipay has issued the token but its answer is worth nothing (%s)',
  (fault) => {
    test('the customer is told that the answer was lost, when the code counts as used', async () => {
      const attempt = await withCode();
      await fail(fault, 1);
      expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
      expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXCHANGING', failure: null });

      expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'settled' });
      expect(await world.attempt(attempt.id)).toMatchObject({
        status: 'FAILED',
        failure: 'answer_lost',
        gatewayCode: 'USED_CODE',
      });
    });
  },
);

test('when Alipay repeats its answer for the same code, the token is kept', async () => {
  await world.simulator.control.set({ repeatedApplyToken: 'same' });
  const attempt = await withCode();
  await fail('close_after', 1);
  await exchangeCode(ctx, attempt.id);
  world.moveClock(2_000);
  await world.runJobs();
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'COMPLETED', failure: null });
});

test.each(['close_before', 'http_500_before'])(
  'a call that got lost before Alipay acted is repeated (%s)',
  async (fault) => {
    const attempt = await withCode();
    await fail(fault, 2);
    expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
    expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
    expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'settled' });
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'COMPLETED', exchanges: 3 });
  },
);

test('a refusal of the repeated request says nothing about the first: the token may exist', async () => {
  const attempt = await withCode();
  await fail('close_after', 1);
  await exchangeCode(ctx, attempt.id);
  await world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api: 'applyToken' }, times: 1 });
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
  await exchangeCode(ctx, attempt.id);
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'FAILED', failure: 'answer_lost' });
});

test('a refusal of the very first request ends the attempt kindly', async () => {
  const attempt = await withCode();
  await world.simulator.control.fault({ do: 'code', code: 'PROCESS_FAIL', match: { api: 'applyToken' }, times: 1 });
  await exchangeCode(ctx, attempt.id);
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'FAILED', failure: 'wallet_unavailable' });
});

test('while Alipay cannot be reached nothing is lost, and the wallet is linked when it is back', async () => {
  const attempt = await withCode();
  await world.simulator.goDown();
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXCHANGING', exchangingSince: null });
  await world.simulator.comeBack();
  world.moveClock(2_000);
  await world.runJobs();
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'COMPLETED' });
});

test('an exchange whose process died is taken over when its lease has run out, not before', async () => {
  const attempt = await withCode();
  await world.db.execute(
    `update authorizations set status = 'EXCHANGING', exchanges = 1, exchanging_since = now() where id = '${attempt.id}'`,
  );
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
  expect((await world.attempt(attempt.id)).exchanges).toBe(1);
  world.moveClock(13_000);
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'settled' });
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'COMPLETED', exchanges: 2 });
});

test('a code that nobody ever answers for ends as a lost answer, long after the code itself has ended', async () => {
  const attempt = await withCode();
  await fail('http_500_before');
  await exchangeCode(ctx, attempt.id);
  world.moveClock(24 * 60_000);
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'going_on' });
  world.moveClock(2 * 60_000);
  expect(await exchangeCode(ctx, attempt.id)).toEqual({ kind: 'settled' });
  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'FAILED', failure: 'answer_lost' });
});

test("a consult without an address ends its attempt; the customer's next try has a new state of the same family", async () => {
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'consult' }, times: 1 });
  const first = await world.beginLink(customer);
  expect(first.attempt).toMatchObject({ status: 'FAILED', failure: 'wallet_unavailable' });
  expect(first.address).toBe('');

  const again = () =>
    retryAuthorization(customer.ctx, {
      authorizationId: first.attempt.id,
      terminal: { terminalType: 'WEB', osType: null },
      browserSecret: customer.browserSecret,
    });
  const second = await world.attempt(await again());
  expect(second).toMatchObject({ authState: `${first.attempt.authState}_1`, tries: 1, status: 'STARTED' });
  const other = await world.newCustomer();
  const stranger = retryAuthorization(other.ctx, {
    authorizationId: first.attempt.id,
    terminal: { terminalType: 'WEB', osType: null },
    browserSecret: other.browserSecret,
  });
  await expect(stranger).rejects.toMatchObject({ code: 'not_found' });
});

test('a double click on "try again" begins one attempt', async () => {
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'consult' }, times: 1 });
  const first = await world.beginLink(customer);
  const again = () =>
    retryAuthorization(customer.ctx, {
      authorizationId: first.attempt.id,
      terminal: { terminalType: 'WEB', osType: null },
      browserSecret: customer.browserSecret,
    });
  const begun = await Promise.allSettled([again(), again(), again()]);
  expect(begun.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  const late = await again();
  expect([late, await again()], 'clicks that come when an attempt has begun').toEqual([late, late]);
  const here = { authorizationId: first.attempt.id, terminal: { terminalType: 'WEB', osType: null } } as const;
  const elsewhere = await retryAuthorization(customer.ctx, { ...here, browserSecret: newSecretText() });
  expect(elsewhere, 'in another browser, to which the first one could not come back').not.toBe(late);
});

test.each([
  ['the same account', [RICH_DANA, RICH_DANA], 1],
  ['two accounts', [RICH_DANA, SECOND_DANA], 2],
])('two attempts that end at the same moment with %s lose no token', async (_, logins, expected) => {
  const attempts = await Promise.all(logins.map((login) => withCode(login)));
  const others = attempts.map(() => world.startAnother().contextFor({ kind: 'system', name: 'worker' }));
  await Promise.all(attempts.map((attempt, place) => exchangeCode(others[place]!, attempt.id)));
  for (const { id } of attempts) expect(await world.attempt(id)).toMatchObject({ status: 'COMPLETED' });
  const linked = await world.db.select().from(wallets).where(eq(wallets.customerId, customer.customerId));
  expect(linked).toHaveLength(expected);
  expect(linked.filter((wallet) => wallet.isDefault)).toHaveLength(1);
});

test('an answer that comes when the attempt is over brings no wallet back to life', async () => {
  const attempt = await withCode();
  await fail('hang_after', 1);
  const sleeping = exchangeCode(ctx, attempt.id);
  await vi.waitFor(
    async () => expect((await world.simulator.control.calls('applyToken')).at(-1)?.state).toBe('held'),
    5_000,
  );
  await world.db
    .execute(sql`update authorizations set status = 'FAILED', failure = 'answer_lost', auth_code_sealed = null,
    resolved_at = now() where id = ${attempt.id}`);
  await world.simulator.control.clearFaults();
  expect(await sleeping).toEqual({ kind: 'settled' });

  expect(await world.attempt(attempt.id)).toMatchObject({ status: 'FAILED', walletId: null });
  expect(await world.db.select().from(wallets).where(eq(wallets.customerId, attempt.customerId))).toEqual([]);
  const found = await world.db.execute<{ kind: string }>(sql`select kind from cases where subject_id = ${attempt.id}`);
  expect([...found]).toEqual([{ kind: 'answer_lost' }]);
});

test('no token is lost unseen', async () => {
  const { differences } = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(differences).toEqual([]);
});
