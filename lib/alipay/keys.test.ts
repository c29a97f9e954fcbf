import { expect, test } from 'vitest';
import { keyForVersion } from '@/lib/alipay/keys';
import { parsePublicKeys } from '@/lib/kit/rsa-keys';
import { keys } from './testing';

test('a key is chosen by its version, and no version means the newest', () => {
  const held = parsePublicKeys(`2:${keys.merchant.publicKey},10:${keys.gateway.publicKey}`);
  expect(keyForVersion(held, '2')).toEqual({ version: '2', key: held.get('2') });
  expect(keyForVersion(held, '10')).toEqual({ version: '10', key: held.get('10') });
  expect(keyForVersion(held, null)?.version).toBe('10');
  expect(keyForVersion(held, '1')).toBeNull();
  expect(keyForVersion(held, '')).toBeNull();
  expect(keyForVersion(new Map(), null)).toBeNull();
});
