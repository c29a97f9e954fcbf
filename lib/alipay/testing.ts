/**
 * What the tests of this room share: a server that plays the gateway as a test says, signs as Alipay does, and keeps what it was asked.
 */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach } from 'vitest';
import { createGateway, type Gateway, type GatewayConfig } from '@/lib/alipay/gateway';
import type { GatewayKeys } from '@/lib/alipay/keys';
import { parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import { buildPay } from '@/lib/alipay/pay';
import { signRequest } from '@/lib/alipay/signature';

interface KeyPair {
  privateKey: string;
  publicKey: string;
}

export const keys: { merchant: KeyPair; gateway: KeyPair } = JSON.parse(
  readFileSync(new URL('../../e2e/vectors/keys.json', import.meta.url), 'utf8'),
);
export const alipayPrivateKey = parsePrivateKey(keys.gateway.privateKey);
export const alipayPublicKeys = parsePublicKeys(keys.gateway.publicKey);
export const ourKeys: GatewayKeys = {
  privateKey: parsePrivateKey(keys.merchant.privateKey),
  keyVersion: '1',
  publicKeys: alipayPublicKeys,
};
export const merchantPublicKey = parsePublicKeys(keys.merchant.publicKey).get('1')!;
export const clientId = 'SANDBOX_5TEST00000000001';
export const token = 'CANARY281011130100000000000000000001';

export const result = (resultCode: string, resultStatus: string) => ({
  result: { resultCode, resultStatus, resultMessage: 'as documented' },
});

/** A message as it travels. */
export const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
export const parsed = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString('utf8'));
export const success = result('SUCCESS', 'S');
export const asked = { paymentRequestId: 'pay_1' };
export const php450 = { currency: 'PHP', value: '45000' };

export const paid = {
  ...result('SUCCESS', 'S'),
  paymentRequestId: 'pay_1',
  paymentId: '2025',
  paymentAmount: { currency: 'PHP', value: '45000' },
};

export const payBody = buildPay({
  paymentRequestId: 'pay_1',
  accessToken: token,
  brand: 'GCASH',
  amount: { currency: 'PHP', minor: 45_000n },
  order: { referenceOrderId: 'ORD-1', description: 'Coffee ☕' },
  merchant: { merchantName: 'Shop Example' },
  paymentNotifyUrl: 'https://shop.example/hooks/payment',
  paymentRedirectUrl: 'https://shop.example/orders/1',
  expiresAt: new Date('2030-01-01T00:00:00Z'),
  env: { terminalType: 'WEB' },
});

export const later = new Date('2100-01-01T00:00:00Z');

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

export interface Call {
  request: http.IncomingMessage;
  body: Buffer;
}

export type Play = (call: Call, response: http.ServerResponse) => void | Promise<void>;

/** A server that plays the gateway: it keeps what it was asked and answers as the test says. */
export async function startServer(play: Play): Promise<{ url: string; calls: Call[]; connections: () => number }> {
  const calls: Call[] = [];
  let connections = 0;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call = { request, body: Buffer.concat(chunks) };
    calls.push(call);
    await play(call, response);
  });
  server.on('connection', () => (connections += 1));
  return { url: await listen(server), calls, connections: () => connections };
}

/** The address of a server that is closed when the test ends. */
export async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function connect(url: string, change: Partial<GatewayConfig> = {}): Gateway {
  const gateway = createGateway({
    baseUrl: url,
    clientId,
    keys: () => ourKeys,
    timeoutMs: 5_000,
    ...change,
  });
  cleanUp.push(() => gateway.close());
  return gateway;
}

export function signedHeaders(path: string, body: Buffer, change: Record<string, string> = {}): Record<string, string> {
  const time = '2025-03-01T12:00:00+08:00';
  const signature = signRequest({ path, clientId, time, body }, { privateKey: alipayPrivateKey, keyVersion: '1' });
  return { 'content-type': 'application/json', 'client-id': clientId, 'response-time': time, signature, ...change };
}

/** Answers with a signed message. */
export const says =
  (message: unknown, headers: Record<string, string> = {}): Play =>
  ({ request }, response) => {
    const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
    response.writeHead(200, signedHeaders(request.url!, body, headers)).end(body);
  };

export const saysUnsigned =
  (status: number, body: string, headers: Record<string, string> = {}): Play =>
  (_call, response) => {
    response.writeHead(status, headers).end(body);
  };

export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

export const pay = (gateway: Gateway) => gateway.pay(payBody, { paymentRequestId: 'pay_1', notAfter: later });
