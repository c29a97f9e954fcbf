/**
 * One call to Alipay as evidence: what left, what came back, when, and what was made of it. Kept by the callers, raw bytes sealed,
 * masked copies for people.
 *
 * Does not know: where or whether it is stored.
 */
import type { Outcome } from '@/lib/alipay/outcome';
import type { Api } from '@/lib/alipay/result-codes';

export interface Exchange {
  readonly api: Api;
  /** The path that was signed, with its sandbox part if there is one. */
  readonly path: string;
  /** The request's idempotency key or the id it asks about; null where the API has none. */
  readonly requestId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** What the call took in real time, whatever the clock of the two moments did meanwhile. */
  readonly durationMs: number;
  /** Raw body. Holds secrets: seal before storing. */
  readonly requestBytes: Uint8Array;
  /** Client-Id, Request-Time, Signature, Content-Type as sent; names in lower case. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestMasked: string;
  /** Raw body; null when no complete answer arrived. Holds secrets: seal before storing. */
  readonly responseBytes: Uint8Array | null;
  /** client-id, response-time, signature, content-type as received; names in lower case. Empty without an answer. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseMasked: string | null;
  readonly httpStatus: number | null;
  /** `none`: there was no complete answer to verify. */
  readonly signatureVerdict: SignatureVerdict;
  readonly keyVersion: string | null;
  /** What the body claims, believed or not. */
  readonly resultCode: string | null;
  readonly resultStatus: string | null;
  /** A code in an answer that we believe, which our table does not hold: to be reported by whoever keeps this. Null when there is none. */
  readonly unlistedCode: string | null;
  /** One sentence when something was wrong with the exchange itself; null when it was sound. */
  readonly problem: string | null;
}

export type SignatureVerdict = 'valid' | 'invalid' | 'missing' | 'unknown_key' | 'none';

/** What became of a call. The exchange is null only when nothing was sent. */
export interface Exchanged<T> {
  readonly outcome: Outcome<T>;
  readonly exchange: Exchange | null;
}
