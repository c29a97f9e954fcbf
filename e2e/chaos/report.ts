/** The report of a long run, written by the run itself: docs/assurance.md. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CASE_FAULT_NAMES } from './cases';
import { CALL_KINDS, NEWS_KINDS } from './catalogue';
import type { KillsResult } from './kills';
import type { Progress } from './progress';
import { rollingLine, type RollingResult } from './rolling';
import { CRASHES, type Scenario } from './scenario';
import type { Tally } from './tally';

/** What fired less often has not been tried. */
const FIRED_MIN = 50;

const JUMPS = 'clock jumps';
const COLLECTED_LATE = 'collected late, after FAIL';

/** What seeds draw from. What only named cases bring is tried as often as there are cases of it. */
const DRAWN_KINDS: readonly string[] = [
  ...CALL_KINDS.map(({ name }) => `call: ${name}`),
  ...NEWS_KINDS.map(({ name }) => `notification: ${name}`),
  ...CRASHES.map((target) => `kill -9 ${target}`),
  JUMPS,
  COLLECTED_LATE,
];

/** How often each kind fired: of calls over all calls, of notifications over all of them. */
function firedByKind(tally: Tally): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const name of DRAWN_KINDS) kinds.set(name, 0);
  for (const [name, times] of tally.fired) {
    const kind = kindOf(name);
    kinds.set(kind, (kinds.get(kind) ?? 0) + times);
  }
  return kinds;
}

/** `pay: malformed` → `call: malformed`; `refund notification: twice` → `notification: twice`. */
function kindOf(name: string): string {
  const news = / notification: (.+)$/.exec(name);
  if (news) return `notification: ${news[1]}`;
  const call = /^[A-Za-z]+: (.+)$/.exec(name);
  return call ? `call: ${call[1]}` : name;
}

/** Of what seeds draw: what fired too rarely, and how often. */
function rareOf(tally: Tally): [kind: string, times: number][] {
  return [...firedByKind(tally)].filter(([kind, times]) => DRAWN_KINDS.includes(kind) && times < FIRED_MIN);
}

export function rarelyFired(tally: Tally): string[] {
  return rareOf(tally).map(([kind, times]) => `"${kind}" fired ${times} times; ${FIRED_MIN} are wanted`);
}

/** Whether a scenario may bring what has fired too rarely so far. */
export function bringsRare(tally: Tally): (scenario: Scenario) => boolean {
  const rare = new Set(rareOf(tally).map(([kind]) => kind));
  return ({ faults, events }) =>
    faults.some(({ name }) => rare.has(kindOf(name))) ||
    events.some(
      ({ kill, jumpMinutes, collectLate }) =>
        (kill !== undefined && rare.has(`kill -9 ${kill}`)) ||
        (jumpMinutes !== undefined && rare.has(JUMPS)) ||
        (collectLate !== undefined && rare.has(COLLECTED_LATE)),
    );
}

interface Run {
  readonly progress: Progress;
  readonly seeds: readonly number[];
  readonly named: number;
  readonly kills: KillsResult | null;
  readonly rolling: RollingResult | null;
  readonly rare: readonly string[];
}

export async function writeReport({ progress, seeds, named, kills, rolling, rare }: Run): Promise<void> {
  const { tally, commits, beganAt, seconds, again } = progress;
  const rows = [...firedByKind(tally)].map(([kind, times]) => `| ${kind} | ${times} |`);
  const text = `# What was tried, and what came of it

Written by \`npm run chaos -- --report\`; do not edit. Real processes (web, two workers, PostgreSQL, simulator), judged by the
invariants from both ledgers. A seed repeats its scenario: \`npm run chaos -- --seed N\`.

| | |
|---|---|
| commit | ${commits.map((commit) => `\`${commit}\``).join(', then ')} |
| begun | ${beganAt.toISOString()} |
| took | ${(seconds / 60).toFixed(0)} min |
| named cases | ${named} |
| seeds | ${seeds.length === 0 ? 'none' : `${seeds.length} (${seeds[0]} to ${seeds.at(-1)})`}${further(progress, seeds)} |
| orders | ${tally.orders} |
| kills at the nine steps of a charge | ${kills ? `${kills.survived} of ${kills.kills} survived` : 'not in this run'} |
| rolling restart under load | ${rolling ? rollingLine(rolling) : 'not in this run'} |
| faults injected | ${tally.injected} |
| scenarios survived | ${tally.survived} of ${tally.scenarios} |
| invariants broken | ${tally.broken} |
| acknowledged and lost | ${tally.lost} |
| stuck | ${tally.stuck} |
| p99 time to a final word, business time, faults turned | ${tally.p99Seconds.toFixed(1)} s |

${tally.problems.length === 0 ? 'Nothing was wrong.' : ['What was wrong:', '', ...tally.problems.map((problem) => `- ${problem}`)].join('\n')}
${rare.length === 0 ? '' : `\nToo rare to count as tried:\n\n${rare.map((line) => `- ${line}`).join('\n')}\n`}
${secondTime(again)}## How often each fault fired

| fault | times |
|---|---|
${rows.join('\n')}
${inNamedCases(tally)}`;
  writeFileSync(path.join(process.cwd(), 'docs', 'assurance.md'), text);
}

/** Seeds beyond those asked for. */
function further({ played }: Progress, seeds: readonly number[]): string {
  const asked = new Set(seeds.map((seed) => `seed ${seed}`));
  const count = [...played].filter((name) => name.startsWith('seed ') && !asked.has(name)).length;
  return count === 0 ? '' : `, and ${count} of the next, which draw what had fired too rarely`;
}

/** By call and kind, since a fault that one call never had is hidden in the sum over all calls. */
function inNamedCases({ firedInCases }: Tally): string {
  if (firedInCases.size === 0) return '';
  const lines = CASE_FAULT_NAMES.map((name) => `| ${name} | ${firedInCases.get(name) ?? 0} |`);
  return `
## How often each fault fired in the named cases

| fault | times |
|---|---|
${lines.join('\n')}
`;
}

/** Nothing is told away: what was wrong at first stands here too. */
function secondTime(again: ReadonlyMap<string, string>): string {
  if (again.size === 0) return '';
  const byWhat = new Map<string, string[]>();
  for (const [name, what] of again) byWhat.set(what, [...(byWhat.get(what) ?? []), name]);
  const lines = [...byWhat].map(
    ([what, names]) => `- ${names.length === 1 ? names[0] : `${names.length} scenarios`}: ${what}`,
  );
  return `## Played a second time\n\nJudged wrong the first time, and played again after the cause was gone:\n\n${lines.join('\n')}\n\n`;
}
