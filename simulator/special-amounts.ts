/**
 * Amounts that mean something: a payment (or refund) of 1,401 to 1,433 whole units of its currency goes the way the
 * table says, in every wallet alike, without the fault dial. Whole units, because IDR and TWD know nothing smaller;
 * this size, because every wallet's limits leave room for it; and no price tag reads like that. A switch turns them off.
 */
import { type ResultCode } from './results';
import { exponentOf } from './wallets';

export type SpecialAmount = { means: string } & (
  | { kind: 'refused'; code: ResultCode }
  | { kind: 'stuck' }
  | { kind: 'slow'; settleMs: number }
  | { kind: 'unanswered' }
  | { kind: 'untold' }
  | { kind: 'unlinked' }
  | { kind: 'refund_slow'; settleMs: number }
  | { kind: 'refund_fails' }
  | { kind: 'refund_refused'; code: ResultCode }
);

/** Long enough to outlast a customer's patience on a waiting page, short of the payment's expiry. */
const SLOW_MS = 40_000;

function refused(code: ResultCode): SpecialAmount {
  return { kind: 'refused', code, means: `refused with ${code}` };
}

/** By whole units of the currency. */
export const SPECIAL_AMOUNTS: ReadonlyMap<number, SpecialAmount> = new Map<number, SpecialAmount>([
  [1401, refused('USER_BALANCE_NOT_ENOUGH')],
  [1402, refused('USER_AMOUNT_EXCEED_LIMIT')],
  [1403, refused('USER_STATUS_ABNORMAL')],
  [1404, refused('USER_KYC_NOT_QUALIFIED')],
  [1405, refused('RISK_REJECT')],
  [1406, refused('FRAUD_REJECT')],
  [1407, refused('USER_PAYMENT_VERIFICATION_FAILED')],
  [1408, refused('PROCESS_FAIL')],
  [1411, { kind: 'stuck', means: 'in process until it expires' }],
  [1412, { kind: 'slow', settleMs: SLOW_MS, means: 'in process for 40 s, then paid' }],
  [1413, { kind: 'unanswered', means: 'acted on, but the first pay gets no answer' }],
  [1414, { kind: 'untold', means: 'no notification of the result' }],
  [1415, { kind: 'unlinked', means: 'the wallet has unlinked meanwhile: INVALID_ACCESS_TOKEN' }],
  [1431, { kind: 'refund_slow', settleMs: SLOW_MS, means: 'a refund of it is in process for 40 s, then succeeds' }],
  [1432, { kind: 'refund_fails', means: 'a refund of it is in process, then fails' }],
  [
    1433,
    {
      kind: 'refund_refused',
      code: 'MERCHANT_BALANCE_NOT_ENOUGH',
      means: 'a refund of it is refused with MERCHANT_BALANCE_NOT_ENOUGH',
    },
  ],
]);

/** What an amount means; undefined for every ordinary one. */
export function specialAmount(currency: string, value: string): SpecialAmount | undefined {
  const minor = Number(value);
  const unit = 10 ** exponentOf(currency);
  return minor % unit === 0 ? SPECIAL_AMOUNTS.get(minor / unit) : undefined;
}
