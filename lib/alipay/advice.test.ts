import { describe, expect, test } from 'vitest';
import { adviceFor, isApi, unlistedCode } from '@/lib/alipay/advice';
import type { Outcome } from '@/lib/alipay/outcome';
import { APIS, type Advice, type Api } from '@/lib/alipay/result-codes';

const failed = (code: string, about: 'subject' | 'request' = 'subject') =>
  ({ kind: 'failed', code, message: 'm', about }) as const;
const timeout = { kind: 'unknown', reason: 'timeout' } as const;
const notSent = { kind: 'not_sent', reason: 'circuit_open' } as const;

describe('what to do next', () => {
  test.each<[Api, Outcome<unknown>, Advice]>([
    ['pay', { kind: 'succeeded', value: 1 }, 'done'],
    ['pay', failed('USER_BALANCE_NOT_ENOUGH'), 'customer_must_act'],
    ['pay', failed('INVALID_ACCESS_TOKEN'), 'wallet_lost'],
    ['pay', failed('KEY_NOT_FOUND', 'request'), 'configuration_wrong'],
    ['pay', failed('REPEAT_REQ_INCONSISTENT', 'request'), 'inquire'],
    ['pay', failed('NEVER_HEARD_OF'), 'operator_must_act'],
    ['pay', { kind: 'unknown', reason: 'in_process', code: 'PAYMENT_IN_PROCESS' }, 'inquire'],
    ['pay', { kind: 'unknown', reason: 'busy', code: 'REQUEST_TRAFFIC_EXCEED_LIMIT' }, 'same_id'],
    ['pay', { kind: 'unknown', reason: 'unspecified', code: 'NEVER_HEARD_OF' }, 'inquire'],
    ['pay', timeout, 'inquire'],
    ['pay', notSent, 'same_id'],
    ['consult', timeout, 'new_id_later'],
    ['applyToken', timeout, 'same_id'],
    ['applyToken', { kind: 'unknown', reason: 'in_process', code: 'AUTH_IN_PROCESS' }, 'same_id'],
    ['revoke', timeout, 'same_id'],
    ['cancel', timeout, 'same_id'],
    ['refund', timeout, 'inquire'],
    ['refund', failed('MERCHANT_BALANCE_NOT_ENOUGH'), 'new_id_later'],
    // What an inquiry tells of the payment itself is the payment's code.
    ['inquiryPayment', failed('USER_BALANCE_NOT_ENOUGH', 'subject'), 'customer_must_act'],
    ['inquiryPayment', failed('ORDER_NOT_EXIST', 'request'), 'inquire'],
    ['inquiryPayment', failed('ORDER_NOT_EXIST', 'subject'), 'operator_must_act'],
    ['inquiryRefund', failed('CODE_NOT_TOLD', 'subject'), 'operator_must_act'],
    ['inquiryRefund', { kind: 'unknown', reason: 'not_known', code: 'REFUND_NOT_EXIST' }, 'same_id'],
    ['inquiryRefund', { kind: 'unknown', reason: 'not_known' }, 'same_id'],
    ['inquiryRefund', { kind: 'unknown', reason: 'in_process' }, 'inquire'],
  ])('after %s with %j', (api, outcome, advice) => {
    expect(adviceFor(api, outcome)).toBe(advice);
  });

  test.each(APIS)('after the unsigned refusal of our signature at %s: mend the configuration', (api) => {
    const refusal = { kind: 'unknown', reason: 'bad_signature', code: 'INVALID_SIGNATURE' } as const;
    expect(adviceFor(api, refusal)).toBe('configuration_wrong');
  });

  test('a code in an answer that is not believed decides nothing', () => {
    const unbelieved = { kind: 'unknown', reason: 'malformed', code: 'INVALID_ACCESS_TOKEN' } as const;
    expect(adviceFor('pay', unbelieved)).toBe('inquire');
    expect(adviceFor('pay', { ...unbelieved, reason: 'bad_signature', code: 'USER_NOT_EXIST' })).toBe('inquire');
  });
});

describe('a code that the table does not hold', () => {
  test('is told, be it the answer’s own or the payment’s inside an inquiry', () => {
    expect(unlistedCode('pay', 'NEVER_HEARD_OF', failed('NEVER_HEARD_OF'))).toBe('NEVER_HEARD_OF');
    expect(unlistedCode('pay', 'NEVER_HEARD_OF', { kind: 'succeeded', value: 1 })).toBe('NEVER_HEARD_OF');
    expect(unlistedCode('inquiryPayment', 'SUCCESS', failed('NEVER_HEARD_OF'))).toBe('NEVER_HEARD_OF');
    expect(unlistedCode('inquiryPayment', 'USER_BALANCE_NOT_ENOUGH', timeout)).toBe('USER_BALANCE_NOT_ENOUGH');
  });

  test('is not seen where all are known, or none was told', () => {
    expect(unlistedCode('pay', 'USER_BALANCE_NOT_ENOUGH', failed('USER_BALANCE_NOT_ENOUGH'))).toBeNull();
    expect(unlistedCode('inquiryPayment', 'SUCCESS', failed('USER_BALANCE_NOT_ENOUGH'))).toBeNull();
    expect(unlistedCode('inquiryPayment', 'SUCCESS', failed('CODE_NOT_TOLD'))).toBeNull();
    expect(unlistedCode('pay', null, timeout)).toBeNull();
  });
});

test('only the eight APIs are APIs', () => {
  for (const api of APIS) expect(isApi(api)).toBe(true);
  for (const none of ['', 'constructor', 'notifyPayment', 'PAY']) expect(isApi(none)).toBe(false);
});
