/** Webhook endpoints over the REST API: added, changed, paused, tried, and told of what became true. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiFor, type ApiClient } from '@/e2e/test-api';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';

let world: TestWorld;
let api: ApiClient;
beforeAll(async () => {
  world = await startTestWorld();
  await world.simulator.control.set({ payAnswer: 'immediate' });
  api = await apiFor(world.runtime);
});
afterAll(() => world.stop());

interface Heard {
  readonly headers: Record<string, string>;
  readonly text: string;
}

async function openReceiver() {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    heard.push({ headers: request.headers as Record<string, string>, text });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, heard, close: () => server.close() };
}

test('an endpoint is told of a debit and of a refund in the words of the API, signed by its secret', async () => {
  const receiver = await openReceiver();
  const events = ['order.succeeded', 'refund.succeeded'];
  const made = await api.post('/webhook-endpoints', { url: receiver.url, events, description: 'The shop' });
  expect(made.status, made.text).toBe(201);
  expect(made.body).toMatchObject({
    url: receiver.url,
    events,
    status: 'ACTIVE',
    secret: expect.stringMatching(/^whsec_/),
  });

  const customer = await world.newCustomer();
  await world.linkWallet(customer);
  const placed = await api.post('/orders', {
    customerId: customer.customerId,
    referenceOrderId: 'W-1',
    amount: { currency: 'IDR', value: '3000000' },
    description: 'Coffee',
  });
  await world.runJobs();
  const refund = await api.post(`/orders/${placed.body.id}/refunds`);
  await world.runJobs();

  const webhook = new Webhook(made.body.secret);
  const told = receiver.heard.map(
    ({ headers, text }) => webhook.verify(text, headers) as { type: string; data: object },
  );
  expect(told.map(({ type }) => type)).toEqual(events);
  expect(told[0]!.data).toEqual({
    ...(await api.get(`/orders/${placed.body.id}`)).body,
    refunded: { currency: 'IDR', value: '0' },
    updatedAt: expect.any(String),
  });
  expect(told[1]!.data).toEqual((await api.get(`/refunds/${refund.body.id}`)).body);

  const { body: sent } = await api.get(`/webhook-endpoints/${made.body.id}/deliveries?status=DELIVERED`);
  expect(sent.data.map(({ type }: { type: string }) => type)).toEqual(events.toReversed());
  const again = await api.post(`/webhook-deliveries/${sent.data[0].id}/resend`);
  expect([again.status, again.body.status]).toEqual([202, 'PENDING']);
  await world.runJobs();
  expect(receiver.heard.at(-1)!.headers['webhook-id']).toBe(sent.data[0].eventId);
  expect((await api.get(`/webhook-deliveries/${sent.data[0].id}`)).body.status).toBe('DELIVERED');
  receiver.close();
});

test('an endpoint is changed, rests, goes on, gets a new secret and is removed; its secret is told only when it is made', async () => {
  const receiver = await openReceiver();
  const made = await api.post('/webhook-endpoints', { url: receiver.url, events: ['order.failed'] });
  const one = `/webhook-endpoints/${made.body.id}`;
  const change = (body: object) =>
    api.send('PATCH', one, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  expect((await change({ description: 'Of the warehouse' })).body).toMatchObject({
    description: 'Of the warehouse',
    events: ['order.failed'],
  });
  expect((await change({ events: [] })).status).toBe(422);
  expect((await api.post(`${one}/pause`)).body).toMatchObject({ status: 'PAUSED', pausedReason: 'by_hand' });
  expect((await api.post(`${one}/test`)).status).toBe(409);
  expect((await api.post(`${one}/resume`)).body).toMatchObject({ status: 'ACTIVE', pausedReason: null });
  expect((await api.post(`${one}/test`)).status).toBe(202);
  await world.runJobs();
  const [first] = receiver.heard;
  expect(new Webhook(made.body.secret).verify(first!.text, first!.headers)).toMatchObject({ type: 'endpoint.test' });
  const rotated = await api.post(`${one}/rotate-secret`, { oldSecret: 'now' });
  expect(rotated.body.secret).not.toBe(made.body.secret);
  const now = new Date(Date.now() + 1_000).toISOString();
  const range = await api.post(`${one}/resend`, { from: '2020-01-01T00:00:00Z', to: now });
  expect(range.status, range.text).toBe(202);
  await world.runJobs();
  const last = receiver.heard.at(-1)!;
  expect(new Webhook(rotated.body.secret).verify(last.text, last.headers)).toMatchObject({ type: 'endpoint.test' });
  expect(() => new Webhook(made.body.secret).verify(last.text, last.headers)).toThrow();
  const read = await api.get(one);
  expect(read.text).not.toContain('whsec_');
  expect((await api.send('DELETE', one)).status).toBe(204);
  expect((await api.get(one)).status).toBe(404);
  receiver.close();
});

test.each([
  ['ftp://shop.example/hook'],
  ['https://user:secret@shop.example/hook'],
  ['http://10.0.0.1/hook'],
  ['https://169.254.169.254/latest'],
  ['https://[fd00::1]/hook'],
])('%s is no address for events', async (url) => {
  const refused = await api.post('/webhook-endpoints', { url, events: ['order.failed'] });
  expect(refused.status).toBe(422);
});
