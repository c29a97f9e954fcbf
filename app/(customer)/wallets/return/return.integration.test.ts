/** The address that wallets send browsers to takes whatever a stranger types, and never falls over it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestWorld, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import { newSecretText } from '@/lib/kit/ids';
import { browserCookieName } from '@/lib/wallets/browser';
import { closeWebRuntime, installWebRuntime } from '@/lib/web/runtime';
import { get } from '@/lib/web/test-runtime';
import { GET as comeBack } from './route';

let world: TestWorld;
let customer: TestCustomer;
beforeAll(async () => {
  world = await startTestWorld();
  installWebRuntime(world.startAnother());
});
afterAll(async () => {
  await closeWebRuntime();
  await world.stop();
});
beforeEach(async () => void (customer = await world.newCustomer()));

function visit(query: string, browserSecret?: string): Promise<Response> {
  const cookie = browserSecret && `${browserCookieName(world.runtime.settings.appUrl)}=${browserSecret}`;
  return get(comeBack, { path: `/wallets/return?${query}`, cookie });
}

describe('a return', () => {
  const state = newSecretText();
  test.each([
    ['a NUL for a state', 'authState=%00&authCode=abc'],
    ['a NUL within a state', `authState=${state}%00&authCode=abc`],
    ['a state that is too short', 'authState=abc&authCode=abc'],
    ['a state that is too long', `authState=${'x'.repeat(61)}&authCode=abc`],
    ['two states', `authState=${state}&authState=${state}`],
    ['a state that nobody began', `authState=${state}&authCode=%00`],
    ['nothing', ''],
  ])('with %s is unknown', async (_what, query) => {
    const response = await visit(query);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/wallets/unknown-return');
  });

  test.each(['%00', 'abc%00', 'abc%0A', '%C2%85', 'x'.repeat(129)])('whose code is %s brought none', async (code) => {
    const { attempt } = await world.beginLink(customer);
    const response = await visit(`authState=${attempt.authState}&authCode=${code}`, customer.browserSecret);
    expect(response.headers.get('location')).toBe(`/wallets/attempts/${attempt.id}`);
    expect(await world.attempt(attempt.id)).toMatchObject({ codeIndex: null, failure: 'refused' });
  });
});
