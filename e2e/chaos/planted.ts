/**
 * Proves that the court can see: each planted bug is applied to a copy of the sources, the copy is built and run, and the
 * case that the bug names must come out bad. The copy shares the packages and nothing else.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs';

const RUN_TIMEOUT_MS = 420_000;

interface Verdict {
  readonly name: string;
  readonly caughtBy: string;
  readonly caught: boolean;
  readonly note: string;
}

/** @param wanted what the names of the bugs must hold; all of them when absent */
export async function runPlanted(root: string, wanted = ''): Promise<number> {
  const bugs = PLANTED_BUGS.filter(({ name }) => name.includes(wanted));
  if (bugs.length === 0) throw new Error(`No planted bug has "${wanted}" in its name.`);
  const copy = makeCopy(root);
  const verdicts: Verdict[] = [];
  try {
    for (const bug of bugs) {
      const verdict = await tryBug(copy, bug);
      verdicts.push(verdict);
      console.log(`${verdict.caught ? 'seen' : 'BAD '}  ${bug.name}  (${bug.caughtBy})  ${verdict.note}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  const missed = verdicts.filter((verdict) => !verdict.caught);
  console.log(`\n${verdicts.length} bugs planted, ${verdicts.length - missed.length} seen`);
  console.log(
    JSON.stringify({
      good: missed.length === 0,
      planted: verdicts.length,
      seen: verdicts.length - missed.length,
      missed: missed.map((one) => one.name),
    }),
  );
  return missed.length === 0 ? 0 : 1;
}

/** The tracked files, the packages as links, and what was built already. */
function makeCopy(root: string): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'mandate-planted-'));
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = list.toString('utf8').split('\0').filter(Boolean);
  for (const file of files) cpSync(path.join(root, file), path.join(copy, file));
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), path.join(copy, 'node_modules')]);
  for (const built of ['.next', 'dist']) cpSync(path.join(root, built), path.join(copy, built), { recursive: true });
  return copy;
}

/** A copy that cannot be built or started, a fault that found no occasion, an answer that the machine was too slow for. */
const provesNothing = /^a house fell: |: faults: |: answers: /;

async function tryBug(copy: string, bug: PlantedBug): Promise<Verdict> {
  const told = { name: bug.name, caughtBy: bug.caughtBy };
  const originals = new Map<string, string>();
  try {
    for (const { file, find, replace } of bug.edits) {
      const text = readFileSync(path.join(copy, file), 'utf8');
      if (!originals.has(file)) originals.set(file, text);
      if (text.split(find).length !== 2) return { ...told, caught: false, note: `does not apply to ${file}` };
      writeFileSync(
        path.join(copy, file),
        text.replace(find, () => replace),
      );
    }
    const { code, last } = await runCase(copy, bug.caughtBy);
    if (code === 0) return { ...told, caught: false, note: 'was not seen' };
    const problems = problemsOf(last).filter((problem) => !provesNothing.test(problem));
    return problems.length > 0
      ? { ...told, caught: true, note: problems[0]! }
      : { ...told, caught: false, note: `did not run: ${last.slice(0, 200)}` };
  } finally {
    for (const [file, text] of originals) writeFileSync(path.join(copy, file), text);
  }
}

function runCase(copy: string, name: string): Promise<{ code: number; last: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'chaos', '--case', name], {
      cwd: copy,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const take = (chunk: Buffer) => (text = (text + chunk.toString('utf8')).slice(-20_000));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => child.kill('SIGTERM'), RUN_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, last: text.trimEnd().split('\n').at(-1) ?? '' });
    });
  });
}

function problemsOf(line: string): string[] {
  try {
    return (JSON.parse(line) as { problems?: string[] }).problems ?? [];
  } catch {
    return [];
  }
}
