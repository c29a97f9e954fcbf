/** What a broken, slow or hostile other side can do to a call: it ends, in time, as unknown, and the next call is not the worse for it. */
import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { FAILURES_TO_OPEN } from '@/lib/alipay/circuit';
import {
  clientId,
  connect,
  listen,
  paid,
  pay,
  payBody,
  says,
  saysUnsigned,
  signedHeaders,
  startServer,
  type Play,
} from './testing';

const TIMEOUT_MS = 2_000;

/** A server that answers the first bytes of each request with raw text. */
async function startRaw(answer: string | ((socket: net.Socket) => void)): Promise<string> {
  const server = net.createServer((socket) => {
    socket.once('data', () => (typeof answer === 'string' ? socket.write(answer) : answer(socket)));
  });
  return listen(server);
}

const signedAnswer = (change: string[] = []) => {
  const body = Buffer.from(JSON.stringify(paid));
  const headers = signedHeaders('/ams/sandbox/api/v1/payments/pay', body);
  const lines = Object.entries({ ...headers, 'content-length': String(body.byteLength) });
  return ['HTTP/1.1 200 OK', ...lines.map(([name, value]) => `${name}: ${value}`), ...change, '', body].join('\r\n');
};

const repeatedly = (socket: net.Socket, bytes: string) => {
  const timer = setInterval(() => socket.write(bytes), 5);
  socket.on('close', () => clearInterval(timer));
};

describe('a call ends well before its time-out', () => {
  test.each<[string, string | ((socket: net.Socket) => void), object]>([
    [
      'the protocol is to be switched',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      { reason: 'connection' },
    ],
    ['the length is told twice', signedAnswer(['content-length: 5']), { reason: 'malformed' }],
    ['length and chunks are both told', signedAnswer(['transfer-encoding: chunked']), { reason: 'malformed' }],
    ['the headers are huge', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, { reason: 'malformed' }],
    [
      'headers go on without end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        repeatedly(socket, `a: ${'x'.repeat(9_000)}\r\n`);
      },
      { reason: 'malformed' },
    ],
    ['a line holds a bare NUL', 'HTTP/1.1 200 OK\r\nx: \0\r\n\r\n', { reason: 'malformed' }],
    ['more comes than was announced', `${signedAnswer()}trailing`, { reason: 'malformed' }],
  ])('when %s', async (_what, answer, outcome) => {
    const url = await startRaw(answer);
    const startedAt = performance.now();
    expect((await pay(connect(url, { timeoutMs: TIMEOUT_MS }))).outcome).toMatchObject(outcome);
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS / 2);
  });
});

describe('a call ends at its time-out', () => {
  const TIGHT_MS = 200;

  test.each<[string, (socket: net.Socket) => void]>([
    ['it is told to go on, again and again', (socket) => repeatedly(socket, 'HTTP/1.1 100 Continue\r\n\r\n')],
    [
      'chunks come one byte at a time',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        repeatedly(socket, '1\r\n \r\n');
      },
    ],
  ])('when %s', async (_what, answer) => {
    const url = await startRaw(answer);
    const { outcome } = await pay(connect(url, { timeoutMs: TIGHT_MS }));
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'timeout' });
  });

  test('when every connection is taken, without having left', async () => {
    const server = await startServer(() => undefined);
    const gateway = connect(server.url, { timeoutMs: TIMEOUT_MS / 2 });
    const outcomes = await Promise.all(Array.from({ length: 80 }, () => pay(gateway).then(({ outcome }) => outcome)));
    const left = outcomes.filter(({ kind }) => kind === 'unknown');
    await expect.poll(() => server.calls.length).toBe(left.length);
    expect(outcomes.filter(({ kind }) => kind === 'not_sent')).toHaveLength(80 - left.length);
    expect(left.length).toBeLessThan(80);
  });
});

