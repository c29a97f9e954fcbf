/**
 * For tests: the real simulator as its own process on a free port, with fresh keys, and its controls.
 *
 * The test holds the gateway's private key too, so that it can speak as Alipay where the simulator is too honest.
 */
import { generateKeyPair, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleProcess, startProcess, type TestProcess } from './test-process';

export interface LedgerPayment {
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  readonly failureCode: string | null;
  readonly currency: string;
  readonly value: string;
  readonly referenceOrderId: string;
}

export interface LedgerRefund {
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly paymentRequestId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  readonly failureCode: string | null;
  readonly currency: string;
  readonly value: string;
}

export interface LedgerToken {
  readonly sha256: string;
  readonly authState: string | null;
  readonly accountId: string;
  readonly status: 'ACTIVE' | 'REPLACED' | 'REVOKED' | 'EXPIRED';
}

export interface LedgerRefund {
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly paymentRequestId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  readonly currency: string;
  readonly value: string;
}

export interface SimulatorLedger {
  readonly refunds: readonly LedgerRefund[];
  readonly payments: readonly LedgerPayment[];
  readonly tokens: readonly LedgerToken[];
  readonly authorizations: readonly { readonly authState: string; readonly status: string }[];
}

export interface SimulatorCall {
  readonly api: string;
  readonly paymentRequestId: string | null;
  readonly state: 'open' | 'held' | 'answered' | 'dropped';
  readonly resultCode: string | null;
  readonly signatureVerdict: string;
}

export interface Fault {
  readonly do: string;
  readonly match?: {
    readonly api?: string;
    readonly notification?: 'payment' | 'authorization' | 'refund' | 'any';
    readonly wallet?: string;
    readonly account?: string;
    /** A paymentRequestId, refundRequestId or authState. */
    readonly requestId?: string;
    readonly nth?: number;
  };
  readonly probability?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly status?: 'S' | 'F' | 'U';
  readonly value?: string;
  readonly count?: number;
  readonly inquiries?: number;
  readonly before?: boolean;
  readonly times?: number;
}

export interface SimulatorClock {
  readonly now: string;
  readonly rate: number;
  readonly follows: boolean;
}

export interface SimulatorKeys {
  readonly merchant: readonly { readonly version: string; readonly publicKey: string }[];
  readonly gateway: readonly { readonly version: string; readonly publicKey: string; readonly active: boolean }[];
}

export interface SimulatorControl {
  ledger(): Promise<SimulatorLedger>;
  calls(api: string, paymentRequestId?: string): Promise<readonly SimulatorCall[]>;
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** A payment that had failed is collected after all, and told. */
  collectLate(paymentRequestId: string): Promise<void>;
  fault(fault: Fault): Promise<void>;
  clearFaults(): Promise<void>;
  /** Answered when everything due on the way has happened. */
  moveClock(move: {
    readonly now?: string;
    readonly advanceMs?: number;
    readonly rate?: number;
  }): Promise<SimulatorClock>;
  keys(): Promise<SimulatorKeys>;
  /** The merchant's dashboard: a key of ours, in SubjectPublicKeyInfo as PEM or base64. */
  uploadKey(version: string, publicKey: string): Promise<void>;
  withdrawKey(version: string): Promise<void>;
  /** A new pair of Alipay's, which signs from the moment it is made active; gives the public key. */
  newGatewayKey(version: string): Promise<string>;
  activateGatewayKey(version: string): Promise<void>;
  /** The customer unlinks in the wallet, with or without a notification. */
  unlink(tokenSha256: string, notify: boolean): Promise<void>;
  expireToken(tokenSha256: string, also?: { readonly refreshToken?: boolean }): Promise<void>;
  setAccount(id: string, traits: Readonly<Record<string, unknown>>): Promise<void>;
  reset(): Promise<void>;
}

