/** The simulator's process: environment in, one line when ready, a clean end on a signal or with its parent. */
import { readEnvironment, StartRefused } from './environment';
import { type Simulator, startSimulator } from './server';

const LEVEL = { info: 30, error: 50 } as const;
/** A clean end that takes longer than this is no longer waited for. */
const HARD_END_MS = 10_000;

function log(level: keyof typeof LEVEL, msg: string, more: Record<string, unknown> = {}): void {
  process.stdout.write(
    `${JSON.stringify({ level: LEVEL[level], time: Date.now(), name: 'simulator', msg, ...more })}\n`,
  );
}

function onFailure(error: unknown, fatal: boolean): void {
  const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('error', fatal ? 'the journal cannot be written; ending' : 'a request failed', { problem });
  if (fatal) process.exit(1);
}

function endWith(simulator: Simulator, endsWithParentPipe: boolean): void {
  let ending = false;
  const end = (reason: string) => {
    if (ending) return;
    ending = true;
    log('info', 'ending', { reason });
    setTimeout(() => process.exit(1), HARD_END_MS).unref();
    void simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (!endsWithParentPipe) return;
  process.stdin.on('end', () => end('parent is gone'));
  process.stdin.on('error', () => end('parent is gone'));
  process.stdin.resume();
}

async function main(): Promise<void> {
  try {
    const environment = readEnvironment(process.env);
    const simulator = await startSimulator(environment, onFailure);
    endWith(simulator, environment.endsWithParentPipe);
    log('info', 'ready', { port: simulator.port, url: simulator.world.config.url });
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
