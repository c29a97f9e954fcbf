/**
 * Keeps a call to Alipay as evidence: raw bytes sealed for the day they are disputed, a masked copy for people to read.
 */
import type { Database } from '@/db/client';
import { exchanges } from '@/db/schema/evidence';
import type { Exchange } from '@/lib/alipay/exchange';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';

/** Headers a person may read; the signature is proof only together with the sealed bytes. */
const READABLE_HEADERS = ['client-id', 'request-time', 'response-time', 'content-type'];

/** Adds the exchange of one call; returns its id, the evidence of whatever the call decided. */
export async function keepExchange(
  tx: Database,
  ctx: Context,
  subjectId: string,
  exchange: Exchange,
  outcome: 'succeeded' | 'failed' | 'unknown' | 'not_sent',
): Promise<Id<'exg'>> {
  const id = newId('exg', exchange.startedAt.getTime());
  const seal = (column: string, headers: Readonly<Record<string, string>>, body: Uint8Array) =>
    ctx.sealer.seal(rawMessage(headers, body), { table: 'exchanges', row: id, column });
  await tx.insert(exchanges).values({
    id,
    api: exchange.api,
    subjectId,
    startedAt: exchange.startedAt,
    finishedAt: exchange.finishedAt,
    durationMs: exchange.durationMs,
    path: exchange.path,
    httpStatus: exchange.httpStatus,
    signatureVerdict: exchange.signatureVerdict,
    keyVersion: exchange.keyVersion,
    resultCode: exchange.resultCode,
    resultStatus: exchange.resultStatus,
    outcome,
    problem: exchange.problem,
    headersMasked: { request: readable(exchange.requestHeaders), response: readable(exchange.responseHeaders) },
    requestSealed: seal('request', exchange.requestHeaders, exchange.requestBytes),
    requestMasked: exchange.requestMasked,
    responseSealed: exchange.responseBytes && seal('response', exchange.responseHeaders, exchange.responseBytes),
    responseMasked: exchange.responseMasked,
  });
  if (exchange.unlistedCode !== null) {
    const { api, unlistedCode: code } = exchange;
    ctx.log.warn({ exchange: id, api, code, subject: subjectId }, UNLISTED);
  }
  return id;
}

const UNLISTED = 'Alipay answered with a code that our table does not hold; its status alone was followed';

/** Headers as one line of JSON, an empty line, then the body's own bytes: all that is needed to verify again. */
export function rawMessage(headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(headers)}\n\n`), body]);
}

export function readable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => READABLE_HEADERS.includes(name.toLowerCase())));
}

/** Beside the headers, as HTTP/2 writes it: what the request line said. */
export const RECEIVED_PATH = ':path';

const SIGNED_HEADERS = ['client-id', 'request-time', 'signature', 'content-type'];

/** The headers of a notification that are needed to verify it again. */
export function signedHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => SIGNED_HEADERS.includes(name)));
}

/** Takes apart what `rawMessage` put together. */
export function readRawMessage(raw: Buffer): { headers: Readonly<Record<string, string>>; body: Buffer } {
  const gap = raw.indexOf('\n\n');
  const headers = JSON.parse(raw.subarray(0, gap).toString('utf8')) as Record<string, string>;
  return { headers, body: raw.subarray(gap + 2) };
}
