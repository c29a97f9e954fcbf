/**
 * For tests only: a merchant made of node:crypto and fetch, a simulator on a free port, and a place where
 * notifications arrive. The merchant signs with another implementation than the simulator verifies with.
 */
import { createSign, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { bornAccounts } from './accounts';
import { type Environment } from './environment';
import { type Simulator, startSimulator } from './server';
import { walletNamed } from './wallets';

function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

export const MERCHANT_KEYS = newKeys();
export const GATEWAY_KEYS = newKeys();
export const CLIENT_ID = 'SANDBOX_5YTEST0000000001';

export async function testEnvironment(): Promise<Environment> {
  return {
    port: 0,
    hosts: ['127.0.0.1'],
    url: undefined,
    journalDirectory: await mkdtemp(join(tmpdir(), 'simulator-')),
    privateKey: GATEWAY_KEYS.privateKey,
    merchantPublicKey: MERCHANT_KEYS.publicKey,
    clientId: CLIENT_ID,
    merchantName: 'Corner Shop',
    app: undefined,
    endsWithParentPipe: false,
  };
}

export function start(environment: Environment): Promise<Simulator> {
  return startSimulator(environment, (error) => {
    throw error;
  });
}

export interface Reply {
  httpStatus: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
  result: { resultCode: string; resultStatus: string; resultMessage: string };
  signed: boolean;
}

export function stringToSign(path: string, time: string, body: string, clientId = CLIENT_ID): string {
  return `POST ${path}\n${clientId}.${time}.${body}`;
}

export function signText(text: string, privateKey = MERCHANT_KEYS.privateKey, version: string | null = '1'): string {
  const value = createSign('RSA-SHA256').update(text, 'utf8').sign(privateKey, 'base64');
  const named = version === null ? '' : ` keyVersion=${version},`;
  return `algorithm=RSA256,${named} signature=${encodeURIComponent(value)}`;
}

export function isSignedByGateway(text: string, header: string | null, publicKey = GATEWAY_KEYS.publicKey): boolean {
  const value = /signature=([^,]+)/.exec(header ?? '')?.[1];
  if (!value) return false;
  return createVerify('RSA-SHA256').update(text, 'utf8').verify(publicKey, decodeURIComponent(value), 'base64');
}

/** Calls the gateway at an origin; `more` changes headers after signing. */
export async function call(
  origin: string,
  name: string,
  message: unknown,
  more: Record<string, string | undefined> = {},
): Promise<Reply> {
  const path = `/ams/sandbox/api/v1/${name}`;
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const time = String(Date.now());
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': CLIENT_ID,
    'request-time': time,
    signature: signText(stringToSign(path, time, body)),
    ...more,
  };
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(origin + path, { method: 'POST', body, headers: sent });
  const text = await response.text();
  const said = stringToSign(path, response.headers.get('response-time') ?? '', text);
  const parsed = (text.startsWith('{') && text.endsWith('}') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return {
    httpStatus: response.status,
    headers: response.headers,
    text,
    body: parsed,
    result: parsed.result as Reply['result'],
    signed: isSignedByGateway(said, response.headers.get('signature')),
  };
}

export async function control<T>(origin: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${origin}/control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
}

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Record<string, unknown>;
}

/** A merchant's notification endpoint; `answer` says what it replies to the n-th arrival, counted from 1. */
export async function listenForNotifications(
  answer: (count: number) => { status: number; body: string; location?: string },
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = JSON.parse(text) as Record<string, unknown>;
    received.push({ path: request.url ?? '', headers: request.headers, text, body });
    const { status, body: reply, location } = answer(received.length);
    const headers = { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) };
    response.writeHead(status, headers).end(reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, close: () => server.close() };
}

export const ACKNOWLEDGEMENT = {
  status: 200,
  body: '{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}',
};

let counter = 0;

/** A fresh id, unique within a test file. */
export function fresh(prefix: string): string {
  counter += 1;
  return `${prefix}_${Date.now()}_${counter}`;
}

export interface Linking {
  brand?: string;
  login?: string;
  decision?: 'agree' | 'refuse';
  notifyUrl?: string;
}

/** consult, then the wallet's phone page as a person would use it; gives the address the browser ends at. */
export async function walkThroughWallet(origin: string, linking: Linking = {}): Promise<URL> {
  const { brand = 'DANA', login = '08125558888', decision = 'agree', notifyUrl } = linking;
  const reply = await call(origin, 'authorizations/consult', {
    customerBelongsTo: brand,
    authRedirectUrl: 'http://shop.example/wallets/return?from=wallet',
    authState: fresh('as'),
    scopes: ['AGREEMENT_PAY'],
    terminalType: 'WAP',
    osType: 'IOS',
    ...(notifyUrl ? { authNotifyUrl: notifyUrl } : {}),
  });
  const page = new URL(String(reply.body.normalUrl ?? reply.body.authUrl));
  const submit = (name: string, form: Record<string, string>) =>
    fetch(`${origin}/wallet/${brand}/${name}${page.search}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
    });
  await submit('login', { login });
  const end = await submit('agreement', { decision });
  return new URL(end.headers.get('location') ?? '');
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export async function link(origin: string, linking: Linking = {}): Promise<Tokens> {
  const end = await walkThroughWallet(origin, linking);
  const reply = await call(origin, 'authorizations/applyToken', {
    grantType: 'AUTHORIZATION_CODE',
    customerBelongsTo: linking.brand ?? 'DANA',
    authCode: end.searchParams.get('authCode'),
  });
  return reply.body as unknown as Tokens;
}

/** An honest pay request; the third argument overwrites top-level fields. */
export function payMessage(accessToken: string, value = '3000000', more: Record<string, unknown> = {}) {
  const amount = { currency: 'IDR', value };
  return {
    productCode: 'AGREEMENT_PAYMENT',
    paymentRequestId: fresh('pay'),
    order: { referenceOrderId: fresh('ord'), orderDescription: 'Coffee box', orderAmount: amount },
    paymentAmount: amount,
    paymentMethod: { paymentMethodType: 'DANA', paymentMethodId: accessToken },
    settlementStrategy: { settlementCurrency: 'USD' },
    env: { terminalType: 'WEB', clientIp: '203.0.113.9' },
    ...more,
  };
}

/** An honest pay request in any wallet of the table. */
export function payIn(brand: string, accessToken: string, value: string, more: Record<string, unknown> = {}) {
  const amount = { currency: walletNamed(brand).currency, value };
  return payMessage(accessToken, value, {
    paymentAmount: amount,
    order: { referenceOrderId: fresh('ord'), orderDescription: 'Coffee box', orderAmount: amount },
    paymentMethod: { paymentMethodType: brand, paymentMethodId: accessToken },
    ...more,
  });
}

/** The log-in of the account of a wallet that ends in these digits. */
export function loginOf(brand: string, digits: string): string {
  const found = bornAccounts().find(({ wallet, login }) => wallet === brand && login.endsWith(digits));
  if (!found) throw new Error(`${brand} has no account that ends in ${digits}`);
  return found.login;
}

/** Longer than any honest wait here on a busy machine. */
const PATIENCE_MS = 8_000;

/** Waits until the expectations hold. */
export function eventually<T>(expectations: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(expectations, { timeout: PATIENCE_MS, interval: 25 });
}
