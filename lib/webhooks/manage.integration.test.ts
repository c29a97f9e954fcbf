/** Endpoints are made, changed and looked at by those who may, and what signs for them is shown once and lies sealed. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiScope } from '@/db/schema/api-keys';
import { auditLog } from '@/db/schema/audit';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import { tellOutside } from '@/lib/audit/tell-outside';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { ENDPOINTS_MAX } from './bounds';
import { changeWebhookEndpoint } from './change-endpoint';
import { createWebhookEndpoint } from './create-endpoint';
import { changeWebhookEndpointInput, createWebhookEndpointInput, resendRangeInput } from './input';
import { pauseWebhookEndpoint, resumeWebhookEndpoint } from './pause-endpoint';
import { removeWebhookEndpoint } from './remove-endpoint';
import { resendDelivery, resendRange } from './resend';
import { rotateWebhookSecret } from './rotate-secret';
import { testWebhookEndpoint } from './test-endpoint';
import { startTestReceiver, type TestReceiver } from './testing';
import { listWebhookDeliveries, listWebhookEndpoints, readWebhookDelivery, readWebhookEndpoint } from './views';

let world: TestWorld;
let receiver: TestReceiver;
let engineer: Context;
beforeAll(async () => {
  world = await startTestWorld();
  receiver = await startTestReceiver();
  engineer = await world.addStaff('engineer');
});
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});

function keyWith(...scopes: ApiScope[]): Context {
  const origin = { address: '203.0.113.9', userAgent: 'a test' };
  const keyId: Id<'key'> = 'key_00000000000000000000000001';
  return world.runtime.contextFor({ kind: 'key', keyId, name: 'a key', scopes, origin });
}

const create = (ctx: Context, url = receiver.url) =>
  createWebhookEndpoint(ctx, createWebhookEndpointInput.parse({ url, events: ['wallet.linked'] }));

/** Something to send, without the trouble of a debit. */
const tell = (subjectId: string) => tellOutside(world.db, world.system, { type: 'wallet.linked', subjectId });

test('a key with the scope for webhooks does all of it, and each act is written down', async () => {
  const key = keyWith('webhooks');
  const wallet = await world.linkWallet(await world.newCustomer());
  const { endpointId } = await create(key);
  await changeWebhookEndpoint(key, { endpointId, description: 'the shop', events: ['wallet.linked', 'order.failed'] });
  await rotateWebhookSecret(key, { endpointId, oldSecret: 'for_a_day' });
  await tell(wallet);
  await world.runJobs();
  const [delivery] = (await listWebhookDeliveries(key, { endpointId })).data;
  await resendDelivery(key, delivery!.id);
  const day = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
  await resendRange(key, { endpointId, ...resendRangeInput.parse(day) });
  await testWebhookEndpoint(key, endpointId);
  await pauseWebhookEndpoint(key, endpointId);
  await pauseWebhookEndpoint(key, endpointId);
  await resumeWebhookEndpoint(key, endpointId);
  expect(await readWebhookEndpoint(key, endpointId)).toMatchObject({
    url: receiver.url,
    description: 'the shop',
    events: ['wallet.linked', 'order.failed'],
    status: 'ACTIVE',
  });
  await removeWebhookEndpoint(key, endpointId);
  await expect(readWebhookEndpoint(key, endpointId)).rejects.toMatchObject({ code: 'not_found' });
  await expect(removeWebhookEndpoint(key, endpointId)).rejects.toMatchObject({ code: 'not_found' });

  const lines = await world.db.select().from(auditLog).where(eq(auditLog.actorKind, 'key')).orderBy(auditLog.id);
  expect(lines.map(({ action }) => action)).toEqual([
    'webhooks.create',
    'webhooks.change',
    'webhooks.rotate_secret',
    'webhooks.resend',
    'webhooks.resend_range',
    'webhooks.test',
    'webhooks.pause',
    'webhooks.resume',
    'webhooks.remove',
  ]);
});

