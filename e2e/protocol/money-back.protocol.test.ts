import { CANCEL_CASES } from './cases/cancel';
import { IDEMPOTENCY_CASES } from './cases/idempotency';
import { INQUIRY_REFUND_CASES, REFUND_CASES } from './cases/refund';
import { runCases } from './register';

runCases('repeats, cancels and refunds', [
  ...IDEMPOTENCY_CASES,
  ...CANCEL_CASES,
  ...REFUND_CASES,
  ...INQUIRY_REFUND_CASES,
]);
