/**
 * The smallest merchant that can speak with the gateway: it signs with node:crypto, sends with fetch, and verifies what comes
 * back. Written from protocol 2 alone; it knows nothing of `lib/alipay`, and can also send what no honest merchant would.
 */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { PATHS, type Api, type Status } from './codes';

export interface Identity {
  /** Scheme and host. */
  readonly url: string;
  readonly clientId: string;
  readonly privateKey: KeyObject;
  readonly keyVersion: string;
  /** Alipay's, by version. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
}

/** How a request differs from an honest one. */
export interface Manner {
  readonly path?: string;
  readonly clientId?: string;
  readonly time?: string;
  readonly keyVersion?: string;
  readonly privateKey?: KeyObject;
  /** What is signed instead of what is sent. */
  readonly signedPath?: string;
  readonly signedClientId?: string;
  readonly signedTime?: string;
  readonly signedBody?: Uint8Array;
  /** Writes the Signature header from the base64 of the signature; null leaves the header out. */
  readonly signature?: (base64: string, keyVersion: string) => string | null;
  /** Headers put in or, with null, left out after signing. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export interface Result {
  readonly resultCode: string;
  readonly resultStatus: Status;
  readonly resultMessage?: string;
}

export interface Answer {
  readonly httpStatus: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly result: Result;
  readonly signature: 'valid' | 'invalid' | 'none';
}

/** Longer than any gateway needs; the document's own advice is ten seconds (protocol 4.4). */
const TIMEOUT_MS = 15_000;
const JSON_TYPE = 'application/json; charset=UTF-8';
const SANDBOX = 'SANDBOX_';

export function apiPath(api: string, clientId: string): string {
  return `/ams/${clientId.startsWith(SANDBOX) ? 'sandbox/' : ''}api/v1/${api}`;
}

function saidBytes(path: string, clientId: string, time: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`POST ${path}\n${clientId}.${time}.`, 'utf8'), body]);
}

/** The signature of protocol 2.4, as base64. */
export function signBytes(bytes: Uint8Array, privateKey: KeyObject): string {
  return sign('RSA-SHA256', bytes, privateKey).toString('base64');
}

export const standardHeader = (base64: string, keyVersion: string) =>
  `algorithm=RSA256,keyVersion=${keyVersion},signature=${encodeURIComponent(base64)}`;

/** The three parts of a Signature header, for whoever needs to look at them. */
export function readSignatureHeader(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((item) => {
      const [name = '', ...value] = item.trim().split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

/** Whether Alipay signed these bytes. */
export function verifyHeader(
  text: string | null,
  bytes: Uint8Array,
  keys: Identity['alipayKeys'],
): Answer['signature'] {
  if (!text) return 'none';
  const { signature = '', keyVersion = '', algorithm = '' } = readSignatureHeader(text);
  const key = keys.get(keyVersion);
  if (!key || algorithm !== 'RSA256') return 'invalid';
  return verify('RSA-SHA256', bytes, key, Buffer.from(decodeURIComponent(signature), 'base64')) ? 'valid' : 'invalid';
}

/** `version:key,version:key`, or one bare key, which is version 1; PEM or the bare base64 of SubjectPublicKeyInfo. */
export function readAlipayKeys(text: string): Map<string, KeyObject> {
  return new Map(
    text.split(',').map((entry) => {
      const [, version = '1', key = ''] = /^\s*(?:([\w.-]{1,32})\s*:(?!:))?(.*)$/s.exec(entry) ?? [];
      const base64 = key.replaceAll(/-----[A-Z ]+-----|\s/g, '');
      return [version, createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

export class Merchant {
  readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  path(api: Api | string): string {
    return apiPath(api in PATHS ? PATHS[api as Api] : api, this.identity.clientId);
  }

  /** The headers and bytes of a request, without sending it. */
  prepare(api: Api | string, message: object | string | Uint8Array, manner: Manner = {}) {
    const { clientId = this.identity.clientId, keyVersion = this.identity.keyVersion } = manner;
    const path = manner.path ?? this.path(api);
    const time = manner.time ?? String(Date.now());
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    const body = message instanceof Uint8Array ? message : Buffer.from(text, 'utf8');
    const base64 = signBytes(
      saidBytes(
        manner.signedPath ?? path,
        manner.signedClientId ?? clientId,
        manner.signedTime ?? time,
        manner.signedBody ?? body,
      ),
      manner.privateKey ?? this.identity.privateKey,
    );
    const written: Record<string, string | null> = {
      'Content-Type': JSON_TYPE,
      'Client-Id': clientId,
      'Request-Time': time,
      Signature: (manner.signature ?? standardHeader)(base64, keyVersion),
      ...manner.headers,
    };
    const headers = Object.entries(written).filter((entry): entry is [string, string] => entry[1] !== null);
    return { path, body, headers: Object.fromEntries(headers) };
  }

  /** Sends and reads; judges nothing. */
  async send(api: Api | string, message: object | string | Uint8Array, manner: Manner = {}): Promise<Answer> {
    const { path, body, headers } = this.prepare(api, message, manner);
    const response = await fetch(this.identity.url + path, {
      method: 'POST',
      headers,
      body: body as Uint8Array<ArrayBuffer>,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const said = saidBytes(
      path,
      response.headers.get('client-id') ?? '',
      response.headers.get('response-time') ?? '',
      bytes,
    );
    const read = parse(bytes.toString('utf8'));
    return {
      httpStatus: response.status,
      headers: response.headers,
      text: bytes.toString('utf8'),
      body: read,
      result: (isObject(read.result) ? read.result : {}) as unknown as Result,
      signature: verifyHeader(response.headers.get('signature'), said, this.identity.alipayKeys),
    };
  }
}
