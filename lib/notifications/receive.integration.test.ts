/** The door of Alipay's notifications: only Alipay's word enters, word for word, once, and nothing acknowledged is lost. */
import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { transitions } from '@/db/schema/evidence';
import { notifications, refusedNotifications } from '@/db/schema/notifications';
import { credentials, wallets } from '@/db/schema/wallets';
import type { SpokenNotification } from '@/e2e/test-simulator';
import { startTestWorld, visitWallet, type Payment, type TestWorld } from '@/e2e/test-world';
import { maskJson } from '@/lib/alipay/mask';
import type { Id } from '@/lib/kit/ids';
import { exchangeCode } from '@/lib/wallets/exchange-code';
import { sweep } from '@/lib/worker/sweep';
import { receiveNotification } from './receive';
import { replayNotification } from './replay';

let world: TestWorld;
let placed: Payment;
beforeAll(async () => void (world = await startTestWorld()));
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  const customer = await world.newCustomer();
  placed = await world.buy(customer, await world.linkWallet(customer));
});

const SUCCESS = { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' };

function paidNews(
  paymentRequestId: string = placed.id,
  as: { clientId?: string; path?: string } = {},
): SpokenNotification {
  const message = {
    notifyType: 'PAYMENT_RESULT',
    result: SUCCESS,
    paymentRequestId,
    paymentId: `alipay-${paymentRequestId}`,
    paymentAmount: { currency: placed.currency, value: String(placed.amountMinor) },
    paymentTime: '2026-11-23T10:00:01+08:00',
  };
  return world.simulator.speak('payments', message, as);
}

const kept = (subject: string) => world.db.select().from(notifications).where(eq(notifications.subject, subject));

/** A further attempt at the order, which its news came before. */
async function addAttempt(id: Id<'pay'>): Promise<void> {
  await world.db.execute(sql`update payments set status = 'FAIL', resolved_at = now() where id = ${placed.id}`);
  await world.db
    .execute(sql`insert into payments (id, order_id, attempt, payment_request_id, wallet_id, currency, amount_minor,
      status, created_at, updated_at)
    select ${id}, order_id, 2, ${id}, wallet_id, currency, amount_minor, 'INIT', now(), now()
    from payments where id = ${placed.id}`);
}

async function countRefused(): Promise<number> {
  const [row] = await world.db.execute<{ count: number }>(
    sql`select count(*)::int as count from refused_notifications`,
  );
  return row!.count;
}

describe('what Alipay did not write changes nothing and is kept apart', () => {
  const withHeader = (spoken: SpokenNotification, name: string, value: string | null): SpokenNotification => {
    const { [name]: _gone, ...headers } = spoken.headers;
    return { ...spoken, headers: value === null ? headers : { ...headers, [name]: value } };
  };
  const forgeries: [string, string, () => SpokenNotification][] = [
    [
      'an altered body',
      'bad_signature',
      () => ({ ...paidNews(), body: paidNews().body.replace('8900000', '8900001') }),
    ],
    [
      'a body written anew',
      'bad_signature',
      () => ({ ...paidNews(), body: JSON.stringify(JSON.parse(paidNews().body), null, 1) }),
    ],
    ['an altered time', 'bad_signature', () => withHeader(paidNews(), 'request-time', '1700000000000')],
    [
      'a message signed for another path',
      'bad_signature',
      () => paidNews(placed.id, { path: '/api/alipay/notifications/refunds' }),
    ],
    ['a rewritten path', 'bad_signature', () => paidNews(placed.id, { path: '/api/alipay/notifications/payments/' })],
    [
      'another merchant’s message',
      'foreign_client',
      () => paidNews(placed.id, { clientId: 'SANDBOX_5YTEST0000000009' }),
    ],
    ['no signature', 'missing_header', () => withHeader(paidNews(), 'signature', null)],
    [
      'a signature that is none',
      'malformed_signature',
      () => withHeader(paidNews(), 'signature', 'algorithm=none,signature='),
    ],
    [
      'a key version that Alipay never had',
      'unknown_key',
      () => withHeader(paidNews(), 'signature', paidNews().headers.signature!.replace('keyVersion=1', 'keyVersion=9')),
    ],
  ];

  // A few of them are kept in a second, so each test has a second of its own.
  let seconds = 0;
  const nextSecond = () => {
    seconds += 1;
    world.moveClock(null);
    world.moveClock(seconds * 1_000);
  };
  beforeEach(nextSecond);

  test.each(forgeries)('%s (%s)', async (_, reason, forge) => {
    const before = await countRefused();
    expect(await world.deliver(forge())).toEqual({ kind: 'refused', reason });

    expect(await countRefused()).toBe(before + 1);
    const [newest] = await world.db.select().from(refusedNotifications).orderBy(desc(refusedNotifications.id)).limit(1);
    expect(newest).toMatchObject({ reason, subject: placed.id });
    expect(await kept(placed.id)).toEqual([]);
    expect(await world.payment(placed.id)).toEqual(placed);
  });

  test('a flood of it does not fill the disk', async () => {
    await world.db.execute(sql`insert into refused_notifications (id, kind, reason, body_masked, received_at)
      select 'ntf_flood_' || n, 'payments', 'bad_signature', '{}', now() - interval '1 hour' from generate_series(1, 1200) n`);
    for (let delivered = 0; delivered < 50; delivered += 1) {
      nextSecond();
      await world.deliver({ ...paidNews(), body: '{}' });
    }
    // Tidied once in fifty messages, so a few more than its thousand may stand there for a while.
    expect(await countRefused()).toBeLessThan(1_000 + 50);
  });

  test('of a flood within a second a few are kept, and all are refused', async () => {
    const before = await countRefused();
    const forged = { ...paidNews(), body: '{}' };
    const at = world.system.now();
    const ctx = { ...world.system, now: () => at, realNow: () => at };
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        receiveNotification(ctx, {
          kind: 'payments',
          path: '/api/alipay/notifications/payments',
          headers: new Headers(forged.headers),
          body: Buffer.from(forged.body),
          address: '203.0.113.9',
          publicKeys: world.runtime.alipayKeys,
        }),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, () => ({ kind: 'refused', reason: 'bad_signature' })));
    const kept = (await countRefused()) - before;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(5);
  });
});

