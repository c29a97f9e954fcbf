/**
 * Whether the app tries a failed debit again by itself, and when. A table by the kind of trouble: a low balance or a used-up
 * limit may be better later; a refusal by risk control, a lost wallet or a wrong request never will by waiting.
 *
 * Pure. The merchant sets the hours; their number is the bound.
 */
import { meaningOf, type FailureCategory } from '@/lib/alipay/result-codes';

const LATER_MAY_HELP: readonly FailureCategory[] = ['balance', 'limit', 'closed'];

/** A sum above what the contract allows is above it tomorrow too. */
const WAITING_NEVER_HELPS: readonly string[] = ['PAYMENT_AMOUNT_EXCEED_LIMIT'];

const HOUR_MS = 3_600_000;

/** @param retries how often the policy has tried already; null: it does not try again */
export function planRetry(
  failed: { readonly code: string; readonly at: Date },
  retries: number,
  retryAfterHours: readonly number[],
): Date | null {
  const category = meaningOf('pay', failed.code)?.category ?? null;
  if (category === null || !LATER_MAY_HELP.includes(category)) return null;
  if (WAITING_NEVER_HELPS.includes(failed.code)) return null;
  const hours = retryAfterHours[retries];
  if (hours === undefined) return null;
  // The hours count from the first failure; between two tries lies their difference.
  const before = retries === 0 ? 0 : (retryAfterHours[retries - 1] ?? 0);
  return new Date(failed.at.getTime() + (hours - before) * HOUR_MS);
}
