/** What Alipay is answered, over the whole door: acknowledged is what is stored, and nothing else. */
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notifications } from '@/db/schema/notifications';
import type { SpokenNotification } from '@/e2e/test-simulator';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import { acknowledgement } from '@/lib/alipay/notification';
import { startTestRuntime, TEST_ORIGIN } from '@/lib/web/test-runtime';
import { POST } from './route';

let world: TestWorld;
let stop: () => Promise<void>;
beforeAll(async () => {
  world = await startTestWorld();
  ({ stop } = startTestRuntime(world.database.url, world.variables));
});
afterAll(async () => {
  await stop();
  await world.stop();
});

const news = (paymentRequestId: string) =>
  world.simulator.speak('payments', {
    notifyType: 'PAYMENT_RESULT',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    paymentRequestId,
    paymentId: `alipay-${paymentRequestId}`,
    paymentAmount: { currency: 'IDR', value: '8900000' },
    paymentTime: '2026-11-23T10:00:01+08:00',
  });

function deliver({ kind, headers, body }: SpokenNotification): Promise<Response> {
  const url = `${TEST_ORIGIN}/api/alipay/notifications/${kind}`;
  return POST(new Request(url, { method: 'POST', headers, body }), { params: Promise.resolve({ kind }) });
}

const kept = (subject: string) => world.db.select().from(notifications).where(eq(notifications.subject, subject));

test('what is stored is acknowledged, once more too', async () => {
  const spoken = news('a');
  for (let times = 0; times < 2; times += 1) {
    const answer = await deliver(spoken);
    expect([answer.status, await answer.text()]).toEqual([200, acknowledgement]);
  }
  expect(await kept('a')).toMatchObject([{ repeats: 1 }]);
});

test('what cannot be stored is answered 503, and acknowledged when it can', async () => {
  const spoken = news('b');
  await world.db.execute(sql`alter table notifications rename to notifications_away`);
  try {
    const answer = await deliver(spoken);
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('SUCCESS');
  } finally {
    await world.db.execute(sql`alter table notifications_away rename to notifications`);
  }
  expect(await kept('b')).toEqual([]);
  expect((await deliver(spoken)).status).toBe(200);
  expect(await kept('b')).toHaveLength(1);
});

test('what is forged is answered 401, and what cannot be read 400', async () => {
  const spoken = news('c');
  expect((await deliver({ ...spoken, body: spoken.body.replace('8900000', '8900001') })).status).toBe(401);
  expect((await deliver(world.simulator.speak('payments', '{"result":'))).status).toBe(400);
  expect(await kept('c')).toEqual([]);
});
