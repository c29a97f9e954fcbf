/** The doors that are not for people: Alipay's notifications, health, figures; and what every answer's headers say. */
import type { APIRequestContext } from '@playwright/test';
import type postgres from 'postgres';
import { expect, test } from '../fixtures';
import { alipay, impostor, speak, type Spoken } from './alipay-voice';
import { appUrl, BrowserWatch } from './browser-watch';
import { operator, signIn } from './people';
import { linkQuickly, orderQuickly } from './quick-road';

const door = (kind: string) => `${appUrl()}/api/alipay/notifications/${kind}`;

/** Ends that nothing may move. What an earlier trip has left under way may still come to its own. */
const ENDS = ['SUCCESS', 'CANCELLED', 'COMPLETED', 'FAILED', 'REVOKED'];

/** Everything a notification must not move: whatever has ended, and whatever an order of this trip stands at. */
async function stateOf(database: postgres.Sql, orderId = ''): Promise<Record<string, string>> {
  const rows = await database<{ id: string; status: string }[]>`
    select id, status from orders where status = any(${ENDS}) or id = ${orderId}
    union all select id, status from payments where status = any(${ENDS}) or order_id = ${orderId}
    union all select id, status from wallets where status = any(${ENDS})
    union all select id, status from authorizations where status = any(${ENDS})`;
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]));
}

const paid = (paymentRequestId: string) =>
  JSON.stringify({
    notifyType: 'PAYMENT_RESULT',
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success' },
    paymentRequestId,
    paymentId: '20261123000000000000000000000001',
    paymentAmount: { currency: 'PHP', value: '45000' },
    paymentTime: '2026-11-23T12:00:00+08:00',
  });

test('a forged notification is refused with 401, changes nothing, and stands on the timeline as set aside', async ({
  context,
  database,
  simulator,
  openBrowser,
}) => {
  await simulator.fault({ do: 'in_process_forever', match: { api: 'pay', wallet: 'MAYA' } });
  const walletId = await linkQuickly(context, 'MAYA');
  const order = await orderQuickly(context, database, { walletId, product: 'Ilustrado' });
  await expect.poll(async () => (await simulator.paymentsFor(order.referenceOrderId)).length).toBe(1);
  const [payment] = await simulator.paymentsFor(order.referenceOrderId);
  const before = await stateOf(database, order.id);
  const body = paid(payment!.paymentRequestId);
  const stranger = { ...alipay(), clientId: 'SANDBOX_5Y0000000000000000' };
  const unsigned: Spoken = speak(alipay(), 'payments', body);
  const altered: Spoken = { ...speak(alipay(), 'payments', body), data: Buffer.from(body.replace('45000', '45001')) };
  const wrong: [what: string, spoken: Spoken][] = [
    ['forged', speak(impostor(), 'payments', body)],
    ['wrong client id', speak(stranger, 'payments', body)],
    ['altered', altered],
    ['signed for another address', speak(alipay(), 'refunds', body)],
    ['unsigned', { ...unsigned, headers: { 'content-type': 'application/json' } }],
  ];
  for (const [what, { data, headers }] of wrong) {
    const answer = await context.request.post(door('payments'), { data, headers });
    expect([what, answer.status()]).toEqual([what, 401]);
    expect(await answer.text()).not.toContain('resultStatus');
  }
  expect(await stateOf(database, order.id)).toMatchObject(before);

  const office = await openBrowser();
  await signIn(office, operator);
  const desk = await office.newPage();
  await desk.goto(`/admin/orders/${order.id}`);
  await expect(desk.getByRole('heading', { name: 'Why it is Confirming' })).toBeVisible();
  await expect(desk.getByText('Set aside: the signature does not hold.').first()).toBeVisible();
  await expect(desk.getByText('Signature invalid').first()).toBeVisible();

  for (const repeat of [1, 2]) {
    const { data, headers } = speak(alipay(), 'payments', body);
    const answer = await context.request.post(door('payments'), { data, headers });
    expect([repeat, answer.status()]).toEqual([repeat, 200]);
    expect(await answer.json()).toMatchObject({ result: { resultStatus: 'S' } });
  }
  await expect(desk.getByRole('heading', { name: 'Why it is Paid' })).toBeVisible();
});

