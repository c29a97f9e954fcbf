/**
 * Every call of the REST API, described once: the doors serve them, OpenAPI tells of them, and tests walk them.
 */
import type { z } from 'zod';
import type { IdPrefix } from '@/lib/kit/ids';
import type { Action } from '@/lib/auth/roles';
import type { RefusalCode } from '@/lib/kit/errors';
import {
  createCustomerBody,
  createLinkSessionBody,
  createOrderBody,
  createRefundBody,
  customerSchema,
  linkSessionSchema,
  listOf,
  listOrdersQuery,
  listRefundsQuery,
  listWalletsQuery,
  noBody,
  openedLinkSessionSchema,
  orderSchema,
  refundSchema,
  retryOrderBody,
  walletSchema,
} from './schemas';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiCall<Body = unknown, Query = unknown> {
  readonly method: Method;
  /** Below /api/v1; `{id}` stands for an id. */
  readonly path: string;
  readonly id?: IdPrefix;
  readonly action: Action;
  readonly tag: 'Customers' | 'Linking' | 'Wallets' | 'Orders' | 'Refunds' | 'Webhooks';
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType<Body>;
  /** The call may come without any body at all. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType<Query>;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType | null }>>;
  /** What else than the refusals of every call it may say. */
  readonly refusals: readonly RefusalCode[];
  /** Takes `Prefer: wait=N`. */
  readonly waits?: boolean;
}

function call<Body = unknown, Query = unknown>(described: ApiCall<Body, Query>): ApiCall<Body, Query> {
  return described;
}

const WAITS = 'With `Prefer: wait=N` it answers when the result is final or N seconds are over, whichever is first.';

