/**
 * Whether a call went wrong because our own configuration at Alipay is wrong: client id, keys, contract or permissions. Every other
 * call will then be refused as well, whatever it asks.
 *
 * A refusal that comes unsigned is only a hint: anybody on the way could have written it. It is enough to stop and ask, never enough
 * to end anything.
 *
 * Wire: protocol 2.2 and 3.0. Does not know: what a caller does about it.
 */
import type { Outcome } from '@/lib/alipay/outcome';
import { failureCategory } from '@/lib/alipay/result-codes';

export function isConfigurationTrouble(outcome: Outcome<unknown>): boolean {
  switch (outcome.kind) {
    case 'failed':
      // The same code as the end of a payment speaks of that payment, not of the call that told it.
      return outcome.about === 'request' && failureCategory(outcome.code) === 'configuration';
    case 'unknown':
      return (
        outcome.reason === 'bad_signature' &&
        outcome.code !== undefined &&
        failureCategory(outcome.code) === 'configuration'
      );
    case 'succeeded':
    case 'not_sent':
      return false;
  }
}
