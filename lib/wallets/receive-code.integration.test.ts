/** A code comes by the browser, by Alipay's server, by both, twice, late, or in somebody else's browser. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { authorizations, wallets } from '@/db/schema/wallets';
import { judge } from '@/e2e/chaos/judge';
import { startTestWorld, visitWallet, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { newSecretText, type Id } from '@/lib/kit/ids';
import { confirmAuthorization } from './confirm-authorization';
import { exchangeCode } from './exchange-code';
import { expireAuthorization } from './expire-authorization';
import { receiveRedirect, RETURN_FIRST_MS } from './receive-code';
import { readElsewhere } from './views';

let world: TestWorld;
let customer: TestCustomer;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ notifications: 'off' });
  customer = await world.newCustomer();
});

const walletsOf = (owner: TestCustomer) =>
  world.db.select().from(wallets).where(eq(wallets.customerId, owner.customerId));

/** Tokens that Alipay issued for one attempt. */
const issuedFor = async (authState: string) =>
  (await world.simulator.control.ledger()).tokens.filter((token) => token.authState === authState).length;

function tellCode(location: URL) {
  return world.simulator.speak('authorizations', {
    authorizationNotifyType: 'AUTHCODE_CREATED',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    authCode: location.searchParams.get('authCode'),
    authState: location.searchParams.get('authState'),
  });
}

async function expectLinkedOnce(id: Id<'aut'>) {
  const attempt = await world.attempt(id);
  expect(attempt).toMatchObject({ status: 'COMPLETED', failure: null, authCodeSealed: null, addressSealed: null });
  const linked = await walletsOf(customer);
  expect(linked).toMatchObject([
    { id: attempt.walletId, brand: 'DANA', currency: 'IDR', status: 'LINKED', isDefault: true },
  ]);
  expect(await issuedFor(attempt.authState)).toBe(1);
}

describe('one code by two roads links one wallet', () => {
  test('the browser first, the notification afterwards', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    expect(await world.comeBack(customer, location)).toEqual({ kind: 'received', authorizationId: attempt.id });
    await exchangeCode(customer.ctx, attempt.id);
    expect(await world.deliver(tellCode(location))).toMatchObject({ kind: 'acknowledged' });
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });

  test('the notification first, the browser afterwards', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    await world.deliver(tellCode(location));
    await world.runJobs();
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'STARTED', codeRoad: 'notification' });
    expect(await world.comeBack(customer, location)).toEqual({ kind: 'received', authorizationId: attempt.id });
    await exchangeCode(customer.ctx, attempt.id);
    await expectLinkedOnce(attempt.id);
    world.moveClock(RETURN_FIRST_MS);
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });

  test('both at once, and every process that could exchanges at once', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    await Promise.all([
      world.comeBack(customer, location),
      world.deliver(tellCode(location)),
      world.comeBack(customer, location),
    ]);
    const others = [1, 2].map(() => world.startAnother().contextFor({ kind: 'system', name: 'worker' }));
    const came = await Promise.all([customer.ctx, world.system, ...others].map((ctx) => exchangeCode(ctx, attempt.id)));
    expect(came.map((one) => one.kind)).toContain('settled');
    await expectLinkedOnce(attempt.id);
  });

  test("the notification of Alipay's own server finishes what the browser never came back for", async () => {
    await world.simulator.control.set({ notifications: 'on' });
    const { attempt, address } = await world.beginLink(customer);
    await visitWallet(address);
    await vi.waitFor(async () => expect((await world.attempt(attempt.id)).codeRoad).toBe('notification'), 5_000);
    world.moveClock(RETURN_FIRST_MS);
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });

  test('the same browser comes back twice: the second return finds the linked wallet', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    await world.comeBack(customer, location);
    await exchangeCode(customer.ctx, attempt.id);
    expect(await world.comeBack(customer, location)).toEqual({ kind: 'over', authorizationId: attempt.id });
    await exchangeCode(customer.ctx, attempt.id);
    await expectLinkedOnce(attempt.id);
  });

  test('a browser that came back but whose page died is finished by the job', async () => {
    const { attempt, address } = await world.beginLink(customer);
    await world.comeBack(customer, await visitWallet(address));
    world.moveClock(16_000);
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });
});

