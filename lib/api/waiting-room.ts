/**
 * Where calls with `Prefer: wait=N` wait for a result. All of a process wait together: however many they are, the database is
 * asked once per turn and kind.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from '@/db/client';

/** What can be waited for: an order's result, the end of its cancel, a refund's result, a wallet's end. */
export type Awaited = 'order' | 'cancel' | 'refund' | 'wallet';

/** Short against what Alipay takes to answer, long against what the question costs. */
const TURN_MS = 100;
/** Beyond these a call is answered at once: to wait is a preference, and a place in the house is not free. */
const WAITERS_MAX = 100;

interface Waiter {
  readonly what: Awaited;
  readonly id: string;
  readonly end: (settled: boolean) => void;
}

/** The ids among these whose end is known. */
const SETTLED: Readonly<Record<Awaited, (ids: SQL) => SQL>> = {
  order: (ids) => sql`select id from orders where id = any(${ids}) and status <> 'INIT'`,
  cancel: (ids) => sql`select o.id from orders o where o.id = any(${ids}) and not exists (
    select from cancels c join payments p on p.id = c.payment_id where p.order_id = o.id and c.status = 'INIT')`,
  refund: (ids) => sql`select id from refunds where id = any(${ids}) and status <> 'INIT'`,
  wallet: (ids) => sql`select id from wallets where id = any(${ids}) and status <> 'REVOKING'`,
};

export class WaitingRoom {
  readonly #db: Database;
  readonly #waiters = new Set<Waiter>();
  #turning = false;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Resolves when the end is known, the time is over, or whoever asked has left.
   *
   * @returns whether the end is known
   */
  wait(what: Awaited, id: string, ms: number, signal?: AbortSignal): Promise<boolean> {
    if (this.#waiters.size >= WAITERS_MAX || signal?.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (settled: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
        this.#waiters.delete(waiter);
        resolve(settled);
      };
      const leave = () => end(false);
      const waiter: Waiter = { what, id, end };
      const timer = setTimeout(leave, ms);
      signal?.addEventListener('abort', leave);
      this.#waiters.add(waiter);
      void this.#turn();
    });
  }

  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    while (this.#waiters.size > 0) {
      // A database that does not answer now may in the next turn; nobody waits longer than they asked for.
      await this.#look().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    }
    this.#turning = false;
  }

  async #look(): Promise<void> {
    for (const what of Object.keys(SETTLED) as Awaited[]) {
      const waiting = [...this.#waiters].filter((waiter) => waiter.what === what);
      if (waiting.length === 0) continue;
      const ids = [...new Set(waiting.map((waiter) => waiter.id))];
      const rows = await this.#db.execute<{ id: string }>(SETTLED[what](sql`${sql.param(ids)}::text[]`));
      const settled = new Set(rows.map((row) => row.id));
      for (const waiter of waiting) if (settled.has(waiter.id)) waiter.end(true);
    }
  }
}
