/** `Prefer: wait=N` (RFC 7240): for how long a caller would like to wait for the result. */

/** Longer, and proxies between us give up. */
export const WAIT_S_MAX = 30;

/** Seconds, at most thirty; zero where nothing is asked, or nothing that can be read: a preference is never an error. */
export function preferredWaitS(headers: Headers): number {
  for (const preference of (headers.get('prefer') ?? '').split(/[,;]/)) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference);
    if (match) return Math.min(Number(match[1]), WAIT_S_MAX);
  }
  return 0;
}
