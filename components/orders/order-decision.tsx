/**
 * Why an order is in its state: the entry that decided, and how many later words agree or were set aside.
 */
import { Card } from '@/components/ui/card';
import { Time } from '@/components/ui/time';
import type { AdminOrderDetail, TimelineEntry } from '@/lib/orders/truth';
import { messages } from '@/messages';
import type { OrderForStaff } from './order-query';

const words = messages.staff.order;

interface OrderDecisionProps {
  readonly order: OrderForStaff;
  /** The page could look again the last time it tried. */
  readonly isUpToDate: boolean;
}

export function OrderDecision({ order, isUpToDate }: OrderDecisionProps) {
  return (
    <Card title={words.why(messages.shared.orderStatus[order.status])}>
      <div className="grid gap-3">
        {order.status === 'INIT' ? <Open order={order} isUpToDate={isUpToDate} /> : <Decided order={order} />}
      </div>
    </Card>
  );
}

function Open({ order, isUpToDate }: OrderDecisionProps) {
  const payment = order.payments.at(-1);
  return (
    <>
      <p>{whyOpen(order)}</p>
      <p className="quiet t13">
        {payment?.nextInquiryAt && (
          <>
            {words.nextInquiry} <Time at={payment.nextInquiryAt} form="second" named />.{' '}
          </>
        )}
        {isUpToDate && words.watching}
      </p>
    </>
  );
}

function whyOpen(order: OrderForStaff): string {
  if (order.payments.at(-1)?.sentAt) return words.whyConfirming;
  if (order.returns.heldSince !== null) return words.whyHeld;
  if (order.debitsStopped) return words.whyStopped;
  return order.debitsPaused ? words.whyPaused : words.whyNotSent;
}

function Decided({ order }: { readonly order: AdminOrderDetail }) {
  const deciding = order.timeline.findIndex(({ decided }) => decided);
  const entry = order.timeline[deciding];
  const later = laterWords(order.timeline, deciding);
  // Then the case says what to do, and a further debit is not it.
  const isHeldAtAlipay = order.payments.some((one) => one.gatewayStatus === 'SUCCESS');
  return (
    <>
      {entry ? <DecidingWord entry={entry} road={order.resolvedBy} /> : <p>{words.decidedUnknown}</p>}
      {order.failure && (
        <>
          <p>
            {words.failedBecause}: {messages.staff.reason(order.failure.code)}.{' '}
            <span className="id">{order.failure.code}</span>
          </p>
          {!isHeldAtAlipay && <p>{messages.staff.remedy[order.failure.kind]}</p>}
        </>
      )}
      {later && <p className="quiet t13">{later}</p>}
    </>
  );
}

interface DecidingWordProps {
  readonly entry: TimelineEntry;
  readonly road: AdminOrderDetail['resolvedBy'];
}

function DecidingWord({ entry, road }: DecidingWordProps) {
  const phrase = road === null ? undefined : words.roadPhrase[road];
  if (phrase === undefined) return <p>{words.decidedUnknown}</p>;
  return (
    <p>
      {words.decidedBy(phrase)} <Time at={entry.at} form="second" /> {words.saidSo}
      {entry.verdict === 'valid' && entry.keyVersion !== null && words.signedWith(entry.keyVersion)}.
    </p>
  );
}

/** "3 later words agree, none contradicts. 1 claim was set aside." */
function laterWords(timeline: readonly TimelineEntry[], deciding: number): string | null {
  const isWord = ({ what }: TimelineEntry) => what === 'answered' || what === 'inquired' || what === 'told';
  const decided = timeline[deciding];
  const later = timeline.slice(deciding + 1).filter((entry) => isWord(entry) && !entry.setAside);
  const agree = later.filter(({ outcome }) => outcome === decided?.outcome).length;
  const contradict = timeline.filter((entry) => isWord(entry) && entry.setAside).length;
  const forged = timeline.filter(({ what }) => what === 'told_forged').length;
  const sentences = [
    agree > 0 &&
      `${words.laterAgree(agree)}, ${contradict === 0 ? words.noneContradicts : words.contradict(contradict)}.`,
    agree === 0 && contradict > 0 && `${words.contradict(contradict)}.`,
    forged > 0 && `${words.setAside(forged)}.`,
  ];
  return sentences.filter(Boolean).join(' ') || null;
}
