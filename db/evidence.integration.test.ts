/** Evidence, the audit log and the other single facts, against hand-written SQL. */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await cloneDatabase();
  sql = postgres(database.url, { max: 2, onnotice: () => undefined });
  await sql`insert into audit_log (at, actor_kind, actor_id, action, detail) values (now(), 'staff', 'usr_1', 'orders.read', '{}')`;
  await sql`insert into transitions (noun, subject_id, "to", road, at) values ('payment', 'pay_1', 'INIT', 'customer', now())`;
  await sql`insert into exchanges (id, api, subject_id, started_at, finished_at, duration_ms, path, signature_verdict, outcome,
      headers_masked, request_sealed, request_masked)
    values ('exg_1', 'pay', 'pay_1', now(), now(), 1, '/pay', 'valid', 'succeeded', '{}', 'sealed', '{}')`;
  await sql`insert into notifications (id, kind, body_hash, body_sealed, body_masked, headers, key_version, received_at,
      last_received_at, status)
    values ('ntf_1', 'payments', 'hash', 'sealed', '{}', '{}', '1', now(), now(), 'RECEIVED')`;
  await sql`insert into customers (id, created_at) values ('cus_1', now())`;
  await sql`insert into wallets (id, customer_id, brand, currency, status, linked_at, created_at, updated_at)
    values ('wal_1', 'cus_1', 'GCASH', 'PHP', 'LINKED', now(), now(), now())`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe.each(['audit_log', 'exchanges', 'transitions'])('%s is added to, never changed', (table) => {
  test('no row is altered, deleted or cleared away, by anybody', async () => {
    const name = sql(table);
    const column = sql(table === 'audit_log' ? 'action' : table === 'exchanges' ? 'outcome' : 'road');
    await expect(sql`update ${name} set ${column} = 'other'`).rejects.toThrow(/append-only/);
    await expect(sql`delete from ${name}`).rejects.toThrow(/append-only/);
    await expect(sql`truncate ${name}`).rejects.toThrow(/append-only/);
    expect(await sql`select ${column} as value from ${name}`).not.toEqual([{ value: 'other' }]);
  });
});

describe("a notification's words", () => {
  test.each(['body_sealed', 'body_hash', 'body_masked', 'kind', 'received_at'])('never change (%s)', async (column) => {
    const value = column === 'received_at' ? '2020-01-01' : column === 'kind' ? 'refunds' : 'other';
    await expect(sql`update notifications set ${sql(column)} = ${value}`).rejects.toThrow(/words never change/);
  });

  test('are not deleted, while what became of them is written beside them', async () => {
    await sql`update notifications set status = 'APPLIED', outcome = 'moved the payment', applied_at = now()`;
    await expect(sql`delete from notifications`).rejects.toThrow(/not deleted/);
    await expect(sql`truncate notifications`).rejects.toThrow(/not deleted/);
  });

  test('are kept once, however often they come', async () => {
    await expect(
      sql`insert into notifications (id, kind, body_hash, body_sealed, body_masked, headers, key_version, received_at,
          last_received_at, status)
        values ('ntf_2', 'payments', 'hash', 'sealed', '{}', '{}', '1', now(), now(), 'RECEIVED')`,
    ).rejects.toThrow(/notifications_body/);
  });
});

test('the mode a database was born in never changes', async () => {
  await expect(sql`update instance set mode = 'live'`).rejects.toThrow(/mode never changes/);
  await expect(sql`delete from instance`).rejects.toThrow(/mode never changes/);
  await expect(sql`truncate instance`).rejects.toThrow(/mode never changes/);
  await expect(sql`insert into instance (one, mode, born_at) values (2, 'live', now())`).rejects.toThrow(/one_row/);
});

describe('a wallet', () => {
  const addCredential = (id: string, generation: number, status: string) =>
    sql`insert into credentials (id, wallet_id, customer_id, generation, status, access_token_sealed, access_token_index, created_at)
      values (${id}, 'wal_1', 'cus_1', ${generation}, ${status}, 'sealed', ${id}, now())`;

  test('has one current generation of tokens, and each generation once', async () => {
    await addCredential('crd_1', 1, 'CURRENT');
    await expect(addCredential('crd_2', 2, 'CURRENT')).rejects.toThrow(/credentials_one_current/);
    await expect(addCredential('crd_3', 1, 'DEAD')).rejects.toThrow(/credentials_generation/);
    await addCredential('crd_4', 2, 'SUPERSEDED');
  });

  test('holds a token that no other credential holds', async () => {
    await expect(
      sql`insert into credentials (id, wallet_id, customer_id, generation, status, access_token_sealed, access_token_index, created_at)
        values ('crd_9', 'wal_1', 'cus_1', 9, 'DEAD', 'sealed', 'crd_1', now())`,
    ).rejects.toThrow(/credentials_token/);
  });

  test('is one default per currency', async () => {
    await sql`update wallets set is_default = true`;
    await expect(
      sql`insert into wallets (id, customer_id, brand, currency, status, is_default, linked_at, created_at, updated_at)
        values ('wal_2', 'cus_1', 'MAYA', 'PHP', 'LINKED', true, now(), now(), now())`,
    ).rejects.toThrow(/one_default/);
  });
});

describe('a case', () => {
  const open = (id: string, kind: string, subject: string) =>
    sql`insert into cases (id, kind, status, subject_id, detail, opened_at)
      values (${id}, ${kind}, 'OPEN', ${subject}, '{}', now())`;

  test('is open once per kind and subject', async () => {
    await open('cas_1', 'contradiction', 'pay_1');
    await expect(open('cas_2', 'contradiction', 'pay_1')).rejects.toThrow(/cases_one_open/);
    await open('cas_3', 'amount_differs', 'pay_1');
    await open('cas_4', 'contradiction', 'pay_2');
  });

  test('is closed with a reason, and may then be opened anew', async () => {
    await expect(sql`update cases set status = 'CLOSED' where id = 'cas_1'`).rejects.toThrow(/closed_has_reason/);
    await sql`update cases set status = 'CLOSED', closed_at = now(), close_reason = 'money returned' where id = 'cas_1'`;
    await open('cas_5', 'contradiction', 'pay_1');
  });
});
