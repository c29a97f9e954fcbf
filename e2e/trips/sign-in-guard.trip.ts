/** What a program without a browser may try at our doors. */
import { expect, test } from '../fixtures';
import { appUrl } from './browser-watch';
import { forgetAttempts, newPerson, operator, post } from './people';

const elsewhere = (last: number) => ({ 'x-forwarded-for': `203.0.113.${last}`, 'x-real-ip': `203.0.113.${last}` });

test('naming another address with each attempt does not evade the limit of an account', async ({
  context,
  customer,
  database,
}) => {
  await forgetAttempts(database);
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 11; attempt += 1) {
    const answer = await post(
      context,
      '/api/auth/sign-in',
      { email: customer.email, password: 'wrong' },
      elsewhere(attempt),
    );
    statuses.push(answer.status());
  }
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  const right = await post(context, '/api/auth/sign-in', customer, elsewhere(99));
  expect(right.status()).toBe(429);
  await forgetAttempts(database);
});

test('naming another address with each attempt does not evade the limit of the true address', async ({
  context,
  database,
}) => {
  await forgetAttempts(database);
  const guess = (attempt: number) =>
    post(context, '/api/auth/sign-in', { email: newPerson().email, password: 'wrong' }, elsewhere(attempt));
  const first = await Promise.all(Array.from({ length: 50 }, (_, attempt) => guess(attempt)));
  expect(new Set(first.map((answer) => answer.status()))).toEqual(new Set([401]));
  const next = await Promise.all(Array.from({ length: 5 }, (_, attempt) => guess(100 + attempt)));
  expect(new Set(next.map((answer) => answer.status()))).toEqual(new Set([429]));
  await forgetAttempts(database);
});

test('a claimed address reaches neither the session nor the audit log', async ({ context, database }) => {
  const answer = await post(context, '/api/auth/sign-in', operator, elsewhere(7));
  expect(answer.status()).toBe(200);
  const [session] = await database`
    select s.address from sessions s join users u on u.id = s.user_id
    where u.email = ${operator.email} order by s.started_at desc limit 1`;
  const [entry] = await database`select action, address from audit_log order by id desc limit 1`;
  expect(['127.0.0.1', '::1']).toContain(session?.address);
  expect(entry).toMatchObject({ action: 'account.sign_in', address: session?.address });
  const [forged] = await database`
    select (select count(*)::int from sessions where address like '203.0.113.%')
      + (select count(*)::int from audit_log where address like '203.0.113.%') as found`;
  expect(forged?.found).toBe(0);
});

test('a form or a message from another site, or from nowhere, changes nothing', async ({
  context,
  customer,
  database,
}) => {
  const count = async () => {
    const [row] = await database<{ all: number }[]>`
      select (select count(*) from authorizations)::int + (select count(*) from orders)::int
        + (select count(*) from sessions where ended_at is not null)::int as all`;
    return row?.all;
  };
  const before = await count();
  const paths = [
    '/api/me/authorizations',
    '/api/me/orders',
    '/api/me/password',
    '/api/auth/sign-out',
    '/api/me/elsewhere',
  ];
  for (const path of paths) {
    for (const origin of ['https://elsewhere.example', 'null', undefined]) {
      const headers: Record<string, string> = { accept: 'text/html', ...(origin && { origin }) };
      const answer = await context.request.post(`${appUrl()}${path}`, {
        form: { brand: 'GCASH' },
        headers,
        maxRedirects: 0,
      });
      expect([path, origin, answer.status()]).toEqual([path, origin, 403]);
    }
  }
  expect(await count()).toBe(before);
  const session = await context.request.get(`${appUrl()}/api/auth/session`);
  expect(await session.text()).toContain(customer.email);
});
