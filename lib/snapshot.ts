/** Several reads that must agree with each other. */
import type { Context } from './context';

/**
 * All that `read` asks is answered as of one moment. Without it a page that is put together from several reads may hold a state from
 * before a change beside one from after it: an open case with nothing on its way back, which then nobody would look at again.
 */
export function inSnapshot<T>(ctx: Context, read: (ctx: Context) => Promise<T>): Promise<T> {
  return ctx.db.transaction((tx) => read({ ...ctx, db: tx }), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}
