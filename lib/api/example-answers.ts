/**
 * What the examples are answered with, word for word but for ids, moments and Alipay's own numbers: the test that runs them
 * compares.
 */
import {
  CANCELLED_ORDER,
  CANCELLED_PAYMENT_REQUEST,
  CUSTOMER,
  DELIVERY,
  ENDPOINT,
  EVENT,
  FAILED_ORDER,
  FAILED_PAYMENT_REQUEST,
  LINK_SESSION,
  ORDER,
  PAYMENT_REQUEST,
  REFUND,
  REFUND_REQUEST,
  RETRIED_PAYMENT_REQUEST,
  WALLET,
} from './example-ids';

const pesos = (value: string) => ({ currency: 'PHP', value });

const linkSession = {
  id: LINK_SESSION,
  customerId: CUSTOMER,
  status: 'OPEN',
  walletId: null,
  reason: null,
  expiresAt: '2026-11-26T09:01:12.480Z',
  createdAt: '2026-11-26T08:31:12.480Z',
};

const wallet = {
  id: WALLET,
  customerId: CUSTOMER,
  brand: 'GCASH',
  currency: 'PHP',
  status: 'LINKED',
  statusReason: null,
  paused: false,
  isDefault: true,
  account: '63*****8888',
  accessTokenExpiresAt: '2027-11-26T08:32:05.117Z',
  linkedAt: '2026-11-26T08:32:05.402Z',
  createdAt: '2026-11-26T08:32:05.402Z',
  updatedAt: '2026-11-26T08:32:05.402Z',
};

/** In the order in which the API writes them. */
const orderOf = (id: string, referenceOrderId: string, value: string, description: string) => ({
  id,
  referenceOrderId,
  customerId: CUSTOMER,
  walletId: WALLET,
  amount: pesos(value),
  refunded: pesos('0'),
  refundPending: pesos('0'),
  description,
  status: 'INIT',
  payments: [] as readonly object[],
  cancel: null,
  openCase: null,
});

const paymentOf = (paymentRequestId: string) => ({
  paymentRequestId,
  paymentId: null,
  walletId: WALLET,
  status: 'INIT',
  resolvedBy: null,
  failure: null,
});

const paidOrder = {
  ...orderOf(ORDER, 'A-1001', '30000', 'Coffee beans, 1 kg'),
  status: 'SUCCESS',
  payments: [
    {
      ...paymentOf(PAYMENT_REQUEST),
      paymentId: '20261126194010800100188820260001',
      status: 'SUCCESS',
      resolvedBy: 'response',
      createdAt: '2026-11-26T08:33:40.310Z',
      resolvedAt: '2026-11-26T08:33:40.902Z',
    },
  ],
  createdAt: '2026-11-26T08:33:40.310Z',
  updatedAt: '2026-11-26T08:33:40.902Z',
};

const failedPayment = {
  ...paymentOf(FAILED_PAYMENT_REQUEST),
  status: 'FAIL',
  resolvedBy: 'response',
  failure: { code: 'USER_BALANCE_NOT_ENOUGH', message: 'The user balance is insufficient.', retryable: true },
  createdAt: '2026-11-26T08:34:02.018Z',
  resolvedAt: '2026-11-26T08:34:02.544Z',
};

const failedOrder = {
  ...orderOf(FAILED_ORDER, 'A-1002', '140100', 'Espresso machine'),
  status: 'FAIL',
  payments: [failedPayment],
  createdAt: '2026-11-26T08:34:02.018Z',
  updatedAt: '2026-11-26T08:34:02.544Z',
};

const newPayment = {
  ...paymentOf(CANCELLED_PAYMENT_REQUEST),
  createdAt: '2026-11-26T08:35:20.655Z',
  resolvedAt: null,
};

const newOrder = {
  ...orderOf(CANCELLED_ORDER, 'A-1003', '12050', 'Filter papers'),
  payments: [newPayment],
  createdAt: '2026-11-26T08:35:20.655Z',
  updatedAt: '2026-11-26T08:35:20.655Z',
};

const endpoint = {
  id: ENDPOINT,
  url: 'http://localhost:5000/webhooks',
  description: 'The shop',
  events: ['order.succeeded', 'order.failed', 'refund.succeeded'],
  status: 'ACTIVE',
  pausedAt: null,
  pausedReason: null,
  failingSince: null,
  failures: 0,
  waiting: 0,
  previousSecretUntil: null,
  createdAt: '2026-11-26T08:40:12.004Z',
  updatedAt: '2026-11-26T08:40:12.004Z',
};

