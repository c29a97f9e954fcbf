'use client';
/**
 * What of an order has gone back or was to go back: its cancels and refunds, each with what became of it.
 */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { lookAtOrderAgain, type OrderForStaff } from '@/components/orders/order-query';
import { amountText } from '@/components/ui/amount';
import { Card } from '@/components/ui/card';
import { IdChip } from '@/components/ui/id-chip';
import { Time } from '@/components/ui/time';
import type { CancelView } from '@/lib/refunds/order-returns-view';
import type { RefundView } from '@/lib/refunds/views';
import { messages } from '@/messages';
import { asksPassword } from './refund-query';
import { CancelStatus, RefundStatus } from './refund-status';
import { RetryRefund } from './retry-refund';

const words = messages.returns;

export function Returned({ order }: { readonly order: OrderForStaff }) {
  const { cancels, refunds } = order.returns;
  if (cancels.length + refunds.length === 0) return null;
  return (
    <Card title={words.listTitle}>
      <ul className="returned">
        {cancels.map((cancel) => (
          <CancelItem key={cancel.id} cancel={cancel} />
        ))}
        {refunds.map((refund) => (
          <RefundItem key={refund.id} refund={refund} order={order} />
        ))}
      </ul>
    </Card>
  );
}

function CancelItem({ cancel }: { readonly cancel: CancelView }) {
  return (
    <Item
      mark={<CancelStatus status={cancel.status} />}
      amount={words.cancelOf}
      by={cancel.requestedBy}
      at={cancel.createdAt}
      code={cancel.failure?.code ?? null}
    />
  );
}

function RefundItem({ refund, order }: { readonly refund: RefundView; readonly order: OrderForStaff }) {
  const client = useQueryClient();
  const { returns } = order;
  const mayRetry = refund.again === 'may' && returns.acts.refund;
  return (
    <Item
      mark={<RefundStatus status={refund.status} />}
      amount={amountText(refund.amount)}
      by={refund.requestedBy}
      at={refund.createdAt}
      code={refund.failure?.code ?? null}
    >
      {refund.reason !== null && <p className="quiet t13">“{refund.reason}”</p>}
      {(refund.retryOf !== null || refund.again === 'done') && (
        <p className="faint t12">{refund.again === 'done' ? words.retriedAlready : words.retryOf}</p>
      )}
      {refund.again === 'paid_after_all' && <p className="t13">{words.paidAfterAll}</p>}
      {refund.again === 'earlier_paid' && <p className="t13">{words.earlierPaid}</p>}
      <div>
        <IdChip id={refund.refundRequestId} />
      </div>
      {mayRetry && (
        <div>
          <RetryRefund
            refund={refund}
            wallet={order.wallet}
            asksPassword={asksPassword(refund.amount, returns.passwordAboveMinor)}
            onDone={() => void lookAtOrderAgain(client, order.id)}
          />
        </div>
      )}
    </Item>
  );
}

interface ItemProps {
  readonly mark: ReactNode;
  readonly amount: string;
  readonly by: string;
  readonly at: string;
  readonly code: string | null;
  readonly children?: ReactNode;
}

function Item({ mark, amount, by, at, code, children }: ItemProps) {
  return (
    <li>
      <div className="split">
        {mark}
        <span className="num strong">{amount}</span>
      </div>
      <p className="quiet t13">
        {words.asked(whoText(by))}, <Time at={at} />
      </p>
      {code !== null && (
        <p className="t13">
          {messages.staff.reason(code)} <span className="id faint">{code}</span>
        </p>
      )}
      {children}
    </li>
  );
}

/** The app asks by itself for what hangs and for what came twice. */
export function whoText(by: string): string {
  return by === 'app' || by === 'worker' ? words.app : by;
}
