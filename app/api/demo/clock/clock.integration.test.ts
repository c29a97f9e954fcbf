/** Who may move the clock, in which mode, and where to. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { demoClock } from '@/db/schema/demo';
import { cloneDatabase, type TestDatabase } from '@/e2e/test-database';
import { startClock, type ProcessClock } from '@/lib/demo/follow-clock';
import { createLogger } from '@/lib/kit/log';
import { Secret } from '@/lib/kit/secret';
import { startTestRuntime } from '@/lib/web/test-runtime';
import { GET, PUT } from './route';

const SECRET = 'what the simulator was told';
const DAY_MS = 24 * 3_600_000;
const log = createLogger('test', 'silent');

let database: TestDatabase;
let clock: ProcessClock;
let stop: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  database = await cloneDatabase();
  clock = await startClock({ mode: 'demo', databaseUrl: new Secret(database.url) }, { name: 'test', log });
});
afterEach(() => stop());
afterAll(async () => {
  await clock.close();
  await database.drop();
});

function begin(variables: Record<string, string> = { DEMO_CLOCK_SECRET: SECRET }): void {
  ({ stop } = startTestRuntime(database.url, variables, clock));
}

const ADDRESS = 'http://localhost:3000/api/demo/clock';

const read = () => GET(new Request(ADDRESS));

function put(body: unknown, bearer: string | null = SECRET): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
  return PUT(new Request(ADDRESS, { method: 'PUT', headers, body: JSON.stringify(body) }));
}

const ahead = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
const setting = () => database.db.select().from(demoClock);

describe('where there is no clock to move', () => {
  test.each([
    ['test mode, whatever is given', { MANDATE_MODE: 'test', DEMO_CLOCK_SECRET: SECRET }],
    [
      'live mode, whatever is given',
      {
        MANDATE_MODE: 'live',
        DEMO_CLOCK_SECRET: SECRET,
        APP_URL: 'https://shop.example',
        ALIPAY_GATEWAY_URL: 'https://gateway.example',
        ALIPAY_MERCHANT_NAME: 'Shop',
      },
    ],
    ['a demo without a secret', {}],
  ])('(%s) there is nothing at its address', async (_, variables) => {
    begin(variables);
    for (const response of [
      await read(),
      await put({ now: ahead(DAY_MS), rate: 1 }),
      await put({ now: ahead(DAY_MS), rate: 1 }, ''),
      await put('nonsense'),
    ]) {
      expect(response.status).toBe(404);
    }
    expect(await setting()).toEqual([]);
  });
});

describe('in a demo', () => {
  test.each([
    ['none', null],
    ['an empty one', ''],
    ['another one', 'what the simulator was not told'],
    ['one that begins right', SECRET.slice(0, -1)],
  ])('nobody moves it without the secret: %s', async (_, bearer) => {
    begin();
    const response = await put({ now: ahead(DAY_MS), rate: 1 }, bearer);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ type: 'urn:mandate:problem:secret_needed' });
    expect((await put('what is no setting', bearer)).status, 'nor learns what would be taken').toBe(401);
    expect(await setting()).toEqual([]);
  });

  test.each([
    ['no time', { rate: 1 }],
    ['a time without a zone', { now: '2027-01-01T00:00:00', rate: 1 }],
    ['a year of five digits', { now: '+010000-01-01T00:00:00Z', rate: 1 }],
    ['a year past all sense', { now: '9000-01-01T00:00:00Z', rate: 1 }],
    ['no rate', { now: '2027-01-01T00:00:00Z' }],
    ['a rate of zero', { now: '2027-01-01T00:00:00Z', rate: 0 }],
    ['a rate that goes back', { now: '2027-01-01T00:00:00Z', rate: -1 }],
    ['a rate too fast', { now: '2027-01-01T00:00:00Z', rate: 100_001 }],
    ['a rate as text', { now: '2027-01-01T00:00:00Z', rate: '60' }],
    ['something more', { now: '2027-01-01T00:00:00Z', rate: 1, real: true }],
  ])('a setting with %s is not taken', async (_, body) => {
    begin();
    const response = await put(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ type: 'urn:mandate:problem:invalid_input' });
    expect(await setting()).toEqual([]);
  });

  test('it tells the real time until it is set, then what it was set to', async () => {
    begin();
    expect(await (await read()).json()).toMatchObject({ rate: 1, moved: false });

    const now = ahead(DAY_MS);
    const response = await put({ now, rate: 60 });
    expect(response.status).toBe(200);
    const told = (await response.json()) as { now: string; rate: number };
    expect(told.rate).toBe(60);
    expect(Date.parse(told.now)).toBeGreaterThanOrEqual(Date.parse(now));
    expect(Object.keys(told)).toEqual(['now', 'rate']);

    const seen = (await (await read()).json()) as { now: string };
    expect(seen).toMatchObject({ rate: 60, moved: true });
    expect(Date.parse(seen.now)).toBeGreaterThanOrEqual(Date.parse(told.now));
    const entries = await database.db.select().from(auditLog);
    expect(entries).toMatchObject([
      { actorKind: 'system', actorId: 'simulator', action: 'demo.set_clock', detail: { now, rate: 60 } },
    ]);
  });

  test('it goes forward only: an earlier time is refused with the time that it is', async () => {
    begin();
    await put({ now: ahead(DAY_MS), rate: 1 });
    const before = await setting();
    const response = await put({ now: ahead(-60_000), rate: 2 });
    expect(response.status).toBe(409);
    const problem = (await response.json()) as { type: string; fields: { now: string } };
    expect(problem.type).toBe('urn:mandate:problem:clock_backwards');
    expect(problem.fields.now).toMatch(/^is before \d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await setting()).toEqual(before);
  });

  test('"now" said by a clock that lags a little changes the rate and takes nothing back', async () => {
    begin();
    const shown = clock.now().getTime();
    const response = await put({ now: ahead(-500), rate: 5 });
    expect(response.status).toBe(200);
    expect(clock.rate()).toBe(5);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(shown);
  });

  test('many at once are taken one after the other, and time never goes back', async () => {
    begin();
    const hours = Array.from({ length: 12 }, (_, place) => place + 1);
    const answers = await Promise.all(
      hours.map((hour) => put({ now: ahead(hour * 3_600_000), rate: 1 }).then(({ status }) => status)),
    );
    expect(answers.every((status) => status === 200 || status === 409)).toBe(true);
    const [row] = await setting();
    const [furthest] = await database.db.execute<{ ok: boolean }>(
      sql`select demo_base = (select max((detail->>'now')::timestamptz) from audit_log) as ok from demo_clock`,
    );
    expect(furthest).toEqual({ ok: true });
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(row!.demoBase.getTime());
  });
});

describe('the law, whoever writes the SQL', () => {
  test('the clock of a demo is not set back, not taken away, and no older setting replaces a newer one', async () => {
    const db = database.db;
    await expect(
      db.execute(sql`update demo_clock set revision = revision + 1, demo_base = demo_base - interval '1 second'`),
    ).rejects.toMatchObject({ cause: { message: expect.stringMatching(/only goes forward/) } });
    await expect(
      db.execute(sql`update demo_clock set demo_base = demo_base + interval '1 hour'`),
    ).rejects.toMatchObject({ cause: { message: expect.stringMatching(/newer setting stands/) } });
    await expect(db.execute(sql`delete from demo_clock`)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/only goes forward/) },
    });
  });

  test('a database that is no demo takes no setting, and its queue keeps real time', async () => {
    const other = await cloneDatabase();
    try {
      await other.db.execute(sql`alter table instance disable trigger instance_stays`);
      await other.db.execute(sql`update instance set mode = 'live'`);
      await expect(
        other.db.execute(sql`insert into demo_clock (revision, real_base, demo_base, rate)
          values (1, now(), now() + interval '1 day', 1)`),
      ).rejects.toMatchObject({ cause: { message: expect.stringMatching(/demo mode only/) } });
      const [row] = await other.db.execute<{ same: boolean }>(
        sql`select queue_time('2027-01-01T00:00:00Z') = '2027-01-01T00:00:00Z'
          and business_time('2027-01-01T00:00:00Z') = '2027-01-01T00:00:00Z' as same`,
      );
      expect(row).toEqual({ same: true });
    } finally {
      await other.drop();
    }
  });
});
