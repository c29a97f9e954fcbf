/**
 * Alarms in the order in which they fall due; those of one moment in the order in which they were set. A binary heap:
 * a benchmark has thousands waiting. It refuses to know what time it is.
 */

export interface Entry {
  dueAt: number;
  ring: () => void | Promise<void>;
  /** Told apart from others of the same moment. */
  order: number;
  /** Cancelled ones stay until they would ring. */
  cancelled: boolean;
}

function before(one: Entry, other: Entry): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);
}

export class AlarmQueue {
  #heap: Entry[] = [];
  #count = 0;

  add(dueAt: number, ring: Entry['ring']): Entry {
    this.#count += 1;
    const entry: Entry = { dueAt, ring, order: this.#count, cancelled: false };
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return entry;
  }

  /** The next that is to ring; it stays where it is. */
  first(): Entry | undefined {
    while (this.#heap[0]?.cancelled) this.#removeFirst();
    return this.#heap[0];
  }

  /** Takes out the next one, if it is due by then. */
  takeDue(by: number): Entry | undefined {
    const entry = this.first();
    if (!entry || entry.dueAt > by) return undefined;
    this.#removeFirst();
    return entry;
  }

  clear(): void {
    this.#heap = [];
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const [child, above] = [heap[at], heap[parent]];
      if (!child || !above || !before(child, above)) return;
      [heap[at], heap[parent]] = [above, child];
      at = parent;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      for (const child of [left, right]) {
        const [one, other] = [heap[child], heap[least]];
        if (one && other && before(one, other)) least = child;
      }
      const [top, other] = [heap[at], heap[least]];
      if (least === at || !top || !other) return;
      [heap[at], heap[least]] = [other, top];
      at = least;
    }
  }
}
