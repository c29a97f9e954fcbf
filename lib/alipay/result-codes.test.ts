import { describe, expect, test } from 'vitest';
import {
  ADVICES,
  APIS,
  FAILURE_CATEGORIES,
  meaningOf,
  resultCodes,
  unknownReasonOf,
  unsignedCodes,
  type Advice,
  type Api,
  type CodeMeaning,
} from '@/lib/alipay/result-codes';
import { messages } from '@/messages';

/** Every code of the protocol's tables, per API, with the status that is documented: 3.0 for all of them, then 3.1 to 3.9. */
const common = `ACCESS_DENIED F CLIENT_FORBIDDEN_ACCESS_API F INVALID_API F INVALID_CLIENT_STATUS F INVALID_SIGNATURE F KEY_NOT_FOUND F
  MERCHANT_NOT_REGISTERED F NO_INTERFACE_DEF F OAUTH_FAILED F PARAM_ILLEGAL F PROCESS_FAIL F RISK_REJECT F SYSTEM_ERROR F UNKNOWN_CLIENT F
  SUCCESS S REQUEST_TRAFFIC_EXCEED_LIMIT U UNKNOWN_EXCEPTION U`;

const own: Record<Api, string> = {
  consult: 'INVALID_ACCESS_TOKEN F NO_PAY_OPTIONS F PAYMENT_NOT_QUALIFIED F',
  applyToken: `AUTH_IN_PROCESS U USER_NOT_EXIST F USER_STATUS_ABNORMAL F EXPIRED_CODE F INVALID_CODE F USED_CODE F EXPIRED_REFRESH_TOKEN F
    INVALID_REFRESH_TOKEN F USED_REFRESH_TOKEN F NO_PAY_OPTIONS F`,
  revoke: 'INVALID_ACCESS_TOKEN F',
  pay: `PAYMENT_IN_PROCESS U CURRENCY_NOT_SUPPORT F FRAUD_REJECT F INVALID_ACCESS_TOKEN F INVALID_CONTRACT F INVALID_MERCHANT_STATUS F
    MERCHANT_KYB_NOT_QUALIFIED F NO_PAY_OPTIONS F ORDER_IS_CANCELED F ORDER_IS_CLOSED F ORDER_NOT_EXIST F ORDER_STATUS_INVALID F
    PAYMENT_AMOUNT_EXCEED_LIMIT F PAYMENT_COUNT_EXCEED_LIMIT F PAYMENT_NOT_QUALIFIED F REPEAT_REQ_INCONSISTENT F SETTLE_CONTRACT_NOT_MATCH F
    USER_AMOUNT_EXCEED_LIMIT F USER_BALANCE_NOT_ENOUGH F USER_KYC_NOT_QUALIFIED F USER_NOT_EXIST F USER_PAYMENT_VERIFICATION_FAILED F
    USER_STATUS_ABNORMAL F VERIFY_TIMES_EXCEED_LIMIT F VERIFY_UNMATCHED F`,
  inquiryPayment: 'ORDER_NOT_EXIST F',
  cancel: 'CANCEL_WINDOW_EXCEED F ORDER_NOT_EXIST F ORDER_STATUS_INVALID F PROCESS_FAIL F CLIENT_INVALID F',
  refund: `REFUND_IN_PROCESS U REFUND_AMOUNT_EXCEED F REFUND_WINDOW_EXCEED F REFUND_NOT_SUPPORTED F PARTIAL_REFUND_NOT_SUPPORTED F
    MULTIPLE_REFUNDS_NOT_SUPPORTED F ORDER_NOT_EXIST F ORDER_STATUS_INVALID F ORDER_IS_CANCELED F ORDER_IS_CLOSED F CURRENCY_NOT_SUPPORT F
    REPEAT_REQ_INCONSISTENT F INVALID_MERCHANT_STATUS F PAYMENT_METHOD_NOT_SUPPORTED F MERCHANT_BALANCE_NOT_ENOUGH F USER_STATUS_ABNORMAL F`,
  inquiryRefund: 'REFUND_NOT_EXIST F ORDER_NOT_EXIST F',
};

/** Of codes that the documents print elsewhere only, with the reason why they are here all the same. */
const added: Partial<Record<Api, string>> = {
  // Wallets that ask for verification may do so before the first payment.
  applyToken: 'USER_KYC_NOT_QUALIFIED F',
};

function read(table: string): Map<string, string> {
  const words = table.trim().split(/\s+/);
  return new Map(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]!]] : [])));
}

const rows = APIS.flatMap((api) => Object.entries(resultCodes[api]).map(([code, meaning]) => ({ api, code, meaning })));
const advised = (advice: Advice) => rows.filter(({ meaning }) => meaning.advice === advice);

