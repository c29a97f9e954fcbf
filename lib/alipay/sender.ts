/**
 * One signed call with its evidence: signs, sends once, verifies, has the answer read, and notes for the circuit whether anybody is there.
 *
 * Every failure of the world is a value here, and nothing is repeated. Which messages exist is the gateway's business.
 *
 * Wire: protocol 1.2 to 2.5. Does not know: what a message means, databases, queues.
 */
import { assertNever } from '@/lib/kit/assert-never';
import { unlistedCode } from '@/lib/alipay/advice';
import { closedCircuit, noteAlive, noteLost, noteUnused, requestCall, type Circuit } from '@/lib/alipay/circuit';
import type { Exchange, Exchanged } from '@/lib/alipay/exchange';
import type { KeySource } from '@/lib/alipay/keys';
import { maskBody } from '@/lib/alipay/mask';
import type { NotSentReason, Outcome } from '@/lib/alipay/outcome';
import { describeProblem, foldResponse, verifyResponse } from '@/lib/alipay/response';
import type { Api } from '@/lib/alipay/result-codes';
import { signRequest } from '@/lib/alipay/signature';
import { createAgent, sendRequest, type HttpResult } from '@/lib/alipay/transport';
import { claimedResult } from '@/lib/alipay/wire-answer';

export interface SenderConfig {
  /** Scheme and host, no path: `https://open-sea-global.alipay.com`. */
  readonly baseUrl: string;
  /** One that begins `SANDBOX_` is served under the sandbox path. */
  readonly clientId: string;
  /** Asked when a call is signed and again when its answer is verified: either side's key may change while running. */
  readonly keys: KeySource;
  /** Told of each call that was made, before its caller is. For whoever watches over all of them; it must not throw. */
  readonly heard?: (exchanged: Exchanged<unknown>) => Promise<void>;
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
  /** The clock that Alipay shares: signing times and last moments. A demo may move it. */
  readonly now?: () => Date;
  /**
   * Who looks whether a dead gateway is back. `callers`: the next one who calls. `prober`: whoever calls `probe` regularly; no other call
   * leaves meanwhile, so that an outage uses up nobody's tries.
   */
  readonly probedBy?: 'callers' | 'prober';
  /** The clock of the network: the circuit's pauses. Time-outs and durations keep real time by themselves. */
  readonly realNow?: () => Date;
}

/** Alipay's own recommendation for a merchant's time-out. */
export const GATEWAY_TIMEOUT_MS = 10_000;

/** The longest documented answers are a few KiB; a payment's with all its refunds stays far below this. */
export const RESPONSE_BYTES_MAX = 256 * 1024;

const paths: Readonly<Record<Api, string>> = {
  consult: 'authorizations/consult',
  applyToken: 'authorizations/applyToken',
  revoke: 'authorizations/revoke',
  pay: 'payments/pay',
  inquiryPayment: 'payments/inquiryPayment',
  cancel: 'payments/cancel',
  refund: 'payments/refund',
  inquiryRefund: 'payments/inquiryRefund',
};

export interface Call<T> {
  readonly api: Api;
  readonly requestId: string | null;
  readonly body: Uint8Array;
  readonly notAfter?: Date;
  /** It only looks whether the gateway is there. */
  readonly isProbe?: boolean;
  readonly read: (body: Uint8Array) => Outcome<T>;
}

export interface Sender {
  /** Sends one call, unless the circuit is open or its last moment has passed. Never rejects for what the world does. */
  send<T>(call: Call<T>): Promise<Exchanged<T>>;
  circuit(): Circuit;
  /** Waits for the calls under way (each ends by its time-out), then drops all connections. */
  close(): Promise<void>;
}

/** @throws Error when baseUrl is not scheme and host alone, or when clientId or keyVersion cannot stand in a header */
export function createSender(config: SenderConfig): Sender {
  const baseUrl = readBaseUrl(config.baseUrl);
  requireHeaderWord('client id', config.clientId);
  requireHeaderWord('key version', config.keys().keyVersion);
  const now = config.now ?? (() => new Date());
  const realNow = config.realNow ?? (() => new Date());
  const agent = createAgent(baseUrl);
  const underWay = new Set<Promise<unknown>>();
  let circuit = closedCircuit;

  async function send<T>(call: Call<T>): Promise<Exchanged<T>> {
    const mayStillSend = () => call.notAfter === undefined || now() < call.notAfter;
    if (!mayStillSend()) return notSent('expired');
    const path = apiPath(config.clientId, call.api);
    const startedAt = now();
    const startedMs = performance.now();
    const leave = requestCall(circuit, realNow());
    const waitsForProber = config.probedBy === 'prober' && circuit.state !== 'closed' && !call.isProbe;
    if (!leave.allowed || waitsForProber) return notSent('circuit_open');
    circuit = leave.circuit;
    const { headers, result } = await transmit(call, path, startedAt, mayStillSend);
    const durationMs = Math.round(performance.now() - startedMs);
    circuit = noteResult(circuit, result, realNow());
    if (result.kind === 'not_sent') return notSent(result.reason);
    const exchanged = conclude(config, call, result, { path, headers, startedAt, finishedAt: now(), durationMs });
    await config.heard?.(exchanged);
    return exchanged;
  }

  async function transmit<T>(call: Call<T>, path: string, startedAt: Date, mayStillSend: () => boolean) {
    try {
      const headers = signedHeaders(config, path, call.body, startedAt);
      const result = await sendRequest(agent, {
        baseUrl,
        path,
        headers,
        body: call.body,
        timeoutMs: config.timeoutMs ?? GATEWAY_TIMEOUT_MS,
        maxResponseBytes: config.maxResponseBytes ?? RESPONSE_BYTES_MAX,
        mayStillSend,
      });
      return { headers, result };
    } catch (error) {
      // A bug of ours before anything left. Were the turn of a probe not handed back, the circuit would stay half open for ever.
      circuit = noteUnused(circuit);
      throw error;
    }
  }

  function track<T>(call: Call<T>): Promise<Exchanged<T>> {
    const running = send(call);
    underWay.add(running);
    const forget = () => underWay.delete(running);
    running.then(forget, forget);
    return running;
  }

  return {
    send: track,
    circuit: () => circuit,
    async close() {
      await Promise.allSettled(underWay);
      agent.destroy();
    },
  };
}

