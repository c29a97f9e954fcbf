import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { Refusal } from '@/lib/kit/errors';
import { createLogger } from '@/lib/kit/log';
import type { Runtime } from '@/lib/runtime';
import { json } from './answers';
import { readBodyBounded } from './body';
import { door } from './doorframe';
import { installWebRuntime } from './runtime';
import { get, post, startTestRuntime, TEST_ORIGIN } from './test-runtime';

const schema = z.object({ name: z.string().min(2, 'Too short.') });
const greet = door({ audience: 'anyone', body: { schema, kinds: ['json', 'form'] } }, async ({ body }) => json(body));
const onlyJson = door({ audience: 'anyone', body: { schema, kinds: ['json'], maxBytes: 100 } }, async () => json({}));
const broken = door({ audience: 'anyone' }, async () => {
  throw new Error('the secret detail');
});
const one = door({ audience: 'anyone', ids: { id: 'ord' } }, async ({ params }) => json({ id: params.id }));
const mine = door({ audience: 'customer' }, async () => json({}));
const raw = door({ audience: 'machine', name: 'notification door' }, async ({ ctx, request }) => {
  const bytes = await readBodyBounded(request, { maxBytes: 10, timeoutMs: 50 });
  return json({ size: bytes.length, name: ctx.actor.name });
});

const anything = door({ audience: 'anyone', body: { schema: z.unknown(), kinds: ['json', 'form'] } }, async () =>
  json({}),
);
const asks = door({ audience: 'anyone' }, async ({ ctx }) => {
  await ctx.db.execute(sql`select ${'the secret value'}::text`);
  return json({});
});

let runtime: Runtime;
let stop: () => Promise<void>;
beforeAll(() => {
  ({ runtime, stop } = startTestRuntime());
});
afterAll(() => stop());

