/** The tables by API: what is asked, and what is answered. */
import { type Api } from '../codes';
import { APPLY_TOKEN, CONSULT, REVOKE } from './authorizations';
import { type Field, type NotificationField, RESULT_FIELDS } from './field';
import { PAY } from './pay';
import { CANCEL, INQUIRY_PAYMENT, INQUIRY_REFUND, REFUND } from './payments';

const TABLES = {
  consult: CONSULT,
  applyToken: APPLY_TOKEN,
  revoke: REVOKE,
  pay: PAY,
  inquiryPayment: INQUIRY_PAYMENT,
  cancel: CANCEL,
  refund: REFUND,
  inquiryRefund: INQUIRY_REFUND,
} as const;

export const REQUESTS = mapTables((api) => TABLES[api].request as readonly Field[]);
export const ANSWERS = mapTables((api): readonly NotificationField[] => [...RESULT_FIELDS, ...TABLES[api].answer]);

function mapTables<T>(make: (api: Api) => T): Readonly<Record<Api, T>> {
  return Object.fromEntries((Object.keys(TABLES) as Api[]).map((api) => [api, make(api)])) as Record<Api, T>;
}
