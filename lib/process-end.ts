/**
 * When a process of Mandate has to end: on a signal, or when the pipe from its parent ends, which happens even if the
 * parent was killed. Then it has a fixed time to finish what is in flight. Knows no work of its own.
 */

/** What is in flight may finish; afterwards the crash-safe design takes over. The supervisor kills a little later. */
export const GRACE_MS = 10_000;

/**
 * Calls `finish` once and exits with 0 after it, with 1 when it fails or takes longer than the grace.
 * @param parentPipe whether standard input is a pipe whose end means that the parent is gone
 */
export function endGracefully(parentPipe: boolean, finish: (reason: string) => Promise<void>): void {
  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), GRACE_MS + 1000).unref();
    finish(reason).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (!parentPipe) return;
  process.stdin.on('end', () => end('the parent is gone'));
  process.stdin.on('error', () => end('the parent is gone'));
  process.stdin.resume();
}
