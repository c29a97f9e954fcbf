/** What came in over the wire lately, for the control page and for tests. It refuses to know bodies. */

export interface Call {
  id: string;
  api: string;
  path: string;
  at: number;
  paymentRequestId: string | null;
  /** open: being worked on this very moment. */
  state: 'open' | 'held' | 'answered' | 'dropped';
  resultCode: string | null;
  resultStatus: string | null;
  signatureVerdict: 'valid' | 'invalid' | 'missing' | 'unknown client' | 'unknown key' | 'unchecked';
  httpStatus: number | null;
}

/** Enough for the longest fault run's count of calls per payment, small enough to keep in memory. */
const CALLS_KEPT = 20_000;

export class Calls {
  /** Hears of each call when nothing more will happen to it. */
  onEnded: (call: Call) => void = () => undefined;
  #calls: Call[] = [];
  #count = 0;

  begin(api: string, path: string, at: number): Call {
    this.#count += 1;
    const call: Call = {
      id: `call-${this.#count}`,
      api,
      path,
      at,
      paymentRequestId: null,
      state: 'open',
      resultCode: null,
      resultStatus: null,
      signatureVerdict: 'unchecked',
      httpStatus: null,
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

  #keep(call: Call): void {
    this.#calls.push(call);
    // Cut in blocks: shifting one by one would cost a copy per call.
    if (this.#calls.length >= CALLS_KEPT * 2) this.#calls = this.#calls.slice(-CALLS_KEPT);
  }

  list(filter: { api?: string | undefined; paymentRequestId?: string | undefined } = {}): Call[] {
    return this.#calls.filter(
      (call) =>
        (filter.api === undefined || call.api === filter.api) &&
        (filter.paymentRequestId === undefined || call.paymentRequestId === filter.paymentRequestId),
    );
  }

  latest(count: number): Call[] {
    return this.#calls.slice(-count).reverse();
  }

  clear(): void {
    this.#calls = [];
  }
}
