/**
 * Authorizations (attempts to link), wallets (what a customer linked) and credentials (generations of tokens).
 *
 * The laws: an authState is one attempt for ever; a wallet has at most one current credential; an access token is
 * stored once.
 */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { id, minorUnits, moment, sealed } from './columns';
import { customers } from './customers';

export const AUTHORIZATION_STATUSES = ['STARTED', 'EXCHANGING', 'COMPLETED', 'FAILED', 'EXPIRED'] as const;
export const WALLET_STATUSES = ['LINKED', 'NEEDS_RELINK', 'REVOKING', 'REVOKED'] as const;
export const CREDENTIAL_STATUSES = ['CURRENT', 'SUPERSEDED', 'DEAD'] as const;
export type CredentialStatus = (typeof CREDENTIAL_STATUSES)[number];
export const TERMINAL_TYPES = ['WEB', 'WAP'] as const;
export const OS_TYPES = ['IOS', 'ANDROID'] as const;
export const CODE_ROADS = ['redirect', 'notification'] as const;

export type AuthorizationStatus = (typeof AUTHORIZATION_STATUSES)[number];
export type WalletStatus = (typeof WALLET_STATUSES)[number];

export const wallets = pgTable(
  'wallets',
  {
    id: id<'wal'>().primaryKey(),
    customerId: id<'cus'>()
      .notNull()
      .references(() => customers.id),
    brand: text().notNull(),
    currency: text().notNull(),
    status: text({ enum: WALLET_STATUSES }).notNull(),
    paused: boolean().notNull().default(false),
    /** The customer's own cap: one debit is never more than this. Null: none. */
    capMinor: minorUnits(),
    /** How often the call that ends the permission may have left. */
    revokes: integer().notNull().default(0),
    /** The masked login as the wallet wrote it, for people. */
    account: text(),
    isDefault: boolean().notNull().default(false),
    linkedAt: moment().notNull(),
    statusReason: text(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (t) => [
    index('wallets_customer').on(t.customerId, t.id),
    index('wallets_status').on(t.status, t.id),
    uniqueIndex('wallets_one_default_per_currency')
      .on(t.customerId, t.currency)
      .where(sql`${t.isDefault} and ${t.status} <> 'REVOKED'`),
    check('wallets_cap', sql`${t.capMinor} > 0`),
    check('wallets_status_known', sql`${t.status} in ('LINKED','NEEDS_RELINK','REVOKING','REVOKED')`),
  ],
);

export const authorizations = pgTable(
  'authorizations',
  {
    id: id<'aut'>().primaryKey(),
    customerId: id<'cus'>()
      .notNull()
      .references(() => customers.id),
    brand: text().notNull(),
    /** 256 random bits, and `_1`, `_2` … for each retry of the same attempt. */
    authState: text().notNull(),
    /** The random part, shared by the retries of one attempt. */
    authStateBase: text().notNull(),
    tries: integer().notNull().default(0),
    status: text({ enum: AUTHORIZATION_STATUSES }).notNull(),
    /** SHA-256 of the cookie of the browser that began. */
    browserHash: text().notNull(),
    /** Set when the code came back in another browser and waits for a person's yes. */
    awaitingConfirmationSince: moment(),
    terminalType: text({ enum: TERMINAL_TYPES }).notNull(),
    osType: text({ enum: OS_TYPES }),
    /** Where the wallet's page is, sealed: it is a bearer address. */
    addressSealed: sealed(),
    /** The code until it is exchanged, sealed; then it is dropped. */
    authCodeSealed: sealed(),
    codeIndex: text(),
    codeRoad: text({ enum: CODE_ROADS }),
    /** Real time: how long a call may take is no business of a moved clock. */
    exchangingSince: moment(),
    /** How often the code may have left for its exchange. */
    exchanges: integer().notNull().default(0),
    walletId: id<'wal'>().references(() => wallets.id),
    /** A code of ours for why it did not end well. */
    failure: text(),
    /** Alipay's code, for staff and for support. */
    gatewayCode: text(),
    consentedAt: moment().notNull(),
    /** Where to go afterwards, one of our own paths. */
    returnPath: text(),
    /** The link session it was begun from; its migration holds the reference, since that table points here as well. */
    linkSessionId: id<'lks'>(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull(),
    resolvedAt: moment(),
  },
  (t) => [
    uniqueIndex('authorizations_state').on(t.authState),
    uniqueIndex('authorizations_code')
      .on(t.codeIndex)
      .where(sql`${t.codeIndex} is not null`),
    index('authorizations_customer').on(t.customerId, t.id),
    index('authorizations_link_session')
      .on(t.linkSessionId, t.id)
      .where(sql`${t.linkSessionId} is not null`),
    index('authorizations_open')
      .on(t.expiresAt)
      .where(sql`${t.status} in ('STARTED','EXCHANGING')`),
    check('authorizations_status', sql`${t.status} in ('STARTED','EXCHANGING','COMPLETED','FAILED','EXPIRED')`),
    check('authorizations_completed_has_wallet', sql`${t.status} <> 'COMPLETED' or ${t.walletId} is not null`),
  ],
);

export const credentials = pgTable(
  'credentials',
  {
    id: id<'crd'>().primaryKey(),
    walletId: id<'wal'>()
      .notNull()
      .references(() => wallets.id),
    customerId: id<'cus'>()
      .notNull()
      .references(() => customers.id),
    authorizationId: id<'aut'>().references(() => authorizations.id),
    generation: integer().notNull(),
    status: text({ enum: CREDENTIAL_STATUSES }).notNull(),
    accessTokenSealed: sealed().notNull(),
    accessTokenIndex: text().notNull(),
    accessTokenExpiresAt: moment(),
    refreshTokenSealed: sealed(),
    refreshTokenExpiresAt: moment(),
    createdAt: moment().notNull(),
    endedAt: moment(),
  },
  (t) => [
    uniqueIndex('credentials_one_current')
      .on(t.walletId)
      .where(sql`${t.status} = 'CURRENT'`),
    uniqueIndex('credentials_generation').on(t.walletId, t.generation),
    uniqueIndex('credentials_token').on(t.accessTokenIndex),
    index('credentials_ending')
      .on(t.accessTokenExpiresAt)
      .where(sql`${t.status} = 'CURRENT'`),
    check('credentials_status', sql`${t.status} in ('CURRENT','SUPERSEDED','DEAD')`),
  ],
);
