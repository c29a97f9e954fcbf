/** Which pages keep their address to themselves, and which must not, since a form without an Origin is refused. */
import { expect, test } from 'vitest';
import { pageHeaders } from './security-headers';

const policyOf = (path: string) => pageHeaders({ nonce: 'n', path, development: false })['referrer-policy'];

test.each(['/wallets/return', '/link/cXJzdHV2d3h5eg', '/link/lks_01K9'])(
  'the address of %s does not travel on',
  (path) => {
    expect(policyOf(path)).toBe('no-referrer');
  },
);

test.each(['/', '/link/cXJzdHV2d3h5eg/GCASH', '/link/attempts/aut_01K9', '/wallets/link/GCASH', '/wallets/attempts/a'])(
  'a form on %s tells its Origin',
  (path) => {
    expect(policyOf(path)).toBe('same-origin');
  },
);
