/**
 * `npm run chaos`: kills each of web, worker, simulator, PostgreSQL and `npm start` itself at each of the nine steps of a
 * charge, and judges by both ledgers. Options: `--step N`, `--target NAME`, `--only rows|worker-in-pay|npm-killed`, and
 * `--keep` to leave the data directory with its logs. The last line is one JSON object; the exit code is 1 if any row is bad.
 */
import postgres from 'postgres';
import { parseArgs } from 'node:util';
import { checkNpmKilled, checkWorkerInPay, type Check } from './checks';
import { welcomeCustomer } from './customer';
import { openHouse, TARGETS, type House, type Target } from './house';
import { judge } from './judge';
import { runRow, type Row, type Stage } from './row';
import { STEPS, type Step } from './steps';
import { checkLine, HEADING, rowLine } from './table';
import { waitFor } from './wait';

/** A dead worker's jobs are freed after fifteen seconds; the next question of a settled payment waits no longer than this. */
const QUIET_TIMEOUT_MS = 75_000;

const PARTS = ['rows', 'worker-in-pay', 'npm-killed'] as const;
type Part = (typeof PARTS)[number];

interface Plan {
  readonly steps: readonly Step[];
  readonly targets: readonly Target[];
  readonly parts: readonly Part[];
  readonly keep: boolean;
}

/** @throws Error with a sentence for a person */
function readPlan(argv: string[]): Plan {
  const { values } = parseArgs({
    args: argv,
    options: {
      step: { type: 'string', multiple: true },
      target: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      keep: { type: 'boolean' },
    },
  });
  const numbers = STEPS.map((step) => String(step.number));
  const chosen = new Set(choose('--step', values.step, numbers));
  const narrowed = values.step !== undefined || values.target !== undefined;
  return {
    steps: STEPS.filter((step) => chosen.has(String(step.number))),
    targets: choose('--target', values.target, TARGETS),
    parts: values.only || !narrowed ? choose('--only', values.only, PARTS) : ['rows'],
    keep: values.keep ?? false,
  };
}

function choose<T extends string>(option: string, wanted: string[] | undefined, all: readonly T[]): readonly T[] {
  const strange = wanted?.find((name) => !all.some((known) => known === name));
  if (strange !== undefined) throw new Error(`${option} takes ${all.join(', ')}, not "${strange}".`);
  return wanted ? all.filter((known) => wanted.includes(known)) : all;
}

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

async function runRows(stage: Stage, plan: Plan): Promise<Row[]> {
  const rows: Row[] = [];
  console.log(`\n${HEADING}`);
  for (const step of plan.steps) {
    for (const target of plan.targets) {
      const row = await runRow(stage, step, target);
      rows.push(row);
      console.log(rowLine(row));
      // A row that failed may have left anything; the next one begins with a house that stands.
      if (!row.good && !stage.house.find('npm')) await stage.house.start();
    }
  }
  return rows;
}

async function runChecks(stage: Stage, plan: Plan): Promise<Check[]> {
  const checks: Check[] = [];
  const add = (check: Check) => {
    if (checks.push(check) === 1) console.log('');
    console.log(checkLine(check));
  };
  if (plan.parts.includes('worker-in-pay')) {
    add(await checkWorkerInPay(stage, 'hang_before'));
    add(await checkWorkerInPay(stage, 'hang_after'));
  }
  if (plan.parts.includes('npm-killed')) add(await checkNpmKilled(stage));
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

async function summarize(stage: Stage, rows: readonly Row[], checks: readonly Check[]): Promise<number> {
  const { databaseUrl, simulatorUrl } = stage.house;
  const { differences, doubleDebits } = await judge({ databaseUrl: databaseUrl(), simulatorUrl });
  const jobsLeft = await countJobsLeft(stage.house);
  const bad = [...rows, ...checks].filter((one) => !one.good).length;
  const longest = Math.max(0, ...rows.map((row) => row.seconds ?? 0));
  console.log(
    `\n${rows.length} kills, ${rows.filter((row) => row.good).length} survived; ${checks.length} checks, ` +
      `${checks.filter((check) => check.good).length} kept; orders debited twice: ${doubleDebits}; ` +
      `differences in the end: ${differences.length}; jobs left: ${jobsLeft}; longest time to a final word: ${longest.toFixed(1)} s`,
  );
  const brief = rows.map(({ title: _title, ...row }) => row);
  console.log(
    JSON.stringify({ kills: rows.length, bad, doubleDebits, differences, jobsLeft, longest, rows: brief, checks }),
  );
  return bad === 0 && doubleDebits === 0 && differences.length === 0 && jobsLeft === 0 ? 0 : 1;
}

/** Broken off, or broken: nothing that was started stays. One Ctrl-C may arrive twice, from the terminal and from npm. */
function endWith(house: House, keep: boolean): void {
  let ending = false;
  const end = (exitCode: number) => {
    if (ending) return;
    ending = true;
    void house.stop(keep).finally(() => process.exit(exitCode));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(130));
  process.on('uncaughtException', (error) => {
    console.error(error);
    end(1);
  });
}

async function main(): Promise<number> {
  if (process.platform !== 'linux') throw new Error('The chaos script reads /proc and runs on Linux only.');
  const plan = readPlan(process.argv.slice(2));
  const house = await openHouse(process.cwd());
  endWith(house, plan.keep);
  try {
    console.log(`Starting Mandate in ${house.dataDir} …`);
    const stage = await setStage(house);
    const rows = plan.parts.includes('rows') ? await runRows(stage, plan) : [];
    const checks = await runChecks(stage, plan);
    return await summarize(stage, rows, checks);
  } catch (error) {
    console.error(`${error instanceof Error ? error.stack : String(error)}\n\n${house.logTail()}`);
    return 1;
  } finally {
    await house.stop(plan.keep);
    if (plan.keep) console.error(`Left for you: ${house.dataDir}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
