/**
 * The examples of the API's page, in the order in which a shop meets them. A test runs each as it stands there and compares
 * what comes with what the page says comes.
 *
 * Safe in the browser. Ids are samples: whoever runs the examples puts in their places the ids that the answers before gave.
 */
import type { Method } from './call';
import type { ApiCallName } from './calls';
import { answers } from './example-answers';
import {
  CANCELLED_ORDER,
  CUSTOMER,
  DELIVERY,
  ENDPOINT,
  FAILED_ORDER,
  LINK_SESSION,
  ORDER,
  REFUND,
  WALLET,
} from './example-ids';

export interface ApiExample {
  readonly call: ApiCallName;
  /** What is special about it, where a call has several. */
  readonly about?: string;
  /** What stands in the place of `{id}`. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly status: number;
  readonly answer: object | null;
  /** Before it the customer went to the `url` of the link session and agreed. */
  readonly afterLinking?: true;
}

const WAITING = { Prefer: 'wait=10' } as const;

const created: readonly ApiExample[] = [
  {
    call: 'createCustomer',
    body: { externalId: 'shop-7781', email: 'lea@customer.example', name: 'Lea Santos' },
    status: 201,
    answer: answers.customer,
  },
  {
    call: 'createLinkSession',
    body: { customerId: CUSTOMER, wallet: 'GCASH', returnUrl: 'http://localhost:5000/back' },
    status: 201,
    answer: answers.openedLinkSession,
  },
];

const linked: readonly ApiExample[] = [
  { call: 'readLinkSession', id: LINK_SESSION, status: 200, answer: answers.linkSession, afterLinking: true },
  {
    call: 'listWallets',
    query: { customerId: CUSTOMER },
    status: 200,
    answer: { data: [answers.wallet], nextCursor: null },
  },
  { call: 'readWallet', id: WALLET, status: 200, answer: answers.wallet },
];

const ordered: readonly ApiExample[] = [
  {
    call: 'createOrder',
    about: 'Waits for the result.',
    headers: { 'Idempotency-Key': 'A-1001-place', ...WAITING },
    body: {
      customerId: CUSTOMER,
      referenceOrderId: 'A-1001',
      amount: { currency: 'PHP', value: '30000' },
      description: 'Coffee beans, 1 kg',
    },
    status: 201,
    answer: answers.paidOrder,
  },
  {
    call: 'createOrder',
    about: 'The wallet holds too little. The simulator says so of ₱1,401.00.',
    headers: { 'Idempotency-Key': 'A-1002-place', ...WAITING },
    body: {
      customerId: CUSTOMER,
      walletId: WALLET,
      referenceOrderId: 'A-1002',
      amount: { currency: 'PHP', value: '140100' },
      description: 'Espresso machine',
    },
    status: 201,
    answer: answers.failedOrder,
  },
  { call: 'readOrder', id: ORDER, status: 200, answer: answers.paidOrder },
  {
    call: 'listOrders',
    query: { customerId: CUSTOMER, status: 'SUCCESS', limit: '2' },
    status: 200,
    answer: { data: [answers.paidOrder], nextCursor: null },
  },
  {
    call: 'createOrder',
    about: 'Answers at once; the result comes later.',
    headers: { 'Idempotency-Key': 'A-1003-place' },
    body: {
      customerId: CUSTOMER,
      referenceOrderId: 'A-1003',
      amount: { currency: 'PHP', value: '12050' },
      description: 'Filter papers',
    },
    status: 201,
    answer: answers.newOrder,
  },
  {
    call: 'retryOrder',
    id: FAILED_ORDER,
    headers: { 'Idempotency-Key': 'A-1002-again' },
    status: 202,
    answer: answers.retriedOrder,
  },
  {
    call: 'cancelOrder',
    id: CANCELLED_ORDER,
    headers: { 'Idempotency-Key': 'A-1003-cancel', ...WAITING },
    status: 202,
    answer: answers.cancelledOrder,
  },
];

