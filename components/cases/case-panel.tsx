'use client';
/**
 * One case: what happened, what it means, what to do, what is known on either side, and the acts. It watches by itself
 * while the money is on its way back.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { NotUpToDate } from '@/components/not-up-to-date';
import { amountText } from '@/components/ui/amount';
import { BackLink } from '@/components/ui/back-link';
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { LiveRegion } from '@/components/ui/live-region';
import { Time } from '@/components/ui/time';
import { brands, isBrand } from '@/lib/alipay/brands';
import { messages } from '@/messages';
import { CaseActs } from './case-acts';
import { caseQuery, isOnItsWay, lookAtCaseAgain, refundOf, type CaseForStaff } from './case-query';
import { CaseStatus } from './case-status';

const words = messages.cases;

export function CasePanel({ case: seed }: { readonly case: CaseForStaff }) {
  const reads = useQuery(caseQuery(seed));
  const { data: found } = reads;
  const { name } = words.kinds[found.kind];
  const refund = refundOf(found);
  return (
    <>
      <div className="grid gap-1">
        <BackLink href="/admin/cases">{words.back}</BackLink>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="page-title">{name}</h1>
          <CaseStatus status={found.status} pill />
        </div>
        <div className="cluster">
          <IdChip id={found.id} />
          {found.order && (
            <span className="quiet">
              {refund ? words.refundOf(amountText(refund.amount)) : amountText(found.order.amount)},{' '}
              <Link href={`/admin/orders/${found.order.id}`} prefetch={false}>
                {found.order.referenceOrderId}
              </Link>
            </span>
          )}
        </div>
        <LiveRegion>{found.status === seed.status ? '' : words.statusLong[found.status]}</LiveRegion>
      </div>
      <NotUpToDate reads={reads} />
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.decide}>
          <Decide case={found} />
        </aside>
        <div className="main-second grid gap-5">
          <Story case={found} />
          <Known case={found} />
        </div>
      </div>
    </>
  );
}

function Story({ case: found }: { readonly case: CaseForStaff }) {
  const { happened, means, todo } = words.kinds[found.kind];
  return (
    <Card title={words.happenedTitle}>
      <div className="grid gap-3">
        <p>{happened}</p>
        <div>
          <h3 className="strong">{words.meansTitle}</h3>
          <p>{means}</p>
        </div>
        {found.status === 'OPEN' && (
          <div>
            <h3 className="strong">{words.todoTitle}</h3>
            <p>{isOnItsWay(found.returns) ? words.onItsWay : todo}</p>
          </div>
        )}
      </div>
    </Card>
  );
}

function Known({ case: found }: { readonly case: CaseForStaff }) {
  const { ours, told, code, brand, attempt, since, sent, evidence } = found.detail;
  const isRefund = found.kind === 'refund_contradiction' || found.kind === 'refund_unfunded';
  const wordOf = (status: string) =>
    (isRefund ? words.refundWords[status] : undefined) ?? words.words[status] ?? status;
  return (
    <Card title={words.known}>
      <Facts
        facts={[
          ours !== undefined && [words.ours, wordOf(ours)],
          told !== undefined && [words.told, wordOf(told)],
          code !== undefined &&
            code !== '' && [
              words.code,
              <span key="code">
                {messages.staff.reason(code)} <span className="id faint">{code}</span>
              </span>,
            ],
          brand !== undefined && [words.brand, isBrand(brand) ? brands[brand].officialName : brand],
          attempt !== undefined && [words.attempt, words.attempts[attempt] ?? attempt],
          since !== undefined && [words.since, <Time key="since" at={since} form="long" named />],
          sent !== undefined && [words.sent, <Time key="sent" at={sent} form="long" named />],
          [words.subject, <IdChip key="subject" id={found.subjectId} />],
          evidence !== undefined && [words.evidence, <EvidenceLink key="evidence" id={evidence} />],
          [words.opened, <Time key="opened" at={found.openedAt} form="long" named />],
          found.closedAt !== null && [words.closed, <Time key="closed" at={found.closedAt} form="long" named />],
          found.closedBy !== null && [words.closedBy, closerText(found.closedBy)],
          found.closeReason !== null && [
            words.closeReason,
            words.closeReasons[found.closeReason] ?? `“${found.closeReason}”`,
          ],
        ]}
      />
    </Card>
  );
}

/** A notification has a page of its own; other evidence stands on the order's timeline. */
function EvidenceLink({ id }: { readonly id: string }) {
  if (!id.startsWith('ntf_')) return <IdChip id={id} />;
  return (
    <Link href={`/admin/notifications/${id}`} prefetch={false}>
      {words.theNotification}
    </Link>
  );
}

function closerText(by: string): string {
  return by === 'worker' ? words.itself : by;
}

function Decide({ case: found }: { readonly case: CaseForStaff }) {
  const client = useQueryClient();
  const onItsWay = isOnItsWay(found.returns);
  const { acts } = found;
  const mayAct = acts.close || acts.returnSurplus || acts.retryRefund;
  const sentence =
    found.status === 'CLOSED'
      ? words.isClosed
      : !mayAct
        ? words.readerOnly
        : onItsWay
          ? words.onItsWay
          : words.kinds[found.kind].todo;
  return (
    <Card title={words.decide}>
      <div className="grid gap-3">
        <p className="quiet">{sentence}</p>
        <CaseActs case={found} isOnItsWay={onItsWay} onDone={() => void lookAtCaseAgain(client, found.id)} />
      </div>
    </Card>
  );
}
