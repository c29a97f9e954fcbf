/** Every case there is, by the file that runs it. The coverage table counts this list, and the files run it. */
import { type ProtocolCase } from '../case';
import { APIS } from '../codes';
import { fieldCases } from '../fields/generate';
import { AMOUNT_CASES } from './amounts';
import { APPLY_TOKEN_CASES } from './apply-token';
import { CANCEL_CASES } from './cancel';
import { CONSULT_CASES } from './consult';
import { EXPIRY_CASES } from './expiry';
import { FAULT_CASES } from './faults';
import { HEADER_CASES } from './headers';
import { IDEMPOTENCY_CASES } from './idempotency';
import { INQUIRY_PAYMENT_CASES } from './inquiry-payment';
import { NOTIFICATION_FAULT_CASES } from './notification-faults';
import { NOTIFICATION_CASES } from './notifications';
import { PAY_CASES } from './pay';
import { INQUIRY_REFUND_CASES, REFUND_CASES } from './refund';
import { REVOKE_CASES } from './revoke';
import { TOLD_CASES } from './told';

export const CASES = {
  fields: APIS.flatMap(fieldCases),
  headers: HEADER_CASES,
  authorizations: [...CONSULT_CASES, ...APPLY_TOKEN_CASES, ...REVOKE_CASES],
  payments: [...PAY_CASES, ...AMOUNT_CASES, ...EXPIRY_CASES, ...INQUIRY_PAYMENT_CASES],
  'money-back': [...IDEMPOTENCY_CASES, ...CANCEL_CASES, ...REFUND_CASES, ...INQUIRY_REFUND_CASES],
  notifications: NOTIFICATION_CASES,
  told: TOLD_CASES,
  faults: FAULT_CASES,
  'notification-faults': NOTIFICATION_FAULT_CASES,
} as const satisfies Record<string, readonly ProtocolCase[]>;

/** The file `NAME.protocol.test.ts` runs the cases of that name. */
export type CaseFile = keyof typeof CASES;

export const ALL_CASES: readonly ProtocolCase[] = Object.values(CASES).flat();
