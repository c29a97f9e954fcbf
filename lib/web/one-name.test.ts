import { expect, test } from 'vitest';
import { underOwnName } from './one-name';

const appUrl = new URL('http://localhost:3000');
const ask = (method: string, url: string, host?: string) => underOwnName({ method, url, headers: { host } }, appUrl);

test('a page opened under another loopback name moves to the name in APP_URL', () => {
  expect(ask('GET', '/wallets?next=/', '127.0.0.1:3000')).toBe('http://localhost:3000/wallets?next=/');
  expect(ask('GET', '/', '[::1]:3000')).toBe('http://localhost:3000/');
});

test('its own name, other hosts, forms, doors and odd addresses stay where they are', () => {
  expect(ask('GET', '/', 'localhost:3000')).toBeNull();
  expect(ask('GET', '/', 'evil.example')).toBeNull();
  expect(ask('POST', '/', '127.0.0.1:3000')).toBeNull();
  expect(ask('GET', '/api/health/ready', '127.0.0.1:3000')).toBeNull();
  expect(ask('GET', '//evil.example', '127.0.0.1:3000')).toBeNull();
  expect(ask('GET', '/')).toBeNull();
  expect(
    underOwnName({ method: 'GET', url: '/', headers: { host: '127.0.0.1' } }, new URL('https://shop.example')),
  ).toBeNull();
});
