/** Where a link session may lead back to, by a table. */
import { describe, expect, test } from 'vitest';
import { mayReturnTo, returnAddress, returnAddressProblem } from './return-address';

const long = (length: number) => `https://shop.example/${'x'.repeat(length - 'https://shop.example/'.length)}`;

describe('the form of an address to return to', () => {
  test.each([
    'https://shop.example/',
    'https://shop.example',
    'HTTPS://Shop.example/back?cart=7&lang=de',
    'http://localhost:5000/back',
    'https://shop.example/back?next=%2Fcart%23top',
    long(2_000),
  ])('%s is taken', (address) => {
    expect(returnAddressProblem(address)).toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['a path', '/back'],
    ['no scheme', 'shop.example/back'],
    ['a scheme without slashes', 'https:shop.example/back'],
    ['another scheme', 'javascript:alert(1)'],
    ['an app', 'shopapp://back'],
    ['data', 'data:text/html,hello'],
    ['a user name', 'https://shop@evil.example/'],
    ['a password', 'https://shop:word@evil.example/'],
    ['a fragment', 'https://shop.example/back#cart'],
    ['an empty fragment', 'https://shop.example/back#'],
    ['a backslash', String.raw`https://shop.example\@evil.example/`],
    ['a tab', 'https://shop.\texample/'],
    ['a line break', 'https://shop.example/\n'],
    ['a space', 'https://shop.example/my cart'],
    ['no host', 'https://'],
    ['a port that is none', 'https://shop.example:99999/'],
    ['too much', long(2_001)],
  ])('%s is refused', (_what, address) => {
    expect(returnAddressProblem(address)).toEqual(expect.any(String));
  });
});

describe('the origin of an address to return to', () => {
  const origins = ['https://shop.example', 'http://shop.test', 'https://shop.example:8443'];
  test.each([
    ['live', 'https://shop.example/back', true],
    ['live', 'https://shop.example:443/back', true],
    ['live', 'https://shop.example:8443/', true],
    ['live', 'http://shop.example/back', false],
    ['live', 'http://shop.test/back', false],
    ['live', 'https://www.shop.example/', false],
    ['live', 'https://shop.example.evil.example/', false],
    ['live', 'https://shop.example:8444/', false],
    ['live', 'https://localhost:5000/', false],
    ['test', 'http://shop.test/back', true],
    ['test', 'http://localhost:5000/', false],
    ['test', 'https://evil.example/', false],
    ['demo', 'http://localhost:5000/', true],
    ['demo', 'http://127.0.0.1:5000/', true],
    ['demo', 'http://[::1]:5000/', true],
    ['demo', 'http://shop.localhost/', true],
    ['demo', 'https://shop.example/', true],
    ['demo', 'http://127.0.0.1.evil.example/', false],
    ['demo', 'http://localhost.evil.example/', false],
  ] as const)('in %s mode, %s: %s', (mode, address, allowed) => {
    expect(mayReturnTo(address, { mode, origins })).toBe(allowed);
  });

  test('is nobody’s where no list is given, but a loopback in demo mode', () => {
    for (const mode of ['live', 'test', 'demo'] as const) {
      expect(mayReturnTo('https://shop.example/', { mode, origins: null })).toBe(false);
    }
    expect(mayReturnTo('http://localhost/', { mode: 'demo', origins: null })).toBe(true);
  });
});

describe('the way back', () => {
  test.each([
    ['https://shop.example', 'https://shop.example/?linkSession=lks_1'],
    ['https://shop.example/back', 'https://shop.example/back?linkSession=lks_1'],
    ['https://shop.example/back?', 'https://shop.example/back?linkSession=lks_1'],
    ['https://shop.example/back?a=1&b=x%20y+z', 'https://shop.example/back?a=1&b=x%20y+z&linkSession=lks_1'],
    ['https://shop.example/back?linkSession=old&a=1', 'https://shop.example/back?a=1&linkSession=lks_1'],
    ['https://shop.example/back?a=1&link%53ession=old', 'https://shop.example/back?a=1&linkSession=lks_1'],
    ['https://shop.example/back?a=linkSession', 'https://shop.example/back?a=linkSession&linkSession=lks_1'],
  ])('of %s is %s', (returnUrl, expected) => {
    expect(returnAddress(returnUrl, 'lks_1')).toBe(expected);
  });
});
