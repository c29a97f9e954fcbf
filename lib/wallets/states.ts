/**
 * How an attempt to link, a link session, a linked wallet and its generations of tokens move. Pure and safe in the browser.
 */
import type { LinkSessionStatus } from '@/db/schema/link-sessions';
import type { AuthorizationStatus, CredentialStatus, WalletStatus } from '@/db/schema/wallets';
import { defineStateTable } from '@/lib/kit/state-table';

export const AUTHORIZATION_EVENTS = ['code_arrived', 'exchanged', 'failed', 'expired'] as const;
export type AuthorizationEvent = (typeof AUTHORIZATION_EVENTS)[number];

export const authorizationStates = defineStateTable<AuthorizationStatus, AuthorizationEvent>(
  {
    STARTED: { code_arrived: 'EXCHANGING', failed: 'FAILED', expired: 'EXPIRED' },
    EXCHANGING: { exchanged: 'COMPLETED', failed: 'FAILED' },
    COMPLETED: {},
    FAILED: {},
    EXPIRED: {},
  },
  AUTHORIZATION_EVENTS,
);

export const LINK_SESSION_EVENTS = ['linked', 'gave_up', 'time_over_failed', 'time_over'] as const;
export type LinkSessionEvent = (typeof LINK_SESSION_EVENTS)[number];

/** A failed attempt does not end a session: the customer may try again until its time is over. */
export const linkSessionStates = defineStateTable<LinkSessionStatus, LinkSessionEvent>(
  {
    OPEN: { linked: 'LINKED', gave_up: 'FAILED', time_over_failed: 'FAILED', time_over: 'EXPIRED' },
    LINKED: {},
    FAILED: {},
    EXPIRED: {},
  },
  LINK_SESSION_EVENTS,
);

export const WALLET_EVENTS = ['lost', 'linked_again', 'unlink_asked', 'unlinked', 'ended_by_wallet'] as const;
export type WalletEvent = (typeof WALLET_EVENTS)[number];

export const walletStates = defineStateTable<WalletStatus, WalletEvent>(
  {
    LINKED: {
      lost: 'NEEDS_RELINK',
      linked_again: 'LINKED',
      unlink_asked: 'REVOKING',
      ended_by_wallet: 'REVOKED',
    },
    NEEDS_RELINK: { linked_again: 'LINKED', unlink_asked: 'REVOKING', ended_by_wallet: 'REVOKED' },
    REVOKING: { unlinked: 'REVOKED', ended_by_wallet: 'REVOKED' },
    REVOKED: {},
  },
  WALLET_EVENTS,
);

export const CREDENTIAL_EVENTS = ['replaced', 'ended', 'issued_again'] as const;
export type CredentialEvent = (typeof CREDENTIAL_EVENTS)[number];

/** What was replaced cannot be ended any more: a late word about it never reaches the generation that stands. */
export const credentialStates = defineStateTable<CredentialStatus, CredentialEvent>(
  {
    CURRENT: { replaced: 'SUPERSEDED', ended: 'DEAD', issued_again: 'CURRENT' },
    SUPERSEDED: { issued_again: 'CURRENT' },
    DEAD: { issued_again: 'CURRENT' },
  },
  CREDENTIAL_EVENTS,
);