test.each(APIS)('the table of %s holds every documented code with its status, and no other', (api) => {
  const documented = new Map([...read(common), ...read(own[api]), ...read(added[api] ?? '')].filter(([code]) => code));
  const held = Object.entries(resultCodes[api]).map(([code, { status }]) => [code, status]);
  expect(new Map(held as [string, string][])).toEqual(documented);
});

describe('every row', () => {
  test('says what it means, and nothing twice', () => {
    for (const { api, code, meaning } of rows)
      expect([api, code, meaning.meaning.length > 3]).toEqual([api, code, true]);
  });

  test('of a failure names its kind of trouble; the others name none', () => {
    for (const { api, code, meaning } of rows) {
      const isNamed = meaning.category !== null;
      const isGoodNews = meaning.advice === 'done';
      expect([api, code, isNamed]).toEqual([api, code, meaning.status === 'F' && !isGoodNews]);
    }
  });

  test('that leaves the end open is asked about or sent again; a failure is neither "done" nor open without a reason', () => {
    for (const { meaning } of rows.filter(({ meaning }) => meaning.status === 'U')) {
      expect(['same_id', 'inquire', 'new_id_later']).toContain(meaning.advice);
      expect(meaning).toMatchObject({ about: 'subject', retryable: false });
    }
    const goodNews = rows.filter(({ meaning }) => meaning.advice === 'done' && meaning.status !== 'S');
    expect(goodNews.map(({ api, code }) => `${api} ${code}`)).toEqual(['revoke INVALID_ACCESS_TOKEN']);
  });

  test('that may be tried again under a new id is over, and no trouble of ours', () => {
    for (const { meaning } of rows.filter(({ meaning }) => meaning.retryable)) {
      expect(meaning.status).toBe('F');
      expect(['new_id_later', 'customer_must_act']).toContain(meaning.advice);
    }
  });

  test('about our configuration is the same in every API, and speaks of the request', () => {
    for (const { code, meaning } of advised('configuration_wrong')) {
      expect(meaning).toMatchObject({ status: 'F', about: 'request', category: 'configuration', retryable: false });
      for (const api of APIS) expect(meaningOf(api, code)?.advice ?? 'configuration_wrong').toBe('configuration_wrong');
    }
  });
});

describe('words', () => {
  test('every advice is used, and staff read what follows from it', () => {
    for (const advice of ADVICES) {
      expect(advised(advice).length).toBeGreaterThan(0);
      expect(messages.staff.advice[advice]).toMatch(/\.$/);
    }
    expect(Object.keys(messages.staff.advice).toSorted()).toEqual([...ADVICES].toSorted());
  });

  test('every kind of trouble is used, and staff read what to do about it', () => {
    for (const category of FAILURE_CATEGORIES) {
      expect(rows.some(({ meaning }) => meaning.category === category)).toBe(true);
      expect(messages.staff.remedy[category]).toMatch(/\.$/);
    }
  });

  test('staff read every failure in a few words', () => {
    for (const { code } of rows.filter(({ meaning }) => meaning.status === 'F')) {
      expect(messages.staff.reason(code)).not.toBe(code);
    }
  });

  test('a customer reads of every failed debit and every failed link, and never a code', () => {
    const { order, attempt } = messages.customer;
    for (const { category } of Object.values(resultCodes.pay)) {
      if (category !== null) expect(Object.keys(order.failure)).toContain(category);
    }
    const reasons = [...Object.values(order.failure), ...Object.values(attempt.reasons)];
    for (const sentence of reasons.flatMap((reason) => Object.values(reason('GCash')))) {
      expect(sentence).toMatch(/\w/);
      expect(sentence).not.toMatch(/[A-Z]{2,}_|Alipay/);
    }
  });
});

