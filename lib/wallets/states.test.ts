import { describe, expect, test } from 'vitest';
import { LINK_SESSION_STATUSES } from '@/db/schema/link-sessions';
import { AUTHORIZATION_STATUSES, CREDENTIAL_STATUSES, WALLET_STATUSES } from '@/db/schema/wallets';
import {
  AUTHORIZATION_EVENTS,
  authorizationStates,
  CREDENTIAL_EVENTS,
  credentialStates,
  LINK_SESSION_EVENTS,
  linkSessionStates,
  WALLET_EVENTS,
  walletStates,
} from './states';

describe('an attempt to link', () => {
  // The whole square: what is not named here must not move.
  test.each([
    ['STARTED', { code_arrived: 'EXCHANGING', exchanged: null, failed: 'FAILED', expired: 'EXPIRED' }],
    ['EXCHANGING', { code_arrived: null, exchanged: 'COMPLETED', failed: 'FAILED', expired: null }],
    ['COMPLETED', { code_arrived: null, exchanged: null, failed: null, expired: null }],
    ['FAILED', { code_arrived: null, exchanged: null, failed: null, expired: null }],
    ['EXPIRED', { code_arrived: null, exchanged: null, failed: null, expired: null }],
  ] as const)('that is %s moves only so', (status, moves) => {
    const found = AUTHORIZATION_EVENTS.map((event) => [event, authorizationStates.next(status, event)]);
    expect(Object.fromEntries(found)).toEqual(moves);
  });

  test('has the statuses of the contract and no other', () => {
    expect(authorizationStates.statuses).toEqual(AUTHORIZATION_STATUSES);
  });
});

describe('a link session', () => {
  const nothing = { linked: null, gave_up: null, time_over_failed: null, time_over: null };
  test.each([
    ['OPEN', { linked: 'LINKED', gave_up: 'FAILED', time_over_failed: 'FAILED', time_over: 'EXPIRED' }],
    ['LINKED', nothing],
    ['FAILED', nothing],
    ['EXPIRED', nothing],
  ] as const)('that is %s moves only so', (status, moves) => {
    const found = LINK_SESSION_EVENTS.map((event) => [event, linkSessionStates.next(status, event)]);
    expect(Object.fromEntries(found)).toEqual(moves);
  });

  test('has the statuses of the contract and no other', () => {
    expect(linkSessionStates.statuses).toEqual(LINK_SESSION_STATUSES);
  });
});

describe('a wallet', () => {
  const revoked = { unlinked: null, ended_by_wallet: null };
  test.each([
    [
      'LINKED',
      {
        lost: 'NEEDS_RELINK',
        linked_again: 'LINKED',
        unlink_asked: 'REVOKING',
        unlinked: null,
        ended_by_wallet: 'REVOKED',
      },
    ],
    [
      'NEEDS_RELINK',
      { lost: null, linked_again: 'LINKED', unlink_asked: 'REVOKING', unlinked: null, ended_by_wallet: 'REVOKED' },
    ],
    [
      'REVOKING',
      { lost: null, linked_again: null, unlink_asked: null, unlinked: 'REVOKED', ended_by_wallet: 'REVOKED' },
    ],
    ['REVOKED', { ...revoked, lost: null, linked_again: null, unlink_asked: null }],
  ] as const)('that is %s moves only so', (status, moves) => {
    expect(Object.fromEntries(WALLET_EVENTS.map((event) => [event, walletStates.next(status, event)]))).toEqual(moves);
  });

  test('has the statuses of the contract and no other, and ends only by being revoked', () => {
    expect(walletStates.statuses).toEqual(WALLET_STATUSES);
    expect(walletStates.statuses.filter(walletStates.isFinal)).toEqual(['REVOKED']);
  });
});

describe('a generation of tokens', () => {
  const ended = { replaced: null, ended: null, issued_again: 'CURRENT' };
  test.each([
    ['CURRENT', { replaced: 'SUPERSEDED', ended: 'DEAD', issued_again: 'CURRENT' }],
    ['SUPERSEDED', ended],
    ['DEAD', ended],
  ] as const)('that is %s moves only so', (status, moves) => {
    const found = CREDENTIAL_EVENTS.map((event) => [event, credentialStates.next(status, event)]);
    expect(Object.fromEntries(found)).toEqual(moves);
  });

  test('has the statuses of the database and no other', () => {
    expect(credentialStates.statuses).toEqual(CREDENTIAL_STATUSES);
  });
});
