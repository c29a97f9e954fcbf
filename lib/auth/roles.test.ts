import { describe, expect, it } from 'vitest';
import { USER_ROLES } from '@/db/schema/users';
import type { Actor } from './actor';
import { ACTIONS, isAllowed, mayDo, requireCustomer, requireRole } from './roles';

// Written out once more, by hand, so that a slip in the table shows here.
const EXPECTED = `
                          customer owner operator finance support viewer engineer
overview.read             -        yes   yes      yes     yes     yes    yes
orders.read               -        yes   yes      yes     yes     yes    yes
orders.place              -        yes   yes      -       yes     -      -
orders.retry              -        yes   yes      -       yes     -      -
orders.confirm            -        yes   yes      -       -       -      -
orders.cancel             -        yes   yes      yes     -       -      -
refunds.read              -        yes   yes      yes     yes     yes    yes
refunds.request           -        yes   yes      yes     -       -      -
cases.read                -        yes   yes      yes     yes     yes    yes
cases.decide              -        yes   yes      yes     -       -      -
wallets.read              -        yes   yes      yes     yes     yes    yes
wallets.pause             -        yes   yes      -       yes     -      -
wallets.revoke            -        yes   yes      -       yes     -      -
notifications.read        -        yes   yes      yes     yes     yes    yes
notifications.replay      -        yes   yes      -       -       -      yes
debits.pause              -        yes   yes      -       -       -      -
settings.read             -        yes   yes      yes     yes     yes    yes
settings.change           -        yes   -        -       -       -      -
configuration.probe       -        yes   -        -       -       -      yes
signatures.examine        -        yes   -        -       -       -      yes
users.manage              -        yes   -        -       -       -      -
api_keys.manage           -        yes   -        -       -       -      -
webhooks.read             -        yes   yes      yes     yes     yes    yes
webhooks.manage           -        yes   -        -       -       -      yes
webhooks.resend           -        yes   yes      -       -       -      yes
customers.read            -        yes   yes      yes     yes     yes    yes
customers.create          -        -     -        -       -       -      -
link_sessions.create      -        -     -        -       -       -      -
link_sessions.read        -        yes   yes      yes     yes     yes    yes
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

  it('lets the admin command and the worker do what they are there for, and nothing else', () => {
    const command: Actor = { kind: 'system', name: 'admin command' };
    const allowed = ACTIONS.filter((action) => isAllowed(command, action));
    expect(allowed).toEqual(['debits.pause', 'users.manage', 'api_keys.manage']);
    const worker: Actor = { kind: 'system', name: 'worker' };
    expect(ACTIONS.filter((action) => isAllowed(worker, action))).toEqual([
      'orders.retry',
      'orders.cancel',
      'refunds.request',
    ]);
    expect(ACTIONS.some((action) => isAllowed({ kind: 'system', name: 'notification door' }, action))).toBe(false);
  });
});
