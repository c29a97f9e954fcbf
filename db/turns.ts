/**
 * Who gets one of the pool's connections next: the statement of whichever request came first.
 *
 * Without this the driver serves statements in the order they are asked. Of a crowd each then takes its first statement, then each its
 * second, and all end together, so late that they have given up; and the process works on for those who have left. In the order of
 * arrival the first is done while the last still waits, for the same work.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Next.js bundles pages and doors apart from the server that lets requests in; the process's global object exists once. */
const KEY = Symbol.for('mandate.arrival');
const shared = globalThis as { [KEY]?: AsyncLocalStorage<number> };
const arrival = (shared[KEY] ??= new AsyncLocalStorage<number>());

/** All that this act asks of the database counts as asked now. */
export function arriveNow<Result>(act: () => Result): Result {
  return arrival.run(performance.now(), act);
}

interface Waiting {
  readonly arrivedMs: number;
  readonly go: (end: () => void) => void;
}

export class Turns {
  readonly #size: number;
  readonly #waiting: Waiting[] = [];
  #free: number;
  #generation = 0;

  /** @param size connections of the pool */
  constructor(size: number) {
    this.#size = size;
    this.#free = size;
  }

  /** @returns what ends the turn; what has not arrived with a request arrives now */
  take(): Promise<() => void> {
    if (this.#free > 0) return Promise.resolve(this.#begin());
    const arrivedMs = arrival.getStore() ?? performance.now();
    return new Promise((go) => {
      const before = this.#waiting.findLastIndex((other) => other.arrivedMs <= arrivedMs);
      this.#waiting.splice(before + 1, 0, { arrivedMs, go });
    });
  }

  /** The pool is another one now: turns that were taken on the old one's connections keep nobody waiting. */
  renew(): void {
    this.#generation += 1;
    this.#free = this.#size;
    while (this.#free > 0 && this.#waiting.length > 0) this.#waiting.shift()!.go(this.#begin());
  }

  #begin(): () => void {
    const generation = this.#generation;
    let isOver = false;
    this.#free -= 1;
    return () => {
      if (isOver || generation !== this.#generation) return;
      isOver = true;
      this.#free += 1;
      this.#waiting.shift()?.go(this.#begin());
    };
  }
}
