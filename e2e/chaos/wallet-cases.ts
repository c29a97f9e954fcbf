/**
 * The permission ends at Alipay's side: the customer ends it in the wallet's own app, before a debit, while one is made, while
 * money goes back; and whatever can befall the news of it. What is under way goes on, and nothing is debited with it afterwards.
 */
import { newsFaults } from './catalogue';
import { inProcess, once, order } from './plan-order';
import type { Act, PlannedFault, PlannedOrder, Scenario } from './scenario';

const END = { atMs: 0, endInWallet: true } as const;
/** Answered by our own call, and so the only news that an unlinking of ours has to overtake. */
const EARLY = 'early';

const scenario = (
  name: string,
  orders: readonly PlannedOrder[],
  faults: readonly PlannedFault[],
  more: Partial<Scenario> = {},
): Scenario => ({ name, wallet: 'GCASH', orders, faults, events: [], walletEnds: 'REVOKED', ...more });

/** Each fault of that news once. Where it is not heard the debit tells, and the wallet is ended all the same when it is. */
function newsCases(): Scenario[] {
  return newsFaults('authorization').map((fault) =>
    fault.do === EARLY
      ? scenario(fault.name, [order([once('settled', 'unlink')])], [fault])
      : scenario(fault.name, [order([], { onceEnded: true })], [fault], { events: [END] }),
  );
}

/** Where nobody ever tells, only the debit does: the permission is gone, and who ended it is not known. */
function neverTold(): Scenario {
  const lost = { name: 'authorization notification: lost', match: { notification: 'authorization' }, do: 'lost' };
  return scenario(
    'authorization notification: lost for good, a debit tells',
    [order([], { onceEnded: true })],
    [{ ...lost, lasts: true }],
    { events: [END], walletEnds: 'NEEDS_RELINK' },
  );
}

/** Of what befalls the news, the kinds that differ where something is under way: none, late, twice, none that is true. */
const BESIDE = ['lost', 'twice', 'fifteen hours late', 'forged'];

function underWay(what: string, acts: readonly Act[], lasting: PlannedFault): Scenario[] {
  const news = newsFaults('authorization').filter(({ name }) => BESIDE.some((kind) => name.endsWith(`: ${kind}`)));
  const name = `wallet ended while ${what}`;
  return [
    scenario(name, [order(acts)], [lasting]),
    ...news.map((fault) => scenario(`${name}, ${fault.name}`, [order(acts)], [lasting, fault])),
  ];
}

export const WALLET_CASES: readonly Scenario[] = [
  ...newsCases(),
  neverTold(),
  ...underWay('it is charged', [once('there', 'end_in_wallet')], inProcess('pay')),
  ...underWay(
    'money goes back',
    [once('settled', 'refund_all'), once('refunding', 'end_in_wallet')],
    inProcess('refund'),
  ),
];
