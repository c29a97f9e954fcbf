/**
 * How an attempt to link and a linked wallet move. Pure and safe in the browser.
 */
import type { AuthorizationStatus, WalletStatus } from '@/db/schema/wallets';
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
