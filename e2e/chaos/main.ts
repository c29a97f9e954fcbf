/**
 * `npm run chaos`: real processes (web, two workers, simulator, PostgreSQL), named cases and seeded scenarios, judged by the
 * invariants from both ledgers.
 *
 * Without options the slice that `npm test` plays: 40 cases and 100 seeds. `--all` runs every named case, `--seeds N` that many
 * seeds (`--from S` says which is the first), `--case TEXT` the cases whose name holds the text, `--seed S` one seed. `--houses N`
 * plays in so many houses at once; `--state FILE` keeps the progress, and goes on from it; with `--again` what was judged wrong is
 * played a second time, and the report says so. `--rolling` restarts two webs and two workers under load, `--twins` places twenty
 * identical orders at once through two webs while one is killed, `--rounds N` times (100 unless told), `--kills` kills each process
 * at each step of a charge. `--report` writes docs/assurance.md. `--planted` applies each planted bug to a copy and expects it to be seen
 * (`--bug TEXT` those whose name holds the text). `--keep` leaves the data directory. The last line is one JSON object; the exit
 * code is 1 when anything is wrong.
 */
import { parseArgs } from 'node:util';
import { playBatch } from './batch';
import { CASES } from './cases';
import { openEstate, type Estate } from './estate';
import { openHouse, type House } from './house';
import { runHouseCase, type HouseCase } from './house-case';
import { HOUSE_CASES } from './house-cases';
import { runKills } from './kills';
import { runPlanted } from './planted';
import { Progress } from './progress';
import { bringsRare, rarelyFired, writeReport } from './report';
import { rollingLine, runRolling } from './rolling';
import type { Scenario } from './scenario';
import { scenarioOfSeed } from './seeds';
import { oneAtATime, type Turn } from './turn';
import { runTwins, twinsLine } from './twins';
import { weatherOf } from './weather';

/** Business seconds in a real one: a minute of expiry lasts six seconds, and a process still has time to do its work. */
const RATE = 10;
/** As many scenarios at once as two cores play without falling behind the clock. */
const BATCH = 100;
/** Then a fresh house: the simulator's ledger is read whole at each judgement. */
const BATCHES_PER_HOUSE = 5;
const SLICE_SEEDS = 100;
const TWIN_ROUNDS = 100;
const FURTHER_AT_ONCE = 60;
/** Every n-th case, and a few crashes: what the slice of `npm test` plays. */
const SLICE_CASES = 36;
const SLICE_CRASHES = [
  'refund, answered, result not committed, kill worker',
  'cancel, gateway acted, answer not sent, kill worker',
  'refund, asked, not committed, kill postgres',
  'secrets: no token',
];

interface Plan {
  readonly cases: readonly Scenario[];
  /** Those that need the whole house. */
  readonly houseCases: readonly HouseCase[];
  readonly kills: boolean;
  readonly rolling: boolean;
  /** Rounds of identical orders; 0: none. */
  readonly twins: number;
  readonly seeds: readonly number[];
  readonly report: boolean;
  readonly planted: boolean;
  /** Of the planted bugs, those whose name holds this. */
  readonly bug: string | undefined;
  readonly keep: boolean;
  /** How many play at once. */
  readonly houses: number;
  /** Where the run's progress is kept. */
  readonly state: string | undefined;
  /** What was judged wrong is played a second time. */
  readonly again: boolean;
}

/** @throws Error with a sentence for a person */
function readPlan(args: string[]): Plan {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args,
    options: {
      all: flag,
      seeds: text,
      from: text,
      case: text,
      seed: text,
      report: flag,
      planted: flag,
      keep: flag,
      kills: flag,
      rolling: flag,
      twins: flag,
      rounds: text,
      bug: text,
      houses: text,
      state: text,
      again: flag,
    },
  });
  const { all = false, keep = false, report = false, planted = false } = values;
  const chosen =
    values.case === undefined ? null : [...CASES, ...HOUSE_CASES].filter(({ name }) => name.includes(values.case!));
  if (chosen?.length === 0) throw new Error(`No case has "${values.case}" in its name.`);
  const seeds = seedsOf(values);
  const slice = !all && !chosen && seeds === null && !planted && !values.kills && !values.rolling && !values.twins;
  const named = (one: { name: string }) => chosen?.includes(one as never) ?? false;
  return {
    cases: all ? CASES : chosen ? CASES.filter(named) : slice ? everyNth(CASES, SLICE_CASES) : [],
    houseCases: all
      ? HOUSE_CASES
      : HOUSE_CASES.filter((one) => named(one) || (slice && SLICE_CRASHES.some((part) => one.name.includes(part)))),
    kills: all || (values.kills ?? false),
    rolling: all || (values.rolling ?? false),
    twins: all || values.twins ? (values.rounds === undefined ? TWIN_ROUNDS : whole('--rounds', values.rounds)) : 0,
    seeds: seeds ?? (slice ? numbers(1, SLICE_SEEDS) : []),
    report,
    planted,
    bug: values.bug,
    keep,
    houses: values.houses === undefined ? 1 : Math.max(1, whole('--houses', values.houses)),
    state: values.state,
    again: values.again ?? false,
  };
}

