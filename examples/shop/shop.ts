/**
 * What the shop does: it names its customers to Mandate, sends them to link a wallet, debits, gives back, and believes what it
 * is told by signed events. It keeps everything in memory; a shop of your own has a database.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Schemas } from './api';
import type { ApiClient } from './api-client';

export const PRODUCT = {
  name: 'Barako coffee, 1 kg',
  amount: { currency: 'PHP', value: '45000' },
  price: '₱450.00',
} as const;

/** Nobody wants to look at a button for longer; what is not known by then is shown as confirming. */
const WAIT = { Prefer: 'wait=10' };

export const EVENTS = [
  'order.succeeded',
  'order.failed',
  'refund.succeeded',
  'refund.failed',
  'wallet.linked',
] as const;

export interface Event {
  /** The same when a message comes again. */
  readonly id: string;
  readonly type: string;
  readonly data: { readonly id: string; readonly customerId?: string; readonly orderId?: string };
}

export interface Visitor {
  readonly id: string;
  customerId: string | null;
  walletId: string | null;
  /** The one purchase that the form on the page would make: sent twice, it is one order. */
  nextReference: string;
  readonly orders: Map<string, Schemas['Order']>;
  /** What to say on the next page. */
  message: string | null;
}

export class Shop {
  readonly #visitors = new Map<string, Visitor>();
  readonly #sessions = new Map<string, Visitor>();
  readonly #events = new Map<string, Event>();

  constructor(
    readonly api: ApiClient,
    /** Where browsers and events reach the shop, as http://localhost:5000 */
    readonly address: string,
    /** Of our webhook endpoint; null until there is one. */
    public webhookSecret: string | null = null,
  ) {}

  /** @param id of the visitor's cookie */
  visitor(id: string | undefined): Visitor {
    const known = id === undefined ? undefined : this.#visitors.get(id);
    if (known) return known;
    const visitor: Visitor = {
      id: randomUUID(),
      customerId: null,
      walletId: null,
      nextReference: newReference(),
      orders: new Map(),
      message: null,
    };
    this.#visitors.set(visitor.id, visitor);
    return visitor;
  }

  /** What we were told about a visitor's orders and wallets, the newest first. */
  eventsOf(visitor: Visitor): Event[] {
    return [...this.#events.values()]
      .filter(({ data }) => data.customerId === visitor.customerId || visitor.orders.has(data.orderId ?? ''))
      .reverse();
  }

  /** Where to send the browser, to link a wallet. */
  async beginLink(visitor: Visitor): Promise<string> {
    const customer = await this.api.call('POST', '/customers', { body: { externalId: `shop-${visitor.id}` } });
    visitor.customerId = customer.id;
    const session = await this.api.call('POST', '/link-sessions', {
      body: { customerId: customer.id, returnUrl: `${this.address}/back` },
    });
    this.#sessions.set(session.id, visitor);
    return session.url;
  }

  /** The browser is back. Its address says nothing by itself: what became of the session is asked. */
  async endLink(visitor: Visitor, sessionId: string): Promise<void> {
    if (this.#sessions.get(sessionId) !== visitor) return;
    const { status, walletId } = await this.api.call('GET', '/link-sessions/{id}', { id: sessionId });
    if (walletId) visitor.walletId = walletId;
    visitor.message = status === 'LINKED' ? 'Your wallet is linked.' : 'No wallet was linked. Nothing was debited.';
  }

  async buy(visitor: Visitor, reference: string): Promise<void> {
    if (!visitor.customerId || !visitor.walletId) return;
    const order = await this.api.call('POST', '/orders', {
      headers: WAIT,
      body: {
        customerId: visitor.customerId,
        walletId: visitor.walletId,
        referenceOrderId: reference,
        amount: PRODUCT.amount,
        description: PRODUCT.name,
      },
    });
    visitor.orders.set(order.id, order);
    if (reference === visitor.nextReference) visitor.nextReference = newReference();
  }

  /** All that is left. */
  async refund(visitor: Visitor, orderId: string): Promise<void> {
    if (!visitor.orders.has(orderId)) return;
    const key = { 'Idempotency-Key': `${orderId}-refund` };
    await this.api.call('POST', '/orders/{id}/refunds', { id: orderId, headers: { ...WAIT, ...key }, body: {} });
    await this.look(visitor, orderId);
  }

  /** How an order stands now. */
  async look(visitor: Visitor, orderId: string): Promise<void> {
    visitor.orders.set(orderId, await this.api.call('GET', '/orders/{id}', { id: orderId }));
  }

  /**
   * A message that says it comes from Mandate. It may come twice and late, so it is only a reason to ask again.
   * @throws when the signature does not hold
   */
  async receive(headers: Readonly<Record<string, string>>, body: string): Promise<void> {
    if (this.webhookSecret === null) throw new Error('no endpoint of ours');
    const message = new Webhook(this.webhookSecret).verify(body, headers) as Omit<Event, 'id'>;
    const id = headers['webhook-id'] ?? '';
    if (this.#events.has(id)) return;
    const orderId = message.data.orderId ?? message.data.id;
    const visitor = [...this.#visitors.values()].find(({ orders }) => orders.has(orderId));
    if (visitor) await this.look(visitor, orderId);
    // Only now: what went wrong before is told again.
    this.#events.set(id, { ...message, id });
  }
}

/** As Alipay shows it to the customer; never used twice. */
function newReference(): string {
  return `SHOP-${randomBytes(8).toString('hex').toUpperCase()}`;
}
