/**
 * An append-only file of JSON lines that is on disk before anybody is told. Lines written in the same moment share
 * one fdatasync. It refuses to know what a line means.
 */
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE_NAME = 'journal.jsonl';
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const NEWLINE = 0x0a;

/** A journal that cannot be read; its message is one sentence. */
export class JournalDamaged extends Error {}

/** The whole lines of a journal; a last line without its newline was torn by a crash and never promised to anyone. */
function linesOf(bytes: Buffer, path: string): { lines: unknown[]; wholeLength: number } {
  const wholeLength = bytes.lastIndexOf(NEWLINE) + 1;
  const texts = bytes.subarray(0, wholeLength).toString('utf8').split('\n').slice(0, -1);
  const lines: unknown[] = [];
  for (const [index, text] of texts.entries()) {
    try {
      lines.push(JSON.parse(text));
    } catch {
      throw new JournalDamaged(`Line ${index + 1} of ${path} is not JSON; move that file away to begin anew.`);
    }
  }
  return { lines, wholeLength };
}

export class Journal {
  readonly #file: FileHandle;
  readonly #onFailure: (error: unknown) => void;
  #waiting: string[] = [];
  #emptyFirst = false;
  #running = false;
  /** Counts appends and resets; what is durable is a prefix of them. */
  #appended = 0;
  #durable = 0;
  #waiters: { upTo: number; resolve: () => void }[] = [];

  private constructor(file: FileHandle, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /**
   * Opens (or begins) the journal of a directory and reads what it holds. `onFailure` is called when the disk
   * refuses a write: memory is then ahead of the disk and the process must end.
   */
  static async open(
    directory: string,
    onFailure: (error: unknown) => void,
  ): Promise<{ journal: Journal; lines: unknown[] }> {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    const path = join(directory, FILE_NAME);
    const file = await open(path, 'a', OWNER_ONLY_FILE);
    const bytes = await readFile(path);
    const { lines, wholeLength } = linesOf(bytes, path);
    if (wholeLength < bytes.length) await file.truncate(wholeLength);
    return { journal: new Journal(file, onFailure), lines };
  }

  append(line: unknown): void {
    this.#waiting.push(`${JSON.stringify(line)}\n`);
    this.#schedule();
  }

  /** Empties the file; what was appended before is forgotten with it. */
  reset(): void {
    this.#waiting = [];
    this.#emptyFirst = true;
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
      const batch = this.#waiting.join('');
      const emptyFirst = this.#emptyFirst;
      const upTo = this.#appended;
      this.#waiting = [];
      this.#emptyFirst = false;
      if (emptyFirst) await this.#file.truncate(0);
      await this.#file.appendFile(batch);
      await this.#file.datasync();
      this.#durable = upTo;
      const told = this.#waiters.filter((waiter) => waiter.upTo <= upTo);
      this.#waiters = this.#waiters.filter((waiter) => waiter.upTo > upTo);
      for (const waiter of told) waiter.resolve();
    }
    this.#running = false;
  }
}
