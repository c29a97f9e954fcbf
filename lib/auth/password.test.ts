import { describe, expect, it } from 'vitest';
import { generatePassword, hashOfNobody, hashPassword, verifyPassword } from './password';

describe('passwords', () => {
  it('are hashed with argon2id, 19 MiB, two passes, one lane', async () => {
    expect(await hashPassword('a long enough password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('fit however a keyboard composed their letters', async () => {
    const hash = await hashPassword('café au lait'.normalize('NFD'));
    expect(await verifyPassword(hash, 'café au lait'.normalize('NFC'))).toBe(true);
    expect(await verifyPassword(hash, 'cafe au lait')).toBe(false);
  });

  it('that nobody has cost as much to check as any', async () => {
    expect((await hashOfNobody()).split('$').slice(0, 4)).toEqual((await hashPassword('x')).split('$').slice(0, 4));
    expect(await verifyPassword(await hashOfNobody(), '')).toBe(false);
  });

  it('that are generated are long and never the same', () => {
    expect(generatePassword()).toMatch(/^[A-Za-z0-9_-]{20}$/);
    expect(generatePassword()).not.toBe(generatePassword());
  });
});
