/**
 * The kills: each of web, worker, simulator, PostgreSQL and `npm start` itself is killed at each of the nine steps of a charge,
 * and both ledgers are compared. In a house of their own, at the real clock's speed.
 */
import postgres from 'postgres';
import { checkNpmKilled, checkWorkerInPay, type Check } from './checks';
import { welcomeCustomer } from './customer';
import { openHouse, TARGETS, type House } from './house';
import { judge } from './judge';
import { runRow, type Row, type Stage } from './row';
import { STEPS } from './steps';
import { checkLine, HEADING, rowLine } from './table';
import { waitFor } from './wait';

/** A dead worker's jobs are freed after fifteen seconds; the next question of a settled payment waits no longer than this. */
const QUIET_TIMEOUT_MS = 75_000;

async function setStage(house: House): Promise<Stage> {
  await house.start();
  const customer = await welcomeCustomer(house);
  const sql = postgres(house.databaseUrl(), { max: 1, onnotice: () => undefined });
  try {
    const [product] = await sql<{ id: string }[]>`select id from products where currency = 'PHP' and active limit 1`;
    if (!product) throw new Error('the demo shop sells nothing in PHP');
    return { house, customer, productId: product.id };
  } finally {
    await sql.end();
  }
}

async function runRows(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  console.log(`\n${HEADING}`);
  for (const step of STEPS) {
    for (const target of TARGETS) {
      const row = await runRow(stage, step, target);
      rows.push(row);
      console.log(rowLine(row));
      // A row that failed may have left anything; the next one begins with a house that stands.
      if (!row.good && !stage.house.find('npm')) await stage.house.start();
    }
  }
  return rows;
}

async function runChecks(stage: Stage): Promise<Check[]> {
  console.log('');
  const checks = [
    await checkWorkerInPay(stage, 'hang_before'),
    await checkWorkerInPay(stage, 'hang_after'),
    await checkNpmKilled(stage),
  ];
  for (const check of checks) console.log(checkLine(check));
  return checks;
}

/** Jobs of payments that are still there when all is settled: each would be work that nobody ends. */
async function countJobsLeft(house: House): Promise<number> {
  const sql = postgres(house.databaseUrl(), { max: 1, onnotice: () => undefined });
  let left = -1;
  const none = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from graphile_worker.jobs where task_identifier in ('charge', 'inquire')`;
    left = row?.count ?? -1;
    return left === 0;
  };
  await waitFor('every job to end', none, QUIET_TIMEOUT_MS, 500).catch(() => undefined);
  await sql.end({ timeout: 1 });
  return left;
}

export interface KillsResult {
  readonly kills: number;
  readonly survived: number;
  readonly problems: readonly string[];
}

export async function runKills(root: string): Promise<KillsResult> {
  const house = await openHouse(root);
  try {
    const stage = await setStage(house);
    const rows = await runRows(stage);
    const checks = await runChecks(stage);
    const { databaseUrl, simulatorUrl } = stage.house;
    const { differences, doubleDebits } = await judge({ databaseUrl: databaseUrl(), simulatorUrl });
    const jobsLeft = await countJobsLeft(stage.house);
    const bad = [
      ...rows.filter((row) => !row.good).map(rowLine),
      ...checks.filter((check) => !check.good).map(checkLine),
    ];
    return {
      kills: rows.length,
      survived: rows.filter((row) => row.good).length,
      problems: [
        ...bad,
        ...differences,
        ...(doubleDebits > 0 ? [`${doubleDebits} orders debited twice`] : []),
        ...(jobsLeft !== 0 ? [`${jobsLeft} jobs left`] : []),
      ],
    };
  } finally {
    await house.stop(false);
  }
}
