/**
 * The named cases: every fault of every call and notification once, on orders that need that call, and what people do at
 * once. Each is a scenario of its own with a customer of its own, so that they can be played together.
 *
 * An act waits for what it needs. At a time of its own it would be refused on a slow machine, and the case would prove nothing.
 */
import { CALLS, callFaults, NEWS, newsFaults, type CallName } from './catalogue';
import { act, inProcess, once, order } from './plan-order';
import type { Act, PlannedFault, PlannedOrder, Scenario } from './scenario';
import { WALLET_CASES } from './wallet-cases';

/** Orders in whose course this call is made. */
const ORDERS_FOR: Readonly<Record<CallName, readonly PlannedOrder[]>> = {
  pay: [order()],
  inquiryPayment: [order()],
  cancel: [order([once('settled', 'cancel')])],
  refund: [order([once('settled', 'refund_part'), once('settled', 'refund_all', 1, 1_500)])],
  inquiryRefund: [order([once('settled', 'refund_all')])],
  revoke: [order([once('settled', 'unlink')])],
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

function walletEnds(api: CallName, fault: PlannedFault): Pick<Scenario, 'walletEnds'> {
  if (api === 'revoke') return { walletEnds: 'REVOKED' };
  return fault.do === 'token_expired' || fault.do === 'token_revoked' ? { walletEnds: 'NEEDS_RELINK' } : {};
}

function callCases(api: CallName): Scenario[] {
  return callFaults(api).map((fault) => ({
    name: fault.name,
    wallet: 'GCASH',
    orders: ORDERS_FOR[api],
    faults: [fault, ...(SILENCE[api] ?? [])],
    events: [],
    ...walletEnds(api, fault),
  }));
}

/** Nothing ends it but a person, who is told after a day. No seed draws it: each would cost its batch that day's jumps. */
const REFUND_FOR_EVER: Scenario = {
  name: 'refund: in process for ever',
  wallet: 'GCASH',
  orders: [order([once('settled', 'refund_all')])],
  faults: [{ name: 'refund: in process for ever', match: { api: 'refund' }, do: 'in_process_forever', times: 1 }],
  events: [],
};

function newsCases(kind: (typeof NEWS)[number]): Scenario[] {
  const orders = kind === 'payment' ? [order()] : [order([once('settled', 'refund_all')])];
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
  const unlinked = (scenario: Scenario): Scenario => ({ ...scenario, walletEnds: 'REVOKED' });
  return [
    plain('ten clicks on pay', [order([], { by: 'customer', clicks: 10 })]),
    plain('ten clicks on refund', [order([once('settled', 'refund_all', 10)])]),
    plain('ten clicks on cancel', [order([once('settled', 'cancel', 10)])]),
    unlinked(plain('ten clicks on unlink', [order([once('settled', 'unlink', 10)])])),
    plain('two operators refund the rest', [
      order([once('settled', 'refund_part', 2), once('settled', 'refund_all', 2)]),
    ]),
    plain('refund while cancelling', [order([once('settled', 'refund_while_cancelling', 3)])]),
    plain('cancel before it is sent', [order([act('cancel', 0, 3)])]),
    plain('cancel while it is in process', [order([once('there', 'cancel', 2)])], [inProcess('pay')]),
    unlinked(plain('unlink while it is charged', [order([once('there', 'unlink')])], [inProcess('pay')])),
    plain(
      'cancel when the answer to pay was lost',
      [order([once('sent', 'cancel')])],
      [noAnswer('pay', 'close_after')],
    ),
    plain('cancel when pay never arrived', [order([once('sent', 'cancel')])], [noAnswer('pay', 'close_before')]),
    unlinked(
      plain('refund when the wallet was unlinked', [
        order([once('settled', 'unlink'), once('settled', 'refund_all', 1, 2_000)]),
      ]),
    ),
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
  // What failed by news alone is asked about before a retry; were it our own question that told, nobody would ask again.
  const unclear: PlannedFault = {
    name: 'inquiryPayment: U, unknown exception',
    match: { api: 'inquiryPayment' },
    do: 'code',
    code: 'UNKNOWN_EXCEPTION',
    times: 3,
  };
  const late = { atMs: 9_000, collectLate: 'surely' } as const;
  const retried = (acts: readonly Act[]) => [order(acts, { units: 1_401 })];
  return [
    {
      name: 'retry: after a decline that Alipay does not know of',
      wallet: 'GCASH',
      orders: [order([once('settled', 'retry', 3)])],
      faults: [refused('USER_BALANCE_NOT_ENOUGH')],
      events: [],
    },
    {
      name: 'retry: of what Alipay itself declined',
      wallet: 'GCASH',
      orders: retried([once('settled', 'retry', 3)]),
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
      orders: [order([act('retry', 9_000)])],
      faults: [],
      events: [late],
      isPoor: true,
    },
    {
      name: 'late success: told by nobody, found before the retry is sent',
      wallet: 'GCASH',
      orders: [order([once('collected', 'retry')])],
      faults: [unclear, { ...silence('payment'), onceLate: true }],
      events: [late],
      isPoor: true,
      debitsMax: 1,
    },
  ];
}

/** All that can be played together, in a fixed order. */
export const CASES: readonly Scenario[] = [
  ...callCases('pay'),
  REFUND_FOR_EVER,
  ...CALLS.filter((api) => api !== 'pay').flatMap(callCases),
  ...NEWS.flatMap(newsCases),
  ...peopleCases(),
  ...retryCases(),
  ...WALLET_CASES,
];

/** Each fault that a named case plans, once: in a run of all of them none may fire never. */
export const CASE_FAULT_NAMES: readonly string[] = [
  ...new Set(CASES.flatMap(({ faults }) => faults.map(({ name }) => name))),
];
