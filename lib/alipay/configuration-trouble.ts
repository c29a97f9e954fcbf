/** placeholder replaced at merge */
import type { Outcome } from '@/lib/alipay/outcome';
import { failureCategory } from '@/lib/alipay/result-codes';
export function isConfigurationTrouble(outcome: Outcome<unknown>): boolean {
  if (outcome.kind !== 'failed' && outcome.kind !== 'unknown') return false;
  return outcome.code !== undefined && failureCategory(outcome.code) === 'configuration';
}