export const apiCalls = {
  createCustomer: call({
    method: 'POST',
    path: '/customers',
    action: 'customers.create',
    tag: 'Customers',
    summary: 'Name a customer',
    description:
      'The same externalId gives the same customer. An e-mail or name that is given and differs replaces the one that stands. A customer who registered by e-mail is another one.',
    body: createCustomerBody,
    answers: {
      201: { description: 'Made.', schema: customerSchema },
      200: { description: 'It was there before.', schema: customerSchema },
    },
    refusals: [],
  }),
  createLinkSession: call({
    method: 'POST',
    path: '/link-sessions',
    action: 'link_sessions.create',
    tag: 'Linking',
    summary: 'Open a link session',
    description:
      'Send the customer’s browser to `url`. Afterwards it comes to `returnUrl` with `linkSession=ID` added, which says nothing by itself: read the session.',
    body: createLinkSessionBody,
    answers: { 201: { description: 'Opened.', schema: openedLinkSessionSchema } },
    refusals: ['return_origin_not_allowed', 'wallet_not_offered'],
  }),
  readLinkSession: call({
    method: 'GET',
    path: '/link-sessions/{id}',
    id: 'lks',
    action: 'link_sessions.read',
    tag: 'Linking',
    summary: 'What became of a link session',
    answers: { 200: { description: 'As it stands now.', schema: linkSessionSchema } },
    refusals: ['not_found'],
  }),
  listWallets: call({
    method: 'GET',
    path: '/wallets',
    action: 'wallets.read',
    tag: 'Wallets',
    summary: 'Linked wallets',
    query: listWalletsQuery,
    answers: { 200: { description: 'Newest first.', schema: listOf(walletSchema, 'WalletList') } },
    refusals: [],
  }),
  readWallet: call({
    method: 'GET',
    path: '/wallets/{id}',
    id: 'wal',
    action: 'wallets.read',
    tag: 'Wallets',
    summary: 'One wallet',
    answers: { 200: { description: 'As it stands now.', schema: walletSchema } },
    refusals: ['not_found'],
  }),
  revokeWallet: call({
    method: 'POST',
    path: '/wallets/{id}/revoke',
    id: 'wal',
    action: 'wallets.revoke',
    tag: 'Wallets',
    summary: 'Unlink a wallet',
    description: `Nothing is debited from it from now on, and Alipay is told until it is known. ${WAITS}`,
    body: noBody,
    bodyOptional: true,
    answers: { 202: { description: 'On its way.', schema: walletSchema } },
    refusals: ['not_found', 'wallet_not_unlinkable'],
    waits: true,
  }),
  createOrder: call({
    method: 'POST',
    path: '/orders',
    action: 'orders.place',
    tag: 'Orders',
    summary: 'Place an order and debit it',
    description: `The same referenceOrderId with the same content gives the same order, with other content 409: even without an Idempotency-Key nobody is debited twice. ${WAITS}`,
    body: createOrderBody,
    answers: {
      201: { description: 'Placed, and being debited.', schema: orderSchema },
      200: { description: 'It was placed before.', schema: orderSchema },
    },
    refusals: [
      'reference_in_use',
      'no_wallet_for_currency',
      'wallet_not_usable',
      'amount_outside_limits',
      'debit_over_cap',
    ],
    waits: true,
  }),
  listOrders: call({
    method: 'GET',
    path: '/orders',
    action: 'orders.read',
    tag: 'Orders',
    summary: 'Orders',
    query: listOrdersQuery,
    answers: { 200: { description: 'Newest first.', schema: listOf(orderSchema, 'OrderList') } },
    refusals: [],
  }),
  readOrder: call({
    method: 'GET',
    path: '/orders/{id}',
    id: 'ord',
    action: 'orders.read',
    tag: 'Orders',
    summary: 'One order',
    answers: { 200: { description: 'As it stands now.', schema: orderSchema } },
    refusals: ['not_found'],
  }),
  retryOrder: call({
    method: 'POST',
    path: '/orders/{id}/retry',
    id: 'ord',
    action: 'orders.retry',
    tag: 'Orders',
    summary: 'Try a failed order again',
    description: `Under a new paymentRequestId, after a failure or after a cancel that the app made by itself. ${WAITS}`,
    body: retryOrderBody,
    bodyOptional: true,
    answers: { 202: { description: 'Being debited.', schema: orderSchema } },
    refusals: ['not_found', 'order_not_retryable', 'wallet_not_usable', 'amount_outside_limits', 'debit_over_cap'],
    waits: true,
  }),
  cancelOrder: call({
    method: 'POST',
    path: '/orders/{id}/cancel',
    id: 'ord',
    action: 'orders.cancel',
    tag: 'Orders',
    summary: 'Cancel an order',
    description: `Whole, before its result or until 00:15 GMT+8 of the day after. Past that, refund it. ${WAITS}`,
    body: noBody,
    bodyOptional: true,
    answers: { 202: { description: 'Being cancelled.', schema: orderSchema } },
    refusals: ['not_found', 'cancel_not_possible'],
    waits: true,
  }),
  createRefund: call({
    method: 'POST',
    path: '/orders/{id}/refunds',
    id: 'ord',
    action: 'refunds.request',
    tag: 'Refunds',
    summary: 'Give money back',
    description: `All that is left, or a part. What is asked counts against what is left from this moment on. ${WAITS}`,
    body: createRefundBody,
    bodyOptional: true,
    answers: { 202: { description: 'On its way.', schema: refundSchema } },
    refusals: ['not_found', 'refund_not_possible', 'refund_exceeds_balance', 'refund_amount_not_taken'],
    waits: true,
  }),
  listRefunds: call({
    method: 'GET',
    path: '/orders/{id}/refunds',
    id: 'ord',
    action: 'refunds.read',
    tag: 'Refunds',
    summary: 'Refunds of an order',
    query: listRefundsQuery,
    answers: { 200: { description: 'Newest first.', schema: listOf(refundSchema, 'RefundList') } },
    refusals: ['not_found'],
  }),
  readRefund: call({
    method: 'GET',
    path: '/refunds/{id}',
    id: 'ref',
    action: 'refunds.read',
    tag: 'Refunds',
    summary: 'One refund',
    answers: { 200: { description: 'As it stands now.', schema: refundSchema } },
    refusals: ['not_found'],
  }),
} as const;

export type ApiCalls = typeof apiCalls;
export type ApiCallName = keyof ApiCalls;