function seedsOf({ seeds, from, seed }: { seeds?: string; from?: string; seed?: string }): number[] | null {
  if (seed !== undefined) return [whole('--seed', seed)];
  return seeds === undefined ? null : numbers(from === undefined ? 1 : whole('--from', from), whole('--seeds', seeds));
}

function whole(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}

const numbers = (first: number, count: number) => Array.from({ length: count }, (_, place) => first + place);

function everyNth<T>(items: readonly T[], count: number): T[] {
  return items.filter(
    (_, place) => Math.floor((place * count) / items.length) !== Math.floor(((place - 1) * count) / items.length),
  );
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let place = 0; place < items.length; place += size) batches.push(items.slice(place, place + size));
  return batches;
}

const open = new Set<House>();
/** Broken off: whoever loses its house does not open another. */
let isEnding = false;

async function withEstate(keep: boolean, act: (estate: Estate) => Promise<void>): Promise<void> {
  const house = await openHouse(process.cwd(), {
    secondWorker: true,
    variables: { TRUSTED_PROXIES: '127.0.0.1,::1' },
  });
  open.add(house);
  try {
    await house.start();
    await act(await openEstate(house, RATE));
  } catch (error) {
    console.error(`${error instanceof Error ? error.stack : String(error)}\n\n${house.logTail()}`);
    throw error;
  } finally {
    await house.stop(keep);
    open.delete(house);
    if (keep) console.error(`Left for you: ${house.dataDir}`);
  }
}

/** How often further seeds are looked for, and among how many. */
const FURTHER_ROUNDS = 4;
const FURTHER_AMONG = 20_000;

/** Of the seeds that follow, those that may bring what has fired too rarely to be told as tried. */
async function playFurther(plan: Plan, progress: Progress): Promise<void> {
  const last = plan.seeds.at(-1);
  if (last === undefined) return;
  for (let round = 0; round < FURTHER_ROUNDS && rarelyFired(progress.tally).length > 0; round += 1) {
    const isWanted = bringsRare(progress.tally);
    const seeds = numbers(last + 1, FURTHER_AMONG)
      .filter((seed) => !progress.isPlayed(`seed ${seed}`) && isWanted(scenarioOfSeed(seed)))
      .slice(0, FURTHER_AT_ONCE);
    await playAll({ ...plan, cases: [], houseCases: [], seeds }, progress);
  }
}

async function playAll(plan: Plan, progress: Progress): Promise<void> {
  const { tally } = progress;
  const isLeft = ({ name }: { name: string }) => !progress.isPlayed(name);
  const [cases, seeds] = [plan.cases.filter(isLeft), plan.seeds.map(scenarioOfSeed).filter(isLeft)];
  const houseCases = plan.houseCases.filter(isLeft);
  // Apart, since a seed's weather takes a case's occasion away now and then: a clock that jumps holds the debit that was to tell.
  const groups = [cases, seeds].filter((scenarios) => scenarios.length > 0);
  const shareOf = (items: readonly unknown[], most: number) =>
    Math.max(1, Math.min(most, Math.ceil(items.length / plan.houses)));
  const sizeOf = (scenarios: readonly unknown[]) => (groups.length > 1 ? BATCH : shareOf(scenarios, BATCH));
  const batches = groups.flatMap((scenarios) => batchesOf(scenarios, sizeOf(scenarios)));
  const houses = batchesOf(batches, shareOf(batches, BATCHES_PER_HOUSE));
  if (houseCases.length > 0 && houses.length === 0) houses.push([]);
  const next = houses.entries();
  const turn = oneAtATime();
  // Half of a batch's time is waiting: a second house plays meanwhile.
  const lane = async () => {
    for (const [place, batches] of next) {
      if (isEnding) return;
      await withEstate(plan.keep, async (estate) => {
        const weather = weatherOf(estate.house, estate.simulator);
        for (const batch of batches) await playOne(estate, batch, weather, turn, progress);
        if (place === 0) await playHouseCases(estate, houseCases, progress);
      }).catch((error: unknown) => tally.fell(error)); // the others' hours are not lost
    }
  };
  await Promise.all(Array.from({ length: plan.houses }, lane));
}

