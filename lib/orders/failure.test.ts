import { describe, expect, test } from 'vitest';
import { resultCodes } from '@/lib/alipay/result-codes';
import { messages } from '@/messages';
import { failureView, ownFailures } from './failure';

const view = (failureCode: string | null, failureRetryable: boolean | null = false) =>
  failureView({ failureCode, failureRetryable });

describe('why a debit failed', () => {
  test.each([
    ['USER_BALANCE_NOT_ENOUGH', 'balance', 'customer_must_act'],
    ['INVALID_ACCESS_TOKEN', 'wallet_lost', 'wallet_lost'],
    ['USER_NOT_EXIST', 'wallet_lost', 'wallet_lost'],
    ['PARAM_ILLEGAL', 'request', 'operator_must_act'],
    ['KEY_NOT_FOUND', 'configuration', 'configuration_wrong'],
    ['NEVER_HEARD_OF', 'other', 'operator_must_act'],
    ['CODE_NOT_TOLD', 'other', 'operator_must_act'],
    ['REFUND_WINDOW_EXCEED', 'other', 'operator_must_act'],
    ['constructor', 'other', 'operator_must_act'],
    ['WALLET_NOT_USABLE', 'not_usable', 'customer_must_act'],
    ['NOT_SENDABLE', 'request', 'operator_must_act'],
  ])('%s is trouble of the kind %s', (code, kind, advice) => {
    expect(view(code)).toEqual({ code, kind, advice, retryable: false });
  });

  test('a payment that never reached Alipay is over, and may be tried again', () => {
    expect(view('ORDER_NOT_EXIST', true)).toMatchObject({ kind: 'closed', advice: 'new_id_later', retryable: true });
    expect(view('ORDER_NOT_EXIST', false)).toMatchObject({ kind: 'state', advice: 'operator_must_act' });
  });

  test('nothing failed, nothing said', () => {
    expect(view(null, null)).toBeNull();
  });
});

test('every code that a debit can fail with has words for the customer and for staff', () => {
  for (const code of [...Object.keys(resultCodes.pay), ...Object.keys(ownFailures), 'NEVER_HEARD_OF']) {
    const { kind } = view(code)!;
    const reason = messages.customer.order.failure[kind]('GCash');
    for (const sentence of Object.values(reason)) expect(sentence).not.toBe('');
    expect(messages.staff.remedy[kind]).toMatch(/\.$/);
  }
});
