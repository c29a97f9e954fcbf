import { describe, expect, test } from 'vitest';
import type { Examination } from '@/lib/evidence/examination-view';
import { signatureDifferences } from '@/messages/en/signature-differences';
import { toldOf, verdictWords } from './examination-words';

const key = { fingerprint: 'ab', bits: 2048, isNamed: true, verifies: 'changed' } as const;
const examination: Examination = {
  id: null,
  direction: 'notification',
  verdict: 'differs',
  missing: [],
  differences: [{ field: 'body', change: 'last_lf_removed' }],
  bodies: null,
  text: {
    isSigned: true,
    path: '/',
    clientId: 'THEIRS',
    time: '1',
    body: [],
    isBodyHidden: false,
    cut: false,
    bodyBytes: 2,
    bytes: 10,
    sha256: '00',
  },
  receivedSha256: '00',
  keyVersionNamed: '1',
  madeBy: { owner: 'alipay', version: '1' },
  digest: { name: 'sha256', hex: '00' },
  signatureBytes: 256,
  ourClientId: 'OURS',
  keys: [{ owner: 'alipay', version: '1', ...key }],
  search: { strings: 1234, complete: true },
};
const say = (more: Partial<Examination>) => verdictWords({ ...examination, ...more });

describe('the verdict in one plain sentence', () => {
  test('with one difference names it and its cause', () => {
    expect(say({})).toEqual({
      tone: 'warn',
      title: 'It verifies when the body’s last line feed is removed: something between Alipay and us adds one.',
      text: 'Alipay’s key 1 made it, over the string below.',
    });
    expect(say({ direction: 'request' }).title).toMatch(/something between us and Alipay adds one\.$/);
  });

  test('with two names both, and leaves the causes to the list', () => {
    const differences = [
      { field: 'path', change: 'slash_added', received: '/a', signed: '/a/' },
      { field: 'key', change: 'other_version' },
    ] as const;
    expect(say({ differences, madeBy: { owner: 'alipay', version: '2' } }).title).toBe(
      'It verifies when the path ends in a slash, and when Alipay’s key 2 is taken, not key 1.',
    );
  });

  test.each<[string, Partial<Examination>, RegExp]>([
    ['ok', { verdict: 'valid', differences: [] }, /^The signature holds\. It was made by Alipay’s key 1/],
    ['bad', { verdict: 'foreign_client', differences: [] }, /another client\. The message is for THEIRS; we are OURS/],
    [
      'bad',
      { verdict: 'no_key', madeBy: null },
      /^No key that we hold made this signature\. Its header names key 1, which we/,
    ],
    [
      'bad',
      { verdict: 'no_key', keys: [], keyVersionNamed: '9', signatureBytes: null },
      /names key 9, which is not installed/,
    ],
    ['bad', { verdict: 'no_key', keyVersionNamed: null }, /names no key version/],
    ['bad', { verdict: 'no_key', direction: 'request' }, /Our key may have been changed/],
    ['bad', { verdict: 'no_key', signatureBytes: 3 }, /It is 3 bytes long, and a signature of our keys 256 bytes/],
    [
      'bad',
      { verdict: 'other_text', differences: [] },
      /^Alipay’s key 1 made this signature, but over another text\. .*1,234 likely texts/,
    ],
    ['bad', { verdict: 'other_text', search: { strings: 9, complete: false } }, /not every pair of changes was tried/],
    ['bad', { verdict: 'other_digest', digest: { name: 'sha1', hex: '' } }, /but with SHA-1\./],
    ['bad', { verdict: 'unreadable' }, /holds no signature/],
    ['bad', { verdict: 'missing', missing: ['time'] }, /^Nothing can be verified: Request-Time is missing/],
    [
      'bad',
      { verdict: 'missing', missing: ['clientId', 'time', 'signature'] },
      /: Client-Id, Request-Time and Signature are missing/,
    ],
    [
      'bad',
      { verdict: 'missing', direction: 'response', missing: ['signature'] },
      /leaves its signature out when it refuses ours/,
    ],
  ])('%s, %j', (tone, more, sentence) => {
    const words = say(more);
    expect(words.tone).toBe(tone);
    expect(`${words.title} ${words.text}`).toMatch(sentence);
  });
});

describe('every difference', () => {
  const { path, time, client, body, encoding } = signatureDifferences;
  test.each(Object.entries({ path, time, client, body, encoding }))(
    'of the %s is a clause and a cause',
    (_, changes) => {
      for (const [change, { when, cause }] of Object.entries(changes)) {
        expect(`${change}: ${when}`).toMatch(/: \S.*[^.]$/);
        expect(`${change}: ${cause}`).toMatch(/: \S.*[^.]$/);
      }
    },
  );

  test('of a key says which side', () => {
    const told = (more: Partial<Examination>) =>
      toldOf({ field: 'key', change: 'other_side' }, { ...examination, ...more }).when;
    expect(told({})).toBe('our own key is taken for Alipay’s');
    expect(told({ direction: 'request' })).toBe('Alipay’s key is taken for ours');
    const version = toldOf({ field: 'key', change: 'other_version' }, { ...examination, keyVersionNamed: null });
    expect(version.when).toBe('Alipay’s key 1 is taken, not the newest');
  });

  test('leaves no gap in a sentence', () => {
    for (const change of Object.keys(body) as (keyof typeof body)[]) {
      expect(toldOf({ field: 'body', change }, examination).cause).not.toContain('{');
    }
  });
});
