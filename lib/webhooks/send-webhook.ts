/**
 * Sends one signed message to an endpoint and reads the beginning of its answer. It follows no redirect, takes at most
 * fifteen seconds in all, and connects only to addresses that may be reached: judged where the connection is made, so that
 * a name which answers one thing to a check and another to the connection gains nothing.
 *
 * Knows no table. Each message has a connection of its own: a kept one would have been judged for another message.
 */
import type { lookup, LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { resolveName } from './resolve-name';
import { judgeUrl, kindOfAddress, mayReach } from './address-rules';

export const SEND_TIMEOUT_MS = 15_000;
/** What an endpoint says is for a person to read; more is not read at all. */
export const ANSWER_BYTES_MAX = 1_024;

type Mode = 'demo' | 'test' | 'live';

export type SendProblem =
  | 'address_not_allowed'
  | 'name_not_resolved'
  | 'not_reached'
  | 'connection_broke'
  | 'certificate_refused'
  | 'timed_out'
  | 'redirected'
  | 'not_accepted';

export interface Sent {
  /** Null where it got through: any 2xx. */
  readonly problem: SendProblem | null;
  readonly httpStatus: number | null;
  readonly answer: string | null;
  readonly durationMs: number;
}

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SendOptions {
  readonly mode: Mode;
  readonly timeoutMs?: number;
  /** The system's resolver unless given. */
  readonly resolve?: typeof lookup;
}

class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

export async function sendWebhook(message: WebhookMessage, options: SendOptions): Promise<Sent> {
  const startedMs = performance.now();
  const heard = await send(message, options).catch((error: unknown) => ({ problem: problemOf(error) }));
  const durationMs = Math.round(performance.now() - startedMs);
  if ('problem' in heard) return { problem: heard.problem, httpStatus: null, answer: null, durationMs };
  const { status, bytes } = heard;
  const problem = status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirected' : 'not_accepted';
  return { problem, httpStatus: status, answer: readable(bytes, message), durationMs };
}

interface Heard {
  readonly status: number;
  readonly bytes: Buffer;
}

function send(message: WebhookMessage, { mode, timeoutMs = SEND_TIMEOUT_MS, resolve }: SendOptions): Promise<Heard> {
  // A connection to a number asks no resolver, so the address is judged here as well.
  const judged = judgeUrl(message.url, mode);
  if (judged.kind === 'refused') return Promise.reject(new NotAllowed(judged.why));
  const { url } = judged;
  const body = Buffer.from(message.body);
  return new Promise((done, fail) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const call = request(url, {
      method: 'POST',
      headers: { ...message.headers, 'content-length': String(body.length) },
      agent: false,
      lookup: guardedLookup(mode, resolve ?? resolveName),
    });
    let heard: { status: number; chunks: Buffer[]; length: number } | null = null;
    const end = (problem: unknown) => {
      clearTimeout(timer);
      call.destroy();
      // The status is the answer; what was said beside it may be cut off.
      if (heard) done({ status: heard.status, bytes: Buffer.concat(heard.chunks).subarray(0, ANSWER_BYTES_MAX) });
      else fail(problem);
    };
    const timer = setTimeout(() => end(new TimedOut()), timeoutMs);
    call.on('error', end);
    call.on('response', (response) => {
      heard = { status: response.statusCode ?? 0, chunks: [], length: 0 };
      const { chunks } = heard;
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= ANSWER_BYTES_MAX) end(null);
      });
      response.on('end', () => end(null));
      response.on('error', end);
      response.on('aborted', end);
    });
    call.end(body);
  });
}

class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Gives the connection only those addresses of a name that may be reached. */
function guardedLookup(mode: Mode, resolve: typeof lookup): LookupFunction {
  return (hostname, options, answer) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return answer(error, '', 0);
      const allowed = found.filter(({ address }) => mayReach(kindOfAddress(address), mode));
      const [first] = allowed;
      if (!first) return answer(new NotAllowed('not_public'), '', 0);
      return options.all ? answer(null, allowed) : answer(null, first.address, first.family);
    });
  };
}

function problemOf(error: unknown): SendProblem {
  if (error instanceof NotAllowed) return 'address_not_allowed';
  if (error instanceof TimedOut) return 'timed_out';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Several addresses were tried, and the first one's reason stands for all.
  if (error instanceof AggregateError && error.errors.length > 0) return problemOf(error.errors[0]);
  if (['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA'].includes(code)) return 'name_not_resolved';
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ETIMEDOUT'].includes(code))
    return 'not_reached';
  if (/CERT|SIGNED|TLS|SSL|ISSUER|EPROTO/.test(code)) return 'certificate_refused';
  return 'connection_broke';
}

/** Text that the database takes and a page may show: no NUL, and not our own signature read back to us. */
function readable(bytes: Buffer, { headers }: WebhookMessage): string {
  let text = bytes.toString('utf8').replaceAll('\0', '\uFFFD');
  for (const signature of (headers['webhook-signature'] ?? '').split(/[ ,]/)) {
    if (signature.length > 8) text = text.replaceAll(signature, '[signature]');
  }
  return text;
}
