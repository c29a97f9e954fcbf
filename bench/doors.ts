// What P1 is measured against, each in a process of its own on the database that the product has: a notification door in bare
// node:http that only verifies, inserts and acknowledges, and one as an integrator writes it with Express after the docs, which
// also finds the order and moves it.

import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import express from 'express';
import postgres from 'postgres';

import { beChild, startChild, type Child } from '@/bench/child';
import { acknowledgement } from '@/lib/alipay/notification';

export const DOOR_PATH = '/api/alipay/notifications/payments';
const CONNECTIONS = 10;
const BODY_LIMIT = '64kb';

const DOORS = { bare: listenBare, express: listenExpress };
type DoorName = keyof typeof DOORS;
const argumentOf = (name: string) => `--${name}-door`;

interface Told {
  readonly databaseUrl: string;
  /** PEM */
  readonly publicKey: string;
  readonly clientId: string;
}

export function startDoor(self: string, name: DoorName, told: Told): Promise<Child> {
  return startChild(self, argumentOf(name), JSON.stringify(told));
}

/** The orders that the shop behind the Express door has placed. */
export async function placeAtExpress(sql: postgres.Sql, paymentRequestIds: readonly string[]): Promise<void> {
  await sql`create table if not exists bench_orders
    (payment_request_id text primary key, payment_id text, status text not null, paid_at timestamptz)`;
  await sql`insert into bench_orders (payment_request_id, status) select unnest(${[...paymentRequestIds]}::text[]), 'INIT'`;
}

/** Which door this process is to be, if any. */
export function doorOf(argv: readonly string[]): DoorName | undefined {
  return (Object.keys(DOORS) as DoorName[]).find((name) => argv.includes(argumentOf(name)));
}

/** That process's own work. */
export function serveDoor(name: DoorName): void {
  beChild((told) => DOORS[name](openDesk(JSON.parse(told) as Told)));
}

interface Desk {
  readonly sql: postgres.Sql;
  isSigned(headers: http.IncomingHttpHeaders, body: Buffer): boolean;
}

function openDesk({ databaseUrl, publicKey, clientId }: Told): Desk {
  const key: KeyObject = createPublicKey(publicKey);
  return {
    sql: postgres(databaseUrl, { max: CONNECTIONS, onnotice: () => undefined }),
    isSigned(headers, body) {
      const signature = /signature=([^,]+)/.exec(String(headers.signature))?.[1] ?? '';
      const said = Buffer.from(`POST ${DOOR_PATH}\n${clientId}.${String(headers['request-time'])}.`);
      return verify('sha256', Buffer.concat([said, body]), key, Buffer.from(decodeURIComponent(signature), 'base64'));
    },
  };
}

async function listenBare({ sql, isSigned }: Desk): Promise<number> {
  await sql`create table if not exists bench_inbox (hash bytea primary key, body bytea not null, at timestamptz not null)`;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isOurs = isSigned(request.headers, body);
    if (isOurs) {
      const hash = createHash('sha256').update(body).digest();
      await sql`insert into bench_inbox (hash, body, at) values (${hash}, ${body}, now()) on conflict do nothing`;
    }
    response.writeHead(isOurs ? 200 : 401, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(isOurs ? acknowledgement : '{}');
  });
  return portOf(server.listen(0, '127.0.0.1'));
}

interface PaymentNews {
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly result: { readonly resultStatus: string };
}

async function listenExpress({ sql, isSigned }: Desk): Promise<number> {
  const app = express();
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 hands a rejection on
  app.post(DOOR_PATH, express.raw({ type: 'application/json', limit: BODY_LIMIT }), async (request, response) => {
    const body = request.body as Buffer;
    if (!isSigned(request.headers, body)) return void response.status(401).json({});
    const { paymentRequestId, paymentId, result } = JSON.parse(body.toString('utf8')) as PaymentNews;
    const status = result.resultStatus === 'S' ? 'SUCCESS' : 'FAIL';
    await sql.begin(async (tx) => {
      const [order] = await tx<{ status: string }[]>`
        select status from bench_orders where payment_request_id = ${paymentRequestId} for update`;
      if (order?.status !== 'INIT') return;
      await tx`update bench_orders set status = ${status}, payment_id = ${paymentId}, paid_at = now()
        where payment_request_id = ${paymentRequestId}`;
    });
    response.type('application/json').send(acknowledgement);
  });
  return portOf(app.listen(0, '127.0.0.1'));
}

function portOf(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.once('listening', () => resolve((server.address() as AddressInfo).port));
  });
}
