import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyError, parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';

const keys: {
  merchant: { privateKey: string; publicKey: string };
  gateway: { privateKey: string; publicKey: string };
} = JSON.parse(readFileSync(new URL('../../e2e/vectors/keys.json', import.meta.url), 'utf8'));

const bare = keys.merchant.privateKey;
const key = createPrivateKey({ key: Buffer.from(bare, 'base64'), format: 'der', type: 'pkcs8' });
const pkcs8 = key.export({ format: 'pem', type: 'pkcs8' }).toString();
const pkcs1 = key.export({ format: 'pem', type: 'pkcs1' }).toString();
const inner = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '');
const chunked = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'g'))!.join('\r\n');

describe('a private key', () => {
  test.each([
    ['PKCS#8 PEM', pkcs8],
    ['PKCS#1 PEM', pkcs1],
    ['bare PKCS#8', bare],
    ['bare PKCS#1', inner(pkcs1)],
    ['bare, broken into lines', chunked(bare, 76)],
    ['bare, with stray blanks', `  ${chunked(bare, 10).replaceAll('\r\n', ' \t ')}\n\n`],
    ['PEM with \\n as two letters', pkcs8.replaceAll('\n', '\\n')],
    ['PEM with \\r\\n as four letters', pkcs8.replaceAll('\n', '\\r\\n')],
    ['PEM on one line', pkcs8.replaceAll('\n', ' ')],
    ['PEM with Windows line ends', pkcs1.replaceAll('\n', '\r\n')],
    ['in double quotes', `"${pkcs8.replaceAll('\n', '\\n')}"`],
    ['in single quotes', `'${bare}'`],
    ['with a byte order mark', `\uFEFF${pkcs8}`],
    ['with blanks that do not break', `\u00A0${chunked(bare, 40).replaceAll('\r\n', '\u00A0')}`],
    ['with marks that nobody sees', `${bare.slice(0, 99)}\u200B${bare.slice(99)}\u00AD`],
    ['in typographic quotes', `\u201C${bare}\u201D`],
    ['with what a tool printed around it', `Bag Attributes\n  localKeyID: 01 02\n${pkcs8}\n# end\n`],
  ])('is read as %s', (_form, text) => {
    expect(parsePrivateKey(text).equals(key)).toBe(true);
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  const locked = key.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
  const lockedOld = key.export({ format: 'pem', type: 'pkcs1', cipher: 'aes-256-cbc', passphrase: 'x' });

  test.each([
    ['nothing', '  ', /is empty/],
    ['a public key', keys.merchant.publicKey, /this is a public key/],
    ['a key that was cut short', bare.slice(0, 400), /was it cut short/],
    ['base64 with a foreign character', `${bare.slice(0, 99)}!${bare.slice(100)}`, /not base64/],
    ['a small key', small.toString(), /has 1024 bits/],
    ['an elliptic curve', curve.toString(), /not an RSA key/],
    ['a locked key', locked.toString(), /passphrase/],
    ['a locked key of the old kind', lockedOld.toString(), /passphrase/],
    ['an END line that is missing', pkcs8.slice(0, -30), /BEGIN or END/],
    ['armour lines that differ', pkcs8.replace('BEGIN PRIVATE', 'BEGIN RSA PRIVATE'), /do not match/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /certificate/],
    ['two keys', `${pkcs8}${pkcs8}`, /more than one key/],
    [
      'a key of SSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      /not a kind of RSA key/,
    ],
    ['an empty armour', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----', /nothing in it/],
  ])('is refused with a reason, without a piece of it: %s', (_what, text, reason) => {
    expect(() => parsePrivateKey(text)).toThrow(KeyError);
    expect(() => parsePrivateKey(text)).toThrow(reason);
    expect(() => parsePrivateKey(text)).not.toThrow(/[A-Za-z0-9+/]{24}/);
  });

  test('any text whatever is read or refused, never worse', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.constant(pkcs8).map((pem) => pem.slice(7)),
        ),
        (text) => {
          expect(() => parsePrivateKey(text)).toThrow(KeyError);
        },
      ),
    );
  });
});

describe('public keys', () => {
  const merchant = keys.merchant.publicKey;
  const gateway = keys.gateway.publicKey;
  const pem = `-----BEGIN PUBLIC KEY-----\n${chunked(gateway, 64)}\n-----END PUBLIC KEY-----\n`;
  const pkcs1Public = parsePublicKeys(gateway).get('1')!.export({ format: 'pem', type: 'pkcs1' }).toString();

  test.each([
    ['bare', gateway],
    ['PEM', pem],
    ['PKCS#1 PEM', pkcs1Public],
    ['with its version', `1:${gateway}`],
    ['with its version and blanks', ` 1 : ${pem} `],
    ['in quotes', `"1:${pem.replaceAll('\r\n', '\\n').replaceAll('\n', '\\n')}"`],
    ['in typographic quotes', `\u201C${gateway}\u201D`],
    ['with marks that nobody sees', `\u200B${gateway.slice(0, 50)}\u200D${gateway.slice(50)}\u2060`],
  ])('one key is read %s, as version 1', (_form, text) => {
    const read = parsePublicKeys(text);
    expect([...read.keys()]).toEqual(['1']);
    expect(read.get('1')!.equals(parsePublicKeys(gateway).get('1')!)).toBe(true);
  });

  test.each([
    ['plain', `2:${merchant}, 10:${pem}`],
    ['each in quotes', `"2:${merchant}","10:${gateway}"`],
    ['with a comma too many', `2:${merchant},\n10:${gateway},\n`],
  ])('several keys are read with their versions: %s', (_form, text) => {
    const read = parsePublicKeys(text);
    expect([...read.keys()]).toEqual(['2', '10']);
    expect(read.get('2')!.equals(parsePublicKeys(merchant).get('1')!)).toBe(true);
    expect(read.get('10')!.equals(parsePublicKeys(gateway).get('1')!)).toBe(true);
  });

  test.each([
    ['nothing', '', /no public key/],
    ['two without versions', `${merchant},${gateway}`, /each needs its version/],
    ['a version twice', `1:${merchant},1:${gateway}`, /given twice/],
    ['a private key', keys.gateway.privateKey, /is a private key/],
    ['an empty one', '1:', /is empty/],
    ['one cut short', gateway.slice(0, 100), /was it cut short/],
  ])('are refused with a reason: %s', (_what, text, reason) => {
    expect(() => parsePublicKeys(text)).toThrow(KeyError);
    expect(() => parsePublicKeys(text)).toThrow(reason);
  });
});
