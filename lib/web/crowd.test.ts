import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Crowd } from './crowd';

/** A server that keeps everybody inside until it is told to let them go. */
async function open(max: number) {
  const crowd = new Crowd(max);
  const inside = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (!crowd.admit(request, response)) return;
    if (request.url?.startsWith('/api/health/')) return void response.end('well');
    request.resume().once('end', () => inside.add(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const letGo = () => {
    for (const response of inside) response.end('served');
    inside.clear();
  };
  return { crowd, inside, origin, letGo };
}

test('who comes when it is full is told to come again, and is served when others have left', async () => {
  const { crowd, inside, origin, letGo } = await open(2);
  const served = [fetch(`${origin}/`), fetch(`${origin}/api/me/orders`, { method: 'POST', body: '{}' })];
  await expect.poll(() => inside.size).toBe(2);

  const refused = await fetch(`${origin}/api/me/orders`, { method: 'POST', body: '{}' });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ type: 'urn:mandate:problem:busy', status: 503 });
  const page = await fetch(`${origin}/orders`);
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8']);
  expect(crowd.takeTurnedAway()).toBe(2);
  expect(crowd.takeTurnedAway()).toBe(0);
  expect((await fetch(`${origin}/api/health/ready`)).status, 'its watchers still hear that it lives').toBe(200);

  letGo();
  for (const answer of await Promise.all(served)) expect(await answer.text()).toBe('served');
  const next = fetch(`${origin}/`);
  await expect.poll(() => inside.size).toBe(1);
  letGo();
  expect((await next).status).toBe(200);
});

test('who leaves without an answer makes room', async () => {
  const { inside, origin, letGo } = await open(1);
  const impatient = new AbortController();
  const left = fetch(`${origin}/`, { signal: impatient.signal }).catch(() => 'left');
  await expect.poll(() => inside.size).toBe(1);
  impatient.abort();
  expect(await left).toBe('left');
  await expect
    .poll(async () => {
      const asked = fetch(`${origin}/`);
      await Promise.race([asked, expect.poll(() => inside.size).toBe(2)]);
      letGo();
      return (await asked).status;
    })
    .toBe(200);
});

test('who is still sending takes nobody’s place', async () => {
  const { inside, origin, letGo } = await open(1);
  const { host, hostname, port } = new URL(origin);
  const slow = connect(Number(port), hostname);
  onTestFinished(() => void slow.destroy());
  slow.write(`POST /api/me/orders HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 2\r\n\r\n{`);
  const other = fetch(`${origin}/`);
  await expect.poll(() => inside.size).toBe(1);
  letGo();
  expect((await other).status).toBe(200);
  slow.write('}');
  await expect.poll(() => inside.size).toBe(1);
  expect((await fetch(`${origin}/`)).status, 'but then it does').toBe(503);
});
