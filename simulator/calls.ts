/**
 * What came in over the wire lately and what was answered, word for word, for the controls and for tests. Bounded in
 * number and in size. It refuses to know what a message means, and shows nothing itself: views mask (call-views.ts).
 */
import { type IncomingHttpHeaders } from 'node:http';
import { type FaultKind } from './faults/kinds';

/** What travelled. */
export interface Message {
  headers: IncomingHttpHeaders | Record<string, string | number>;
  body: string;
}

export interface Call {
  id: string;
  api: string;
  path: string;
  at: number;
  /** A paymentRequestId, a refundRequestId or an authState, whatever this call is called by. */
  requestId: string | null;
  paymentRequestId: string | null;
  account: string | null;
  /** open: being worked on this very moment. */
  state: 'open' | 'held' | 'answered' | 'dropped';
  resultCode: string | null;
  resultStatus: string | null;
  signatureVerdict: 'valid' | 'invalid' | 'missing' | 'unknown client' | 'unknown key' | 'unchecked';
  httpStatus: number | null;
  /** What the dial did to it. */
  fault: FaultKind | null;
  /** Null: not read yet, or so long ago that it is forgotten. */
  request: Message | null;
  response: Message | null;
}

/** Enough for the longest fault run's count of calls per payment, small enough to keep in memory. */
const CALLS_KEPT = 20_000;
/** Messages weigh a hundred times more than the line about them. */
const MESSAGES_KEPT = 4_000;
/** Far above an honest message; what is longer is kept up to here. */
const BODY_KEPT_CHARACTERS = 16 * 1024;

export function messageOf(headers: Message['headers'], body: Buffer | string): Message {
  const text = typeof body === 'string' ? body : body.toString('utf8');
  const more = text.length - BODY_KEPT_CHARACTERS;
  return { headers, body: more <= 0 ? text : `${text.slice(0, BODY_KEPT_CHARACTERS)}… and ${more} characters more` };
}

export class Calls {
  /** Hears of each call when nothing more will happen to it. */
  onEnded: (call: Call) => void = () => {};
  #calls: Call[] = [];
  #count = 0;

  begin(api: string, path: string, at: number): Call {
    this.#count += 1;
    const call: Call = {
      id: `call-${this.#count}`,
      api,
      path,
      at,
      requestId: null,
      paymentRequestId: null,
      account: null,
      state: 'open',
      resultCode: null,
      resultStatus: null,
      signatureVerdict: 'unchecked',
      httpStatus: null,
      fault: null,
      request: null,
      response: null,
    };
    this.#keep(call);
    return call;
  }

  /** Once per call; a second end is not heard. */
  end(call: Call, state: 'answered' | 'dropped', httpStatus: number | null = null): void {
    if (call.state === 'answered' || call.state === 'dropped') return;
    call.state = state;
    call.httpStatus = httpStatus;
    this.onEnded(call);
  }

  /** Takes back what an earlier process has written down, the oldest first. */
  restore(calls: readonly Call[]): void {
    for (const call of calls) {
      this.#count = Math.max(this.#count, Number(call.id.replace('call-', '')) || 0);
      this.#keep(call);
    }
  }

  get(id: string): Call | undefined {
    return this.#calls.find((call) => call.id === id);
  }

  list(
    filter: { api?: string | undefined; requestId?: string | undefined; paymentRequestId?: string | undefined } = {},
  ) {
    const { api, requestId, paymentRequestId } = filter;
    return this.#calls.filter(
      (call) =>
        (api === undefined || call.api === api) &&
        (requestId === undefined || call.requestId === requestId) &&
        (paymentRequestId === undefined || call.paymentRequestId === paymentRequestId),
    );
  }

  latest(count: number): Call[] {
    return this.#calls.slice(-count).reverse();
  }

  clear(): void {
    this.#calls = [];
  }

  #keep(call: Call): void {
    this.#calls.push(call);
    const old = this.#calls.at(-1 - MESSAGES_KEPT);
    if (old) {
      old.request = null;
      old.response = null;
    }
    // Cut in blocks: shifting one by one would cost a copy per call.
    if (this.#calls.length >= CALLS_KEPT * 2) this.#calls = this.#calls.slice(-CALLS_KEPT);
  }
}
