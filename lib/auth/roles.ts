/**
 * Who may do what: one table, role × action. Every verb asks it in its first line; pages and doors ask it too, but only
 * to be kind earlier.
 *
 * A new action is one line here; a role that is not named in the line may not do it.
 */
import { API_SCOPES, type ApiScope } from '@/db/schema/api-keys';
import { USER_ROLES, type UserRole } from '@/db/schema/users';
import { Refusal } from '@/lib/kit/errors';
import type { Actor } from './actor';

type Role = UserRole;

const EVERY_STAFF = ['owner', 'operator', 'finance', 'support', 'viewer', 'engineer'] as const satisfies Role[];

const TABLE = {
  'overview.read': EVERY_STAFF,
  'orders.read': EVERY_STAFF,
  'orders.place': ['owner', 'operator', 'support'],
  'orders.retry': ['owner', 'operator', 'support'],
  /** Says yes or no to a debit that has lain for too long. */
  'orders.confirm': ['owner', 'operator'],
  'orders.cancel': ['owner', 'operator', 'finance'],
  'refunds.read': EVERY_STAFF,
  'refunds.request': ['owner', 'operator', 'finance'],
  'cases.read': EVERY_STAFF,
  'cases.decide': ['owner', 'operator', 'finance'],
  'wallets.read': EVERY_STAFF,
  'wallets.pause': ['owner', 'operator', 'support'],
  'wallets.revoke': ['owner', 'operator', 'support'],
  'notifications.read': EVERY_STAFF,
  'notifications.replay': ['owner', 'operator', 'engineer'],
  'debits.pause': ['owner', 'operator'],
  'settings.read': EVERY_STAFF,
  'settings.change': ['owner'],
  /** Whoever may mend the keys may ask whether they are right now. */
  'configuration.probe': ['owner', 'engineer'],
  /** It shows how messages are signed and what Alipay sent, and every use of it is written down. */
  'signatures.examine': ['owner', 'engineer'],
  'users.manage': ['owner'],
  /** A key of the REST API may do what a person may: who makes one could do all of it. */
  'api_keys.manage': ['owner'],
  'webhooks.read': EVERY_STAFF,
  'webhooks.manage': ['owner', 'engineer'],
  'webhooks.resend': ['owner', 'operator', 'engineer'],
  'customers.read': EVERY_STAFF,
  /** Customers that a merchant's own system names, and their way to the linking pages. */
  'customers.create': [],
  'link_sessions.create': [],
  'link_sessions.read': EVERY_STAFF,
  'account.change_password': USER_ROLES,
  /** A customer's own shop, wallets and orders: whose they are is the query's business, never this table's. */
  'own.wallets': ['customer'],
  'own.orders': ['customer'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof TABLE;

export const ACTIONS = Object.keys(TABLE) as readonly Action[];

/** What the processes that are nobody may do, by their name. Whoever can start them already has the database. */
const SYSTEM_TABLE: Readonly<Record<string, readonly Action[]>> = {
  'admin command': ['users.manage', 'api_keys.manage', 'debits.pause'],
  'demo seed': ['users.manage'],
  /** The policy's own retries, cancels of what hangs, and returns of what came twice. */
  worker: ['orders.retry', 'orders.cancel', 'refunds.request'],
};

/** What a key of the REST API may do, by its scopes. */
const SCOPE_TABLE: Readonly<Record<ApiScope, readonly Action[]>> = {
  read: ['customers.read', 'link_sessions.read', 'wallets.read', 'orders.read', 'refunds.read', 'webhooks.read'],
  link: ['customers.create', 'link_sessions.create', 'link_sessions.read', 'wallets.revoke'],
  charge: ['customers.create', 'orders.place', 'orders.retry', 'orders.cancel'],
  refund: ['orders.cancel', 'refunds.request'],
  webhooks: ['webhooks.read', 'webhooks.manage', 'webhooks.resend'],
};

/** The scopes that allow something, for whoever must be told which one is missing. */
export function scopesFor(action: Action): ApiScope[] {
  return API_SCOPES.filter((scope) => SCOPE_TABLE[scope].includes(action));
}

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export type CustomerActor = Extract<Actor, { kind: 'customer' }>;
export type KeyActor = Extract<Actor, { kind: 'key' }>;
export type LinkingActor = Extract<Actor, { kind: 'linking' }>;

export function mayDo(role: Role, action: Action): boolean {
  const roles: readonly Role[] = TABLE[action];
  return roles.includes(role);
}

/** @throws Refusal `sign_in_needed` for a visitor, `not_allowed` for a role that the table does not name */
export function requireRole(ctx: { readonly actor: Actor }, action: Action): Exclude<Actor, { kind: 'visitor' }> {
  const { actor } = ctx;
  if (actor.kind === 'visitor') throw new Refusal('sign_in_needed');
  if (isAllowed(actor, action)) return actor;
  if (actor.kind === 'key') throw outOfScope(action);
  throw new Refusal('not_allowed');
}

/** @throws Refusal `sign_in_needed` for a visitor, `not_allowed` for staff: they have no wallets of their own */
export function requireCustomer(ctx: { readonly actor: Actor }): CustomerActor {
  if (ctx.actor.kind === 'visitor') throw new Refusal('sign_in_needed');
  if (ctx.actor.kind !== 'customer') throw new Refusal('not_allowed');
  return ctx.actor;
}

/**
 * Whoever may link a wallet: a customer who signed in, or one who came by a link session and may do nothing else.
 *
 * @throws Refusal as `requireCustomer`
 */
export function requireLinker(ctx: { readonly actor: Actor }): CustomerActor | LinkingActor {
  return ctx.actor.kind === 'linking' ? ctx.actor : requireCustomer(ctx);
}

/** Says which scope a key lacks, so that whoever made it can make the right one. */
export function outOfScope(action: Action): Refusal {
  const scopes = scopesFor(action);
  const detail = scopes.length > 0 ? `It needs the scope ${scopes.join(' or ')}.` : undefined;
  return new Refusal('key_out_of_scope', {}, detail);
}

/** Whether an actor may do something, for pages that leave out what is not theirs. */
export function isAllowed(actor: Actor, action: Action): boolean {
  if (actor.kind === 'staff') return mayDo(actor.role, action);
  if (actor.kind === 'customer') return mayDo('customer', action);
  if (actor.kind === 'key') return actor.scopes.some((scope) => SCOPE_TABLE[scope].includes(action));
  if (actor.kind === 'system') return SYSTEM_TABLE[actor.name]?.includes(action) ?? false;
  return false;
}
