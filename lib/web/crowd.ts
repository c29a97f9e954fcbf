/**
 * How many may be inside at once. Who comes beyond that is told at once to come again: a process that lets everybody in serves
 * nobody in time, and goes on working for those who have long given up.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Served within a few seconds by one core, whatever they ask for. */
export const INSIDE_MAX = 250;
const COME_AGAIN_S = 1;
/** Whoever watches this process must not take it for dead because it is busy. */
const WATCHERS = '/api/health/';

export class Crowd {
  readonly #max: number;
  #inside = 0;
  #turnedAway = 0;

  constructor(max = INSIDE_MAX) {
    this.#max = max;
  }

  /** False when it is full: the answer has been given. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#inside >= this.#max && !request.url?.startsWith(WATCHERS)) {
      this.#turnedAway += 1;
      turnAway(request, response);
      return false;
    }
    // Who is still sending costs nothing yet: slow senders must not take everybody's place.
    if (hasBody(request)) request.once('end', () => this.#enter(response));
    else this.#enter(response);
    return true;
  }

  #enter(response: ServerResponse): void {
    if (response.closed) return;
    this.#inside += 1;
    response.once('close', () => (this.#inside -= 1));
  }

  /** How many were turned away since this was asked last. */
  takeTurnedAway(): number {
    const count = this.#turnedAway;
    this.#turnedAway = 0;
    return count;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function turnAway(request: IncomingMessage, response: ServerResponse): void {
  const problem = {
    type: 'urn:mandate:problem:busy',
    status: 503,
    title: 'Too busy',
    detail: 'Too many requests came at once. Nothing was done. Try again in a moment.',
  };
  const isPage = !request.url?.startsWith('/api/');
  response.writeHead(503, {
    'retry-after': String(COME_AGAIN_S),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-type': isPage ? 'text/plain; charset=utf-8' : 'application/problem+json',
    // A body that still comes would have to be read to its end.
    connection: 'close',
  });
  response.end(isPage ? `${problem.title}. ${problem.detail}\n` : JSON.stringify(problem));
}
