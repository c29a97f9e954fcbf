/** One message, one answer: what the sender does with receivers and names that mean no good. */
import type { lookup, LookupAddress } from 'node:dns';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ANSWER_BYTES_MAX, sendWebhook } from './send-webhook';

const servers: net.Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: net.Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serve = (handle: http.RequestListener) => listen(http.createServer(handle));

const messageTo = (url: string) => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-signature': 'v1,c2lnbmF0dXJlIG9mIHRlc3Rz' },
  body: '{"type":"order.succeeded"}',
});

/** A resolver that says what the test wants; `asked` counts. */
function resolverOf(...addresses: string[]) {
  const asked: string[] = [];
  const found = addresses.map((address) => ({ address, family: net.isIPv6(address) ? 6 : 4 }));
  const resolve = (name: string, _: unknown, answer: (error: null, found: LookupAddress[]) => void) => {
    asked.push(name);
    answer(null, found);
  };
  return { asked, resolve: resolve as unknown as typeof lookup };
}

test('the body arrives byte for byte, and a 2xx is a yes', async () => {
  let heard = '';
  const port = await serve(async (request, response) => {
    for await (const chunk of request) heard += String(chunk);
    response.writeHead(202).end('thanks');
  });
  const message = messageTo(`http://127.0.0.1:${port}/in`);
  expect(await sendWebhook(message, { mode: 'demo' })).toMatchObject({
    problem: null,
    httpStatus: 202,
    answer: 'thanks',
  });
  expect(heard).toBe(message.body);
});

test('a redirect is not followed', async () => {
  let calls = 0;
  const port = await serve((_, response) => {
    calls += 1;
    response.writeHead(307, { location: '/again' }).end();
  });
  const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo' });
  expect(sent).toMatchObject({ problem: 'redirected', httpStatus: 307 });
  expect(calls).toBe(1);
});

test('an endless answer is read to its first kilobyte', async () => {
  const port = await serve((_, response) => {
    response.writeHead(200);
    const flood = () => {
      if (!response.destroyed) response.write('x'.repeat(10_000), flood);
    };
    flood();
  });
  const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo' });
  expect(sent.problem).toBeNull();
  expect(sent.answer).toHaveLength(ANSWER_BYTES_MAX);
});

test('our own signature, said back, is kept out of what is kept, and so is a NUL', async () => {
  const port = await serve((request, response) => response.end(`\0${request.headers['webhook-signature']}`));
  const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo' });
  expect(sent.answer).toBe('\uFFFDv1,[signature]');
});

describe('all of it takes no longer than it may', () => {
  test('with a receiver that never answers', async () => {
    const port = await serve(() => undefined);
    const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo', timeoutMs: 100 });
    expect(sent).toMatchObject({ problem: 'timed_out', httpStatus: null });
  });

  test('with one that sends its head a byte at a time', async () => {
    const port = await listen(
      net.createServer((socket) => {
        const timer = setInterval(() => socket.write('H'), 10);
        socket.on('error', () => undefined).on('close', () => clearInterval(timer));
      }),
    );
    const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo', timeoutMs: 100 });
    expect(sent.problem).not.toBeNull();
    expect(sent.httpStatus).toBeNull();
  });

  test('and where only the rest of the answer hangs, its status counts', async () => {
    const port = await serve((_, response) => void response.writeHead(200).write('half'));
    const sent = await sendWebhook(messageTo(`http://127.0.0.1:${port}/`), { mode: 'demo', timeoutMs: 200 });
    expect(sent).toMatchObject({ problem: null, httpStatus: 200, answer: 'half' });
  });
});

describe('a name is judged by what it resolves to when connecting', () => {
  const closed = 'https://hooks.example.com/';

  test.each(['10.0.0.1', '169.254.169.254', '127.0.0.1', '::1', 'fd00::1', '::ffff:192.168.0.1', '100.64.0.1'])(
    'to %s nothing is sent',
    async (address) => {
      const { resolve, asked } = resolverOf(address);
      const sent = await sendWebhook(messageTo(closed), { mode: 'live', resolve });
      expect(sent).toMatchObject({ problem: 'address_not_allowed', httpStatus: null, answer: null });
      expect(asked).toEqual(['hooks.example.com']);
    },
  );

  test('a name that changes its mind between two messages is judged for each', async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    const url = `http://hooks.example.com:${port}/`;
    const { resolve } = resolverOf('127.0.0.1');
    expect((await sendWebhook(messageTo(url), { mode: 'demo', resolve })).problem).toBeNull();
    const rebound = resolverOf('10.0.0.1');
    expect((await sendWebhook(messageTo(url), { mode: 'demo', resolve: rebound.resolve })).problem).toBe(
      'address_not_allowed',
    );
    expect(calls).toBe(1);
  });

  test('of several addresses only those that may be reached are tried', async () => {
    const port = await serve((_, response) => response.end());
    const { resolve } = resolverOf('10.0.0.1', '127.0.0.1');
    const sent = await sendWebhook(messageTo(`http://hooks.example.com:${port}/`), { mode: 'demo', resolve });
    expect(sent.problem).toBeNull();
  });

  test('a number asks no resolver and is judged all the same', async () => {
    const { resolve, asked } = resolverOf('8.8.8.8');
    for (const url of ['https://10.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'https://2130706433/', 'http://8.8.8.8/']) {
      expect((await sendWebhook(messageTo(url), { mode: 'live', resolve })).problem).toBe('address_not_allowed');
    }
    expect(asked).toEqual([]);
  });

  test('a name that nobody knows is told as such', async () => {
    const resolve = ((_: string, __: unknown, answer: (error: Error) => void) =>
      answer(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))) as unknown as typeof lookup;
    expect((await sendWebhook(messageTo(closed), { mode: 'live', resolve })).problem).toBe('name_not_resolved');
  });
});

test('nobody listening, a broken connection and a wrong certificate have words of their own', async () => {
  const nobody = net.createServer();
  const free = await listen(nobody);
  servers.pop();
  await new Promise((resolve) => nobody.close(resolve));
  const send = (url: string) => sendWebhook(messageTo(url), { mode: 'demo' });
  expect((await send(`http://127.0.0.1:${free}/`)).problem).toBe('not_reached');
  const breaking = await listen(net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
  expect((await send(`http://127.0.0.1:${breaking}/`)).problem).toBe('connection_broke');
  const plain = await serve((_, response) => response.end());
  expect((await send(`https://127.0.0.1:${plain}/`)).problem).toBe('certificate_refused');
});
