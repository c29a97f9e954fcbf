/**
 * The facts of an order for staff, ids ready to be copied.
 */
import { amountText, isNothing } from '@/components/ui/amount';
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { Time } from '@/components/ui/time';
import { WalletLabel } from '@/components/wallets/wallet-label';
import type { AdminOrderDetail } from '@/lib/orders/truth';
import { messages } from '@/messages';
import type { OrderForStaff } from './order-query';

const words = messages.staff.order;

export function OrderFacts({ order }: { readonly order: OrderForStaff }) {
  const payment = order.payments.at(-1);
  // Alipay may hold money of an attempt that failed here.
  const isCollected = order.status === 'SUCCESS' || order.payments.some((one) => one.gatewayStatus === 'SUCCESS');
  return (
    <Card title={words.facts}>
      <Facts
        small
        facts={[
          [words.collected, isCollected ? amountText(order.amount) : words.nothing],
          [words.refunded, isNothing(order.returns.refunded) ? words.nothing : amountText(order.returns.refunded)],
          !isNothing(order.returns.refundPending) && [words.refunding, amountText(order.returns.refundPending)],
          [words.placed, <Time key="placed" at={order.createdAt} named />],
          [words.wallet, <WalletLabel key="wallet" {...order.wallet} />],
          order.customer.email !== null && [words.customer, order.customer.email],
          payment && [words.payment, <IdChip key="payment" id={payment.paymentRequestId} />],
          payment?.paymentId != null && [words.atAlipay, <IdChip key="alipay" id={payment.paymentId} />],
          payment && [words.inquiries, String(payment.inquiries)],
          [words.items, itemsText(order)],
        ]}
      />
    </Card>
  );
}

function itemsText({ lines, description }: AdminOrderDetail): string {
  if (lines.length === 0) return description;
  return lines.map(({ name, quantity }) => messages.customer.order.quantity(quantity, name)).join(', ');
}
