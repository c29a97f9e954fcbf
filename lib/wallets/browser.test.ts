import { describe, expect, test } from 'vitest';
import { newSecretText } from '@/lib/kit/ids';
import { browserCookieName, hashBrowser, isSameBrowser } from './browser';

describe('the browser that began', () => {
  const secret = newSecretText();

  test('is known again by its cookie, and by nothing else', () => {
    const kept = hashBrowser(secret);
    expect(isSameBrowser(kept, secret)).toBe(true);
    for (const other of [null, '', newSecretText(), kept, `${secret} `, secret.slice(1)]) {
      expect(isSameBrowser(kept, other)).toBe(false);
    }
  });

  test('keeps its secret: what we store does not tell it', () => {
    expect(hashBrowser(secret)).not.toContain(secret);
    expect(hashBrowser(secret)).toHaveLength(43);
  });

  test('has a cookie bound to this very host wherever there is https', () => {
    expect(browserCookieName('https://shop.example')).toBe('__Host-mandate-link');
    expect(browserCookieName('http://localhost:3000')).toBe('mandate-link');
  });
});
