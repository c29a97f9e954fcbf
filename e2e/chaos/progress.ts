/**
 * How far a long run has come, in a file: a run of hours that is broken off goes on where it was. Only batches that were judged
 * count; whatever was being played is played again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Tally, type KeptTally } from './tally';

const NO_COMMIT = 'no commit';

/** What is tried: a copy into which a bug was planted is no commit. */
export function commitOf(folder: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return NO_COMMIT;
  }
}

interface Kept {
  readonly beganAt: string;
  /** Of all parts together. */
  readonly seconds: number;
  /** On which the parts ran, in their order. */
  readonly commits: readonly string[];
  readonly played: readonly string[];
  readonly tally: KeptTally;
  /** Scenarios that were played a second time, with what was wrong the first time; absent in files of earlier versions. */
  readonly again?: readonly (readonly [string, string])[];
}

export class Progress {
  readonly tally: Tally;
  readonly beganAt: Date;
  readonly commits: readonly string[];
  readonly again: Map<string, string>;
  readonly #file: string | undefined;
  readonly #played: Set<string>;
  readonly #secondsBefore: number;
  readonly #since = performance.now();

  /** @param again what was judged wrong is played a second time, and told of as such */
  constructor(file?: string, again = false) {
    const kept = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : null;
    const commit = commitOf(process.cwd());
    this.#file = file;
    this.tally = new Tally(kept?.tally);
    this.beganAt = kept ? new Date(kept.beganAt) : new Date();
    this.commits = [...new Set([...(kept?.commits ?? []), commit])];
    this.#played = new Set(kept?.played);
    this.again = new Map(kept?.again);
    if (again) {
      for (const [name, what] of this.tally.strike(this.#played)) {
        this.again.set(name, what);
        this.#played.delete(name);
      }
    }
    this.#secondsBefore = kept?.seconds ?? 0;
  }

  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#since) / 1_000;
  }

  get played(): ReadonlySet<string> {
    return this.#played;
  }

  isPlayed(name: string): boolean {
    return this.#played.has(name);
  }

  /** After the tally has taken them in. */
  note(names: readonly string[]): void {
    for (const name of names) this.#played.add(name);
    if (this.#file === undefined) return;
    const { beganAt, seconds, commits, tally, again } = this;
    const kept: Kept = {
      beganAt: beganAt.toISOString(),
      seconds,
      commits,
      played: [...this.#played],
      tally: tally.keep(),
      again: [...again],
    };
    writeFileSync(`${this.#file}.new`, JSON.stringify(kept));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