describe('nothing is linked', () => {
  test('when the customer refuses in the wallet', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address, { decision: 'refuse' });
    expect(location.searchParams.has('authCode')).toBe(false);
    await world.comeBack(customer, location);
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'FAILED', failure: 'refused', walletId: null });
    expect(await walletsOf(customer)).toEqual([]);
  });

  test('by a return whose state we never made', async () => {
    const { attempt } = await world.beginLink(customer);
    for (const authState of ['', newSecretText(), `${attempt.authState}x`, `${attempt.authState}_1`]) {
      const returned = { authState, authCode: '2810111301abc', browserSecret: customer.browserSecret };
      expect(await receiveRedirect(customer.ctx, returned)).toEqual({ kind: 'unknown_attempt' });
    }
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'STARTED', codeIndex: null });
  });

  test('when the worker was away while the customer agreed in time: the code in hand is exchanged, not dropped', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    world.moveClock(9 * 60_000);
    await world.deliver(tellCode(location));
    world.moveClock(7 * 60_000);
    await expireAuthorization(world.system, attempt.id);
    expect((await world.attempt(attempt.id)).status).toBe('STARTED');
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });

  test('by a code that another attempt has used', async () => {
    const first = await world.beginLink(customer);
    const location = await visitWallet(first.address);
    await world.comeBack(customer, location);
    await exchangeCode(customer.ctx, first.attempt.id);

    const thief = await world.newCustomer();
    const second = await world.beginLink(thief);
    location.searchParams.set('authState', second.attempt.authState);
    await world.comeBack(thief, location);
    await exchangeCode(thief.ctx, second.attempt.id);
    expect(await world.attempt(second.attempt.id)).toMatchObject({
      status: 'FAILED',
      failure: 'code_unusable',
      walletId: null,
      codeIndex: null,
    });
    expect(await walletsOf(thief)).toEqual([]);
    expect(await walletsOf(customer)).toHaveLength(1);
  });

  test('by a made-up code: Alipay does not know it', async () => {
    const { attempt } = await world.beginLink(customer);
    const location = new URL(`http://shop.example/?authState=${attempt.authState}&authCode=2810111301made-up`);
    await world.comeBack(customer, location);
    await exchangeCode(customer.ctx, attempt.id);
    expect(await world.attempt(attempt.id)).toMatchObject({
      status: 'FAILED',
      failure: 'code_unusable',
      gatewayCode: 'INVALID_CODE',
    });
  });

  test('when nobody comes back: the attempt expires by itself, and a code that comes later is not taken', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    await expireAuthorization(world.system, attempt.id);
    expect((await world.attempt(attempt.id)).status, 'not before its time').toBe('STARTED');
    world.moveClock(15 * 60_000);
    await world.comeBack(customer, location);
    expect((await world.attempt(attempt.id)).codeIndex, 'too late, though nobody has ended it yet').toBeNull();
    await world.runJobs();
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXPIRED', addressSealed: null });

    expect(await world.comeBack(customer, location)).toMatchObject({ kind: 'over' });
    await world.deliver(tellCode(location));
    await exchangeCode(customer.ctx, attempt.id);
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'EXPIRED', codeIndex: null });
  });
});

