import { describe, expect, it } from 'vitest';
import { ownPath, signInPath } from './own-path';

describe('where a person may be sent on to', () => {
  it.each(['/', '/orders', '/orders/ord_1?tab=a#b', '/wallets/link?region=PH'])('%s is ours and kept', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' /orders',
    'https://evil.example/',
    'javascript:alert(1)',
    'orders',
    '',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%0d%0aset-cookie:a=b\r\nx',
  ])('%j leads elsewhere and becomes the start page', (target) => {
    expect(ownPath(target)).toBe('/');
  });

  it('takes nothing for nothing', () => {
    expect(ownPath(null, '/admin')).toBe('/admin');
    expect(ownPath(undefined)).toBe('/');
  });

  it('carries the way back through the sign-in page', () => {
    expect(signInPath('/orders?a=b&c')).toBe('/sign-in?next=%2Forders%3Fa%3Db%26c');
    expect(signInPath('//evil.example')).toBe('/sign-in?next=%2F');
  });
});
