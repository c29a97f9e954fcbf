/** A permission ends from our side, is told to Alipay until it is known, and nothing is debited meanwhile. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { transitions } from '@/db/schema/evidence';
import { orders } from '@/db/schema/orders';
import { credentials, wallets } from '@/db/schema/wallets';
import { RICH_TRUEMONEY, startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { sweep } from '@/lib/worker/sweep';
import { requestRevoke } from './revoke-wallet';

let world: TestWorld;
let customer: TestCustomer;
let wallet: Id<'wal'>;

beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  await world.runJobs();
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ payAnswer: 'immediate', notifications: 'off' });
  customer = await world.newCustomer();
  wallet = await world.linkWallet(customer, RICH_TRUEMONEY, 'TRUEMONEY');
});

async function walletNow() {
  const [row] = await world.db.select().from(wallets).where(eq(wallets.id, wallet));
  return row!;
}

async function tokenAtAlipay(): Promise<string | undefined> {
  const [attempt] = await world.db.execute<{ state: string }>(
    sql`select auth_state as state from authorizations where wallet_id = ${wallet}`,
  );
  const { tokens } = await world.simulator.control.ledger();
  return tokens.find((token) => token.authState === attempt!.state)?.status;
}

test('the customer unlinks: debits stop at once, Alipay is told, and both sides agree', async () => {
  await requestRevoke(customer.ctx, wallet);
  expect(await walletNow()).toMatchObject({ status: 'REVOKING', isDefault: false });
  await expect(world.order(customer, wallet, '100')).rejects.toThrow('wallet_not_usable');
  await world.runJobs();
  expect((await walletNow()).status).toBe('REVOKED');
  expect(await tokenAtAlipay()).toBe('REVOKED');
  const [credential] = await world.db.select().from(credentials).where(eq(credentials.walletId, wallet));
  expect(credential).toMatchObject({ status: 'DEAD' });
  const moves = await world.db.select().from(transitions).where(eq(transitions.subjectId, wallet));
  expect(moves.map((move) => `${move.road} ${move.to}`).slice(-2)).toEqual(['customer REVOKING', 'response REVOKED']);
});

test('an order placed before is not debited after', async () => {
  const placed = await world.order(customer, wallet, '100');
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  expect(await world.payment(placed.id)).toMatchObject({
    status: 'FAIL',
    failureCode: 'WALLET_NOT_USABLE',
    sentAt: null,
  });
});

test('ten clicks are one call', async () => {
  await Promise.all(Array.from({ length: 10 }, () => requestRevoke(customer.ctx, wallet)));
  await world.runJobs();
  expect((await walletNow()).status).toBe('REVOKED');
  expect((await walletNow()).revokes).toBe(1);
  await expect(requestRevoke(customer.ctx, wallet)).rejects.toThrow('wallet_not_unlinkable');
});

test.each([
  ['the answer is lost after Alipay acted', 'close_after'],
  ['the call is lost', 'close_before'],
  ['the answer does not verify', 'bad_signature'],
] as const)('%s: it is told again until it is known', async (_, fault) => {
  await world.simulator.control.fault({ do: fault, match: { api: 'revoke' }, times: 1 });
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  expect((await walletNow()).status).toBe('REVOKING');
  world.moveClock(20_000);
  await world.runJobs();
  expect((await walletNow()).status).toBe('REVOKED');
  expect(await tokenAtAlipay()).toBe('REVOKED');
});

test('a word of the wallet’s own end that comes meanwhile ends it too', async () => {
  await world.simulator.control.fault({ do: 'close_after', match: { api: 'revoke' }, times: 1 });
  await world.simulator.control.set({ notifications: 'on' });
  await requestRevoke(customer.ctx, wallet);
  await world.runJobs();
  await expect.poll(async () => (await walletNow()).status).toBe('REVOKED');
});

test('a member of the staff unlinks for a customer, and is in the audit log; a viewer may not', async () => {
  await expect(requestRevoke(await world.addStaff('viewer'), wallet)).rejects.toThrow('not_allowed');
  const stranger = await world.newCustomer();
  await expect(requestRevoke(stranger.ctx, wallet)).rejects.toThrow('not_found');
  await requestRevoke(await world.addStaff('support'), wallet);
  const lines = await world.db.select().from(auditLog).where(eq(auditLog.subjectId, wallet));
  expect(lines).toMatchObject([{ action: 'wallets.revoke', actorRole: 'support' }]);
});

test('a token that ran out takes its wallet along; nothing is debited from it', async () => {
  const [credential] = await world.db.select().from(credentials).where(eq(credentials.walletId, wallet));
  world.moveClock(credential!.accessTokenExpiresAt!.getTime() - Date.now() + 1_000);
  await sweep(world.system);
  expect(await walletNow()).toMatchObject({ status: 'NEEDS_RELINK', statusReason: 'token_expired' });
  await expect(world.order(customer, wallet, '100')).rejects.toThrow('wallet_not_usable');
});

test('a token that ran out is not used either before anybody has noticed', async () => {
  const placed = await world.order(customer, wallet, '100');
  const [credential] = await world.db.select().from(credentials).where(eq(credentials.walletId, wallet));
  world.moveClock(credential!.accessTokenExpiresAt!.getTime() - Date.now() + 1_000);
  await world.db.update(orders).set({ confirmedAt: world.system.now() }).where(eq(orders.id, placed.orderId));
  expect(await chargeOrder(world.system, placed.id)).toBe('wallet_lost');
  expect(await world.payment(placed.id)).toMatchObject({ status: 'FAIL', failureCode: 'WALLET_NOT_USABLE', sends: 0 });
  expect((await walletNow()).status).toBe('LINKED');
});

test('a wallet whose unlinking lost its job is found by the sweep', async () => {
  await requestRevoke(customer.ctx, wallet);
  await world.db.execute(sql`delete from graphile_worker._private_jobs where key = ${`revoke:${wallet}`}`);
  world.moveClock(21_000);
  expect((await sweep(world.system)).withoutJob).toBe(1);
  await world.runJobs();
  expect((await walletNow()).status).toBe('REVOKED');
});