describe('what Alipay wrote', () => {
  test('is kept word for word, sealed, with a copy to read, and applied at once', async () => {
    const spoken = paidNews();
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: false });

    const [row] = await kept(placed.id);
    expect(row).toMatchObject({ status: 'APPLIED', outcome: 'moved the payment', repeats: 0, keyVersion: '1' });
    expect(row?.headers).not.toHaveProperty('signature');
    const raw = world.system.sealer.open(row!.bodySealed, { table: 'notifications', row: row!.id, column: 'body' });
    expect(raw.toString('utf8').split('\n\n')[1]).toBe(spoken.body);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'notification' });
  });

  test('is applied once, however often it comes and under however many signatures', async () => {
    await world.deliver(paidNews());
    world.moveClock(15 * 3_600_000);
    expect(await world.deliver(paidNews())).toEqual({ kind: 'acknowledged', repeated: true });
    expect(await world.deliver(paidNews())).toEqual({ kind: 'acknowledged', repeated: true });
    expect(await kept(placed.id)).toMatchObject([{ repeats: 2, status: 'APPLIED' }]);
    const moves = await world.db.select().from(transitions).where(eq(transitions.subjectId, placed.id));
    expect(moves).toHaveLength(2);
  });

  test('is applied once when fifty come at the same moment', async () => {
    const spoken = paidNews();
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.deliver(spoken)));
    expect(answers.filter((one) => one.kind === 'acknowledged' && !one.repeated)).toHaveLength(1);
    expect(answers.every((one) => one.kind === 'acknowledged')).toBe(true);
    expect(await kept(placed.id)).toMatchObject([{ repeats: 49 }]);
    const moves = await world.db.select().from(transitions).where(eq(transitions.subjectId, placed.id));
    expect(moves).toHaveLength(2);
  });

  test.each(['not json', '[]', '{"notifyType":"PAYMENT_RESULT"}', '', '{"result":'])(
    'but cannot be read is kept and set aside, and not acknowledged (%j)',
    async (body) => {
      const spoken = world.simulator.speak('payments', body);
      expect(await world.deliver(spoken)).toMatchObject({ kind: 'malformed' });
      expect(await world.deliver(spoken)).toMatchObject({ kind: 'malformed' });
      expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT' });
      const rows = await world.db
        .select()
        .from(notifications)
        .where(eq(notifications.bodyMasked, maskJson(body)));
      const outcome = expect.stringContaining('could not be read: ');
      expect(rows).toMatchObject([{ status: 'SET_ASIDE', outcome, subject: null, repeats: 1 }]);
      const { id, bodySealed } = rows[0]!;
      const raw = world.runtime.sealer.open(bodySealed, { table: 'notifications', row: id, column: 'body' });
      expect(raw.subarray(raw.indexOf('\n\n') + 2).toString()).toBe(body);
      // Read by a version that reads no better it says the same once more.
      const operator = await world.addStaff('operator');
      expect(await replayNotification(operator, id)).toEqual({ status: 'SET_ASIDE', outcome: rows[0]!.outcome });
    },
  );

  test('could not be read once, and is applied when it is told again and can be', async () => {
    const future: Id<'pay'> = 'pay_0000000000000000000LEGIBLE0';
    const spoken = paidNews(future);
    await world.deliver(spoken);
    // As an earlier version would have left it.
    await world.db.execute(sql`update notifications set status = 'SET_ASIDE',
      outcome = 'could not be read: result: new' where subject = ${future}`);
    await addAttempt(future);
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: true });
    expect(await world.payment(future)).toMatchObject({ status: 'SUCCESS' });
    expect(await kept(future)).toMatchObject([{ status: 'APPLIED', repeats: 1 }]);
  });

  test('about a payment that we do not know yet waits, and is applied when the payment is there', async () => {
    const future: Id<'pay'> = 'pay_00000000000000000000FUTURE';
    await world.deliver(paidNews(future));
    expect(await kept(future)).toMatchObject([{ status: 'WAITING', outcome: 'no such payment yet' }]);
    world.moveClock(6_000);
    await sweep(world.system);
    expect(await kept(future)).toMatchObject([{ status: 'WAITING' }]);

    await addAttempt(future);
    await sweep(world.system);
    expect(await kept(future)).toMatchObject([{ status: 'APPLIED', outcome: 'moved the payment' }]);
    expect(await world.payment(future)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'notification' });
  });

  test('is kept and acknowledged even when applying it breaks, and the sweep applies it', async () => {
    await world.db.execute(sql`create or replace function break_down() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await world.db.execute(sql`create trigger break_down before update on orders execute function break_down()`);
    expect(await world.deliver(paidNews())).toEqual({ kind: 'acknowledged', repeated: false });
    expect(await kept(placed.id)).toMatchObject([{ status: 'RECEIVED', outcome: 'applying failed' }]);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'INIT' });
    await sweep(world.system);
    world.moveClock(6_000);
    await sweep(world.system);
    expect(await kept(placed.id), 'still broken').toMatchObject([{ status: 'RECEIVED' }]);

    await world.db.execute(sql`drop trigger break_down on orders`);
    await sweep(world.system);
    expect(await kept(placed.id)).toMatchObject([{ status: 'APPLIED' }]);
    expect(await world.payment(placed.id)).toMatchObject({ status: 'SUCCESS' });
  });

  test('about a wallet is kept in the same way when ending the wallet breaks, and the sweep ends it', async () => {
    const [credential] = await world.db.select().from(credentials).where(eq(credentials.walletId, placed.walletId));
    const { id: row, customerId, accessTokenSealed } = credential!;
    const place = { table: 'credentials', row, column: 'access_token', customer: customerId };
    const accessToken = world.system.sealer.open(accessTokenSealed, place).toString('utf8');
    await world.db.execute(sql`create or replace function break_down() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await world.db.execute(sql`create trigger break_down before update on wallets execute function break_down()`);
    const news = { authorizationNotifyType: 'TOKEN_CANCELED', result: SUCCESS, accessToken };
    const spoken = world.simulator.speak('authorizations', news);
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: false });
    expect(await statusOfWallet()).toBe('LINKED');

    await world.db.execute(sql`drop trigger break_down on wallets`);
    world.moveClock(6_000);
    await sweep(world.system);
    expect(await statusOfWallet()).toBe('REVOKED');

    async function statusOfWallet() {
      const [wallet] = await world.db.select().from(wallets).where(eq(wallets.id, placed.walletId));
      return wallet?.status;
    }
  });

  test('about a refund that is not ours is kept, and waits', async () => {
    const spoken = world.simulator.speak('refunds', {
      notifyType: 'REFUND_RESULT',
      result: SUCCESS,
      refundStatus: 'SUCCESS',
      refundRequestId: 'r1',
      refundId: '2025',
      refundAmount: { currency: 'IDR', value: '30000' },
    });
    expect(await world.deliver(spoken)).toEqual({ kind: 'acknowledged', repeated: false });
    const rows = await world.db.select().from(notifications).where(eq(notifications.kind, 'refunds'));
    expect(rows).toMatchObject([{ status: 'WAITING', subject: 'r1', resultCode: 'SUCCESS' }]);
  });

  test('about a refund without the words that decide it is malformed', async () => {
    const spoken = world.simulator.speak('refunds', { notifyType: 'REFUND_RESULT', result: SUCCESS });
    expect(await world.deliver(spoken)).toMatchObject({ kind: 'malformed' });
  });

  test('is applied once more by an operator, whose name is written down; others may not', async () => {
    const future: Id<'pay'> = 'pay_0000000000000000000REPLAYED';
    await world.deliver(paidNews(future));
    const [waiting] = await kept(future);
    await addAttempt(future);
    await expect(replayNotification(await world.addStaff('viewer'), waiting!.id)).rejects.toThrow('not_allowed');
    const operator = await world.addStaff('operator');
    expect(await replayNotification(operator, waiting!.id)).toEqual({
      status: 'APPLIED',
      outcome: 'moved the payment',
    });
    expect(await world.payment(future)).toMatchObject({ status: 'SUCCESS', resolvedBy: 'notification' });
    const lines = await world.db.select().from(auditLog).where(eq(auditLog.subjectId, waiting!.id));
    expect(lines).toMatchObject([{ action: 'notifications.replay', actorRole: 'operator' }]);
    expect(lines[0]!.detail).toMatchObject({ from: 'WAITING', to: 'APPLIED' });
  });

  test('about a token that it issued but we have not stored yet waits, and then ends the wallet', async () => {
    await world.simulator.control.set({ repeatedApplyToken: 'same' });
    const customer = await world.newCustomer();
    const { attempt, address } = await world.beginLink(customer);
    const location = await visitWallet(address);
    const authCode = location.searchParams.get('authCode')!;
    const { outcome } = await world.runtime.gateway.applyToken({
      grantType: 'AUTHORIZATION_CODE',
      brand: 'DANA',
      authCode,
    });
    if (outcome.kind !== 'succeeded') throw new Error(`no token: ${outcome.kind}`);
    const { accessToken } = outcome.value;
    const news = { authorizationNotifyType: 'TOKEN_CANCELED', result: SUCCESS, accessToken, reason: 'ended' };
    await world.deliver(world.simulator.speak('authorizations', news));

    await world.comeBack(customer, location);
    await exchangeCode(customer.ctx, attempt.id);
    const { walletId } = await world.attempt(attempt.id);
    world.moveClock(6_000);
    await sweep(world.system);
    const [wallet] = await world.db.select().from(wallets).where(eq(wallets.id, walletId!));
    expect(wallet).toMatchObject({ status: 'REVOKED', statusReason: 'ended_in_wallet' });
  });
});
