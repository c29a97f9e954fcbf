/**
 * The calls of late, on disk beside the ledger's journal: whatever was looked at before a restart can be looked at
 * after it. Two files, the newer of which becomes the older when it is full, so they never grow beyond a bound. Nothing
 * waits for them: they are a memory, not a promise. It refuses to know what a call is.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from './journal-lines';

const NEWER = 'calls.jsonl';
const OLDER = 'calls.older.jsonl';
/** They hold tokens and codes. */
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
/** Two files of this size are read in a moment at the start. */
const FILE_BYTES = 24 * 1024 * 1024;

export class CallJournal {
  readonly #directory: string;
  readonly #fileBytes: number;
  #file: FileHandle;
  #bytes: number;
  #waiting: string[] = [];
  #emptyFirst = false;
  #work: Promise<void> | undefined;

  private constructor(directory: string, file: FileHandle, bytes: number, fileBytes: number) {
    this.#directory = directory;
    this.#file = file;
    this.#bytes = bytes;
    this.#fileBytes = fileBytes;
  }

  /** What was written before, the oldest first. A line nobody can read any more is left out. */
  static async open<T>(directory: string, fileBytes = FILE_BYTES): Promise<{ journal: CallJournal; calls: T[] }> {
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    const calls: T[] = [];
    const read = (name: string) =>
      readLines(join(directory, name), (text) => {
        try {
          calls.push(JSON.parse(text) as T);
        } catch {
          // Torn by a crash in the middle of a file that was appended to afterwards.
        }
      }).catch(() => ({ whole: 0, size: 0 }));
    await read(OLDER);
    const { whole, size } = await read(NEWER);
    const file = await open(join(directory, NEWER), 'a', OWNER_ONLY_FILE);
    if (whole < size) await file.truncate(whole);
    return { journal: new CallJournal(directory, file, whole, fileBytes), calls };
  }

  append(call: unknown): void {
    this.#waiting.push(`${JSON.stringify(call)}\n`);
    this.#work ??= this.#write();
  }

  /** Forgets everything. */
  clear(): void {
    this.#waiting = [];
    this.#emptyFirst = true;
    this.#work ??= this.#write();
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    // A turn later, so that many calls of one moment are one write.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.#waiting.length > 0 || this.#emptyFirst) {
        const text = this.#waiting.join('');
        const emptyFirst = this.#emptyFirst;
        this.#waiting = [];
        this.#emptyFirst = false;
        if (emptyFirst) await this.#empty();
        if (this.#bytes > this.#fileBytes) await this.#turnOver();
        await this.#file.appendFile(text);
        this.#bytes += Buffer.byteLength(text);
      }
    } catch {
      // A full disk stops the ledger's journal, and that ends the process; this one may lose its memory.
      this.#waiting = [];
    } finally {
      this.#work = undefined;
    }
  }

  async #empty(): Promise<void> {
    await this.#file.truncate(0);
    this.#bytes = 0;
    await rm(join(this.#directory, OLDER), { force: true });
  }

  async #turnOver(): Promise<void> {
    await this.#file.close();
    await rename(join(this.#directory, NEWER), join(this.#directory, OLDER));
    this.#file = await open(join(this.#directory, NEWER), 'a', OWNER_ONLY_FILE);
    this.#bytes = 0;
  }
}