describe('one code, several meanings', () => {
  test.each<[Api, string, object]>([
    ['pay', 'INVALID_ACCESS_TOKEN', { advice: 'wallet_lost', about: 'subject' }],
    ['revoke', 'INVALID_ACCESS_TOKEN', { advice: 'done', about: 'subject' }],
    ['inquiryPayment', 'ORDER_NOT_EXIST', { advice: 'inquire', about: 'request' }],
    ['cancel', 'ORDER_NOT_EXIST', { advice: 'inquire', about: 'subject' }],
    ['pay', 'ORDER_NOT_EXIST', { advice: 'operator_must_act', about: 'subject' }],
    ['inquiryRefund', 'ORDER_NOT_EXIST', { advice: 'same_id', about: 'request' }],
    ['pay', 'PROCESS_FAIL', { advice: 'new_id_later', about: 'request', retryable: true }],
    ['cancel', 'PROCESS_FAIL', { advice: 'operator_must_act', about: 'subject' }],
    ['inquiryPayment', 'PROCESS_FAIL', { advice: 'inquire', about: 'request' }],
    ['pay', 'REPEAT_REQ_INCONSISTENT', { advice: 'inquire', about: 'request' }],
    ['refund', 'REPEAT_REQ_INCONSISTENT', { advice: 'inquire', about: 'request' }],
    ['pay', 'ORDER_IS_CLOSED', { advice: 'new_id_later', retryable: true }],
    ['refund', 'ORDER_IS_CLOSED', { advice: 'operator_must_act', retryable: false }],
    ['pay', 'UNKNOWN_EXCEPTION', { advice: 'same_id' }],
    ['consult', 'UNKNOWN_EXCEPTION', { advice: 'new_id_later' }],
  ])('%s with %s', (api, code, meaning) => {
    expect(meaningOf(api, code)).toMatchObject(meaning);
  });

  test.each(Object.keys(resultCodes.pay).filter((code) => read(common).get(code) === 'F'))(
    '%s, which any call may get, speaks of our request and not of the payment',
    (code) => {
      expect(meaningOf('pay', code)).toMatchObject({ status: 'F', about: 'request' });
    },
  );
});

test.each([
  ['USER_BALANCE_NOT_ENOUGH', 'balance', true],
  ['USER_AMOUNT_EXCEED_LIMIT', 'limit', true],
  ['USER_KYC_NOT_QUALIFIED', 'verification', true],
  ['INVALID_ACCESS_TOKEN', 'wallet_lost', false],
  ['FRAUD_REJECT', 'risk', false],
  ['NO_PAY_OPTIONS', 'unavailable', false],
  ['KEY_NOT_FOUND', 'configuration', false],
])('a debit with %s is trouble of the kind %s', (code, category, retryable) => {
  expect(meaningOf('pay', code)).toMatchObject({ category, retryable });
});

test.each(['NEVER_HEARD_OF', '', 'constructor', '__proto__'])(
  'a code %j that is not in the table means nothing',
  (code) => {
    for (const api of APIS) expect(meaningOf(api, code)).toBeNull();
    expect(unknownReasonOf(code)).toBe('unspecified');
  },
);

test('the codes that come unsigned are all about our configuration', () => {
  for (const code of unsignedCodes) expect(meaningOf('pay', code)?.advice).toBe('configuration_wrong');
});

/** The table as a page for people who integrate or operate; a test keeps it true. */
function page(): string {
  const told: Record<CodeMeaning['about'], string> = { subject: 'the subject', request: 'our request' };
  const kindOf = ({ category, retryable }: CodeMeaning) => `${category ?? ''}${retryable ? ', retryable' : ''}`;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isCommon = (api: Api, code: string) =>
    APIS.every((other) => sameMeaning(meaningOf(other, code), meaningOf(api, code)));
  const codes = (api: Api, wanted: (code: string) => boolean) =>
    Object.entries(resultCodes[api])
      .filter(([code]) => wanted(code))
      .map(([code, m]) => line([`\`${code}\``, m.status, m.meaning, told[m.about], `\`${m.advice}\``, kindOf(m)]));
  const head = [line(['code', 'status', 'means', 'speaks of', 'advice', 'kind']), line(Array(6).fill('---'))];
  return [
    '# Result codes',
    '',
    'Written from `lib/alipay/result-codes.ts` by its test (`npx vitest run --project unit lib/alipay/result-codes.test.ts -u`). What Alipay may',
    'answer, per API: the documented status, what it means, of what it speaks, what to do, and the kind of trouble, by which people are told.',
    '*Retryable*: a later attempt under a new request id may go better without anything being changed. A code that is not here is followed by its',
    'status, logged, and counted in `mandate_gateway_unlisted_codes_last_hour`.',
    '',
    '## Advice',
    '',
    line(['advice', 'staff read', 'the customer of GCash reads']),
    line(['---', '---', '---']),
    ...ADVICES.map((advice) =>
      line([`\`${advice}\``, messages.staff.advice[advice], messages.customer.advice[advice]('GCash')]),
    ),
    '',
    'A failed debit is explained to the customer by its kind, which says more (`messages/en/customer-failures.ts`).',
    '',
    '## The same in every API',
    '',
    ...head,
    ...codes('pay', (code) => isCommon('pay', code)),
    ...APIS.flatMap((api) => ['', `## ${api}`, '', ...head, ...codes(api, (code) => !isCommon(api, code))]),
    '',
  ].join('\n');
}

function sameMeaning(one: CodeMeaning | null, other: CodeMeaning | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

test('the page for people says what the table says', async () => {
  await expect(page()).toMatchFileSnapshot('../../docs/result-codes.md');
});