function conclude<T>(
  config: SenderConfig,
  call: Call<T>,
  result: Exclude<HttpResult, { kind: 'not_sent' }>,
  sent: Pick<Exchange, 'path' | 'startedAt' | 'finishedAt' | 'durationMs'> & {
    readonly headers: Readonly<Record<string, string>>;
  },
): Exchanged<T> {
  const asked = {
    api: call.api,
    path: sent.path,
    requestId: call.requestId,
    startedAt: sent.startedAt,
    finishedAt: sent.finishedAt,
    durationMs: sent.durationMs,
    requestBytes: call.body,
    requestHeaders: lowerCaseNames(sent.headers),
    requestMasked: maskBody(call.body),
    httpStatus: result.status,
  };
  if (result.kind === 'lost') {
    const { reason, problem } = result;
    return { outcome: { kind: 'unknown', reason, message: problem }, exchange: { ...asked, ...noAnswer, problem } };
  }
  const { clientId, keys } = config;
  const verdict = verifyResponse(result, { path: sent.path, clientId, publicKeys: keys().publicKeys });
  const outcome = foldResponse(result, verdict, call.read);
  const claimed = claimedResult(result.body);
  const isBelieved = result.status === 200 && verdict.signature === 'valid';
  return {
    outcome,
    exchange: {
      ...asked,
      responseBytes: result.body,
      responseHeaders: evidentHeaders(result.headers),
      responseMasked: maskBody(result.body),
      signatureVerdict: verdict.signature,
      keyVersion: verdict.keyVersion,
      ...claimed,
      unlistedCode: isBelieved ? unlistedCode(call.api, claimed.resultCode, outcome) : null,
      problem: describeProblem(result, verdict) ?? unreadable(outcome),
    },
  };
}

const noAnswer = {
  responseBytes: null,
  responseHeaders: {},
  responseMasked: null,
  signatureVerdict: 'none',
  keyVersion: null,
  resultCode: null,
  resultStatus: null,
  unlistedCode: null,
} as const;

function noteResult(circuit: Circuit, result: HttpResult, now: Date): Circuit {
  switch (result.kind) {
    case 'not_sent':
      return result.reason === 'expired' ? noteUnused(circuit) : noteLost(circuit, result.reason, now);
    case 'lost':
      return result.reason === 'malformed' ? noteAlive() : noteLost(circuit, result.reason, now);
    case 'answered':
      // A 429 or a 404 comes from someone who is there.
      return result.status < 500 ? noteAlive() : noteLost(circuit, `http_${result.status}`, now);
    default:
      return assertNever(result);
  }
}

function signedHeaders(config: SenderConfig, path: string, body: Uint8Array, at: Date): Record<string, string> {
  const time = String(at.getTime());
  return {
    'Content-Type': 'application/json; charset=UTF-8',
    'Client-Id': config.clientId,
    'Request-Time': time,
    Signature: signRequest({ path, clientId: config.clientId, time, body }, config.keys()),
  };
}

function requireHeaderWord(what: string, word: string): void {
  if (!/^[\w.-]+$/.test(word)) throw new Error(`the ${what} may hold letters, digits, "_", "-" and "." only`);
}

/** The path that is sent and signed. */
export function apiPath(clientId: string, api: Api): string {
  return `${clientId.startsWith('SANDBOX_') ? '/ams/sandbox/api/v1/' : '/ams/api/v1/'}${paths[api]}`;
}

function readBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new Error('the gateway address must be http or https and a host, without a path');
  }
  return url;
}

function notSent(reason: NotSentReason): Exchanged<never> {
  return { outcome: { kind: 'not_sent', reason }, exchange: null };
}

function unreadable<T>(outcome: Outcome<T>): string | null {
  return outcome.kind === 'unknown' && outcome.reason === 'malformed' ? (outcome.message ?? null) : null;
}

const evidentNames = ['client-id', 'response-time', 'signature', 'content-type'] as const;

function evidentHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    evidentNames.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
