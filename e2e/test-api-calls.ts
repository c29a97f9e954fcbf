/**
 * For tests that walk the table of the REST API's calls: for each call a request that it answers well, and for each of its
 * refusals one that it refuses so. A call that is new in the table is named here, or its tests say so.
 */
import { and, desc, eq, isNull, notInArray } from 'drizzle-orm';
import { wallets } from '@/db/schema/wallets';
import { webhookEndpoints } from '@/db/schema/webhooks';
import type { ApiCall } from '@/lib/api/call';
import { apiCalls, type ApiCallName } from '@/lib/api/calls';
import { newId, type Id, type IdPrefix } from '@/lib/kit/ids';
import { apiFor, type ApiClient, type ApiReply } from './test-api';
import { POOR_DANA, RICH_DANA, RICH_TRUEMONEY, type TestCustomer, type TestWorld } from './test-world';

export const callNames = Object.keys(apiCalls) as ApiCallName[];

export interface Asked {
  readonly id?: string;
  readonly body?: unknown;
}

type Make = () => Promise<Asked>;

export interface ApiRequests {
  /** May do everything. */
  readonly api: ApiClient;
  readonly customer: TestCustomer;
  readonly walletId: Id<'wal'>;
  /** What the call answers well. Each time something of its own, where the call uses it up. */
  good(name: ApiCallName): Promise<Asked>;
  /** What the call refuses with this code. */
  refused(name: ApiCallName, code: string): Promise<Asked>;
  send(client: ApiClient, name: ApiCallName, asked: Asked, headers?: Record<string, string>): Promise<ApiReply>;
}

const RETURN_URL = 'http://localhost:5000/back';
const PRIVATE = { url: 'https://10.0.0.1/hook', events: ['order.failed'] };
const SUM = { currency: 'IDR', value: '3000000' };

export function callOf(name: ApiCallName): ApiCall {
  return apiCalls[name];
}

export function addressOf(name: ApiCallName, id = ''): string {
  return callOf(name).path.replace('{id}', encodeURIComponent(id));
}

/** Of the right form, and nobody's. */
export function unknownId(prefix: IdPrefix): string {
  return newId(prefix, 1);
}

export async function startApiRequests(world: TestWorld): Promise<ApiRequests> {
  const api = await apiFor(world.runtime);
  const customer = await world.newCustomer();
  const walletId = await world.linkWallet(customer);
  const things = thingsOf(world, api, customer);
  const good = goodRequests(things, customer, walletId);
  const refused = refusedRequests(world, things, customer);
  return {
    api,
    customer,
    walletId,
    good: (name) => {
      const make = good[name] ?? (needsNothing(name) ? async () => ({}) : null);
      if (!make) throw new Error(`the call ${name} needs a request that it answers well: add it to goodRequests`);
      return make();
    },
    refused: async (name, code) => {
      const { id } = callOf(name);
      if (code === 'not_found' && id) {
        const { body } = await (good[name] ?? (async (): Promise<Asked> => ({})))();
        return { id: unknownId(id), body };
      }
      const make = refused[`${name} ${code}`];
      if (!make) throw new Error(`nothing is known that ${name} refuses with ${code}: add it to refusedRequests`);
      return make();
    },
    send: (client, name, { id, body }, headers = {}) => {
      const { method } = callOf(name);
      if (body === undefined) return client.send(method, addressOf(name, id), { headers });
      const typed = { 'content-type': 'application/json', ...headers };
      return client.send(method, addressOf(name, id), { body: JSON.stringify(body), headers: typed });
    },
  };
}

function needsNothing(name: ApiCallName): boolean {
  const { id, body, bodyOptional } = callOf(name);
  return !id && (!body || bodyOptional === true);
}

interface Things {
  order(over?: Record<string, unknown>): Record<string, unknown>;
  placed(over?: Record<string, unknown>): Promise<string>;
  paid(): Promise<string>;
  /** From a wallet without money: the order, and whose it is. */
  failed(): Promise<{ readonly orderId: string; readonly walletId: Id<'wal'>; readonly owner: TestCustomer }>;
  refund(): Promise<string>;
  linkSession(): Promise<string>;
  freshWallet(): Promise<{ readonly walletId: Id<'wal'>; readonly owner: TestCustomer }>;
  change(walletId: Id<'wal'>, values: Partial<typeof wallets.$inferInsert>): Promise<unknown>;
  /** At which nobody listens. */
  endpoint(): Promise<string>;
  pausedEndpoint(): Promise<string>;
  /** Of a test event that did not get through. */
  delivery(): Promise<{ readonly id: string; readonly endpointId: string }>;
}

