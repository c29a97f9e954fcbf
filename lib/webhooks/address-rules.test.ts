import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeUrl, kindOfAddress } from './address-rules';

describe('an address of the public internet may be reached', () => {
  test.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.0'])(
    '%s',
    (address) => expect(kindOfAddress(address)).toBe('public'),
  );
  test.each([
    '2606:4700::1111',
    '2a00:1450:4001:80b::200e',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('%s', (address) => expect(kindOfAddress(address)).toBe('public'));
});

describe('an address inside a network, or of no host at all, may not', () => {
  test.each([
    ['this network', '0.0.0.0'],
    ['a private network', '10.0.0.1'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['a carrier’s own network', '100.64.0.1'],
    ['a carrier’s own network', '100.127.255.255'],
    ['this link, where clouds keep their keys', '169.254.169.254'],
    ['protocol assignments', '192.0.0.170'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.7'],
    ['documentation', '203.0.113.7'],
    ['benchmarks', '198.18.0.1'],
    ['6to4 relays', '192.88.99.1'],
    ['a group', '224.0.0.1'],
    ['what is reserved', '240.0.0.1'],
    ['everybody here', '255.255.255.255'],
    ['none', '::'],
    ['this link', 'fe80::1'],
    ['this link, by its interface', 'fe80::1%eth0'],
    ['a unique local network', 'fc00::1'],
    ['a unique local network', 'fd12:3456:789a::1'],
    ['a former site', 'fec0::1'],
    ['a group', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['Teredo', '2001:0:5ef5:79fd::1'],
    ['6to4', '2002:a00:1::1'],
    ['what is discarded', '100::1'],
    ['a translation of one’s own', '64:ff9b:1::a00:1'],
    ['a compatible form', '::10.0.0.1'],
    ['a mapped private one', '::ffff:10.0.0.1'],
    ['a mapped private one in hexadecimal', '::ffff:c0a8:101'],
    ['a mapped link', '::ffff:a9fe:a9fe'],
    ['a translated private one', '64:ff9b::10.0.0.1'],
    ['a translated link', '64:ff9b::a9fe:a9fe'],
    ['nothing that is an address', 'example.com'],
    ['nothing at all', ''],
  ])('%s: %s', (_, address) => expect(kindOfAddress(address)).toBe('private'));
});

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
])('%s is this machine', (address) => expect(kindOfAddress(address)).toBe('loopback'));

test('a mapped address is judged as the one it maps, however it is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a, b, c, d] = address.split('.').map(Number) as [number, number, number, number];
      const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      expect(kindOfAddress(`::ffff:${address}`)).toBe(kindOfAddress(address));
      expect(kindOfAddress(hex)).toBe(kindOfAddress(address));
    }),
  );
});

test('any address at all is judged, and none outside 2000::/3 is public by itself', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const kind = kindOfAddress(address);
      const isGlobal = /^[23][0-9a-f]{3}:/i.test(address);
      const isEmbedded = /^(::|0?0?64:ff9b|0{0,3}0:)/i.test(address);
      if (!isGlobal && !isEmbedded) expect(kind).not.toBe('public');
    }),
  );
});

describe('where events may be sent', () => {
  test.each([
    ['a number in decimal', 'https://2130706433/'],
    ['a number in octal', 'https://0177.0.0.1/'],
    ['a number in hexadecimal', 'https://0x7f.1/'],
    ['a short number', 'https://127.1/'],
    ['a private number in decimal', 'https://3232235777/'],
    ['full-width digits', 'https://１２７.０.０.１/'],
    ['a mapped address', 'https://[::ffff:10.0.0.1]/'],
    ['this machine by name', 'https://localhost/'],
    ['this machine by name, with a dot', 'https://localhost./'],
    ['this machine by any name of it', 'https://api.localhost/'],
    ['the cloud’s keys', 'https://169.254.169.254/latest/meta-data'],
  ])('not to %s', (_, url) => expect(judgeUrl(url, 'live')).toEqual({ kind: 'refused', why: 'not_public' }));

  test('in the open only in a demo, and to this machine only there', () => {
    expect(judgeUrl('http://example.com/', 'live')).toEqual({ kind: 'refused', why: 'not_https' });
    expect(judgeUrl('http://127.0.0.1:9000/', 'test')).toEqual({ kind: 'refused', why: 'not_https' });
    expect(judgeUrl('https://127.0.0.1:9000/', 'test')).toEqual({ kind: 'refused', why: 'not_public' });
    expect(judgeUrl('http://127.0.0.1:9000/', 'demo')).toMatchObject({ kind: 'allowed' });
    expect(judgeUrl('http://10.0.0.1/', 'demo')).toEqual({ kind: 'refused', why: 'not_public' });
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'gopher://example.com/'])(
    'not by %s',
    (url) => expect(judgeUrl(url, 'demo')).toEqual({ kind: 'refused', why: 'not_https' }),
  );

  test('not with a password in the address, and not to what is no address', () => {
    expect(judgeUrl('https://a:b@example.com/', 'live')).toEqual({ kind: 'refused', why: 'has_password' });
    expect(judgeUrl('example.com/webhooks', 'live')).toEqual({ kind: 'refused', why: 'not_an_address' });
  });

  test('to any port and path of a public host, without what stands behind a #', () => {
    const judged = judgeUrl('https://example.com:8443/a?b=c#d', 'live');
    expect(judged.kind === 'allowed' && judged.url.href).toBe('https://example.com:8443/a?b=c');
  });
});
