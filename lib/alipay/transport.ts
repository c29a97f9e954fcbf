/**
 * One HTTP exchange with a hard end: a total time-out, a bounded answer, no redirects, no repeats.
 *
 * Nothing is written until the connection stands, so every failure before that moment is certainly *not sent*, and the last moment for
 * sending can be checked right before the first byte. After that moment, anything but a complete answer is *lost*: nobody can say
 * what the other side did. A kept connection that the other side closed while idle looks just like that and is treated so.
 *
 * Does not know: signatures, JSON, circuits.
 */
import http from 'node:http';
import https from 'node:https';
import type { NotSentReason } from '@/lib/alipay/outcome';

export interface HttpRequest {
  readonly baseUrl: URL;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** For the whole exchange, from looking up the name to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Asked once, right before the first byte is written. */
  readonly mayStillSend: () => boolean;
}

export type HttpResult =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  | {
      readonly kind: 'lost';
      readonly reason: 'timeout' | 'connection' | 'malformed';
      readonly problem: string;
      readonly status: number | null;
    }
  | { readonly kind: 'not_sent'; readonly reason: Exclude<NotSentReason, 'circuit_open'>; readonly problem: string };

/** Shorter than the idle limits of common servers (Node closes at 5 s), so that we drop a connection before they do. */
const IDLE_CONNECTION_MS = 4_000;

/**
 * The share of the time in which a connection must be had. One that is had in the last moment would send what nobody waits for any more: the
 * outcome would be unknown for no good reason.
 */
const CONNECT_SHARE = 0.5;

/** Far above what the workers of one process do at once. */
const CONNECTIONS_MAX = 64;

/** A keep-alive pool for one gateway. */
export function createAgent(baseUrl: URL): http.Agent {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS, maxSockets: CONNECTIONS_MAX, maxFreeSockets: 16 };
  return baseUrl.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
}

/** Sends one POST. Never rejects. */
export function sendRequest(agent: http.Agent, message: HttpRequest): Promise<HttpResult> {
  return new Promise((resolve) => {
    const isTls = message.baseUrl.protocol === 'https:';
    const url = new URL(message.path, message.baseUrl);
    const headers = { ...message.headers, 'Content-Length': String(message.body.byteLength) };
    const request = (isTls ? https : http).request(url, { method: 'POST', agent, headers });
    let left = false;

    const connectMs = Math.ceil(message.timeoutMs * CONNECT_SHARE);
    const connectTimer = setTimeout(() => {
      if (!left) finish(notConnected(`no connection within ${connectMs} ms`));
    }, connectMs);
    const timer = setTimeout(() => {
      const problem = `no complete answer within ${message.timeoutMs} ms`;
      finish({ kind: 'lost', reason: 'timeout', problem, status: null });
    }, message.timeoutMs);

    function finish(result: HttpResult): void {
      clearTimeout(connectTimer);
      clearTimeout(timer);
      resolve(result);
      if (result.kind !== 'answered') request.destroy();
    }

    request.on('socket', (socket) => {
      const write = () => {
        if (request.destroyed) return;
        if (!message.mayStillSend()) {
          return finish({ kind: 'not_sent', reason: 'expired', problem: 'the last moment for sending had passed' });
        }
        left = true;
        request.end(message.body);
      };
      if (socket.connecting) socket.once(isTls ? 'secureConnect' : 'connect', write);
      else write();
    });
    request.on('error', (error) => finish(left ? lostBy(error) : notSentBy(error)));
    // An answer that asks for another protocol ends the connection without an error; nothing else may end it silently either.
    request.on('close', () => {
      const problem = 'the connection ended without an answer';
      finish(left ? { kind: 'lost', reason: 'connection', problem, status: null } : notConnected(problem));
    });
    request.on('response', (response) => {
      collect(response, message.maxResponseBytes, finish);
    });
  });
}

function collect(response: http.IncomingMessage, maxBytes: number, finish: (result: HttpResult) => void): void {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length <= maxBytes) chunks.push(chunk);
    else finish({ kind: 'lost', reason: 'malformed', problem: `the answer is longer than ${maxBytes} bytes`, status });
  });
  response.on('end', () => {
    if (!response.complete || length > maxBytes) return;
    finish({ kind: 'answered', status, headers: flatten(response.headers), body: Buffer.concat(chunks) });
  });
  const broken = () => finish({ kind: 'lost', reason: 'connection', problem: 'the answer broke off', status });
  response.on('error', broken);
  // Comes after a complete answer too, when everything is settled already.
  response.on('close', () => {
    if (!response.complete) broken();
  });
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

function lostBy(error: Error): HttpResult {
  const code = errorCodes(error)[0] ?? error.name;
  const reason = code.startsWith('HPE_') ? 'malformed' : 'connection';
  return { kind: 'lost', reason, problem: `the connection failed after sending (${code})`, status: null };
}

function notSentBy(error: Error): HttpResult {
  const codes = errorCodes(error);
  const problem = `no connection (${codes[0] ?? error.name})`;
  const nameNotResolved = codes.some((code) => code === 'ENOTFOUND' || code === 'EAI_AGAIN');
  return nameNotResolved ? { kind: 'not_sent', reason: 'name_not_resolved', problem } : notConnected(problem);
}

function notConnected(problem: string): HttpResult {
  return { kind: 'not_sent', reason: 'connection_refused', problem };
}

/** Several addresses of one name give one error that holds several. */
function errorCodes(error: Error): string[] {
  const errors: unknown[] = error instanceof AggregateError ? [error, ...error.errors] : [error];
  return errors.flatMap((each) => {
    const code = each instanceof Error && 'code' in each ? each.code : undefined;
    return typeof code === 'string' ? [code] : [];
  });
}
