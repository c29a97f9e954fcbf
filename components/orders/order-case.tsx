'use client';
/**
 * The open cases of an order, with what may be done about each.
 */
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { CaseActs } from '@/components/cases/case-acts';
import { isOnItsWay } from '@/components/cases/case-query';
import { Notice } from '@/components/ui/notice';
import { messages } from '@/messages';
import { lookAtOrderAgain, type OrderForStaff } from './order-query';

const words = messages.cases;

export function OrderCases({ order }: { readonly order: OrderForStaff }) {
  const client = useQueryClient();
  const onItsWay = isOnItsWay(order.returns);
  return order.openCases.map((found) => {
    const { name, happened, means, todo } = words.kinds[found.kind];
    const waits = onItsWay && (found.acts.returnSurplus || found.acts.retryRefund);
    return (
      <Notice key={found.id} tone="warn" title={name}>
        <p>{happened}</p>
        <p>{means}</p>
        <p>{waits ? words.onItsWay : todo}</p>
        <p>
          <Link href={`/admin/cases/${found.id}`} prefetch={false}>
            {words.open}
          </Link>
        </p>
        <CaseActs
          case={{ ...found, returns: order.returns }}
          isOnItsWay={onItsWay}
          onDone={() => void lookAtOrderAgain(client, order.id)}
        />
      </Notice>
    );
  });
}
