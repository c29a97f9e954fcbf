/** The signature lab on real messages: who may use it, what it finds, and that each use is written down. */
import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { exchanges } from '@/db/schema/evidence';
import { notifications, refusedNotifications } from '@/db/schema/notifications';
import { STAFF_ROLES } from '@/db/schema/users';
import type { SpokenNotification } from '@/e2e/test-simulator';
import { startTestWorld, type Payment, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';
import { chargeOrder } from '@/lib/payments/charge';
import { examineMessage, type Sides } from './examine-message';
import type { ExamineInput } from './input';
import { listEvidence, readEvidence } from './views';

let world: TestWorld;
let paid: Payment;
let sides: Sides;
let engineer: Context;
beforeAll(async () => {
  world = await startTestWorld();
  const { alipayKeys, ownKey, env } = world.runtime;
  sides = { alipayKeys, ownKey, gatewayHost: env.alipay.gatewayUrl.host };
  engineer = as('engineer');
  const customer = await world.newCustomer();
  paid = await world.buy(customer, await world.linkWallet(customer));
  await chargeOrder(world.system, paid.id);
});
afterAll(() => world.stop());

function as(role: (typeof STAFF_ROLES)[number]): Context {
  if (world.staff.actor.kind !== 'staff') throw new Error('the staff of this world are staff');
  return world.runtime.contextFor({ ...world.staff.actor, role });
}

async function callOf(payment: Payment): Promise<Id<'exg'>> {
  const [call] = await world.db.select().from(exchanges).where(eq(exchanges.subjectId, payment.id));
  return call!.id;
}

const examineKept = (id: string, direction: 'request' | 'response' | 'notification', ctx = engineer) =>
  examineMessage(ctx, sides, { from: 'kept', id, direction });

async function lastAudit() {
  const [row] = await world.db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(1);
  return row!;
}

async function countAudits(): Promise<number> {
  const [row] = await world.db.execute<{ count: number }>(sql`select count(*)::int as count from audit_log`);
  return row!.count;
}

const news = (as?: { path?: string; clientId?: string }): SpokenNotification =>
  world.simulator.speak(
    'payments',
    {
      notifyType: 'PAYMENT_RESULT',
      result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
      paymentRequestId: paid.id,
      paymentId: 'alipay-1',
      paymentAmount: { currency: paid.currency, value: String(paid.amountMinor) },
    },
    as,
  );

const withBody = (spoken: SpokenNotification, change: (body: string) => string): SpokenNotification => ({
  ...spoken,
  body: change(spoken.body),
});

/** Delivers what will be refused, in a second of its own; gives its id. */
async function refuse(spoken: SpokenNotification): Promise<Id<'ntf'>> {
  world.moveClock(1_000);
  expect(await world.deliver(spoken)).toMatchObject({ kind: 'refused' });
  const [newest] = await world.db.select().from(refusedNotifications).orderBy(desc(refusedNotifications.id)).limit(1);
  return newest!.id;
}

describe('a real debit', () => {
  test('verifies on both ways: our request by our key, the answer by Alipay’s', async () => {
    const id = await callOf(paid);
    expect(await examineKept(id, 'request')).toMatchObject({
      id,
      direction: 'request',
      verdict: 'valid',
      madeBy: { owner: 'ours', version: '1' },
      text: { path: '/ams/sandbox/api/v1/payments/pay', isSigned: true },
    });
    expect(await examineKept(id, 'response')).toMatchObject({
      direction: 'response',
      verdict: 'valid',
      madeBy: { owner: 'alipay', version: '1' },
    });
  });

  test('never shows its token, which the request holds', async () => {
    const shown = await examineKept(await callOf(paid), 'request');
    const text = shown.text.body.map((run) => run.text).join('');
    expect(text).toMatch(/"paymentMethodId":"\[secret [0-9a-f]{8}\]"/);
    expect(shown.text.isBodyHidden).toBe(false);
  });

  test('and its notification verify', async () => {
    await world.deliver(news());
    const [kept] = await world.db.select().from(notifications).where(eq(notifications.subject, paid.id));
    expect(await examineKept(kept!.id, 'notification')).toMatchObject({
      verdict: 'valid',
      text: { path: '/api/alipay/notifications/payments' },
    });
  });
});

describe('mail that was refused', () => {
  test.each<[string, () => SpokenNotification, object]>([
    [
      'with a line feed more',
      () => withBody(news(), (body) => `${body}\n`),
      { verdict: 'differs', differences: [{ field: 'body', change: 'last_lf_removed' }] },
    ],
    [
      'signed for another of our addresses',
      () => news({ path: '/api/alipay/notifications/refunds' }),
      { verdict: 'differs', differences: [{ field: 'path', change: 'other_address' }] },
    ],
    ['for another client', () => news({ clientId: 'SANDBOX_5YOTHER' }), { verdict: 'foreign_client' }],
    [
      'with an amount changed',
      () => withBody(news(), (body) => body.replace(String(paid.amountMinor), '1')),
      { verdict: 'other_text', madeBy: { owner: 'alipay', version: '1' } },
    ],
    [
      'that names a key version we do not hold',
      () => {
        const { headers, ...spoken } = news();
        const signature = headers.signature!.replace('keyVersion=1', 'keyVersion=7');
        return { ...spoken, headers: { ...headers, signature } };
      },
      { verdict: 'differs', keyVersionNamed: '7', differences: [{ field: 'key', change: 'other_version' }] },
    ],
    ['without any header of its own', () => ({ ...news(), headers: {} }), { verdict: 'missing' }],
  ])('%s is explained from its sealed bytes', async (_, make, expected) => {
    expect(await examineKept(await refuse(make()), 'notification')).toMatchObject(expected);
  });

  test('too long to keep is listed, and says that it cannot be examined', async () => {
    const id = await refuse({ ...news(), body: JSON.stringify({ long: 'x'.repeat(20 * 1024) }) });
    expect(await readEvidence(engineer, id)).toMatchObject({ kind: 'refused', direction: null });
    await expect(examineKept(id, 'notification')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { id: expect.stringContaining('were not kept') },
    });
  });
});

