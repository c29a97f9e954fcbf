/**
 * Whether an answer is Alipay's, and what may be believed of it.
 *
 * Verified over the raw bytes, before anything is parsed. What does not verify is no answer: the outcome is unknown, never failed. Alipay's own
 * refusal of our signature comes unsigned; its code is passed on as a hint that our configuration is wrong, and believed no further.
 *
 * Wire: protocol 2.2 and 2.5. Does not know: what the message is about.
 */
import type { KeyObject } from 'node:crypto';
import { assertNever } from '@/lib/kit/assert-never';
import type { SignatureVerdict } from '@/lib/alipay/exchange';
import { keyForVersion } from '@/lib/alipay/keys';
import type { Outcome } from '@/lib/alipay/outcome';
import { unsignedCodes } from '@/lib/alipay/result-codes';
import { parseSignatureHeader, verifySignature } from '@/lib/alipay/signature';
import { claimedResult } from '@/lib/alipay/wire-answer';

export interface ReceivedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ResponseVerdict {
  readonly signature: SignatureVerdict;
  /** The version that the header names, or the one used when it names none. */
  readonly keyVersion: string | null;
}

/** @param expected the path of the request, the client id it was sent for, and Alipay's keys */
export function verifyResponse(
  response: ReceivedResponse,
  expected: { readonly path: string; readonly clientId: string; readonly publicKeys: ReadonlyMap<string, KeyObject> },
): ResponseVerdict {
  const { 'client-id': clientId, 'response-time': time, signature: signatureText } = response.headers;
  if (!clientId || !time || !signatureText) return { signature: 'missing', keyVersion: null };
  const header = parseSignatureHeader(signatureText);
  if (header === null || clientId !== expected.clientId) return { signature: 'invalid', keyVersion: null };
  const chosen = keyForVersion(expected.publicKeys, header.keyVersion);
  if (chosen === null) return { signature: 'unknown_key', keyVersion: header.keyVersion };
  const parts = { path: expected.path, clientId, time, body: response.body };
  const valid = verifySignature(parts, header.signature, chosen.key);
  return { signature: valid ? 'valid' : 'invalid', keyVersion: chosen.version };
}

/** Reads an answer only when it is complete, 200 and signed. */
export function foldResponse<T>(
  response: ReceivedResponse,
  verdict: ResponseVerdict,
  read: (body: Uint8Array) => Outcome<T>,
): Outcome<T> {
  if (response.status !== 200) return { kind: 'unknown', reason: 'http_status', message: `HTTP ${response.status}` };
  if (verdict.signature === 'valid') return read(response.body);
  const { resultCode } = claimedResult(response.body);
  const isRefusalOfOurs = verdict.signature === 'missing' && resultCode !== null && unsignedCodes.has(resultCode);
  return { kind: 'unknown', reason: 'bad_signature', ...(isRefusalOfOurs ? { code: resultCode } : {}) };
}

/** One sentence about what was wrong with the exchange; null when nothing was. */
export function describeProblem(response: ReceivedResponse, verdict: ResponseVerdict): string | null {
  if (response.status !== 200) return `the gateway answered HTTP ${response.status}`;
  switch (verdict.signature) {
    case 'valid':
    case 'none':
      return null;
    case 'missing':
      return 'the answer carries no signature';
    case 'unknown_key':
      return 'the answer is signed with a key version that we do not hold';
    case 'invalid':
      return "the answer's signature does not verify";
    default:
      return assertNever(verdict.signature);
  }
}
