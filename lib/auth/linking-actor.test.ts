/** Who came by a link session may link a wallet for the customer it was made for, and nothing else in the house. */
import { expect, test } from 'vitest';
import type { Actor } from './actor';
import { ACTIONS, isAllowed, requireCustomer, requireLinker, requireRole } from './roles';

const origin = { address: null, userAgent: null };
const linking: Actor = { kind: 'linking', linkSessionId: 'lks_1', customerId: 'cus_1', origin };

test('may link', () => {
  expect(requireLinker({ actor: linking })).toBe(linking);
});

test('is no customer who signed in, and no action of the table is theirs', () => {
  expect(() => requireCustomer({ actor: linking })).toThrow('not_allowed');
  for (const action of ACTIONS) {
    expect(isAllowed(linking, action), action).toBe(false);
    expect(() => requireRole({ actor: linking }, action), action).toThrow('not_allowed');
  }
});

test('staff and visitors do not link', () => {
  expect(() => requireLinker({ actor: { kind: 'visitor', origin } })).toThrow('sign_in_needed');
  expect(() => requireLinker({ actor: { kind: 'system', name: 'worker' } })).toThrow('not_allowed');
});