test('who may not is refused before anything is looked at', async () => {
  const { endpointId } = await create(engineer);
  const viewer = await world.addStaff('viewer');
  const operator = await world.addStaff('operator');
  const customer = await world.newCustomer();
  const refused = { code: 'not_allowed' };
  for (const ctx of [viewer, operator, customer.ctx]) {
    await expect(create(ctx)).rejects.toMatchObject(refused);
    await expect(changeWebhookEndpoint(ctx, { endpointId })).rejects.toMatchObject(refused);
    await expect(rotateWebhookSecret(ctx, { endpointId, oldSecret: 'now' })).rejects.toMatchObject(refused);
    await expect(pauseWebhookEndpoint(ctx, endpointId)).rejects.toMatchObject(refused);
    await expect(resumeWebhookEndpoint(ctx, endpointId)).rejects.toMatchObject(refused);
    await expect(removeWebhookEndpoint(ctx, endpointId)).rejects.toMatchObject(refused);
  }
  await expect(testWebhookEndpoint(viewer, endpointId)).rejects.toMatchObject(refused);
  await testWebhookEndpoint(operator, endpointId);
  await expect(listWebhookEndpoints(customer.ctx)).rejects.toMatchObject(refused);
  await expect(create(keyWith('read', 'charge'))).rejects.toMatchObject({ code: 'key_out_of_scope' });
  expect((await listWebhookEndpoints(keyWith('read'))).data.map(({ id }) => id)).toContain(endpointId);
  await removeWebhookEndpoint(engineer, endpointId);
});

test('a secret is given once: no view, no row, no job, no audit line and no answer of a receiver holds it', async () => {
  const created = await create(engineer);
  const rotated = await rotateWebhookSecret(engineer, { endpointId: created.endpointId, oldSecret: 'for_a_day' });
  await tell(await world.linkWallet(await world.newCustomer()));
  await world.runJobs();
  const { data } = await listWebhookDeliveries(engineer, {});
  const seen = JSON.stringify([
    await listWebhookEndpoints(engineer),
    await readWebhookEndpoint(engineer, created.endpointId),
    data,
    await Promise.all(data.map(({ id }) => readWebhookDelivery(engineer, id))),
    await dump(),
  ]);
  expect(seen).toContain(created.endpointId);
  for (const { secret } of [created, rotated]) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    for (const canary of [secret, secret.slice('whsec_'.length), bytes.toString('hex'), bytes.toString('base64url')]) {
      expect(seen).not.toContain(canary);
    }
  }
  await removeWebhookEndpoint(engineer, created.endpointId);
});

test('a secret that was moved to another endpoint does not open there', async () => {
  const [one, other] = [await create(engineer), await create(engineer)];
  const [row] = await world.db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, one.endpointId));
  await world.db
    .update(webhookEndpoints)
    .set({ secretSealed: row!.secretSealed })
    .where(eq(webhookEndpoints.id, other.endpointId));
  await expect(rotateWebhookSecret(engineer, { endpointId: other.endpointId, oldSecret: 'for_a_day' })).rejects.toThrow(
    'does not open in its place',
  );
  for (const { endpointId } of [one, other]) await removeWebhookEndpoint(engineer, endpointId);
});

test('an address inside the network is refused when it is given, with the reason beside its field', async () => {
  for (const url of ['https://10.0.0.1/', 'https://[fd00::1]/', 'https://169.254.169.254/', 'https://3232235777/']) {
    await expect(create(engineer, url)).rejects.toMatchObject({
      code: 'webhook_address_not_allowed',
      fields: { url: expect.stringContaining('private network') },
    });
  }
  const live: Context = { ...engineer, settings: { ...engineer.settings, mode: 'live' } };
  await expect(create(live)).rejects.toMatchObject({ fields: { url: expect.stringContaining('https://') } });
  await expect(create(live, 'https://localhost/')).rejects.toMatchObject({ code: 'webhook_address_not_allowed' });
  const { endpointId } = await create(engineer);
  await expect(changeWebhookEndpoint(engineer, { endpointId, url: 'https://192.168.0.1/' })).rejects.toMatchObject({
    code: 'webhook_address_not_allowed',
  });
  await removeWebhookEndpoint(engineer, endpointId);
});

