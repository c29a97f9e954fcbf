/** The merchant's own colour: set by the owner, written down, refused where it cannot be read, and served as a sheet. */
import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET as sheet } from '@/app/api/branding/[accent]/route';
import { auditLog } from '@/db/schema/audit';
import { startTestWorld, type TestWorld } from '@/e2e/test-world';
import type { Context } from '@/lib/context';
import { closeWebRuntime, installWebRuntime } from '@/lib/web/runtime';
import { get } from '@/lib/web/test-runtime';
import { changeLook } from './change-settings';
import { changeLookInput } from './input';
import { readAccent } from './read-settings';
import { readSettings } from './views';

let world: TestWorld;
let owner: Context;
beforeAll(async () => {
  world = await startTestWorld();
  owner = await world.addStaff('owner');
  installWebRuntime(world.runtime);
});
afterAll(async () => {
  await closeWebRuntime();
  await world.stop();
});

test('it is ours until an owner sets another; each change names what it was', async () => {
  expect(await readAccent(world.db)).toBeNull();
  await changeLook(owner, changeLookInput.parse({ accent: ' E4002B ' }));
  expect(await readAccent(world.db)).toBe('#e4002b');
  expect(await readSettings(owner)).toMatchObject({ accent: '#e4002b' });
  await changeLook(owner, changeLookInput.parse({ accent: '' }));
  expect(await readAccent(world.db)).toBeNull();
  const lines = await world.db.select().from(auditLog).orderBy(desc(auditLog.id)).limit(2);
  expect(lines.map(({ action, detail }) => [action, detail])).toEqual([
    ['settings.change_look', { accent: '#e4002b → none' }],
    ['settings.change_look', { accent: 'none → #e4002b' }],
  ]);
});

test('nobody but an owner sets it', async () => {
  const change = changeLook(await world.addStaff('engineer'), { accent: '#e4002b' });
  await expect(change).rejects.toMatchObject({ code: 'not_allowed' });
});

test('one that carries no text is refused, and the reason says so', () => {
  const { error } = changeLookInput.safeParse({ accent: '#7a7a7a' });
  expect(error!.issues).toMatchObject([{ path: ['accent'], message: expect.stringContaining('No text can be read') }]);
});

test('its sheet is made of the colour alone, is nobody’s, and may be kept', async () => {
  const ask = (accent: string) => get(sheet, { path: `/api/branding/${accent}`, params: { accent } });
  const response = await ask('e4002b');
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  expect(response.headers.get('set-cookie')).toBeNull();
  expect(await response.text()).toContain('.customer{--accent:#e4002b;');
  for (const wrong of ['E4002B', '7a7a7a', 'red', 'e4002b}', 'e4002b;', '']) {
    expect((await ask(encodeURIComponent(wrong))).status, wrong).toBe(404);
  }
});