/** Below the bound of what a merchant may have; older ones are history. */
const ENDPOINTS_KEPT = 8;
const NOBODY_LISTENS = { url: 'http://127.0.0.1:9/hook', events: ['order.failed'] };

function thingsOf(world: TestWorld, api: ApiClient, customer: TestCustomer): Things {
  let count = 0;
  const order = (over: Record<string, unknown> = {}) => {
    count += 1;
    const referenceOrderId = `C-${count}`;
    return {
      customerId: customer.customerId,
      referenceOrderId,
      amount: SUM,
      description: 'Coffee beans, 1 kg',
      ...over,
    };
  };
  const made = async (path: string, body: unknown): Promise<string> => {
    const { body: answer, text } = await api.post(path, body);
    if (typeof answer.id !== 'string') throw new Error(`${path}: ${text}`);
    return answer.id;
  };
  const placed = (over?: Record<string, unknown>) => made('/orders', order(over));
  const paid = async () => {
    const orderId = await placed();
    await world.runJobs();
    return orderId;
  };
  const freshWallet = async (login = RICH_DANA) => {
    const owner = await world.newCustomer();
    return { owner, walletId: await world.linkWallet(owner, login) };
  };
  const endpoint = async () => {
    const newest = await world.db
      .select({ id: webhookEndpoints.id })
      .from(webhookEndpoints)
      .where(isNull(webhookEndpoints.removedAt))
      .orderBy(desc(webhookEndpoints.id))
      .limit(ENDPOINTS_KEPT);
    const old = and(
      isNull(webhookEndpoints.removedAt),
      notInArray(
        webhookEndpoints.id,
        newest.map(({ id }) => id),
      ),
    );
    if (newest.length > 0) await world.db.update(webhookEndpoints).set({ removedAt: new Date() }).where(old);
    return made('/webhook-endpoints', NOBODY_LISTENS);
  };
  return {
    endpoint,
    async pausedEndpoint() {
      const id = await endpoint();
      await api.post(`/webhook-endpoints/${id}/pause`);
      return id;
    },
    async delivery() {
      const endpointId = await endpoint();
      await api.post(`/webhook-endpoints/${endpointId}/test`);
      await world.runJobs();
      const { body, text } = await api.get(`/webhook-endpoints/${endpointId}/deliveries`);
      const id: unknown = body.data?.[0]?.id;
      if (typeof id !== 'string') throw new Error(`no delivery: ${text}`);
      return { id, endpointId };
    },
    order,
    placed,
    paid,
    async failed() {
      const { owner, walletId } = await freshWallet(POOR_DANA);
      const orderId = await placed({ customerId: owner.customerId });
      await world.runJobs();
      return { orderId, owner, walletId };
    },
    refund: async () => made(`/orders/${await paid()}/refunds`, {}),
    linkSession: () => made('/link-sessions', { customerId: customer.customerId, returnUrl: RETURN_URL }),
    freshWallet,
    change: (walletId, values) => world.db.update(wallets).set(values).where(eq(wallets.id, walletId)),
  };
}

