/**
 * Where an order is that has no result yet.
 */
import { ProgressList } from '@/components/ui/progress-list';
import { Time } from '@/components/ui/time';
import { brands } from '@/lib/alipay/brands';
import type { CustomerOrder } from '@/lib/orders/views';
import { messages } from '@/messages';

const words = messages.customer.order;

interface OrderProgressProps {
  readonly order: CustomerOrder;
  /** The page could look again the last time it tried. */
  readonly isUpToDate: boolean;
}

export function OrderProgress({ order, isUpToDate }: OrderProgressProps) {
  const { officialName } = brands[order.wallet.brand];
  return (
    <ProgressList
      title={words.progress}
      steps={[
        {
          what: words.ordered,
          state: 'done',
          when: <Time at={order.createdAt} form={order.takesLong || order.waits ? undefined : 'time'} named />,
        },
        {
          what: order.waits ? words.isWaiting(officialName) : words.isConfirming(officialName),
          state: 'now',
          ...(isUpToDate && { note: words.updatesItself }),
        },
        { what: words.paidStep, state: 'todo' },
      ]}
    />
  );
}
