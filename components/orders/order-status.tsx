/**
 * The one word for an order's state, with its shape. A case that waits for a person comes before it.
 */
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { OrderSummary } from '@/lib/orders/views';
import { messages } from '@/messages';

const tones: Record<OrderSummary['status'], Tone> = { INIT: 'wait', SUCCESS: 'ok', FAIL: 'bad', CANCELLED: 'off' };

interface OrderStatusProps {
  readonly status: OrderSummary['status'];
  /** Staff see that a person must decide. */
  readonly openCase?: boolean;
  /** A customer sees that nothing was asked of the wallet yet. */
  readonly waits?: boolean;
  readonly pill?: boolean;
}

export function OrderStatus({ status, openCase = false, waits = false, pill }: OrderStatusProps) {
  if (openCase) {
    return (
      <StatusMark tone="warn" shape="case" pill={pill}>
        {messages.shared.needsDecision}
      </StatusMark>
    );
  }
  return (
    <StatusMark tone={tones[status]} pill={pill}>
      {waits ? messages.customer.order.waitsStatus : messages.shared.orderStatus[status]}
    </StatusMark>
  );
}
