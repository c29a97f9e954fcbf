// What P1 is measured against: a notification door in bare node:http that only verifies, inserts and acknowledges, in a process of
// its own, on the database that the product has.

import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import postgres from 'postgres';

import { beChild, startChild, type Child } from '@/bench/child';
import { acknowledgement } from '@/lib/alipay/notification';

export const DOOR_PATH = '/api/alipay/notifications/payments';
const CONNECTIONS = 10;
const ARGUMENT = '--bare-door';

interface Told {
  readonly databaseUrl: string;
  /** PEM */
  readonly publicKey: string;
  readonly clientId: string;
}

export function startBareDoor(self: string, told: Told): Promise<Child> {
  return startChild(self, ARGUMENT, JSON.stringify(told));
}

/** True in the process that is to be this door. */
export function isBareDoor(argv: readonly string[]): boolean {
  return argv.includes(ARGUMENT);
}

/** That process's own work. */
export function serveBareDoor(): void {
  beChild((told) => listen(JSON.parse(told) as Told));
}

interface Desk {
  /** Verifies and keeps; false when it is not Alipay's. */
  take(headers: http.IncomingHttpHeaders, body: Buffer): Promise<boolean>;
}

async function openDesk({ databaseUrl, publicKey, clientId }: Told): Promise<Desk> {
  const sql = postgres(databaseUrl, { max: CONNECTIONS, onnotice: () => undefined });
  await sql`create table if not exists bench_inbox (hash bytea primary key, body bytea not null, at timestamptz not null)`;
  const key: KeyObject = createPublicKey(publicKey);
  return {
    async take(headers, body) {
      const signature = /signature=([^,]+)/.exec(String(headers.signature))?.[1] ?? '';
      const said = Buffer.from(`POST ${DOOR_PATH}\n${clientId}.${String(headers['request-time'])}.`);
      const bytes = Buffer.from(decodeURIComponent(signature), 'base64');
      if (!verify('sha256', Buffer.concat([said, body]), key, bytes)) return false;
      const hash = createHash('sha256').update(body).digest();
      await sql`insert into bench_inbox (hash, body, at) values (${hash}, ${body}, now()) on conflict do nothing`;
      return true;
    },
  };
}

async function listen(told: Told): Promise<number> {
  const desk = await openDesk(told);
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isTaken = await desk.take(request.headers, Buffer.concat(chunks));
    response.writeHead(isTaken ? 200 : 401, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(isTaken ? acknowledgement : '{}');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