describe('the doorframe', () => {
  it.each([
    ['missing', ''],
    ['null', 'null'],
    ['another site', 'https://evil.example'],
    ['another port', 'http://localhost:3001'],
    ['another scheme', 'https://localhost:3000'],
  ])('refuses a changing request whose Origin is %s', async (_what, origin) => {
    const response = await post(greet, { json: { name: 'Lea' }, headers: { origin } });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:mandate:problem:foreign_origin', status: 403 });
  });

  it('reads JSON and a plain form into the same value', async () => {
    expect(await (await post(greet, { json: { name: 'Lea' } })).json()).toEqual({ name: 'Lea' });
    expect(await (await post(greet, { form: { name: 'Lea' } })).json()).toEqual({ name: 'Lea' });
  });

  it('names the field that was not accepted', async () => {
    const response = await post(greet, { json: { name: 'L' } });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ title: 'Not accepted', fields: { name: 'Too short.' } });
  });

  it.each([
    ['a field', { name: 'Le\0a' }, 'name'],
    ['a field that nobody asked for', { name: 'Lea', more: '\0' }, 'more'],
    ['a list in a field', { order: { lines: ['a', 'b\0'] } }, 'order.lines.1'],
    ['a field’s name', { order: { 'a\0': 1 } }, 'order'],
    ['the body itself', '\0', 'body'],
  ])('refuses a NUL, which no row can keep, in %s', async (_where, value, field) => {
    const response = await post(anything, { json: value });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      type: 'urn:mandate:problem:invalid_input',
      fields: { [field]: 'Holds a character that cannot be stored.' },
    });
  });

  it('refuses a NUL in a plain form, and takes what only looks like one', async () => {
    const accept = { accept: 'application/json' };
    const response = await post(greet, { form: { name: 'Le\0a' }, headers: accept });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ fields: { name: expect.any(String) } });
    expect(await (await post(greet, { json: { name: '\\u0000' } })).json()).toEqual({ name: '\\u0000' });
  });

  it('reads a body that is nested deeper than any stack', async () => {
    const depth = 30_000;
    const request = new Request(TEST_ORIGIN, {
      method: 'POST',
      body: '['.repeat(depth) + ']'.repeat(depth),
      headers: { origin: TEST_ORIGIN, 'content-type': 'application/json' },
    });
    expect((await anything(request)).status).toBe(200);
  });

  it('takes only the content types it was made for, and only what can be read', async () => {
    expect((await post(onlyJson, { form: { name: 'Lea' }, headers: { accept: '' } })).status).toBe(415);
    const plain = { origin: TEST_ORIGIN, 'content-type': 'text/plain' };
    expect((await post(greet, { json: {}, headers: plain })).status).toBe(415);
    const request = new Request(TEST_ORIGIN, {
      method: 'POST',
      body: '{"name":',
      headers: { origin: TEST_ORIGIN, 'content-type': 'application/json' },
    });
    expect((await greet(request)).status).toBe(400);
  });

  it('refuses a body that is too large, announced or not', async () => {
    expect((await post(onlyJson, { json: { name: 'x'.repeat(200) } })).status).toBe(413);
    const request = new Request(TEST_ORIGIN, { method: 'POST', body: endless(20), duplex: 'half' } as RequestInit);
    expect((await raw(request)).status).toBe(413);
  });

  it('gives up on a body that drips', async () => {
    const request = new Request(TEST_ORIGIN, { method: 'POST', body: endless(0), duplex: 'half' } as RequestInit);
    expect((await raw(request)).status).toBe(408);
  });

  it('asks a machine for no Origin and no cookie', async () => {
    const response = await raw(new Request(TEST_ORIGIN, { method: 'POST', body: '12345' }));
    expect(await response.json()).toEqual({ size: 5, name: 'notification door' });
  });

  it('finds nothing where the path holds no id of the kind', async () => {
    const id = 'ord_01K9ABCDEFGHJKMNPQRSTVWXYZ';
    expect(await (await get(one, { params: { id } })).json()).toEqual({ id });
    expect((await get(one, { params: { id: 'wal_01K9ABCDEFGHJKMNPQRSTVWXYZ' } })).status).toBe(404);
    expect((await get(one, { params: { id: "ord_1' or 1=1" } })).status).toBe(404);
  });

  it('says of a bug only a reference', async () => {
    const response = await get(broken);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('secret detail');
    expect(JSON.parse(text)).toMatchObject({ reference: expect.stringMatching(/^[0-9a-f]{12}$/) });
  });

  it('logs of a failed statement neither its words nor its values', async () => {
    const lines: string[] = [];
    const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    installWebRuntime({ ...runtime, log });
    const response = await get(asks);
    installWebRuntime(runtime);
    expect(response.status).toBe(500);
    expect(lines.join('')).toContain('a database statement failed');
    expect(lines.join('')).toContain('ECONNREFUSED');
    expect(lines.join('')).not.toMatch(/secret value|select/);
  });

  it('answers a browser without script with a page, and sends a visitor to sign in and back', async () => {
    const large = await post(onlyJson, { form: { name: 'Lea' } });
    expect(large.headers.get('content-type')).toContain('text/html');
    expect(await large.text()).toContain('This address takes JSON or a form.');
    const referer = `${TEST_ORIGIN}/wallets/link/gcash?region=PH`;
    const visitor = await post(mine, { form: {}, headers: { referer } });
    expect(visitor.status).toBe(303);
    expect(visitor.headers.get('location')).toBe('/sign-in?next=%2Fwallets%2Flink%2Fgcash%3Fregion%3DPH');
    expect((await post(mine, {})).status).toBe(401);
  });

  it('lets nothing of a refusal be stored or framed', async () => {
    const refused = door({ audience: 'anyone' }, async () => Promise.reject(new Refusal('not_found')));
    const { headers } = await get(refused);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

/** A body that never ends: `size` bytes at once, then nothing more. */
function endless(size: number): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => void (size > 0 && controller.enqueue(new Uint8Array(size))) });
}
