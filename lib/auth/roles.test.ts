import { describe, expect, it } from 'vitest';
import { USER_ROLES } from '@/db/schema/users';
import type { Actor } from './actor';
import { ACTIONS, isAllowed, mayDo, requireCustomer, requireRole } from './roles';

// Written out once more, by hand, so that a slip in the table shows here.
const EXPECTED = `
                          customer owner operator finance support viewer engineer
overview.read             -        yes   yes      yes     yes     yes    yes
orders.read               -        yes   yes      yes     yes     yes    yes
wallets.read              -        yes   yes      yes     yes     yes    yes
configuration.probe       -        yes   -        -       -       -      yes
signatures.examine        -        yes   -        -       -       -      yes
users.manage              -        yes   -        -       -       -      -
account.change_password   yes      yes   yes      yes     yes     yes    yes
own.wallets               yes      -     -        -       -       -      -
own.orders                yes      -     -        -       -       -      -
`;

function expectedTable(): Map<string, boolean> {
  const [head = '', ...lines] = EXPECTED.trim().split('\n');
  const roles = head.trim().split(/\s+/);
  const table = new Map<string, boolean>();
  for (const line of lines) {
    const [action, ...cells] = line.trim().split(/\s+/);
    roles.forEach((role, place) => table.set(`${role} ${action}`, cells[place] === 'yes'));
  }
  return table;
}

const origin = { address: null, userAgent: null };
const visitor: Actor = { kind: 'visitor', origin };
const owner: Actor = { kind: 'staff', userId: 'usr_1', role: 'owner', sessionId: 's', name: 'O', email: 'o@x', origin };
const customer: Actor = {
  kind: 'customer',
  userId: 'usr_2',
  customerId: 'cus_2',
  sessionId: 's',
  name: 'C',
  email: 'c@x',
  origin,
};

describe('the table role × action', () => {
  it('says of every role and every action what was written down', () => {
    const expected = expectedTable();
    expect(expected.size).toBe(USER_ROLES.length * ACTIONS.length);
    for (const role of USER_ROLES) {
      for (const action of ACTIONS) {
        expect(mayDo(role, action), `${role} ${action}`).toBe(expected.get(`${role} ${action}`));
      }
    }
  });

  it('sends a visitor to sign in before any table is asked', () => {
    expect(() => requireRole({ actor: visitor }, 'orders.read')).toThrow('sign_in_needed');
    expect(() => requireCustomer({ actor: visitor })).toThrow('sign_in_needed');
  });

  it('tells a customer that the staff’s lists are not theirs, and staff that they have no wallets', () => {
    expect(() => requireRole({ actor: customer }, 'orders.read')).toThrow('not_allowed');
    expect(() => requireCustomer({ actor: owner })).toThrow('not_allowed');
    expect(requireCustomer({ actor: customer }).customerId).toBe('cus_2');
  });

  it('lets the admin command manage users and nothing else', () => {
    const command: Actor = { kind: 'system', name: 'admin command' };
    const allowed = ACTIONS.filter((action) => isAllowed(command, action));
    expect(allowed).toEqual(['users.manage']);
    expect(ACTIONS.some((action) => isAllowed({ kind: 'system', name: 'worker' }, action))).toBe(false);
  });
});
