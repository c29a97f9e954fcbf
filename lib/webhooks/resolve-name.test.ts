/** Names of receivers, asked of a name server that this test plays. */
import { createSocket } from 'node:dgram';
import type { lookup } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { nameResolver, resolveName } from './resolve-name';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const TYPE_A = 1;

/** Answers every question for an IPv4 address with this one and all others with nothing; null: it says nothing at all. */
async function playNameServer(address: string | null): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (asked, { port }) => {
    if (address === null) return;
    const nameEnd = asked.indexOf(0, 12);
    const type = asked.readUInt16BE(nameEnd + 1);
    const answer = Buffer.from(asked.subarray(0, nameEnd + 5));
    answer.writeUInt16BE(0x8180, 2);
    answer.writeUInt16BE(type === TYPE_A ? 1 : 0, 6);
    answer.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]);
    socket.send(type === TYPE_A ? Buffer.concat([answer, record]) : answer, port, '127.0.0.1');
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  ends.push(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function ask(resolve: typeof lookup, hostname: string): Promise<{ code: string | null; addresses: string[] }> {
  return new Promise((done) => {
    resolve(hostname, { all: true }, (error, found) => {
      done({ code: error?.code ?? null, addresses: found.map(({ address }) => address) });
    });
  });
}

test('a name is what the name server says', async () => {
  const resolve = nameResolver([await playNameServer('203.0.113.80')]);
  expect(await ask(resolve, 'shop.example')).toEqual({ code: null, addresses: ['203.0.113.80'] });
});

test('a name server that says nothing ends the question, and nobody else is asked', async () => {
  const resolve = nameResolver([await playNameServer(null)], 200);
  expect(await ask(resolve, 'shop.example')).toEqual({ code: 'EAI_AGAIN', addresses: [] });
});

test('this machine is found without a name server', async () => {
  const { code, addresses } = await ask(resolveName, 'localhost');
  expect(code).toBeNull();
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.every((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
});
