/**
 * The circuit breaker: after several calls in a row that died on the way, further calls are refused at once for a growing while, then
 * a single one is let through as a probe. A dead gateway then costs nothing, and what was refused is certainly *not sent*.
 *
 * Pure: a value goes in, a value comes out, time is an argument. Does not know: calls, sockets, what an answer means.
 */
export interface Circuit {
  readonly state: 'closed' | 'open' | 'half_open';
  readonly failuresInRow: number;
  /** How often in a row it has opened; sets the length of the pause. */
  readonly openings: number;
  readonly openedAt: Date | null;
  readonly retryAt: Date | null;
  /** Why it opened, in one word of the last failure. */
  readonly reason: string | null;
}

/** One lost call is weather; five in a row, across all callers, is an outage. */
export const FAILURES_TO_OPEN = 5;

/** The first pause is short, because most outages are. */
export const PAUSE_FIRST_MS = 1_000;

/** The longest pause: orders must be final 30 s after an outage ends, and the work behind the queue needs most of that. */
export const PAUSE_MAX_MS = 10_000;

export const closedCircuit: Circuit = {
  state: 'closed',
  failuresInRow: 0,
  openings: 0,
  openedAt: null,
  retryAt: null,
  reason: null,
};

/** Asks for leave to call. When the pause is over the asker becomes the probe: it must report with one of the two functions below. */
export function requestCall(circuit: Circuit, now: Date): { readonly allowed: boolean; readonly circuit: Circuit } {
  if (circuit.state === 'closed') return { allowed: true, circuit };
  if (circuit.state === 'open' && pauseIsOver(circuit, now)) {
    return { allowed: true, circuit: { ...circuit, state: 'half_open' } };
  }
  return { allowed: false, circuit };
}

function pauseIsOver(circuit: Circuit, now: Date): boolean {
  const leftMs = circuit.retryAt === null ? 0 : circuit.retryAt.getTime() - now.getTime();
  // More left than any pause is long means that the clock was set back.
  return leftMs <= 0 || leftMs > PAUSE_MAX_MS;
}

/** The gateway answered, whatever it said. */
export function noteAlive(): Circuit {
  return closedCircuit;
}

/** A call died on the way. A late failure of a call that began before the circuit opened does not lengthen the pause. */
export function noteLost(circuit: Circuit, reason: string, now: Date): Circuit {
  if (circuit.state === 'open') return circuit;
  const failuresInRow = circuit.failuresInRow + 1;
  if (circuit.state === 'closed' && failuresInRow < FAILURES_TO_OPEN) return { ...circuit, failuresInRow, reason };
  const pauseMs = Math.min(PAUSE_FIRST_MS * 2 ** Math.min(circuit.openings, 10), PAUSE_MAX_MS);
  return {
    state: 'open',
    failuresInRow,
    openings: circuit.openings + 1,
    openedAt: circuit.openedAt ?? now,
    retryAt: new Date(now.getTime() + pauseMs),
    reason,
  };
}

/** A call that was granted but never made says nothing about the gateway; a probe hands its turn back. */
export function noteUnused(circuit: Circuit): Circuit {
  return circuit.state === 'half_open' ? { ...circuit, state: 'open' } : circuit;
}
