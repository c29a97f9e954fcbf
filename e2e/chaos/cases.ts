/**
 * The named cases: every fault of every call and notification once, on orders that need that call, and what people do at
 * once. Each is a scenario of its own with a customer of its own, so that they can be played together.
 */
import { CALLS, callFaults, NEWS, newsFaults, type CallName } from './catalogue';
import type { Act, PlannedFault, PlannedOrder, Scenario } from './scenario';

const UNITS = 450;

function order(acts: readonly Act[] = [], more: Partial<PlannedOrder> = {}): PlannedOrder {
  return { by: 'staff', units: UNITS, atMs: 0, clicks: 1, acts, ...more };
}

const act = (what: Act['what'], afterMs: number, clicks = 1): Act => ({ what, afterMs, clicks });

/** When a debit is surely paid: it settles after a second and a half of business time, and news comes at once. */
const PAID_MS = 2_500;

/** Orders in whose course this call is made. */
const ORDERS_FOR: Readonly<Record<CallName, readonly PlannedOrder[]>> = {
  pay: [order()],
  inquiryPayment: [order()],
  cancel: [order([act('cancel', PAID_MS)])],
  refund: [order([act('refund_part', PAID_MS), act('refund_all', PAID_MS + 1_500)])],
  inquiryRefund: [order([act('refund_all', PAID_MS)])],
  revoke: [order([act('unlink', PAID_MS)])],
};

/** Until the end: a late repeat of the news would cure whatever our own questions had missed. */
function silence(notification: (typeof NEWS)[number]): PlannedFault {
  return { name: `${notification} notification: lost`, match: { notification }, do: 'lost', lasts: true };
}

/** A question is asked only where nobody tells: news is lost, and the first answer is not clear. */
const SILENCE: Readonly<Partial<Record<CallName, readonly PlannedFault[]>>> = {
  inquiryPayment: [silence('payment')],
  inquiryRefund: [silence('refund')],
};

function callCases(api: CallName): Scenario[] {
  return callFaults(api).map((fault) => ({
    name: fault.name,
    wallet: 'GCASH',
    orders: ORDERS_FOR[api],
    faults: [fault, ...(SILENCE[api] ?? [])],
    events: [],
  }));
}

function newsCases(kind: (typeof NEWS)[number]): Scenario[] {
  const orders = kind === 'payment' ? [order()] : [order([act('refund_all', PAID_MS)])];
  return newsFaults(kind).map((fault) => ({ name: fault.name, wallet: 'GCASH', orders, faults: [fault], events: [] }));
}

const noAnswer = (api: CallName, how: 'close_before' | 'close_after'): PlannedFault => ({
  name: `${api}: connection lost ${how === 'close_after' ? 'after' : 'before'} acting`,
  match: { api },
  do: how,
  times: 1,
});

function peopleCases(): Scenario[] {
  const plain = (name: string, orders: readonly PlannedOrder[], faults: readonly PlannedFault[] = []): Scenario => ({
    name: `people: ${name}`,
    wallet: 'GCASH',
    orders,
    faults,
    events: [],
  });
  return [
    plain('ten clicks on pay', [order([], { by: 'customer', clicks: 10 })]),
    plain('ten clicks on refund', [order([act('refund_all', PAID_MS, 10)])]),
    plain('ten clicks on cancel', [order([act('cancel', PAID_MS, 10)])]),
    plain('ten clicks on unlink', [order([act('unlink', PAID_MS, 10)])]),
    plain('two operators refund the rest', [order([act('refund_part', PAID_MS, 2), act('refund_all', PAID_MS, 2)])]),
    plain('refund while cancelling', [order([act('refund_while_cancelling', PAID_MS, 3)])]),
    plain('cancel before it is sent', [order([act('cancel', 0, 3)])]),
    plain('cancel while it is in process', [order([act('cancel', 120, 2)])]),
    plain('unlink while it is charged', [order([act('unlink', 60)])]),
    plain('cancel when the answer to pay was lost', [order([act('cancel', 1_000)])], [noAnswer('pay', 'close_after')]),
    plain('cancel when pay never arrived', [order([act('cancel', 1_000)])], [noAnswer('pay', 'close_before')]),
    plain('refund when the wallet was unlinked', [order([act('unlink', PAID_MS), act('refund_all', PAID_MS + 2_000)])]),
  ];
}

function retryCases(): Scenario[] {
  const refused = (code: string, nth?: number): PlannedFault => ({
    name: 'pay: F, declined',
    match: { api: 'pay', ...(nth && { nth }) },
    do: 'code',
    code,
    times: 1,
  });
  const late = { atMs: 9_000, collectLate: 'surely' } as const;
  const retried = (acts: readonly Act[]) => [order(acts, { units: 1_401 })];
  return [
    {
      name: 'retry: after a decline that Alipay does not know of',
      wallet: 'GCASH',
      orders: [order([act('retry', PAID_MS, 3)])],
      faults: [refused('USER_BALANCE_NOT_ENOUGH')],
      events: [],
    },
    {
      name: 'retry: of what Alipay itself declined',
      wallet: 'GCASH',
      orders: retried([act('retry', PAID_MS, 3)]),
      faults: [],
      events: [],
    },
    {
      name: 'late success: after FAIL',
      wallet: 'GCASH',
      orders: retried([]),
      faults: [],
      events: [late],
    },
    {
      name: 'late success: after FAIL, while the retry is made',
      wallet: 'GCASH',
      orders: retried([act('retry', 9_000)]),
      faults: [],
      events: [late],
    },
    {
      name: 'late success: told by nobody, found before the retry is sent',
      wallet: 'GCASH',
      orders: retried([{ ...act('retry', 11_000), onceCollected: true }]),
      faults: [silence('payment')],
      events: [late],
      debitsMax: 1,
    },
  ];
}

/** All that can be played together, in a fixed order. */
export const CASES: readonly Scenario[] = [
  ...CALLS.flatMap(callCases),
  ...NEWS.flatMap(newsCases),
  ...peopleCases(),
  ...retryCases(),
];
