/**
 * One request and its answer, and the three ways it ends: answered, broken off, or with nobody there any more. It
 * refuses to know what is asked and why it should go wrong.
 */
import { type ServerResponse } from 'node:http';
import { messageOf } from './calls';
import { type Claim } from './trust';

export interface Exchange extends Claim {
  response: ServerResponse;
}

/** What is put on the wire. */
export interface Reply {
  status: number;
  headers: Record<string, string | number>;
  body: Buffer;
}

/** Notes what the answer was and that it is over; the answer itself leaves by another hand. */
export function noteAnswered({ world, call }: Exchange, { status, headers, body }: Reply): void {
  call.response = messageOf(headers, body);
  world.calls.end(call, 'answered', status);
}

export function respond(exchange: Exchange, reply: Reply): void {
  const { world, call, response } = exchange;
  if (response.destroyed) return world.calls.end(call, 'dropped');
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
  noteAnswered(exchange, reply);
}

export function respondPlainly(exchange: Exchange, status: number, type: string, text: string, more = {}): void {
  const body = Buffer.from(text, 'utf8');
  respond(exchange, { status, headers: { 'content-type': type, 'content-length': body.length, ...more }, body });
}

/** The connection is reset: nothing, or nothing more, is answered. */
export function drop({ world, call, request }: Exchange): void {
  world.calls.end(call, 'dropped');
  request.socket.resetAndDestroy();
}
