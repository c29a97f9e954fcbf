/** Waiting for a condition, with an end. Knows nothing of what is waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Short against a second, so that what is seen is acted upon at once; long enough to leave the processor to others. */
const EVERY_MS = 25;

/** Asks until the answer is neither null, undefined nor false; an error counts as "not yet". */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs: number,
  everyMs = EVERY_MS,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown = null;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= end) {
      const reason = last instanceof Error ? ` (${last.message || last.name})` : '';
      throw new Error(`${what}: not within ${timeoutMs / 1000} s${reason}`);
    }
    await sleep(everyMs);
  }
}