test('there are only so many endpoints, and the list of them is read page by page', async () => {
  const made: Id<'whe'>[] = [];
  for (let count = 0; count < ENDPOINTS_MAX; count += 1) made.push((await create(engineer)).endpointId);
  await expect(create(engineer)).rejects.toMatchObject({ code: 'invalid_input', fields: { url: expect.any(String) } });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listWebhookEndpoints(engineer, { limit: 7, cursor });
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen.toSorted()).toEqual(made.toSorted());
  for (const id of made) await removeWebhookEndpoint(engineer, id);
});

test('deliveries are listed by endpoint, status and event, page by page', async () => {
  const [one, other] = [await create(engineer), await create(engineer)];
  const subject = await world.linkWallet(await world.newCustomer());
  for (let count = 0; count < 4; count += 1) await tell(subject);
  await testWebhookEndpoint(engineer, one.endpointId);
  await world.runJobs();
  const { endpointId } = one;
  const all = (await listWebhookDeliveries(engineer, { endpointId })).data;
  expect(all).toHaveLength(6);
  expect(all.map(({ createdAt }) => createdAt)).toEqual(
    all
      .map(({ createdAt }) => createdAt)
      .toSorted()
      .reverse(),
  );
  const first = await listWebhookDeliveries(engineer, { endpointId, limit: 4 });
  const second = await listWebhookDeliveries(engineer, { endpointId, limit: 4, cursor: first.nextCursor! });
  expect([...first.data, ...second.data]).toEqual(all);
  expect(second.nextCursor).toBeNull();
  const tried = await listWebhookDeliveries(engineer, { endpointId, type: 'endpoint.test' });
  expect(tried.data).toMatchObject([{ status: 'DELIVERED', subjectId: endpointId }]);
  expect((await listWebhookDeliveries(engineer, { endpointId, status: 'FAILED' })).data).toEqual([]);
  expect((await listWebhookDeliveries(engineer, { subjectId: subject })).data).toHaveLength(10);
  for (const made of [one, other]) await removeWebhookEndpoint(engineer, made.endpointId);
});

test('what is sent in is checked: events are chosen from those there are, once each, in one order', () => {
  const parse = (input: unknown) => createWebhookEndpointInput.safeParse(input);
  const url = 'https://example.com/';
  expect(parse({ url, events: ['wallet.linked', 'order.failed', 'wallet.linked'] }).data?.events).toEqual([
    'order.failed',
    'wallet.linked',
  ]);
  for (const wrong of [
    { url, events: [] },
    { url, events: ['endpoint.test'] },
    { url, events: ['payment.succeeded'] },
    { url: 'example.com', events: ['wallet.linked'] },
    { url: `https://example.com/${'x'.repeat(2_000)}`, events: ['wallet.linked'] },
    { events: ['wallet.linked'] },
  ]) {
    expect(parse(wrong).success, JSON.stringify(wrong)).toBe(false);
  }
  expect(changeWebhookEndpointInput.parse({})).toEqual({});
  const backwards = { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' };
  expect(resendRangeInput.safeParse(backwards).success).toBe(false);
});

/** Every column of every row of every table, the queue's too, as text. */
async function dump(): Promise<string> {
  const tables = await world.db.execute<{ schema: string; name: string }>(
    sql`select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
  );
  const parts: string[] = [];
  for (const { schema, name } of tables) {
    const rows = await world.db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(schema)}.${sql.identifier(name)} t`,
    );
    parts.push(...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}
