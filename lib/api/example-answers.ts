/**
 * What the examples are answered with, word for word but for ids, moments and Alipay's own numbers: the test that runs them
 * compares.
 */
import {
  CANCELLED_ORDER,
  CANCELLED_PAYMENT_REQUEST,
  CUSTOMER,
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

const nothingYet = { paymentId: null, status: 'INIT', resolvedBy: null, failure: null, resolvedAt: null };

const order = {
  customerId: CUSTOMER,
  walletId: WALLET,
  refunded: pesos('0'),
  refundPending: pesos('0'),
  cancel: null,
  openCase: null,
};

const paidOrder = {
  ...order,
  id: ORDER,
  referenceOrderId: 'A-1001',
  amount: pesos('30000'),
  description: 'Coffee beans, 1 kg',
  status: 'SUCCESS',
  payments: [
    {
      paymentRequestId: PAYMENT_REQUEST,
      paymentId: '20261126194010800100188820260001',
      walletId: WALLET,
      status: 'SUCCESS',
      resolvedBy: 'response',
      failure: null,
      createdAt: '2026-11-26T08:33:40.310Z',
      resolvedAt: '2026-11-26T08:33:40.902Z',
    },
  ],
  createdAt: '2026-11-26T08:33:40.310Z',
  updatedAt: '2026-11-26T08:33:40.902Z',
};

const failedPayment = {
  paymentRequestId: FAILED_PAYMENT_REQUEST,
  paymentId: null,
  walletId: WALLET,
  status: 'FAIL',
  resolvedBy: 'response',
  failure: { code: 'USER_BALANCE_NOT_ENOUGH', message: 'The user balance is insufficient.', retryable: true },
  createdAt: '2026-11-26T08:34:02.018Z',
  resolvedAt: '2026-11-26T08:34:02.544Z',
};

const failedOrder = {
  ...order,
  id: FAILED_ORDER,
  referenceOrderId: 'A-1002',
  amount: pesos('140100'),
  description: 'Espresso machine',
  status: 'FAIL',
  payments: [failedPayment],
  createdAt: '2026-11-26T08:34:02.018Z',
  updatedAt: '2026-11-26T08:34:02.544Z',
};

const newOrder = {
  ...order,
  id: CANCELLED_ORDER,
  referenceOrderId: 'A-1003',
  amount: pesos('12050'),
  description: 'Filter papers',
  status: 'INIT',
  payments: [
    {
      paymentRequestId: CANCELLED_PAYMENT_REQUEST,
      walletId: WALLET,
      ...nothingYet,
      createdAt: '2026-11-26T08:35:20.655Z',
    },
  ],
  createdAt: '2026-11-26T08:35:20.655Z',
  updatedAt: '2026-11-26T08:35:20.655Z',
};

export const answers = {
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
      {
        paymentRequestId: RETRIED_PAYMENT_REQUEST,
        walletId: WALLET,
        ...nothingYet,
        createdAt: '2026-11-26T08:36:11.270Z',
      },
    ],
  },
  cancelledOrder: {
    ...newOrder,
    status: 'CANCELLED',
    payments: [
      {
        ...newOrder.payments[0],
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
