import { describe, expect, it } from 'vitest';
import { afterSignIn } from './after-sign-in';

describe('after signing in', () => {
  it.each([
    ['customer', '/wallets/link?region=PH', '/wallets/link?region=PH'],
    ['customer', undefined, '/'],
    ['customer', '/admin/orders', '/'],
    ['customer', '//evil.example', '/'],
    ['customer', '/administer', '/administer'],
    ['viewer', '/admin/orders?status=INIT', '/admin/orders?status=INIT'],
    ['viewer', undefined, '/admin'],
    ['owner', '/wallets', '/admin'],
    ['owner', '/account', '/account'],
    ['owner', 'https://evil.example/admin', '/admin'],
  ])('a %s who wanted %s goes to %s', (role, wanted, where) => {
    expect(afterSignIn(role, wanted)).toBe(where);
  });
});