const changedEndpoint = { ...endpoint, events: [...endpoint.events, 'wallet.revoked'] };
const rotatedEndpoint = { ...changedEndpoint, previousSecretUntil: '2026-11-27T08:41:30.118Z' };

export const answers = {
  endpoint,
  changedEndpoint,
  rotatedEndpoint,
  newEndpoint: { ...endpoint, secret: 'whsec_mB3m0b2T7pXvZ1qN8sK4eR6yJ9wLcD5fGhA0iUoQtVk=' },
  newSecret: { ...rotatedEndpoint, secret: 'whsec_Zx7Qd1nV4bT9kM2sW6yR0pLgE3hJ8cFuA5oI1vXqNtY=' },
  pausedEndpoint: {
    ...rotatedEndpoint,
    status: 'PAUSED',
    pausedAt: '2026-11-26T08:45:00.211Z',
    pausedReason: 'by_hand',
  },
  delivery: {
    id: DELIVERY,
    endpointId: ENDPOINT,
    eventId: EVENT,
    type: 'endpoint.test',
    subjectId: ENDPOINT,
    status: 'DELIVERED',
    attempts: 1,
    nextAttemptAt: null,
    giveUpAt: '2026-11-29T08:42:02.640Z',
    lastHttpStatus: 204,
    lastProblem: null,
    createdAt: '2026-11-26T08:42:02.640Z',
    resolvedAt: '2026-11-26T08:42:02.718Z',
  },
  resentDelivery: {
    id: DELIVERY,
    endpointId: ENDPOINT,
    eventId: EVENT,
    type: 'endpoint.test',
    subjectId: ENDPOINT,
    status: 'PENDING',
    attempts: 0,
    nextAttemptAt: '2026-11-26T08:43:19.300Z',
    giveUpAt: '2026-11-29T08:43:19.300Z',
    lastHttpStatus: 204,
    lastProblem: null,
    createdAt: '2026-11-26T08:42:02.640Z',
    resolvedAt: null,
  },
  customer: {
    id: CUSTOMER,
    externalId: 'shop-7781',
    email: 'lea@customer.example',
    name: 'Lea Santos',
    createdAt: '2026-11-26T08:30:00.000Z',
  },
  openedLinkSession: {
    ...linkSession,
    url: 'http://localhost:3000/link/kq3V0mJm1a6t2xYw8N5cR7bE4uZ9sH0dPfLgTiQoXyA',
  },
  linkSession: { ...linkSession, status: 'LINKED', walletId: WALLET },
  wallet,
  revokedWallet: {
    ...wallet,
    status: 'REVOKED',
    statusReason: 'unlinked_by_api',
    isDefault: false,
    accessTokenExpiresAt: null,
  },
  paidOrder,
  failedOrder,
  newOrder,
  retriedOrder: {
    ...failedOrder,
    status: 'INIT',
    payments: [
      failedPayment,
      { ...paymentOf(RETRIED_PAYMENT_REQUEST), createdAt: '2026-11-26T08:36:11.270Z', resolvedAt: null },
    ],
  },
  cancelledOrder: {
    ...newOrder,
    status: 'CANCELLED',
    payments: [
      {
        ...newPayment,
        status: 'CANCELLED',
        paymentId: '20261126194010800100188820260003',
        resolvedBy: 'cancel',
        resolvedAt: '2026-11-26T08:37:00.480Z',
      },
    ],
    cancel: {
      status: 'SUCCESS',
      failure: null,
      createdAt: '2026-11-26T08:36:59.871Z',
      resolvedAt: '2026-11-26T08:37:00.480Z',
    },
  },
  refund: {
    id: REFUND,
    orderId: ORDER,
    refundRequestId: REFUND_REQUEST,
    refundId: '20261126194010800100188820260002',
    amount: pesos('10000'),
    reason: 'The bag was torn',
    status: 'SUCCESS',
    resolvedBy: 'response',
    failure: null,
    createdAt: '2026-11-26T08:38:15.903Z',
    resolvedAt: '2026-11-26T08:38:16.377Z',
  },
  problem: {
    type: 'urn:mandate:problem:invalid_input',
    status: 422,
    title: 'Not accepted',
    detail: 'A value was not accepted. Nothing was changed.',
    fields: {
      customerId: 'Is missing.',
      'amount.value': 'Must be whole minor units as text: digits only, more than zero, no leading zero.',
    },
  },
} as const;