describe('a code that comes back in another browser', () => {
  async function comeBackElsewhere() {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    const elsewhere = newSecretText();
    expect(await world.comeBack(customer, location, elsewhere)).toEqual({
      kind: 'other_browser',
      authorizationId: attempt.id,
    });
    return { attempt, location, elsewhere };
  }

  test('waits: no token is asked for before a person says who they are', async () => {
    const { attempt } = await comeBackElsewhere();
    expect(await exchangeCode(world.system, attempt.id)).toEqual({ kind: 'going_on' });
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'STARTED', exchanges: 0 });
    expect(await issuedFor(attempt.authState)).toBe(0);
    const asked = await readElsewhere(world.system, attempt.authState);
    expect(asked).toMatchObject({ state: 'ask', brand: 'DANA', begunBy: 'c***@demo.example' });
  });

  test('links to the customer who began, after a yes', async () => {
    const { attempt } = await comeBackElsewhere();
    const { id: authorizationId, authState } = attempt;
    await confirmAuthorization(world.system, { authorizationId, authState, answer: 'yes' });
    await world.runJobs();
    await expectLinkedOnce(authorizationId);
    const again = confirmAuthorization(world.system, { authorizationId, authState, answer: 'no' });
    await expect(again).rejects.toMatchObject({ code: 'attempt_over' });
  });

  test('is thrown away after a no, before any token exists', async () => {
    const { attempt } = await comeBackElsewhere();
    const { id: authorizationId, authState } = attempt;
    await confirmAuthorization(world.system, { authorizationId, authState, answer: 'no' });
    await world.runJobs();
    expect(await world.attempt(authorizationId)).toMatchObject({
      status: 'FAILED',
      failure: 'not_confirmed',
      authCodeSealed: null,
    });
    expect(await issuedFor(authState)).toBe(0);
  });

  test('is confirmed only by who holds the state', async () => {
    const { attempt } = await comeBackElsewhere();
    const forged = { authorizationId: attempt.id, authState: newSecretText(), answer: 'yes' as const };
    await expect(confirmAuthorization(world.system, forged)).rejects.toMatchObject({ code: 'attempt_over' });
  });

  test('needs no answer when the browser that began brings it too', async () => {
    const { attempt, location } = await comeBackElsewhere();
    expect(await world.comeBack(customer, location)).toEqual({ kind: 'received', authorizationId: attempt.id });
    await exchangeCode(customer.ctx, attempt.id);
    await expectLinkedOnce(attempt.id);
  });

  test('is asked about also when Alipay told the code a moment before', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    await world.deliver(tellCode(location));
    expect(await world.comeBack(customer, location, newSecretText())).toMatchObject({ kind: 'other_browser' });
    world.moveClock(RETURN_FIRST_MS);
    await world.runJobs();
    expect(await world.attempt(attempt.id)).toMatchObject({ status: 'STARTED', exchanges: 0 });
    const { id: authorizationId, authState } = attempt;
    await confirmAuthorization(world.system, { authorizationId, authState, answer: 'no' });
    await world.runJobs();
    expect(await issuedFor(authState)).toBe(0);
  });

  test('cannot stand in the way of the code that Alipay signed for', async () => {
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    const madeUp = new URL(location);
    madeUp.searchParams.set('authCode', '2810111301made-up-elsewhere');
    expect(await world.comeBack(customer, madeUp, newSecretText())).toMatchObject({ kind: 'other_browser' });
    await world.deliver(tellCode(location));
    await confirmAuthorization(world.system, {
      authorizationId: attempt.id,
      authState: attempt.authState,
      answer: 'yes',
    });
    await world.runJobs();
    await expectLinkedOnce(attempt.id);
  });

  test('cannot end an attempt with somebody else’s refusal', async () => {
    const { attempt } = await world.beginLink(customer);
    const returned = { authState: attempt.authState, authCode: null, browserSecret: null };
    expect(await receiveRedirect(world.system, returned)).toMatchObject({ kind: 'other_browser' });
    expect((await world.attempt(attempt.id)).status).toBe('STARTED');
  });
});

test('every token that Alipay issued is with us', async () => {
  const { differences } = await judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });
  expect(differences).toEqual([]);
  const waiting = await world.db.select().from(authorizations).where(eq(authorizations.status, 'EXCHANGING'));
  expect(waiting).toEqual([]);
});
