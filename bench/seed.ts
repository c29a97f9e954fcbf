// `npm run seed -- --orders N`: fills the database with so many orders of the past, to see how pages and lists bear it. Never in
// live mode. The last line is one line of JSON.

import { parseArgs } from 'node:util';

import postgres from 'postgres';

import { seedOrders } from '@/bench/seed-rows';
import { loadEnv } from '@/lib/kit/env';

const ORDERS_MAX = 20_000_000;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { orders: { type: 'string', default: '10000' } } });
  const count = /^\d{1,9}$/.test(values.orders) ? Number(values.orders) : Number.NaN;
  if (!(count >= 1 && count <= ORDERS_MAX)) {
    throw new Error(`--orders takes a whole number from 1 to ${ORDERS_MAX}, not "${values.orders}".`);
  }
  const env = loadEnv(process.env, { need: 'database' });
  const sql = postgres(env.databaseUrl.reveal(), { max: 1, onnotice: () => undefined });
  try {
    const [born] = await sql<{ mode: string }[]>`select mode from instance`;
    if (!born) throw new Error('This database is not set up yet. Run "npm run db:migrate" first.');
    if (born.mode === 'live') throw new Error('This is a live database: nothing is made up in it.');
    const seeded = await seedOrders(sql, count, new Date());
    const rate = Math.round(seeded.orders / seeded.seconds);
    console.log(`customers  ${seeded.customers}\norders     ${seeded.orders}\nseconds    ${seeded.seconds.toFixed(1)}`);
    console.log(JSON.stringify({ ...seeded, seconds: Number(seeded.seconds.toFixed(2)), ordersPerSecond: rate }));
    return 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
