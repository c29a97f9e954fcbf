/**
 * Whether an outcome says that our own configuration is wrong: keys, client id, permissions, contract with the gateway. No payment and no
 * customer is to blame for such an answer, every other call will meet it too, and only the merchant can mend it.
 *
 * Alipay's refusal of our signature comes unsigned, so its outcome is *unknown* and only hints at its code. The hint is enough to stop and
 * to probe with; it never decides about a payment.
 *
 * Does not know: what is stopped, who is told.
 */
import { assertNever } from '@/lib/kit/assert-never';
import type { Outcome } from '@/lib/alipay/outcome';
import { resultCodes } from '@/lib/alipay/result-codes';

/** The same in every API that has them, so no API is asked for. */
const codes: ReadonlySet<string> = new Set(
  Object.values(resultCodes).flatMap((row) =>
    Object.entries(row).flatMap(([code, { advice }]) => (advice === 'configuration_wrong' ? [code] : [])),
  ),
);

export function isConfigurationTrouble(outcome: Outcome<unknown>): boolean {
  switch (outcome.kind) {
    case 'failed':
      return codes.has(outcome.code);
    case 'unknown':
      return outcome.code !== undefined && codes.has(outcome.code);
    case 'succeeded':
    case 'not_sent':
      return false;
    default:
      return assertNever(outcome);
  }
}
