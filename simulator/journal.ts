/**
 * An append-only file of JSON lines that is on disk before anybody is told. Lines written in the same moment share one
 * fdatasync; the file as a whole is replaced by a shorter one that says the same, so that a crash leaves one or the
 * other. It refuses to know what a line means.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from './journal-lines';

const FILE_NAME = 'journal.jsonl';
/** The coming journal while it is being written; one that is found at the start was never promised to anyone. */
const NEXT_NAME = 'journal.jsonl.next';
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
/** Lines of a replacement that are turned into text in one go; between two goes others may run. */
const LINES_AT_ONCE = 20;

/** A journal that cannot be read; its message is one sentence. */
export class JournalDamaged extends Error {}

interface Waiter {
  upTo: number;
  resolve: () => void;
}

export class Journal {
  readonly #directory: string;
  readonly #onFailure: (error: unknown) => void;
  #file: FileHandle;
  #bytes: number;
  #waiting: string[] = [];
  /** What the file is to be replaced by, before the waiting lines are appended. */
  #replacement: Iterable<unknown> | undefined;
  #running = false;
  /** Counts appends and replacements; what is durable is a prefix of them. */
  #appended = 0;
  #durable = 0;
  #waiters: Waiter[] = [];

  private constructor(directory: string, file: FileHandle, bytes: number, onFailure: (error: unknown) => void) {
    this.#directory = directory;
    this.#file = file;
    this.#bytes = bytes;
    this.#onFailure = onFailure;
  }

  /**
   * Opens (or begins) the journal of a directory and hands over each line it holds. `onFailure` is called when the
   * disk refuses a write: memory is then ahead of the disk and the process must end.
   */
  static async open(
    directory: string,
    onLine: (line: unknown) => void,
    onFailure: (error: unknown) => void,
  ): Promise<Journal> {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    await rm(join(directory, NEXT_NAME), { force: true });
    const path = join(directory, FILE_NAME);
    const file = await open(path, 'a', OWNER_ONLY_FILE);
    let count = 0;
    // A last line without its newline was torn by a crash and never promised to anyone.
    const { whole, size } = await readLines(path, (text) => {
      count += 1;
      let line: unknown;
      try {
        line = JSON.parse(text);
      } catch {
        throw new JournalDamaged(`Line ${count} of ${path} is not JSON; move that file away to begin anew.`);
      }
      onLine(line);
    }).catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    if (whole < size) await file.truncate(whole);
    return new Journal(directory, file, whole, onFailure);
  }

  /** Bytes in the file, and those on their way to it. */
  get bytes(): number {
    return this.#bytes;
  }

  append(line: unknown): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#waiting.push(text);
    this.#bytes += Buffer.byteLength(text);
    this.#schedule();
  }

  /**
   * The file shall hold these lines instead of all that was appended before. They are read while later lines may be
   * appended already, so they must not change.
   */
  replace(lines: Iterable<unknown>): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.#replacement = lines;
    this.#schedule();
  }

  /** Resolves when everything appended so far is on disk. */
  durable(): Promise<void> {
    if (this.#durable === this.#appended) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ upTo: this.#appended, resolve }));
  }

  async close(): Promise<void> {
    await this.durable();
    await this.#file.close();
  }

  #schedule(): void {
    this.#appended += 1;
    if (this.#running) return;
    this.#running = true;
    // A microtask later, so that lines appended in the same turn share a batch.
    queueMicrotask(() => {
      // On failure #running stays set and no waiter is told: nobody may hear of lines that are not on disk.
      this.#flush().catch(this.#onFailure);
    });
  }

  async #flush(): Promise<void> {
    while (this.#durable < this.#appended) {
      const replacement = this.#replacement;
      const batch = this.#waiting.join('');
      const upTo = this.#appended;
      this.#waiting = [];
      this.#replacement = undefined;
      if (replacement) await this.#rewrite(replacement);
      if (batch !== '') {
        await this.#file.appendFile(batch);
        await this.#file.datasync();
      }
      this.#durable = upTo;
      const told = this.#waiters.filter((waiter) => waiter.upTo <= upTo);
      this.#waiters = this.#waiters.filter((waiter) => waiter.upTo > upTo);
      for (const waiter of told) waiter.resolve();
    }
    this.#running = false;
  }

  /** Beside the old file first, then in its place by one rename. */
  async #rewrite(lines: Iterable<unknown>): Promise<void> {
    const next = join(this.#directory, NEXT_NAME);
    const file = await open(next, 'w', OWNER_ONLY_FILE);
    for (const text of textsOf(lines)) {
      await file.appendFile(text);
      this.#bytes += Buffer.byteLength(text);
    }
    await file.sync();
    await rename(next, join(this.#directory, FILE_NAME));
    await syncDirectory(this.#directory);
    const old = this.#file;
    this.#file = file;
    await old.close();
  }
}

function* textsOf(lines: Iterable<unknown>): Iterable<string> {
  let texts: string[] = [];
  for (const line of lines) {
    texts.push(`${JSON.stringify(line)}\n`);
    if (texts.length < LINES_AT_ONCE) continue;
    yield texts.join('');
    texts = [];
  }
  if (texts.length > 0) yield texts.join('');
}

/** A rename is safe when its directory is; systems that cannot sync a directory keep their own promise about it. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}
