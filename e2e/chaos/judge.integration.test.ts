/** The judge can see: each difference planted here is named, and a quiet world is called quiet. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestWorld, visitWallet, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { judge } from './judge';

let world: TestWorld;
let customer: TestCustomer;
let walletId: Id<'wal'>;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer);
});

const hold = () => judge({ databaseUrl: world.database.url, simulatorUrl: world.simulator.url });

async function paid(): Promise<Payment> {
  const placed = await world.buy(customer, walletId);
  await chargeOrder(world.system, placed.id);
  return placed;
}

/** What the laws forbid is planted as only a superuser without laws could. */
async function plant(statement: string): Promise<void> {
  await world.db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql.raw(statement));
  });
}

test('a quiet world has no differences', async () => {
  const placed = await paid();
  const { differences, doubleDebits, rows } = await hold();
  expect(differences).toEqual([]);
  expect(doubleDebits).toBe(0);
  expect(rows).toContainEqual({
    orderId: placed.orderId,
    paymentRequestId: placed.id,
    ours: 'SUCCESS',
    theirs: 'SUCCESS',
    openCase: false,
    agrees: true,
  });
});

test('an order that is not final is named until it is', async () => {
  const placed = await world.buy(customer, walletId);
  expect((await hold()).differences).toEqual([`payment ${placed.id} is not final; Alipay says none`]);
  await chargeOrder(world.system, placed.id);
  expect((await hold()).differences).toEqual([]);
});

test('a paid order that we call failed is named, until an operator has it as a case', async () => {
  const placed = await paid();
  await plant(`update payments set status = 'FAIL' where id = '${placed.id}'`);
  await plant(`update orders set status = 'FAIL' where id = '${placed.orderId}'`);
  expect((await hold()).differences).toEqual([`payment ${placed.id} is FAIL with us and SUCCESS at Alipay`]);
  await plant(`insert into cases (id, kind, status, subject_id, order_id, detail, opened_at)
    values ('cas_planted', 'contradiction', 'OPEN', '${placed.id}', '${placed.orderId}', '{}', now())`);
  expect((await hold()).differences).toEqual([]);
});

test('another amount, another id, another order at Alipay are each named', async () => {
  const placed = await paid();
  await plant(`update payments set amount_minor = 1, payment_id = 'other' where id = '${placed.id}'`);
  await plant(`update orders set reference_order_id = 'M-OTHER', status = 'INIT' where id = '${placed.orderId}'`);
  expect((await hold()).differences).toEqual([
    expect.stringContaining('is IDR 1 with us and IDR 8900000 at Alipay'),
    expect.stringContaining('names another order'),
    expect.stringContaining('another paymentId'),
    `order ${placed.orderId} is INIT but its latest payment is SUCCESS`,
  ]);
  await plant(`delete from payments where id = '${placed.id}'`);
  expect((await hold()).differences).toEqual([`payment ${placed.id} is none with us and SUCCESS at Alipay`]);
  await plant(`insert into payments (id, order_id, attempt, payment_request_id, payment_id, wallet_id, currency, amount_minor, status,
      resolved_at, created_at, updated_at)
    select '${placed.id}', '${placed.orderId}', 1, '${placed.id}', null, '${walletId}', 'IDR', 8900000, 'SUCCESS', now(), now(), now()`);
  await plant(
    `update orders set reference_order_id = 'M-${placed.orderId.slice(-10)}', status = 'SUCCESS' where id = '${placed.orderId}'`,
  );
  await plant(`update payments set payment_id = '${await theirIdOf(placed)}' where id = '${placed.id}'`);
  expect((await hold()).differences).toEqual([]);
});

async function theirIdOf(payment: Payment): Promise<string> {
  const { payments } = await world.simulator.control.ledger();
  return payments.find((one) => one.paymentRequestId === payment.id)!.paymentId;
}

test('an order debited twice is counted', async () => {
  const placed = await paid();
  const second: Id<'pay'> = 'pay_0000000000000000000SECOND2';
  // Alipay is believed to have said that the first is dead; else it would be asked before the second is sent.
  await plant(
    `update payments set status = 'CANCELLED', known_dead_at = now() + interval '1 hour' where id = '${placed.id}'`,
  );
  await plant(`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor, status, created_at,
      updated_at)
    select '${second}', order_id, 2, '${second}', wallet_id, currency, amount_minor, 'INIT', now(), now()
    from payments where id = '${placed.id}'`);
  await chargeOrder(world.system, second);
  const judged = await hold();
  expect(judged.doubleDebits).toBe(1);
  expect(judged.differences).toContain(`payment ${placed.id} is CANCELLED with us and SUCCESS at Alipay`);
  await plant(`insert into cases (id, kind, status, subject_id, order_id, detail, opened_at)
    values ('cas_surplus', 'surplus', 'OPEN', '${placed.id}', '${placed.orderId}', '{}', now())`);
  expect((await hold()).doubleDebits, 'an open case names the surplus').toBe(0);
});

test('a token that was issued and is nowhere is named', async () => {
  const { attempt, address } = await world.beginLink(customer);
  const authCode = (await visitWallet(address)).searchParams.get('authCode')!;
  await world.runtime.gateway.applyToken({ grantType: 'AUTHORIZATION_CODE', brand: 'DANA', authCode });
  expect((await hold()).differences).toEqual([
    `the token of attempt ${attempt.id} (STARTED) was issued but is nowhere`,
  ]);
  await plant(`update authorizations set status = 'FAILED', failure = 'answer_lost' where id = '${attempt.id}'`);
  expect((await hold()).differences).toEqual([]);
});

test('a linked wallet without a current token, and a notification that was kept but not applied, are named', async () => {
  await plant(`update credentials set status = 'DEAD' where wallet_id = '${walletId}'`);
  await plant(`insert into notifications (id, kind, body_hash, body_sealed, body_masked, headers, key_version, received_at,
      last_received_at, status)
    values ('ntf_planted', 'payments', 'hash', 'sealed', '{}', '{}', '1', now(), now(), 'RECEIVED')`);
  expect((await hold()).differences).toEqual([
    `wallet ${walletId} is LINKED without a current token`,
    '1 notifications are kept but not applied',
  ]);
});
