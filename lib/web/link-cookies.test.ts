import { describe, expect, it } from 'vitest';
import { newSecretText } from '@/lib/kit/ids';
import { elsewhereStateOf, isAuthState, keepElsewhere } from './link-cookies';

const SECURE = 'https://shop.example';
const PLAIN = 'http://localhost:3000';
const state = newSecretText();

describe('the cookie of an attempt begun elsewhere', () => {
  it.each([
    [SECURE, '__Host-mandate-elsewhere', true],
    [PLAIN, 'mandate-elsewhere', false],
  ])('is bound to its host where the site is %s', (appUrl, name, secure) => {
    const header = keepElsewhere(state, appUrl);
    expect(header.startsWith(`${name}=${state}; Path=/; HttpOnly; SameSite=Lax;`)).toBe(true);
    expect(header.endsWith('; Secure')).toBe(secure);
    expect(elsewhereStateOf(header.split(';')[0]!, appUrl)).toBe(state);
  });

  it('of another host of the merchant’s counts for nothing', () => {
    expect(elsewhereStateOf(`mandate-elsewhere=${state}`, SECURE)).toBeNull();
  });
});

describe('a state', () => {
  it('is ours by its letters and length, also of a repeated attempt', () => {
    expect(isAuthState(state) && isAuthState(`${state}_12`)).toBe(true);
    const others = ['', 'short', `${state}\0`, `${state} `, `${state}\n`, 'x'.repeat(61), `${state.slice(1)}é`];
    expect(others.some(isAuthState)).toBe(false);
  });
});