describe('an answer is believed only when it is signed for this very call', () => {
  const body = Buffer.from(JSON.stringify(paid));
  const path = '/ams/sandbox/api/v1/payments/pay';

  test.each<[string, Play]>([
    [
      'signed for another API',
      (_call, response) => {
        response.writeHead(200, signedHeaders('/ams/sandbox/api/v1/payments/cancel', body)).end(body);
      },
    ],
    [
      'signed for the path outside the sandbox',
      (_call, response) => {
        response.writeHead(200, signedHeaders('/ams/api/v1/payments/pay', body)).end(body);
      },
    ],
    [
      'with a line feed after it',
      (_call, response) => {
        response.writeHead(200, signedHeaders(path, body)).end(Buffer.concat([body, Buffer.from('\n')]));
      },
    ],
    [
      'written anew with the same content',
      (_call, response) => {
        response.writeHead(200, signedHeaders(path, body)).end(JSON.stringify(paid, null, 1));
      },
    ],
    [
      'with two signatures, of which the second is good',
      (_call, response) => {
        const headers = Object.entries(signedHeaders(path, body)).flat();
        response.writeHead(200, ['signature', 'algorithm=RSA256,keyVersion=1,signature=AQID', ...headers]).end(body);
      },
    ],
    [
      'with two client ids',
      (_call, response) => {
        const headers = Object.entries(signedHeaders(path, body)).flat();
        response.writeHead(200, [...headers, 'client-id', clientId]).end(body);
      },
    ],
    [
      'with another algorithm',
      (_call, response) => {
        const headers = signedHeaders(path, body);
        const signature = headers['signature']!.replace('RSA256', 'RSA1');
        response.writeHead(200, { ...headers, signature }).end(body);
      },
    ],
  ])('not %s', async (_what, play) => {
    const server = await startServer(play);
    const { outcome, exchange } = await pay(connect(server.url));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'bad_signature' });
    expect(exchange).toMatchObject({ signatureVerdict: 'invalid', unlistedCode: null });
  });

  test('nor with a good signature and another status than 200', async () => {
    const server = await startServer((_call, response) => {
      response.writeHead(201, signedHeaders(path, body)).end(body);
    });
    expect((await pay(connect(server.url))).outcome).toMatchObject({ kind: 'unknown', reason: 'http_status' });
  });
});

describe('after trouble', () => {
  test('a gateway that dies between two calls costs one call, not the next', async () => {
    let count = 0;
    const server = await startServer((call, response) => {
      count += 1;
      if (count === 2) return void call.request.socket.resetAndDestroy();
      return says(paid)(call, response);
    });
    const gateway = connect(server.url);
    const kinds: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) kinds.push((await pay(gateway)).outcome.kind);
    expect(kinds).toEqual(['succeeded', 'unknown', 'succeeded']);
  });

  test('a probe that cannot even be signed leaves the next one its turn', async () => {
    let now = new Date('2025-03-01T12:00:00Z');
    let clockFails = false;
    let isDown = true;
    const server = await startServer((call, response) => {
      return isDown ? saysUnsigned(503, '')(call, response) : says(paid)(call, response);
    });
    const businessNow = () => {
      if (clockFails) throw new Error('no clock');
      return now;
    };
    const gateway = connect(server.url, { now: businessNow, realNow: () => now });
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await pay(gateway);
    expect(gateway.circuit().state).toBe('open');

    [isDown, clockFails, now] = [false, true, new Date('2025-03-01T12:00:02Z')];
    await expect(gateway.cancel({ paymentRequestId: 'pay_1' })).rejects.toThrow('no clock');
    clockFails = false;
    expect((await pay(gateway)).outcome.kind).toBe('succeeded');
    expect(gateway.circuit().state).toBe('closed');
  });
});

test('the business clock dates and ends a call; real time measures it', async () => {
  const server = await startServer(says(paid));
  const real = new Date('2025-03-01T12:00:00Z');
  const business = new Date('2026-11-24T08:00:00Z');
  const gateway = connect(server.url, { now: () => business, realNow: () => real });
  const { exchange } = await pay(gateway);
  expect(exchange!.durationMs).toBeLessThan(10_000);
  expect(exchange).toMatchObject({
    startedAt: business,
    requestHeaders: { 'request-time': String(business.getTime()) },
  });

  const tooLate = { paymentRequestId: 'pay_1', notAfter: new Date(business.getTime() - 1) };
  expect((await gateway.pay(payBody, tooLate)).outcome).toEqual({ kind: 'not_sent', reason: 'expired' });
});
