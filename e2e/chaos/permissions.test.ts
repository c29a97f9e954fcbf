import { describe, expect, test } from 'vitest';
import { permissionsAgree, type OurPermissions } from './permissions';
import type { TheirToken } from './simulator-controls';

type Wallet = OurPermissions['wallets'][number];
type Attempt = OurPermissions['attempts'][number];

const wallet = (facts: Partial<Wallet>): Wallet => ({
  id: 'wal_1',
  status: 'LINKED',
  current: 1,
  customerId: 'cus_1',
  endedAuthStates: [],
  ...facts,
});
const attempt = (facts: Partial<Attempt>): Attempt => ({
  id: 'aut_1',
  customerId: 'cus_1',
  authState: 'a state',
  status: 'COMPLETED',
  isKept: true,
  isTold: false,
  ...facts,
});

function judge(ours: { wallet?: Wallet; attempt?: Attempt }, status: string): string[] {
  const books = { wallets: [ours.wallet ?? wallet({})], attempts: [ours.attempt ?? attempt({})], moves: [] };
  const token: TheirToken = { sha256: 'hash', authState: 'a state', accountId: 'acc_1', status };
  return permissionsAgree(books, { payments: [], refunds: [], tokens: [token] }).map(({ what }) => what);
}

describe('a permission', () => {
  test('that stands on both sides, or has ended on both, is in order', () => {
    expect(judge({}, 'ACTIVE')).toEqual([]);
    expect(
      judge({ wallet: wallet({ status: 'REVOKED', current: 0, endedAuthStates: ['a state'] }) }, 'REVOKED'),
    ).toEqual([]);
  });

  test('that was ended here and stands at Alipay is named', () => {
    const revoked = wallet({ status: 'REVOKED', current: 0, endedAuthStates: ['a state'] });
    expect(judge({ wallet: revoked }, 'ACTIVE')).toEqual([
      'wallet wal_1 of cus_1 is REVOKED, and its permission stands at Alipay',
    ]);
  });

  test('whose end is not known here yet is nobody’s fault', () => {
    expect(judge({}, 'REVOKED')).toEqual([]);
  });

  test('that is kept nowhere is named, unless its attempt says so', () => {
    expect(judge({ attempt: attempt({ status: 'EXPIRED', isKept: false }) }, 'ACTIVE')).toEqual([
      'the permission of attempt aut_1 (EXPIRED) of cus_1 stands at Alipay and is kept nowhere',
    ]);
    expect(judge({ attempt: attempt({ status: 'FAILED', isKept: false, isTold: true }) }, 'ACTIVE')).toEqual([]);
  });

  test('has one current generation while its wallet is linked, and none after', () => {
    expect(judge({ wallet: wallet({ current: 0 }) }, 'ACTIVE')).toEqual([
      'wallet wal_1 of cus_1 is LINKED with 0 current tokens',
    ]);
    expect(judge({ wallet: wallet({ status: 'REVOKED' }) }, 'REVOKED')).toEqual([
      'wallet wal_1 of cus_1 is REVOKED with 1 current tokens',
    ]);
  });
});
