// Notifications of the past by the million, all applied: what the door's own index must bear.

import type postgres from 'postgres';

const ROWS_AT_ONCE = 100_000;
/** Hashes in a row, which no storage makes smaller: as a sealed notification of a kilobyte. */
const HASHES_A_ROW = 30;
const MASKED_CHARACTERS = 900;

export async function seedInbox(sql: postgres.Sql, count: number): Promise<void> {
  const beganMs = performance.now();
  for (let from = 1; from <= count; from += ROWS_AT_ONCE) {
    const to = Math.min(count, from + ROWS_AT_ONCE - 1);
    await sql`insert into notifications (id, kind, body_hash, body_sealed, body_masked, headers, key_version, subject,
        result_code, received_at, last_received_at, status, outcome, applied_at)
      select 'ntf_' || lpad(n::text, 26, '0'), 'payments', encode(sha256(n::text::bytea), 'hex'),
        (select string_agg(encode(sha256((n || '.' || k)::bytea), 'base64'), '') from generate_series(1, ${HASHES_A_ROW}::int) k),
        rpad('{', ${MASKED_CHARACTERS}::int, md5(n::text)),
        '{"client-id":"bench"}', '1', 'pay_' || lpad(n::text, 26, '0'), 'SUCCESS',
        now() - n * interval '3 seconds', now() - n * interval '3 seconds', 'APPLIED', 'moved the payment',
        now() - n * interval '3 seconds'
      from generate_series(${from}::bigint, ${to}::bigint) n`;
  }
  await sql`vacuum analyze notifications`;
  console.log(`an inbox of ${count} in ${((performance.now() - beganMs) / 1_000).toFixed(0)} s`);
}
