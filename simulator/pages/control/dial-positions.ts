/**
 * What the dial's positions are called and what each does when it strikes, a row for every kind of fault. Words only;
 * which kinds there are, and of what, is said in faults/kinds.ts.
 */
import { type FaultApi, type FaultKind } from '../../faults/kinds';
import { type FaultRule } from '../../faults/rules';
import { type ResultCode } from '../../results';

export const POSITION_GROUPS = ['No answer', 'A bad answer', 'In process', 'Untrue', 'The token', 'Delivery'] as const;

export interface Position {
  group: (typeof POSITION_GROUPS)[number];
  label: string;
  /** `done` says what the call has done meanwhile; of a notification it is empty. */
  means: (rule: FaultRule, done: string) => string;
}

/** By API: what it has done once it has acted. */
export const DONE: Record<FaultApi, string> = {
  consult: 'the request exists',
  applyToken: 'the token is issued',
  revoke: 'the link is ended',
  pay: 'debited',
  inquiryPayment: 'looked up',
  cancel: 'cancelled',
  refund: 'refunded',
  inquiryRefund: 'looked up',
};

const NOTHING = 'nothing is done';

function lasting(ms: number | null): string {
  const figure = ms ?? 0;
  return figure < 1000 ? `${figure} ms` : `${(figure / 1000).toLocaleString('en')} s`;
}

function after(words: string): Position['means'] {
  return (_, done) => (done === '' ? words : `${done}, ${words}`);
}

function always(words: string): Position['means'] {
  return () => words;
}

export const POSITIONS: Record<FaultKind, Position> = {
  hang_before: {
    group: 'No answer',
    label: 'time out before acting',
    means: always(`${NOTHING}, and no answer comes`),
  },
  hang_after: { group: 'No answer', label: 'time out after acting', means: after('and no answer comes') },
  close_before: {
    group: 'No answer',
    label: 'drop the connection before acting',
    means: always(`${NOTHING}, the connection drops`),
  },
  close_after: {
    group: 'No answer',
    label: 'drop the connection after acting',
    means: after('then the connection drops'),
  },
  reset_mid_body: { group: 'No answer', label: 'reset mid-body', means: after('the answer breaks off in the middle') },
  delay: {
    group: 'No answer',
    label: 'answer late',
    means: ({ ms }, done) => `${done}, the answer comes ${lasting(ms)} later`,
  },
  drip: {
    group: 'No answer',
    label: 'answer byte by byte',
    means: ({ ms }, done) => `${done}, ${lasting(ms)} for each byte`,
  },

  http_500_before: { group: 'A bad answer', label: '500 before acting', means: always(`${NOTHING}, 500`) },
  http_500_after: { group: 'A bad answer', label: '500 after acting', means: after('500') },
  http_502: { group: 'A bad answer', label: '502 with HTML', means: after('a proxy’s page with 502') },
  http_429: { group: 'A bad answer', label: '429', means: always(`${NOTHING}, 429`) },
  malformed: { group: 'A bad answer', label: 'malformed', means: after('half of the JSON') },
  empty: { group: 'A bad answer', label: 'empty', means: after('no body at all') },
  bad_signature: { group: 'A bad answer', label: 'bad signature', means: after('the signature does not fit') },
  unknown_key: {
    group: 'A bad answer',
    label: 'unknown key version',
    means: after('signed with a version nobody knows'),
  },
  no_signature: { group: 'A bad answer', label: 'no signature', means: after('not signed') },
  code: { group: 'A bad answer', label: 'refuse', means: ({ code }) => `${NOTHING}, ${code ?? ''}` },

  in_process: {
    group: 'In process',
    label: 'in process, then as it is',
    means: ({ inquiries }) =>
      inquiries === null ? 'in process until it expires' : `in process for ${inquiries} inquiries`,
  },
  in_process_forever: {
    group: 'In process',
    label: 'in process for ever',
    means: always('in process until it expires'),
  },

  other_amount: { group: 'Untrue', label: 'another amount', means: after('another amount is told') },
  other_currency: { group: 'Untrue', label: 'another currency', means: after('another currency is told') },
  other_order: { group: 'Untrue', label: 'another order’s answer', means: after('what is told is another order’s') },
  contradict: { group: 'Untrue', label: 'contradicting', means: always('says the opposite, properly signed') },
  unknown_order: { group: 'Untrue', label: 'of an unknown order', means: always('about what nobody asked for') },
  forged: { group: 'Untrue', label: 'forged', means: always('signed by somebody else') },
  altered: { group: 'Untrue', label: 'altered', means: always('changed after it was signed') },
  reencoded: { group: 'Untrue', label: 're-encoded', means: always('the same JSON in other bytes') },
  other_client: { group: 'Untrue', label: 'for another client', means: always('names another client id') },
  other_path: { group: 'Untrue', label: 'for another path', means: always('signed for another address') },

  token_expired: { group: 'The token', label: 'expires first', means: always('the token expires, then the call acts') },
  token_revoked: {
    group: 'The token',
    label: 'is unlinked first',
    means: always('the wallet unlinks silently, then the call acts'),
  },

  lost: { group: 'Delivery', label: 'lost', means: always('taken for sent, never sent') },
  repeat: {
    group: 'Delivery',
    label: 'sent again and again',
    means: ({ count }) => `sent ${count ?? 'several'} times`,
  },
  reordered: { group: 'Delivery', label: 'out of order', means: always('waits until the next one has gone') },
  late: { group: 'Delivery', label: 'late', means: ({ ms }) => `sent ${lasting(ms)} late` },
  early: { group: 'Delivery', label: 'before our answer', means: always('sent before the call is answered') },
  gzip: { group: 'Delivery', label: 'gzip', means: always('its body is compressed') },
  huge: { group: 'Delivery', label: 'huge', means: always('a megabyte long') },
};

/** Codes worth a position of their own; any other is typed. */
const CODES: Record<FaultApi, ResultCode[]> = {
  consult: ['NO_PAY_OPTIONS', 'PAYMENT_NOT_QUALIFIED'],
  applyToken: ['INVALID_CODE', 'EXPIRED_CODE', 'USED_CODE', 'AUTH_IN_PROCESS', 'USER_STATUS_ABNORMAL'],
  revoke: ['INVALID_ACCESS_TOKEN'],
  pay: [
    'USER_BALANCE_NOT_ENOUGH',
    'INVALID_ACCESS_TOKEN',
    'USER_AMOUNT_EXCEED_LIMIT',
    'USER_KYC_NOT_QUALIFIED',
    'RISK_REJECT',
  ],
  inquiryPayment: ['ORDER_NOT_EXIST'],
  cancel: ['CANCEL_WINDOW_EXCEED', 'ORDER_NOT_EXIST'],
  refund: ['MERCHANT_BALANCE_NOT_ENOUGH', 'REFUND_WINDOW_EXCEED'],
  inquiryRefund: ['REFUND_NOT_EXIST'],
};
const EVERYBODYS_CODES: ResultCode[] = [
  'UNKNOWN_EXCEPTION',
  'REQUEST_TRAFFIC_EXCEED_LIMIT',
  'PROCESS_FAIL',
  'INVALID_SIGNATURE',
  'KEY_NOT_FOUND',
  'UNKNOWN_CLIENT',
];

export function codesFor(api: FaultApi): ResultCode[] {
  return [...CODES[api], ...EVERYBODYS_CODES];
}
