/** A sender that sends too much, or too slowly, to Alipay's door: told so soon, and what it sends is not kept in memory. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { findMarked } from '../chaos/processes';
import { expect, test } from '../fixtures';
import { appUrl, dataDir } from './browser-watch';

const HUGE_BYTES = 50 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'a');
/** What the sender must have been told within. */
const PATIENCE_MS = 10_000;
const GROWTH_MAX_MB = 10;
/** A collector may grow its heap whenever it likes; a body that is kept grows it every time. */
const TRIES = 3;

interface Told {
  readonly status: number;
  readonly afterMs: number;
}

/** Speaks HTTP by hand, since a client of any library keeps the sender's manners. */
function send(lengthTold: string, write: (socket: net.Socket) => void): Promise<Told> {
  const { hostname, port } = new URL(appUrl());
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => {
      socket.write(
        `POST /api/alipay/notifications/payments HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n${lengthTold}\r\n\r\n`,
      );
      write(socket);
    });
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status === undefined) return;
      resolve({ status: Number(status), afterMs: performance.now() - began });
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Writing on after the door has closed; the answer was read before, or the end below says that there was none.
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => reject(new Error(`the door closed without an answer: ${text}`)));
  });
}

/** As fast as the door takes it, until it is all sent or the door is closed. */
function pour(socket: net.Socket, frame: (piece: Buffer) => Buffer): void {
  let left = HUGE_BYTES;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= PIECE.length;
      if (!socket.write(frame(PIECE))) return;
    }
  };
  socket.on('drain', more);
  more();
}

const chunked = (piece: Buffer) =>
  Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);

const sendWithLength = () => send(`Content-Length: ${HUGE_BYTES}`, (socket) => pour(socket, (piece) => piece));
const sendChunked = () => send('Transfer-Encoding: chunked', (socket) => pour(socket, chunked));

function dripping(): Promise<Told> {
  return send('Content-Length: 1000', (socket) => {
    const timer = setInterval(() => void (socket.destroyed || socket.write('{')), 1_000);
    socket.on('close', () => clearInterval(timer));
  });
}

function memoryOfWebMb(): number {
  const web = findMarked([dataDir()]).find(({ command }) => command.endsWith('run.mjs web'));
  if (!web) throw new Error('the web was not found');
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${web.pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}

test('a body of 50 MB and one of a byte a second are refused in time, and not kept in memory @desktop', async () => {
  const huge = [sendWithLength, sendChunked];
  for (const sendHuge of huge) await sendHuge(); // the first of each warms up
  const slow = dripping();
  const growths: number[] = [];
  for (let time = 0; time < TRIES; time += 1) {
    const before = memoryOfWebMb();
    for (const sendHuge of huge) {
      const told = await sendHuge();
      expect(told.status).toBe(413);
      expect(told.afterMs).toBeLessThan(PATIENCE_MS);
    }
    growths.push(memoryOfWebMb() - before);
  }
  const told = await slow;
  expect(told.status).toBe(408);
  expect(told.afterMs).toBeLessThan(PATIENCE_MS);
  expect(Math.min(...growths)).toBeLessThan(GROWTH_MAX_MB);
});