export interface SpokenNotification {
  readonly kind: 'payments' | 'refunds' | 'authorizations';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestSimulator {
  readonly url: string;
  readonly clientId: string;
  /** What our processes must be told to speak with it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly control: SimulatorControl;
  /** A notification as only Alipay can write it. */
  speak(
    kind: SpokenNotification['kind'],
    message: object | string,
    as?: { readonly clientId?: string; readonly path?: string },
  ): SpokenNotification;
  /** Nothing listens any more, as in an outage. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export const TEST_CLIENT_ID = 'SANDBOX_5YTEST0000000002';

const newKeys = () =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

export async function startTestSimulator(): Promise<TestSimulator> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'mandate-simulator-'));
  const [merchant, alipay, file] = await Promise.all([newKeys(), newKeys(), bundleProcess('simulator')]);
  const start = (port: number) =>
    startProcess(file, {
      DATA_DIR: dataDir,
      SIMULATOR_PORT: String(port),
      SIMULATOR_HOST: '127.0.0.1',
      SIMULATOR_CLIENT_ID: TEST_CLIENT_ID,
      SIMULATOR_PRIVATE_KEY: alipay.privateKey,
      SIMULATOR_MERCHANT_PUBLIC_KEY: merchant.publicKey,
    });
  let running: TestProcess = await start(0);
  const port = Number(running.ready.port);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    clientId: TEST_CLIENT_ID,
    variables: {
      ALIPAY_GATEWAY_URL: url,
      ALIPAY_CLIENT_ID: TEST_CLIENT_ID,
      ALIPAY_MERCHANT_PRIVATE_KEY: merchant.privateKey,
      ALIPAY_PUBLIC_KEYS: alipay.publicKey,
    },
    control: controlOf(url),
    speak: (kind, message, as = {}) => speak(alipay.privateKey, kind, message, as),
    goDown: () => running.kill(),
    async comeBack() {
      running = await start(port);
    },
    async stop() {
      await running.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function speak(
  privateKey: string,
  kind: SpokenNotification['kind'],
  message: object | string,
  as: { readonly clientId?: string; readonly path?: string },
): SpokenNotification {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const time = String(Date.now());
  const clientId = as.clientId ?? TEST_CLIENT_ID;
  const said = `POST ${as.path ?? `/api/alipay/notifications/${kind}`}\n${clientId}.${time}.${body}`;
  const signature = encodeURIComponent(sign('sha256', Buffer.from(said), privateKey).toString('base64'));
  return {
    kind,
    body,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'client-id': clientId,
      'request-time': time,
      signature: `algorithm=RSA256,keyVersion=1,signature=${signature}`,
    },
  };
}

function controlOf(url: string): SimulatorControl {
  async function ask<T>(method: string, what: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/control/${what}`, init);
    if (!response.ok) throw new Error(`the simulator refused ${method} ${what}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    ledger: () => ask('GET', 'ledger'),
    calls: (api, paymentRequestId) =>
      ask('GET', `calls?${new URLSearchParams({ api, ...(paymentRequestId && { paymentRequestId }) }).toString()}`),
    set: async (settings) => void (await ask('PUT', 'settings', settings)),
    collectLate: async (id) => void (await ask('POST', `payments/${id}/collect-late`)),
    fault: async (fault) => void (await ask('POST', 'faults', fault)),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
    moveClock: (move) => ask('PUT', 'clock', move),
    keys: () => ask('GET', 'keys'),
    uploadKey: async (version, publicKey) => void (await ask('PUT', `keys/merchant/${version}`, { publicKey })),
    withdrawKey: async (version) => void (await ask('DELETE', `keys/merchant/${version}`)),
    newGatewayKey: async (version) => (await ask<{ publicKey: string }>('POST', 'keys/gateway', { version })).publicKey,
    activateGatewayKey: async (version) => void (await ask('PUT', `keys/gateway/${version}/active`)),
    unlink: async (sha256, notify) => void (await ask('POST', `tokens/${sha256}/revoke`, { notify })),
    expireToken: async (sha256, also = {}) => void (await ask('POST', `tokens/${sha256}/expire`, also)),
    setAccount: async (id, traits) => void (await ask('PUT', `accounts/${id}`, traits)),
    reset: async () => void (await ask('POST', 'reset')),
  };
}
