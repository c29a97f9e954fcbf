import { describe, expect, test } from 'vitest';
import { buildRevoke, readRevoke } from '@/lib/alipay/revoke';
import { bytes, result } from './testing';

describe('revoke', () => {
  test('asks with the token', () => {
    const body = buildRevoke({ accessToken: 'AT1', merchantAccountId: 'site-2' });
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({ accessToken: 'AT1', merchantAccountId: 'site-2' });
    expect(() => buildRevoke({ accessToken: '' })).toThrow('accessToken is empty');
    expect(() => buildRevoke({ accessToken: 'x'.repeat(129) })).toThrow(/^accessToken has 129 characters/);
    expect(() => buildRevoke({ accessToken: 'AT1', merchantAccountId: 'x'.repeat(65) })).toThrow(/^merchantAccountId /);
  });

  test('S is revoked; a token that is gone already is what was wanted', () => {
    expect(readRevoke(bytes(result('SUCCESS', 'S')))).toEqual({ kind: 'succeeded', value: { wasGone: false } });
    expect(readRevoke(bytes(result('INVALID_ACCESS_TOKEN', 'F')))).toEqual({
      kind: 'succeeded',
      value: { wasGone: true },
    });
  });

  test('anything else is asked again or looked at, and the token is not taken for gone', () => {
    expect(readRevoke(bytes(result('UNKNOWN_EXCEPTION', 'U')))).toMatchObject({ kind: 'unknown' });
    expect(readRevoke(bytes(result('INVALID_ACCESS_TOKEN', 'S')))).toMatchObject({ reason: 'malformed' });
    expect(readRevoke(bytes(result('INVALID_ACCESS_TOKEN', 'U')))).toMatchObject({ kind: 'unknown' });
    expect(readRevoke(bytes(result('PROCESS_FAIL', 'F')))).toMatchObject({ kind: 'failed', about: 'request' });
    expect(readRevoke(bytes({}))).toMatchObject({ kind: 'unknown', reason: 'malformed' });
  });
});