describe('a pasted message', () => {
  const pasted = (spoken: SpokenNotification): ExamineInput => ({
    from: 'whole',
    direction: 'tell',
    path: '',
    text: `POST /api/alipay/notifications/payments HTTP/1.1\n${Object.entries(spoken.headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('')}\n${spoken.body}`,
  });

  test('is explained like a kept one, and leaves nothing but facts', async () => {
    const spoken = news();
    const shown = await examineMessage(engineer, sides, pasted({ ...spoken, body: `${spoken.body}\n` }));
    expect(shown).toMatchObject({
      id: null,
      verdict: 'differs',
      differences: [{ field: 'body', change: 'last_lf_removed' }],
    });
    expect(await lastAudit()).toMatchObject({
      action: 'signatures.examine',
      actorRole: 'engineer',
      subjectId: null,
      detail: {
        from: 'pasted',
        direction: 'notification',
        verdict: 'differs',
        differences: 'body last_lf_removed',
        key: 'alipay 1',
        bodyBytes: Buffer.byteLength(spoken.body),
        textSha256: shown.text.sha256,
      },
    });
    expect(JSON.stringify((await lastAudit()).detail)).not.toContain(paid.id);
  });

  test('that cannot be read says why, and is no use of the lab', async () => {
    const before = await countAudits();
    const input: ExamineInput = { from: 'whole', direction: 'tell', path: '', text: 'nothing' };
    await expect(examineMessage(engineer, sides, input)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: { text: expect.stringContaining('No headers') },
    });
    expect(await countAudits()).toBe(before);
  });
});