test('a notification that is broken, too large or asked for with GET is turned away and changes nothing', async ({
  request,
  database,
}) => {
  const before = await stateOf(database);
  const send = async (kind: 'payments' | 'refunds' | 'authorizations', data: string) => {
    const spoken = speak(alipay(), kind, data);
    return (await request.post(door(kind), { data: spoken.data, headers: spoken.headers })).status();
  };
  for (const kind of ['payments', 'refunds', 'authorizations'] as const) {
    expect([kind, await send(kind, '{"result": {')]).toEqual([kind, 400]);
    expect([kind, await send(kind, '[]')]).toEqual([kind, 400]);
    expect((await request.get(door(kind))).status()).toBe(405);
  }
  expect(await send('payments', `{"notifyType":"${'x'.repeat(1024 * 1024)}"}`)).toBe(413);
  expect((await request.post(door('nothing'), { data: '{}' })).status()).toBe(404);
  expect(await stateOf(database)).toMatchObject(before);
});

test('every page and door carries the headers that protect it', async ({ context, request }) => {
  const policies = new Set<string>();
  for (const path of ['/', '/sign-in', '/register', '/wallets', '/wallets/link', '/orders', '/account', '/nowhere']) {
    const headers = await headersOf(context.request, path);
    const policy = headers['content-security-policy'] ?? '';
    policies.add(policy);
    expect(policy, path).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic'/);
    expect(policy, path).not.toMatch(/unsafe-(?:inline|eval)/);
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"]) {
      expect(policy, path).toContain(rule);
    }
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': expect.stringMatching(/no-store|no-cache/),
    });
    expect(headers['x-powered-by'], path).toBeUndefined();
  }
  expect(policies.size).toBe(8);

  for (const path of ['/api/auth/session', '/api/me/orders/ord_none', '/api/health/live', '/api/nowhere']) {
    expect(await headersOf(context.request, path), path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
  }
  expect(await headersOf(context.request, '/wallets/return?authCode=x&authState=y')).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    location: '/wallets/unknown-return',
  });
  const html = await (await request.get(`${appUrl()}/`)).text();
  const script = /\/_next\/static\/[^"]+\.js/.exec(html)?.[0];
  expect(await headersOf(request, script!)).toMatchObject({ 'x-content-type-options': 'nosniff' });
});

test('health and figures answer', async ({ request, watch }) => {
  const live = await request.get(`${appUrl()}/api/health/live`);
  expect([live.status(), await live.json()]).toEqual([200, { status: 'live' }]);
  const ready = await request.get(`${appUrl()}/api/health/ready`);
  expect(ready.status()).toBe(200);
  expect(await ready.json()).toMatchObject({ status: 'ready', workerSeenAt: expect.any(String), circuit: 'closed' });
  const figures = await request.get(`${appUrl()}/api/metrics`);
  expect(figures.headers()['content-type']).toContain('text/plain');
  expect(await figures.text()).toMatch(/^mandate_http_requests_total\{.*\} \d+$/m);
  for (const answer of [live, ready, figures]) await watch.keep(answer);
});

test('the watch of these trips notices a console error, a page error and a breach of the policy', async ({
  browser,
}) => {
  const context = await browser.newContext();
  const watch = new BrowserWatch();
  await watch.over(context);
  const page = await context.newPage();
  await page.goto('/');
  await page.evaluate(() => {
    // oxlint-disable-next-line no-console -- what the watch is there for
    console.error('said by a page');
    setTimeout(() => {
      throw new Error('thrown by a page');
    });
    document.body.append(Object.assign(document.createElement('div'), { innerHTML: '<p style="color: red">x</p>' }));
  });
  await page.evaluate(async () => (await fetch('/api/me/orders/ord_none')).text());
  for (const fault of ['policy violation: style-src', 'said by a page', 'thrown by a page', 'answered 401']) {
    await expect.poll(async () => (await watch.faults()).join('\n')).toContain(fault);
  }
  await context.close();
});

async function headersOf(request: APIRequestContext, path: string): Promise<Record<string, string>> {
  return (await request.get(`${appUrl()}${path}`, { maxRedirects: 0 })).headers();
}
