/**
 * Users sign in: customers with role `customer`, staff with one of six roles. Sessions are looked up on every request,
 * so ending one here ends it everywhere at once.
 */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';
import { customers } from './customers';

export const STAFF_ROLES = ['owner', 'operator', 'finance', 'support', 'viewer', 'engineer'] as const;
export const USER_ROLES = ['customer', ...STAFF_ROLES] as const;
export const SESSION_END_REASONS = [
  'signed_out',
  'disabled',
  'role_changed',
  'password_changed',
  'replaced',
  'expired',
  'ended_by_operator',
] as const;

export type StaffRole = (typeof STAFF_ROLES)[number];
export type UserRole = (typeof USER_ROLES)[number];

export const users = pgTable(
  'users',
  {
    id: id<'usr'>().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    passwordHash: text().notNull(),
    role: text({ enum: USER_ROLES }).notNull(),
    customerId: id<'cus'>().references(() => customers.id),
    disabledAt: moment(),
    passwordChangedAt: moment().notNull(),
    createdAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('users_email').on(sql`lower(${t.email})`),
    uniqueIndex('users_customer').on(t.customerId),
    check('users_role', sql`${t.role} in ('customer','owner','operator','finance','support','viewer','engineer')`),
    check('users_customer_iff_role', sql`(${t.role} = 'customer') = (${t.customerId} is not null)`),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: id<'usr'>()
      .notNull()
      .references(() => users.id),
    startedAt: moment().notNull(),
    seenAt: moment().notNull(),
    /** Absolute end, whatever happens. */
    expiresAt: moment().notNull(),
    endedAt: moment(),
    endReason: text({ enum: SESSION_END_REASONS }),
    address: text(),
    userAgent: text(),
  },
  (t) => [
    index('sessions_user')
      .on(t.userId)
      .where(sql`${t.endedAt} is null`),
  ],
);
