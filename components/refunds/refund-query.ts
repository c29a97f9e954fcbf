/**
 * What is asked of a refund by itself. The refunds of one order are part of that order's query.
 */
import { postJson } from '@/components/read-json';
import type { WireAmount } from '@/lib/kit/money';

/** @throws Problem */
export function retryRefund(id: string, input: unknown): Promise<{ readonly refundId: string }> {
  return postJson<{ readonly refundId: string }>(`/api/admin/refunds/${id}/retry`, input);
}

/** The server has the last word; a field that is shown from the start spares a refusal. */
export function asksPassword(amount: WireAmount, passwordAboveMinor: string | null): boolean {
  return passwordAboveMinor === null || BigInt(amount.value) > BigInt(passwordAboveMinor);
}
