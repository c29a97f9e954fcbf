/** Several reads that must agree with each other. */
import type { Database } from './client';

/**
 * All that `read` asks is answered as of one moment. Without it a page that is put together from several reads may hold a state from
 * before a change beside one from after it: an open case with nothing on its way back, which then nobody would look at again.
 */
export function inSnapshot<T>(db: Database, read: (still: Database) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' });
}
