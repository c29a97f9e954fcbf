/** The laws that no program can break: everything here is hand-written SQL, as an attacker or a bug would write it. */
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';

let database: TestDatabase;
let sql: postgres.Sql;
let sequence = 0;
const ids = { customer: '', wallet: '', order: '', payment: '' };

beforeAll(async () => {
  database = await cloneDatabase();
  sql = postgres(database.url, { max: 4, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** A paid order of PHP 1000 minor units, anew for each test. */
beforeEach(async () => {
  sequence += 1;
  Object.assign(ids, {
    customer: `cus_${sequence}`,
    wallet: `wal_${sequence}`,
    order: `ord_${sequence}`,
    payment: `pay_${sequence}`,
  });
  await sql`insert into customers (id, created_at) values (${ids.customer}, now())`;
  await sql`insert into wallets (id, customer_id, brand, currency, status, linked_at, created_at, updated_at)
    values (${ids.wallet}, ${ids.customer}, 'GCASH', 'PHP', 'LINKED', now(), now(), now())`;
  await sql`insert into orders (id, reference_order_id, customer_id, wallet_id, currency, amount_minor, description, lines, terminal,
      status, created_at, updated_at)
    values (${ids.order}, ${ids.order}, ${ids.customer}, ${ids.wallet}, 'PHP', 1000, 'A book', '[]', '{}', 'INIT', now(), now())`;
  await addPayment(ids.payment, 1);
  await sql`update payments set status = 'SUCCESS', resolved_at = now() where id = ${ids.payment}`;
});

async function addPayment(id: string, attempt: number): Promise<void> {
  await sql`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor, status, created_at,
      updated_at)
    values (${id}, ${ids.order}, ${attempt}, ${id}, ${ids.wallet}, 'PHP', 1000, 'INIT', now(), now())`;
}

const DEADLOCK = '40P01';

async function addRefund(
  id: string,
  minor: number,
  more: { currency?: string; on?: postgres.Sql } = {},
): Promise<void> {
  const on = more.on ?? sql;
  await on`insert into refunds (id, payment_id, refund_request_id, currency, amount_minor, status, requested_by, created_at, updated_at)
    values (${id}, ${ids.payment}, ${id}, ${more.currency ?? 'PHP'}, ${minor}, 'INIT', 'a test', now(), now())`;
}

/** The app locks the payment first and never knots; bare inserts may, and then PostgreSQL turns one away to come again. */
async function addRefundAmongOthers(id: string, minor: number): Promise<void> {
  try {
    await addRefund(id, minor);
  } catch (error) {
    if ((error as { code?: string }).code !== DEADLOCK) throw error;
    await addRefundAmongOthers(id, minor);
  }
}

const reserved = async () =>
  Number((await sql`select refund_reserved_minor as sum from payments where id = ${ids.payment}`)[0]!.sum);

describe('one live or successful payment per order', () => {
  test('a second payment of a paid order is refused', async () => {
    await expect(addPayment(`${ids.payment}b`, 2)).rejects.toThrow(/payments_one_live_per_order/);
  });

  test('of two attempts written at once only one stands', async () => {
    await sql`insert into orders (id, reference_order_id, customer_id, wallet_id, currency, amount_minor, description, lines,
        terminal, status, created_at, updated_at)
      select id || 'x', id || 'x', customer_id, wallet_id, currency, amount_minor, description, lines, terminal, 'INIT', now(), now()
      from orders where id = ${ids.order}`;
    ids.order = `${ids.order}x`;
    const tries = await Promise.allSettled([addPayment(`${ids.payment}m`, 1), addPayment(`${ids.payment}n`, 2)]);
    expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('after a failure a new attempt may be made, and the failed one never comes back', async () => {
    await sql`insert into orders (id, reference_order_id, customer_id, wallet_id, currency, amount_minor, description, lines,
        terminal, status, created_at, updated_at)
      select id || 'y', id || 'y', customer_id, wallet_id, currency, amount_minor, description, lines, terminal, 'INIT', now(), now()
      from orders where id = ${ids.order}`;
    ids.order = `${ids.order}y`;
    const [failed, second] = [`${ids.payment}f`, `${ids.payment}g`];
    await addPayment(failed, 1);
    await sql`update payments set status = 'FAIL', resolved_at = now() where id = ${failed}`;
    await addPayment(second, 2);
    await expect(sql`update payments set status = 'SUCCESS' where id = ${failed}`).rejects.toThrow(/does not become/);
    await expect(sql`update payments set status = 'INIT', resolved_at = null where id = ${failed}`).rejects.toThrow(
      /does not become/,
    );
  });
});

describe('the states of a payment', () => {
  test('a status that is not in the table is refused', async () => {
    await expect(sql`update payments set status = 'PAID' where id = ${ids.payment}`).rejects.toThrow();
    await expect(sql`update orders set status = 'PAID' where id = ${ids.order}`).rejects.toThrow(/orders_status/);
  });

  test.each(['INIT', 'FAIL'])('a paid payment does not become %s', async (status) => {
    await expect(sql`update payments set status = ${status} where id = ${ids.payment}`).rejects.toThrow(
      /does not become/,
    );
  });

  test('a paid payment may be cancelled, and stays so', async () => {
    await sql`update payments set status = 'CANCELLED' where id = ${ids.payment}`;
    for (const status of ['SUCCESS', 'INIT', 'FAIL']) {
      await expect(sql`update payments set status = ${status} where id = ${ids.payment}`).rejects.toThrow(
        /does not become/,
      );
    }
  });

  test('what was asked of the wallet never changes', async () => {
    for (const change of [sql`amount_minor = 1`, sql`currency = 'IDR'`, sql`payment_request_id = 'other'`]) {
      await expect(sql`update payments set ${change} where id = ${ids.payment}`).rejects.toThrow(/never change/);
    }
  });

  test('payments are neither deleted nor truncated', async () => {
    await expect(sql`delete from payments where id = ${ids.payment}`).rejects.toThrow(/refused/);
    await expect(sql`truncate payments cascade`).rejects.toThrow(/refused/);
  });
});

describe('refunds never exceed what was paid', () => {
  test('parts up to the whole are taken, one unit more is refused', async () => {
    await addRefund(`ref_${sequence}a`, 600);
    await addRefund(`ref_${sequence}b`, 400);
    expect(await reserved()).toBe(1000);
    await expect(addRefund(`ref_${sequence}c`, 1)).rejects.toThrow(/payments_refunds_within_paid/);
  });

  test('of many refunds asked at once on several connections, only what fits is taken', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, place) => addRefundAmongOthers(`ref_${sequence}_${place}`, 300)),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(3);
    expect(await reserved()).toBe(900);
  });

  test('two open transactions that refund the rest wait for each other, and one is refused', async () => {
    const other = postgres(database.url, { max: 1 });
    try {
      const tries = await Promise.allSettled([
        sql.begin(async (tx) => addRefund(`ref_${sequence}_x`, 700, { on: tx as unknown as postgres.Sql })),
        other.begin(async (tx) => addRefund(`ref_${sequence}_y`, 700, { on: tx as unknown as postgres.Sql })),
      ]);
      expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await reserved()).toBe(700);
    } finally {
      await other.end();
    }
  });

  test('a failed refund gives its part back, and does not come alive again', async () => {
    const id = `ref_${sequence}`;
    await addRefund(id, 1000);
    await sql`update refunds set status = 'FAIL', resolved_at = now() where id = ${id}`;
    expect(await reserved()).toBe(0);
    await addRefund(`${id}b`, 1000);
    for (const status of ['INIT', 'SUCCESS']) {
      const resolvedAt = status === 'INIT' ? null : new Date();
      await expect(
        sql`update refunds set status = ${status}, resolved_at = ${resolvedAt} where id = ${id}`,
      ).rejects.toThrow(/does not move/);
    }
    await sql`update refunds set status = 'SUCCESS', resolved_at = now() where id = ${`${id}b`}`;
    await expect(sql`update refunds set status = 'FAIL', resolved_at = now() where id = ${`${id}b`}`).rejects.toThrow(
      /does not move/,
    );
  });

  test('amount, currency, payment and id of a refund never change', async () => {
    const id = `ref_${sequence}`;
    await addRefund(id, 100);
    const changes = [sql`amount_minor = 5`, sql`currency = 'IDR'`, sql`refund_request_id = 'other'`];
    for (const change of changes) {
      await expect(sql`update refunds set ${change} where id = ${id}`).rejects.toThrow(/never change/);
    }
  });

  test('refunds are neither deleted nor truncated', async () => {
    await addRefund(`ref_${sequence}`, 100);
    await expect(sql`delete from refunds where id = ${`ref_${sequence}`}`).rejects.toThrow(/not deleted/);
    await expect(sql`truncate refunds`).rejects.toThrow(/refused/);
    expect(await reserved()).toBe(100);
  });

  test('the reserve does not move but through refunds', async () => {
    await addRefund(`ref_${sequence}`, 100);
    for (const minor of [0, 50, 1000]) {
      await expect(sql`update payments set refund_reserved_minor = ${minor} where id = ${ids.payment}`).rejects.toThrow(
        /moves only with refunds/,
      );
    }
  });

  test('a refund in another currency, of nothing, or of less than nothing is refused', async () => {
    await expect(addRefund(`ref_${sequence}a`, 100, { currency: 'USD' })).rejects.toThrow(/currency of its payment/);
    await expect(addRefund(`ref_${sequence}b`, 0)).rejects.toThrow(/refunds_amount/);
    await expect(addRefund(`ref_${sequence}c`, -100)).rejects.toThrow(/refunds_amount/);
  });

  test('what was not paid is not refunded, and what is being refunded is not cancelled', async () => {
    await addRefund(`ref_${sequence}`, 100);
    await expect(sql`update payments set status = 'CANCELLED' where id = ${ids.payment}`).rejects.toThrow(
      /refund_needs_success/,
    );
    await sql`update refunds set status = 'FAIL', resolved_at = now() where id = ${`ref_${sequence}`}`;
    await sql`update payments set status = 'CANCELLED' where id = ${ids.payment}`;
    await expect(addRefund(`ref_${sequence}b`, 100)).rejects.toThrow(/refund_needs_success/);
  });

  test('money that Alipay collected for a payment which had failed with us may go back, and for no other failed one', async () => {
    await sql`update refunds set status = 'FAIL', resolved_at = now() where payment_id = ${ids.payment} and status = 'INIT'`;
    const [lost] =
      await sql`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor,
        status, created_at, updated_at, resolved_at)
      values (${`pay_lost_${sequence}`}, ${ids.order}, ${100 + sequence}, ${`pay_lost_${sequence}`}, ${ids.wallet}, 'PHP', 1000, 'FAIL',
        now(), now(), now()) returning id`;
    const back = (
      id: string,
    ) => sql`insert into refunds (id, payment_id, refund_request_id, currency, amount_minor, status,
        requested_by, created_at, updated_at)
      values (${id}, ${lost!.id}, ${id}, 'PHP', 1000, 'INIT', 'a test', now(), now())`;
    await expect(back(`ref_lost_${sequence}`)).rejects.toThrow(/refund_needs_success/);
    await sql`update payments set gateway_status = 'SUCCESS' where id = ${lost!.id}`;
    await back(`ref_lost_${sequence}`);
    await expect(back(`ref_lost_${sequence}b`)).rejects.toThrow(/refunds_within_paid/);
  });

  test('a payment is not born with a reserve', async () => {
    await expect(
      sql`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor, status,
          refund_reserved_minor, created_at, updated_at)
        values ('pay_born', ${ids.order}, 9, 'pay_born', ${ids.wallet}, 'PHP', 1000, 'FAIL', -5, now(), now())`,
    ).rejects.toThrow(/born without refunds/);
  });
});
