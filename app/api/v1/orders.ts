/** The REST API's calls on orders and their refunds: thin doors onto the verbs that the pages use. */
import { findApiOrder, findApiRefund, listApiOrders, listApiRefunds, type ApiOrder } from '@/lib/api/views';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { Refusal } from '@/lib/kit/errors';
import { placeOrderByReference } from '@/lib/payments/place-by-reference';
import { requestCancel } from '@/lib/payments/request-cancel';
import { retryOrder } from '@/lib/payments/retry-order';
import { requestRefundOf } from '@/lib/refunds/request-refund';
import type { ApiHandlers } from '@/lib/web/api-door';
import { found, isStatus } from './found';

type OrderCalls =
  | 'createOrder'
  | 'listOrders'
  | 'readOrder'
  | 'retryOrder'
  | 'cancelOrder'
  | 'createRefund'
  | 'listRefunds'
  | 'readRefund';

const readOrder = async (db: Context['db'], id: string) => found(await findApiOrder(db, id as Id<'ord'>));
const readRefund = async (db: Context['db'], id: string) => found(await findApiRefund(db, id as Id<'ref'>));

export const orderHandlers: Pick<ApiHandlers, OrderCalls> = {
  createOrder: {
    async act({ ctx, body }) {
      const { customerId, walletId, ...rest } = body;
      const placed = await placeOrderByReference(ctx, {
        ...rest,
        customerId: customerId as Id<'cus'>,
        walletId: walletId as Id<'wal'> | undefined,
      });
      return { status: placed.isNew ? 201 : 200, subjectId: placed.orderId };
    },
    read: readOrder,
    awaits: 'order',
    isOpen: isStatus('INIT'),
  },
  listOrders: {
    async act({ ctx, query }) {
      const { customerId, walletId, ...rest } = query;
      const filter = {
        ...rest,
        customerId: customerId as Id<'cus'> | undefined,
        walletId: walletId as Id<'wal'> | undefined,
      };
      return { status: 200, body: await listApiOrders(ctx.db, filter) };
    },
  },
  readOrder: {
    act: async ({ ctx, id }) => ({ status: 200, body: await readOrder(ctx.db, id) }),
  },
  retryOrder: {
    async act({ ctx, id, body }) {
      const order = await readOrder(ctx.db, id);
      const walletId = body.walletId as Id<'wal'> | undefined;
      try {
        await retryOrder(ctx, { orderId: order.id, walletId });
      } catch (error) {
        // The order is there: what was not found is the wallet that the body names.
        if (walletId && error instanceof Refusal && error.code === 'not_found') {
          throw new Refusal('invalid_input', { walletId: 'This customer has no such wallet.' });
        }
        throw error;
      }
      return { status: 202, subjectId: order.id };
    },
    read: readOrder,
    awaits: 'order',
    isOpen: isStatus('INIT'),
  },
  cancelOrder: {
    async act({ ctx, id }) {
      await requestCancel(ctx, { orderId: id as Id<'ord'> });
      return { status: 202, subjectId: id };
    },
    read: readOrder,
    awaits: 'cancel',
    isOpen: (order) => (order as ApiOrder).cancel?.status === 'INIT',
  },
  createRefund: {
    async act({ ctx, id, body }) {
      const { refundId } = await requestRefundOf(ctx, { orderId: id as Id<'ord'>, ...body });
      return { status: 202, subjectId: refundId };
    },
    read: readRefund,
    awaits: 'refund',
    isOpen: isStatus('INIT'),
  },
  listRefunds: {
    async act({ ctx, id, query }) {
      const order = await readOrder(ctx.db, id);
      return { status: 200, body: await listApiRefunds(ctx.db, { ...query, orderId: order.id }) };
    },
  },
  readRefund: {
    act: async ({ ctx, id }) => ({ status: 200, body: await readRefund(ctx.db, id) }),
  },
};