describe('the audit log', () => {
  test('names who examined which message, with which verdict', async () => {
    const id = await callOf(paid);
    await examineKept(id, 'request');
    expect(await lastAudit()).toMatchObject({
      action: 'signatures.examine',
      actorId: 'usr_00000000000000000000000001',
      actorRole: 'engineer',
      address: '203.0.113.8',
      subjectId: id,
      detail: { from: 'kept', direction: 'request', verdict: 'valid', differences: null, key: 'ours 1' },
    });
  });

  test('and the look live or die together: where the line cannot be written, nothing is shown', async () => {
    const id = await callOf(paid);
    await world.db.execute(
      sql`alter table audit_log add constraint full_up check (action <> 'signatures.examine') not valid`,
    );
    try {
      await expect(examineKept(id, 'request')).rejects.toThrow();
    } finally {
      await world.db.execute(sql`alter table audit_log drop constraint full_up`);
    }
    expect(await examineKept(id, 'request')).toMatchObject({ verdict: 'valid' });
  });
});

describe('who may', () => {
  test.each(STAFF_ROLES)('%s', async (role) => {
    const id = await callOf(paid);
    const before = await countAudits();
    const may = role === 'owner' || role === 'engineer';
    const looked = await examineKept(id, 'response', as(role)).catch((error: unknown) => error);
    expect(looked).toMatchObject(may ? { verdict: 'valid' } : { code: 'not_allowed' });
    expect(await countAudits()).toBe(before + (may ? 1 : 0));
    const listed = await listEvidence(as(role), {}).catch((error: unknown) => error);
    expect(listed).toMatchObject(may ? { data: expect.any(Array) } : { code: 'not_allowed' });
  });

  test('an id that is nobody’s is not found', async () => {
    for (const id of [newId('exg', 1), newId('ntf', 1)]) {
      await expect(examineKept(id, 'request')).rejects.toMatchObject({ code: 'not_found' });
      expect(await readEvidence(engineer, id)).toBeNull();
    }
  });
});

describe('the list to pick from', () => {
  test('holds calls, notifications and refused mail, the newest first', async () => {
    const { data } = await listEvidence(engineer, {});
    expect(new Set(data.map(({ kind }) => kind))).toEqual(new Set(['call', 'notification', 'refused']));
    const moments = data.map(({ at }) => at);
    expect(moments).toEqual(moments.toSorted().toReversed());
  });

  test('shows only the bad ones, or only one kind', async () => {
    const shown = async (show: 'bad' | 'calls' | 'notifications' | 'refused') =>
      new Set((await listEvidence(engineer, { show })).data.map(({ kind, verdict }) => `${kind} ${verdict}`));
    expect([...(await shown('bad'))].filter((row) => row.endsWith(' valid'))).toEqual([]);
    expect([...(await shown('bad'))]).toContain('refused invalid');
    expect(await shown('calls')).toEqual(new Set(['call valid']));
    expect(await shown('notifications')).toEqual(new Set(['notification valid']));
    expect([...(await shown('refused'))].every((row) => row.startsWith('refused'))).toBe(true);
  });

  test('finds by the id of a message, of a payment or of its order', async () => {
    const id = await callOf(paid);
    const found = async (search: string) => (await listEvidence(engineer, { search })).data.map((row) => row.id);
    expect(await found(id)).toEqual([id]);
    expect(await found(paid.id)).toContain(id);
    expect(await found(` ${paid.orderId} `)).toContain(id);
    expect(await found('nothing of ours')).toEqual([]);
    const payment = await world.payment(paid.id);
    expect(await found(payment.paymentId!)).toContain(id);
  });

  test('goes on page by page without a gap or a repeat', async () => {
    await world.db.execute(sql`insert into refused_notifications (id, kind, reason, body_masked, received_at)
      select 'ntf_' || lpad(n::text, 26, '0'), 'payments', 'bad_signature', '{}', now() from generate_series(1, 60) n`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listEvidence(engineer, { cursor });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const [rows] = await world.db.execute<{ count: number }>(sql`
      select (select count(*) from exchanges) + (select count(*) from notifications)
        + (select count(*) from refused_notifications) as count`);
    expect(seen).toHaveLength(Number(rows!.count));
    expect(new Set(seen).size).toBe(seen.length);
  });
});
