/**
 * The web process's runtime: built at the first request, once per process.
 *
 * Next.js bundles pages and route handlers apart, so a module's own variable would exist several times; the process's
 * global object exists once. Nothing is read when this module is loaded: a build has no environment.
 */
import { loadEnv } from '@/lib/kit/env';
import type { MovableClock } from '@/lib/kit/clock';
import { createRuntime, type Runtime } from '@/lib/runtime';

const KEY = Symbol.for('mandate.web.runtime');
const CLOCK = Symbol.for('mandate.web.clock');
const shared = globalThis as { [KEY]?: Runtime; [CLOCK]?: MovableClock };

export function webRuntime(): Runtime {
  shared[KEY] ??= createRuntime(loadEnv(process.env), { name: 'web', clock: shared[CLOCK] });
  return shared[KEY];
}

/** The process's clock, started before the first request: no answer may be given by a wrong time. */
export function installWebClock(clock: MovableClock): void {
  shared[CLOCK] = clock;
}

/** Puts a runtime in place: tests call doors without a web server. */
export function installWebRuntime(runtime: Runtime): void {
  shared[KEY] = runtime;
}

/** Closes the pool and the gateway's connections, if there ever was a request that opened them. */
export async function closeWebRuntime(): Promise<void> {
  const runtime = shared[KEY];
  delete shared[KEY];
  await runtime?.close();
}