const refunded: readonly ApiExample[] = [
  {
    call: 'createRefund',
    id: ORDER,
    headers: { 'Idempotency-Key': 'A-1001-refund-1', ...WAITING },
    body: { amount: { currency: 'PHP', value: '10000' }, reason: 'The bag was torn' },
    status: 202,
    answer: answers.refund,
  },
  {
    call: 'listRefunds',
    id: ORDER,
    status: 200,
    answer: { data: [answers.refund], nextCursor: null },
  },
  { call: 'readRefund', id: REFUND, status: 200, answer: answers.refund },
];

const ended: readonly ApiExample[] = [
  {
    call: 'revokeWallet',
    id: WALLET,
    headers: { 'Idempotency-Key': 'shop-7781-unlink', ...WAITING },
    status: 202,
    answer: answers.revokedWallet,
  },
];

const told: readonly ApiExample[] = [
  {
    call: 'createWebhookEndpoint',
    body: {
      url: 'http://localhost:5000/webhooks',
      events: ['order.succeeded', 'order.failed', 'refund.succeeded'],
      description: 'The shop',
    },
    status: 201,
    answer: answers.newEndpoint,
  },
  { call: 'listWebhookEndpoints', status: 200, answer: { data: [answers.endpoint], nextCursor: null } },
  { call: 'readWebhookEndpoint', id: ENDPOINT, status: 200, answer: answers.endpoint },
  {
    call: 'changeWebhookEndpoint',
    id: ENDPOINT,
    body: { events: ['order.succeeded', 'order.failed', 'refund.succeeded', 'wallet.revoked'] },
    status: 200,
    answer: answers.changedEndpoint,
  },
  {
    call: 'rotateWebhookSecret',
    id: ENDPOINT,
    body: { oldSecret: 'for_a_day' },
    status: 200,
    answer: answers.newSecret,
  },
  { call: 'testWebhookEndpoint', id: ENDPOINT, status: 202, answer: answers.rotatedEndpoint },
  {
    call: 'listWebhookDeliveries',
    id: ENDPOINT,
    query: { type: 'endpoint.test' },
    status: 200,
    answer: { data: [answers.delivery], nextCursor: null },
  },
  { call: 'readWebhookDelivery', id: DELIVERY, status: 200, answer: answers.delivery },
  { call: 'resendWebhookDelivery', id: DELIVERY, status: 202, answer: answers.resentDelivery },
  {
    call: 'resendWebhookRange',
    id: ENDPOINT,
    body: { from: '2026-11-26T00:00:00Z', to: '2026-11-27T00:00:00Z', status: 'FAILED' },
    status: 202,
    answer: answers.rotatedEndpoint,
  },
  { call: 'pauseWebhookEndpoint', id: ENDPOINT, status: 200, answer: answers.pausedEndpoint },
  { call: 'resumeWebhookEndpoint', id: ENDPOINT, status: 200, answer: answers.rotatedEndpoint },
  { call: 'removeWebhookEndpoint', id: ENDPOINT, status: 204, answer: null },
];

/** What is refused looks like this, whatever was wrong. */
export const problemExample: ApiExample = {
  call: 'createOrder',
  body: { referenceOrderId: 'A-1004', amount: { currency: 'PHP', value: '300.00' }, description: 'Mug' },
  status: 422,
  answer: answers.problem,
};

/** In an order in which they can be run. */
export const apiExamples: readonly ApiExample[] = [...created, ...linked, ...ordered, ...refunded, ...ended, ...told];

export function examplesOf(call: ApiCallName): readonly ApiExample[] {
  return apiExamples.filter((example) => example.call === call);
}

/** The example as a person types it. `$API` is the address of the API, `$KEY` a key. */
export function curlOf(
  example: ApiExample,
  { method, path }: { readonly method: Method; readonly path: string },
): string {
  const { id, query, headers = {}, body } = example;
  const address = `$API${path.replace('{id}', id ?? '')}${query ? `?${new URLSearchParams(query).toString()}` : ''}`;
  // With a body curl posts by itself.
  const isSaid = method === 'GET' || (method === 'POST' && body);
  const parts = [
    `curl${isSaid ? '' : ` -X ${method}`} "${address}"`,
    '-H "Authorization: Bearer $KEY"',
    ...Object.entries(headers).map(([name, value]) => `-H "${name}: ${value}"`),
    ...(body ? ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body, null, 2)}'`] : []),
  ];
  return parts.join(' \\\n  ');
}
