/**
 * Customers: who is debited. A customer who registered has a user; one that a merchant's system made has an external id.
 */
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, moment } from './columns';

export const customers = pgTable(
  'customers',
  {
    id: id<'cus'>().primaryKey(),
    externalId: text(),
    email: text(),
    name: text(),
    /** ISO 3166 country whose wallets are offered first. */
    region: text(),
    createdAt: moment().notNull(),
  },
  (t) => [
    uniqueIndex('customers_external_id')
      .on(t.externalId)
      .where(sql`${t.externalId} is not null`),
    index('customers_email').on(sql`lower(${t.email})`),
    check('customers_email_length', sql`length(${t.email}) <= 254`),
  ],
);
