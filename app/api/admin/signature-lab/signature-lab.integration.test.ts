/** The lab's door: only two roles, only from our own pages, and nothing of a message in any answer that refuses it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { USER_ROLES, type UserRole } from '@/db/schema/users';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { createUser } from '@/lib/auth/create-user';
import { mayDo } from '@/lib/auth/roles';
import { PASTED_BYTES_MAX } from '@/lib/evidence/input';
import { post, sessionCookieOf, startTestRuntime } from '@/lib/web/test-runtime';
import { POST as signIn } from '../../auth/sign-in/route';
import { POST as examine } from './route';

let database: TestDatabase;
let stop: () => Promise<void>;
const cookies = new Map<UserRole, string>();
const password = 'a password of tests';

beforeAll(async () => {
  database = await cloneDatabase();
  ({ stop } = startTestRuntime(database.url));
  const actor = { kind: 'system', name: 'admin command' } as const;
  for (const role of USER_ROLES) {
    const email = `${role}@example.com`;
    await createUser({ db: database.db, now: () => new Date(), actor }, { email, name: 'Someone', role, password });
    const answer = await post(signIn, { json: { email, password } });
    cookies.set(role, sessionCookieOf(answer) ?? '');
  }
});
afterAll(async () => {
  await stop();
  await database.drop();
});

const CANARY = 'CANARY-281011130100000000000000000001';
const pasted = {
  from: 'whole',
  direction: 'tell',
  text: `POST /api/alipay/notifications/authorizations\nClient-Id: C\nRequest-Time: 1\nSignature: signature=AQID\n\n{"authCode":"${CANARY}"}`,
};
const countUses = async () =>
  (await database.db.select().from(auditLog)).filter(({ action }) => action === 'signatures.examine').length;

describe('who may ask', () => {
  it.each(USER_ROLES)('%s', async (role) => {
    const before = await countUses();
    const answer = await post(examine, { json: pasted, cookie: cookies.get(role)! });
    const may = mayDo(role, 'signatures.examine');
    expect([role, answer.status]).toEqual([role, may ? 200 : 403]);
    expect(await answer.text()).not.toContain('CANARY');
    expect(await countUses()).toBe(before + (may ? 1 : 0));
  });

  it('nobody without a session, and no other site', async () => {
    expect((await post(examine, { json: pasted })).status).toBe(401);
    const headers = { origin: 'https://elsewhere.example' };
    expect((await post(examine, { json: pasted, cookie: cookies.get('owner')!, headers })).status).toBe(403);
  });
});

describe('what it takes', () => {
  const ask = (json: unknown) => post(examine, { json, cookie: cookies.get('engineer')! });

  it('a message of 64 KiB, in base64 too, and no longer one', async () => {
    const fields = { from: 'fields', direction: 'notification', path: '/', bodyIs: 'base64' };
    const base64 = (bytes: number) => Buffer.alloc(bytes, 'a').toString('base64');
    expect(
      (await ask({ ...pasted, text: `${pasted.text}${'"'.repeat(PASTED_BYTES_MAX - pasted.text.length)}` })).status,
    ).toBe(200);
    expect((await ask({ ...fields, body: base64(PASTED_BYTES_MAX) })).status).toBe(200);
    expect((await ask({ ...fields, body: base64(PASTED_BYTES_MAX + 3) })).status).toBe(422);
    expect((await ask({ ...fields, body: base64(PASTED_BYTES_MAX * 4) })).status).toBe(413);
  });

  it('says beside which field it went wrong, without repeating it', async () => {
    const answer = await ask({ ...pasted, text: CANARY });
    expect(answer.status).toBe(422);
    const problem = await answer.text();
    expect(JSON.parse(problem)).toMatchObject({ fields: { text: expect.stringContaining('No headers were found') } });
    expect(problem).not.toContain('CANARY');
  });
});
