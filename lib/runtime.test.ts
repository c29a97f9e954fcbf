/** What a process cannot start with is told in one sentence that names the variable. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '@/lib/kit/env';
import { StartRefused } from '@/lib/start-check';
import { startTestRuntime } from '@/lib/web/test-runtime';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

let stop: (() => Promise<void>) | null = null;
afterEach(() => stop?.());

function refusalOf(variables: Record<string, string>): unknown {
  try {
    ({ stop } = startTestRuntime(undefined, variables));
  } catch (error) {
    return error;
  }
  return null;
}

describe('a process that starts', () => {
  it('refuses a wallet that nobody knows', () => {
    const refusal = refusalOf({ ALIPAY_WALLETS: 'GCASH,NOPE' });
    expect(refusal).toBeInstanceOf(StartRefused);
    expect((refusal as Error).message).toBe('ALIPAY_WALLETS names wallets that are not known: NOPE.');
  });

  it('refuses a key that looked right and is not, by the name of its variable', () => {
    const refusal = refusalOf({ ALIPAY_PUBLIC_KEYS: `1:${pem},1:${pem}` });
    expect(refusal).toBeInstanceOf(EnvironmentError);
    expect((refusal as Error).message).toContain('ALIPAY_PUBLIC_KEYS cannot be used: key version 1 is given twice');
  });

  it('goes on with what is right', () => {
    expect(refusalOf({ ALIPAY_WALLETS: 'GCASH' })).toBeNull();
  });
});