async function playOne(
  estate: Estate,
  batch: readonly Scenario[],
  weather: ReturnType<typeof weatherOf>,
  turn: Turn,
  progress: Progress,
): Promise<void> {
  const { tally } = progress;
  const beganMs = Date.now();
  const result = await playBatch(estate, batch, weather, turn);
  const before = tally.problems.length;
  tally.addBatch(result);
  progress.note(batch.map(({ name }) => name));
  const seconds = ((Date.now() - beganMs) / 1_000).toFixed(0);
  console.log(
    `${batch[0]?.name} … ${batch.at(-1)?.name}: ${batch.length} in ${seconds} s (${result.phases}); so far ${tally.line()}`,
  );
  for (const problem of tally.problems.slice(before)) console.log(`  BAD  ${problem}`);
}

async function playHouseCases(estate: Estate, cases: readonly HouseCase[], progress: Progress): Promise<void> {
  for (const one of cases) {
    const result = await runHouseCase(estate, one);
    progress.tally.addHouseCase(one, result);
    progress.note([one.name]);
    console.log(`${result.good ? 'good' : 'BAD '}  ${result.name} (${result.seconds.toFixed(1)} s)`);
    for (const problem of result.problems) console.log(`      ${problem}`);
  }
}

async function main(): Promise<number> {
  if (process.platform !== 'linux') throw new Error('The chaos script reads /proc and runs on Linux only.');
  const plan = readPlan(process.argv.slice(2));
  if (plan.planted) return runPlanted(process.cwd(), plan.bug);
  const progress = new Progress(plan.state, plan.again);
  const { tally } = progress;
  await playAll(plan, progress);
  if (plan.report) await playFurther(plan, progress);
  const kills = plan.kills ? await runKills(process.cwd()) : null;
  const rolling = plan.rolling ? await runRolling(process.cwd()) : null;
  if (kills) tally.problems.push(...kills.problems);
  if (rolling) {
    tally.problems.push(...rolling.problems);
    console.log(rollingLine(rolling));
  }
  const twins = plan.twins > 0 ? await runTwins(process.cwd(), plan.twins) : null;
  if (twins) {
    tally.problems.push(...twins.problems);
    console.log(twinsLine(twins));
    for (const problem of twins.problems) console.log(`BAD  ${problem}`);
  }
  const { seconds } = progress;
  const rare = plan.report ? rarelyFired(tally) : [];
  for (const line of rare) console.log(`BAD  ${line}`);
  const named = plan.cases.length + plan.houseCases.length + (kills?.kills ?? 0);
  if (plan.report) await writeReport({ progress, seeds: plan.seeds, named, kills, rolling, rare });
  const broken = [kills, rolling, twins].reduce((sum, part) => sum + (part?.problems.length ?? 0), 0);
  const good = tally.isGood && rare.length === 0 && broken === 0;
  console.log(`\n${named} named cases, ${plan.seeds.length} seeds, ${tally.orders} orders, ${seconds.toFixed(0)} s`);
  console.log(tally.line());
  console.log(
    JSON.stringify({
      good,
      named,
      seeds: plan.seeds.length,
      orders: tally.orders,
      injected: tally.injected,
      survived: tally.survived,
      scenarios: tally.scenarios,
      broken: tally.broken,
      lost: tally.lost,
      stuck: tally.stuck,
      p99Seconds: tally.p99Seconds,
      kills: kills && { survived: kills.survived, of: kills.kills },
      rolling: rolling && { ...rolling, problems: rolling.problems.length },
      twins: twins && { ...twins, problems: twins.problems.length },
      problems: tally.problems.slice(0, 50),
    }),
  );
  return good ? 0 : 1;
}

/** Broken off, or broken: nothing that was started stays. One Ctrl-C may arrive twice, from the terminal and from npm. */
function endCleanly(): void {
  const end = (exitCode: number) => {
    if (isEnding) return;
    isEnding = true;
    void Promise.allSettled([...open].map((house) => house.stop(false))).finally(() => process.exit(exitCode));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(130));
  const fail = (error: unknown) => {
    console.error(error);
    end(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', (error) => {
    if (!isConnectionLost(error)) fail(error);
  });
}

/**
 * The database is killed on purpose, and a transaction of the client library that is caught by it may reject a second time
 * where nobody listens. Who was reading has heard it the first time, and reads again.
 */
const LOST = new Set(['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'ECONNREFUSED', 'ECONNRESET']);

function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LOST.has(String(error.code));
}

endCleanly();
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