function goodRequests(
  things: Things,
  { customerId }: TestCustomer,
  walletId: Id<'wal'>,
): Partial<Record<ApiCallName, Make>> {
  let count = 0;
  const endpoint = async () => ({ id: await things.endpoint() });
  return {
    createCustomer: async () => ({ body: { externalId: `shop-${(count += 1)}`, email: 'lea@customer.example' } }),
    createLinkSession: async () => ({ body: { customerId, wallet: 'DANA', returnUrl: RETURN_URL } }),
    readLinkSession: async () => ({ id: await things.linkSession() }),
    readWallet: async () => ({ id: walletId }),
    revokeWallet: async () => ({ id: (await things.freshWallet()).walletId }),
    createOrder: async () => ({ body: things.order({ walletId }) }),
    readOrder: async () => ({ id: await things.placed() }),
    retryOrder: async () => ({ id: (await things.failed()).orderId }),
    cancelOrder: async () => ({ id: await things.placed() }),
    createRefund: async () => ({
      id: await things.paid(),
      body: { amount: { ...SUM, value: '1000000' }, reason: 'Torn' },
    }),
    listRefunds: async () => ({ id: await things.placed() }),
    readRefund: async () => ({ id: await things.refund() }),
    createWebhookEndpoint: async () => {
      await things.endpoint();
      return { body: { ...NOBODY_LISTENS, description: `The shop ${(count += 1)}` } };
    },
    readWebhookEndpoint: endpoint,
    changeWebhookEndpoint: async () => ({ ...(await endpoint()), body: { description: `The shop ${(count += 1)}` } }),
    removeWebhookEndpoint: endpoint,
    rotateWebhookSecret: endpoint,
    pauseWebhookEndpoint: endpoint,
    resumeWebhookEndpoint: async () => ({ id: await things.pausedEndpoint() }),
    testWebhookEndpoint: endpoint,
    listWebhookDeliveries: endpoint,
    resendWebhookRange: async () => ({
      ...(await endpoint()),
      body: { from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z', status: 'FAILED' },
    }),
    readWebhookDelivery: async () => ({ id: (await things.delivery()).id }),
    resendWebhookDelivery: async () => ({ id: (await things.delivery()).id }),
  };
}

function refusedRequests(
  world: TestWorld,
  things: Things,
  { customerId }: TestCustomer,
): Readonly<Record<string, Make>> {
  const session = (over: Record<string, string>): Make => {
    return async () => ({ body: { customerId, returnUrl: RETURN_URL, ...over } });
  };
  const order = (over: Record<string, unknown>): Make => {
    return async () => ({ body: things.order(over) });
  };
  const orderFrom = (values: Partial<typeof wallets.$inferInsert>): Make => {
    return async () => {
      const { owner, walletId } = await things.freshWallet();
      await things.change(walletId, values);
      return { body: things.order({ customerId: owner.customerId }) };
    };
  };
  const retryFrom = (values: Partial<typeof wallets.$inferInsert>): Make => {
    return async () => {
      const { orderId, walletId } = await things.failed();
      await things.change(walletId, values);
      return { id: orderId };
    };
  };
  const refund = (value: string): Make => {
    return async () => ({ id: await things.paid(), body: { amount: { ...SUM, value } } });
  };
  return {
    'createLinkSession return_origin_not_allowed': session({ returnUrl: 'https://elsewhere.example/' }),
    'createLinkSession wallet_not_offered': session({ wallet: 'NO_WALLET' }),
    'revokeWallet wallet_not_unlinkable': async () => {
      const { walletId } = await things.freshWallet();
      await things.change(walletId, { status: 'REVOKED', isDefault: false });
      return { id: walletId };
    },
    'createOrder reference_in_use': async () => {
      const asked = things.order();
      await things.placed(asked);
      return { body: { ...asked, description: 'Tea' } };
    },
    'createOrder no_wallet_for_currency': order({ amount: { currency: 'PHP', value: '30000' } }),
    'createOrder wallet_not_usable': orderFrom({ paused: true }),
    'createOrder amount_outside_limits': order({ amount: { ...SUM, value: '1' } }),
    'createOrder debit_over_cap': orderFrom({ capMinor: 100n }),
    'retryOrder order_not_retryable': async () => ({ id: await things.paid() }),
    'retryOrder wallet_not_usable': retryFrom({ paused: true }),
    'retryOrder amount_outside_limits': async () => {
      const { orderId, owner } = await things.failed();
      return { id: orderId, body: { walletId: await world.linkWallet(owner, RICH_TRUEMONEY, 'TRUEMONEY') } };
    },
    'retryOrder debit_over_cap': retryFrom({ capMinor: 100n }),
    'cancelOrder cancel_not_possible': async () => ({ id: await things.paid() }),
    'createRefund refund_not_possible': async () => ({ id: await things.placed() }),
    'createRefund refund_exceeds_balance': refund('3000100'),
    'createRefund refund_amount_not_taken': refund('1'),
    'createWebhookEndpoint webhook_address_not_allowed': async () => ({ body: PRIVATE }),
    'changeWebhookEndpoint webhook_address_not_allowed': async () => ({ id: await things.endpoint(), body: PRIVATE }),
    'testWebhookEndpoint delivery_not_resendable': async () => ({ id: await things.pausedEndpoint() }),
    'resendWebhookRange delivery_not_resendable': async () => ({
      id: await things.pausedEndpoint(),
      body: { from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' },
    }),
    'resendWebhookDelivery delivery_not_resendable': async () => {
      const { id, endpointId } = await things.delivery();
      await world.db
        .update(webhookEndpoints)
        .set({ status: 'PAUSED', pausedAt: new Date(), pausedReason: 'by_hand' })
        .where(eq(webhookEndpoints.id, endpointId as Id<'whe'>));
      return { id };
    },
  };
}
