/**
 * Who may do what: one table, role × action. Every verb asks it in its first line; pages and doors ask it too, but only
 * to be kind earlier.
 *
 * A new action is one line here; a role that is not named in the line may not do it.
 */
import { USER_ROLES, type UserRole } from '@/db/schema/users';
import { Refusal } from '@/lib/kit/errors';
import type { Actor } from './actor';

type Role = UserRole;

const EVERY_STAFF = ['owner', 'operator', 'finance', 'support', 'viewer', 'engineer'] as const satisfies Role[];

const TABLE = {
  'overview.read': EVERY_STAFF,
  'orders.read': EVERY_STAFF,
  'wallets.read': EVERY_STAFF,
  /** Whoever may mend the keys may ask whether they are right now. */
  'configuration.probe': ['owner', 'engineer'],
  /** It shows how messages are signed and what Alipay sent, and every use of it is written down. */
  'signatures.examine': ['owner', 'engineer'],
  'users.manage': ['owner'],
  'account.change_password': USER_ROLES,
  /** A customer's own shop, wallets and orders: whose they are is the query's business, never this table's. */
  'own.wallets': ['customer'],
  'own.orders': ['customer'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof TABLE;

export const ACTIONS = Object.keys(TABLE) as readonly Action[];

/** What the processes that are nobody may do, by their name. Whoever can start them already has the database. */
const SYSTEM_TABLE: Readonly<Record<string, readonly Action[]>> = {
  'admin command': ['users.manage'],
  'demo seed': ['users.manage'],
};

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type CustomerActor = Extract<Actor, { kind: 'customer' }>;

export function mayDo(role: Role, action: Action): boolean {
  const roles: readonly Role[] = TABLE[action];
  return roles.includes(role);
}

/** @throws Refusal `sign_in_needed` for a visitor, `not_allowed` for a role that the table does not name */
export function requireRole(ctx: { readonly actor: Actor }, action: Action): Exclude<Actor, { kind: 'visitor' }> {
  const { actor } = ctx;
  if (actor.kind === 'visitor') throw new Refusal('sign_in_needed');
  if (!isAllowed(actor, action)) throw new Refusal('not_allowed');
  return actor;
}

/** @throws Refusal `sign_in_needed` for a visitor, `not_allowed` for staff: they have no wallets of their own */
export function requireCustomer(ctx: { readonly actor: Actor }): CustomerActor {
  if (ctx.actor.kind === 'visitor') throw new Refusal('sign_in_needed');
  if (ctx.actor.kind !== 'customer') throw new Refusal('not_allowed');
  return ctx.actor;
}

/** Whether an actor may do something, for pages that leave out what is not theirs. */
export function isAllowed(actor: Actor, action: Action): boolean {
  if (actor.kind === 'staff') return mayDo(actor.role, action);
  if (actor.kind === 'customer') return mayDo('customer', action);
  if (actor.kind === 'system') return SYSTEM_TABLE[actor.name]?.includes(action) ?? false;
  return false;
}
