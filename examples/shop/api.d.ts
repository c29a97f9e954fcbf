/** Made by generate.mjs from the OpenAPI document of the REST API; not to be changed by hand. */

export interface Schemas {
  Customer: {
    /** Ours. */
    readonly id: string;
    readonly externalId: string | null;
    readonly email: string | null;
    readonly name: string | null;
    readonly createdAt: string;
  };
  /** RFC 9457. */
  Problem: {
    /** A stable name; no address to fetch. */
    readonly type: string;
    readonly status: number;
    readonly title: string;
    readonly detail: string;
    /** Every field that was not accepted, and why. */
    readonly fields?: Readonly<Record<string, string>>;
    /** Leads to the line in the log. */
    readonly reference?: string;
  };
  CreateCustomer: {
    /** Your own id of the customer. */
    readonly externalId: string;
    readonly email?: string;
    readonly name?: string;
  };
  /** A link session as it is made, with its one-time address. */
  OpenedLinkSession: {
    /** The session. */
    readonly id: string;
    /** Who links. */
    readonly customerId: string;
    readonly status: 'OPEN' | 'LINKED' | 'FAILED' | 'EXPIRED';
    /** What was linked. */
    readonly walletId: string | null;
    /** Why it ended without a wallet. */
    readonly reason: string | null;
    readonly expiresAt: string;
    readonly createdAt: string;
    /** Send the customer’s browser here. It is told this once. */
    readonly url: string;
  };
  CreateLinkSession: {
    /** Who links. */
    readonly customerId: string;
    /** Alipay’s code of the one wallet that may be linked; absent, the customer chooses. */
    readonly wallet?: string;
    /** Where the browser goes afterwards; its origin must be on LINK_RETURN_ORIGINS. */
    readonly returnUrl: string;
  };
  /** The truth about a link session, whatever a browser’s address says. */
  LinkSession: {
    /** The session. */
    readonly id: string;
    /** Who links. */
    readonly customerId: string;
    readonly status: 'OPEN' | 'LINKED' | 'FAILED' | 'EXPIRED';
    /** What was linked. */
    readonly walletId: string | null;
    /** Why it ended without a wallet. */
    readonly reason: string | null;
    readonly expiresAt: string;
    readonly createdAt: string;
  };
  WalletList: {
    readonly data: readonly Schemas['Wallet'][];
    /** Null: this was the last page. */
    readonly nextCursor: string | null;
  };
  Wallet: {
    /** The wallet. */
    readonly id: string;
    /** Whose it is. */
    readonly customerId: string;
    /** Alipay’s code. */
    readonly brand: string;
    readonly currency: string;
    readonly status: 'LINKED' | 'NEEDS_RELINK' | 'REVOKING' | 'REVOKED';
    /** Why it is not LINKED. */
    readonly statusReason: string | null;
    readonly paused: boolean;
    /** Debited when an order names no wallet. */
    readonly isDefault: boolean;
    /** Masked by the wallet itself. */
    readonly account: string | null;
    readonly accessTokenExpiresAt: string | null;
    readonly linkedAt: string;
    readonly createdAt: string;
    readonly updatedAt: string;
  };
  Order: {
    /** The order. */
    readonly id: string;
    readonly referenceOrderId: string;
    /** Who is debited. */
    readonly customerId: string;
    /** From which wallet. */
    readonly walletId: string;
    readonly amount: Schemas['Sum'];
    /** What has gone back. */
    readonly refunded: {
      readonly currency: string;
      readonly value: string;
    };
    /** What is on its way back. */
    readonly refundPending: {
      readonly currency: string;
      readonly value: string;
    };
    readonly description: string;
    /** That of its latest payment. INIT: not known yet. */
    readonly status: 'INIT' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
    /** Oldest first. */
    readonly payments: readonly Schemas['Payment'][];
    readonly cancel: {
      readonly status: 'INIT' | 'SUCCESS' | 'FAIL';
      readonly failure: {
        readonly code: string;
        readonly message: string;
      } | null;
      readonly createdAt: string;
      readonly resolvedAt: string | null;
    } | null;
    /** Something about it that a person must decide. */
    readonly openCase: {
      /** The case. */
      readonly id: string;
      readonly kind: string;
      readonly openedAt: string;
    } | null;
    readonly createdAt: string;
    readonly updatedAt: string;
  };
  /** Minor units; may be zero. */
  Sum: {
    readonly currency: string;
    readonly value: string;
  };
  /** One attempt to collect an order. */
  Payment: {
    /** Our id at Alipay. */
    readonly paymentRequestId: string;
    /** Alipay’s id, once told. */
    readonly paymentId: string | null;
    /** Debited. */
    readonly walletId: string;
    readonly status: 'INIT' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
    /** By which road the result came. */
    readonly resolvedBy: 'response' | 'notification' | 'inquiry' | 'cancel' | 'operator' | null;
    readonly failure: Schemas['Failure'];
    readonly createdAt: string;
    readonly resolvedAt: string | null;
  };
  Failure: {
    readonly code: string;
    readonly message: string;
    /** Whether another try may end better. */
    readonly retryable: boolean;
  } | null;
  CreateOrder: {
    /** Who is debited. */
    readonly customerId: string;
    /** Absent: the customer’s default wallet of this currency. */
    readonly walletId?: string;
    /** Your own reference, unique for ever; it goes to Alipay as it is. */
    readonly referenceOrderId: string;
    readonly amount: Schemas['Amount'];
    /** What it is for; the wallet may show it. */
    readonly description: string;
  };
  /** A sum to debit or to give back. */
  Amount: {
    /** ISO 4217 */
    readonly currency:
      | 'AUD'
      | 'BDT'
      | 'BRL'
      | 'CAD'
      | 'CLP'
      | 'CNY'
      | 'EUR'
      | 'GBP'
      | 'HKD'
      | 'IDR'
      | 'JPY'
      | 'KRW'
      | 'MXN'
      | 'MYR'
      | 'NZD'
      | 'PEN'
      | 'PHP'
      | 'PKR'
      | 'PLN'
      | 'SGD'
      | 'THB'
      | 'TWD'
      | 'USD'
      | 'VND';
    /** Minor units, as Alipay counts them: 30000 is ₱300.00 */
    readonly value: string;
  };
  OrderList: {
    readonly data: readonly Schemas['Order'][];
    /** Null: this was the last page. */
    readonly nextCursor: string | null;
  };
  RetryOrder: {
    /** Another wallet of the same customer; absent, the order’s own. */
    readonly walletId?: string;
  };
  Refund: {
    /** The refund. */
    readonly id: string;
    /** Whose money goes back. */
    readonly orderId: string;
    /** Our id at Alipay. */
    readonly refundRequestId: string;
    /** Alipay’s id, once told. */
    readonly refundId: string | null;
    readonly amount: Schemas['Sum'];
    readonly reason: string | null;
    readonly status: 'INIT' | 'SUCCESS' | 'FAIL';
    /** By which road the result came. */
    readonly resolvedBy: 'response' | 'notification' | 'inquiry' | 'cancel' | 'operator' | null;
    readonly failure: Schemas['Failure'];
    readonly createdAt: string;
    readonly resolvedAt: string | null;
  };
  CreateRefund: {
    /** Absent: all that is left. */
    readonly amount?: {
      /** ISO 4217 */
      readonly currency:
        | 'AUD'
        | 'BDT'
        | 'BRL'
        | 'CAD'
        | 'CLP'
        | 'CNY'
        | 'EUR'
        | 'GBP'
        | 'HKD'
        | 'IDR'
        | 'JPY'
        | 'KRW'
        | 'MXN'
        | 'MYR'
        | 'NZD'
        | 'PEN'
        | 'PHP'
        | 'PKR'
        | 'PLN'
        | 'SGD'
        | 'THB'
        | 'TWD'
        | 'USD'
        | 'VND';
      /** Minor units, as Alipay counts them: 30000 is ₱300.00 */
      readonly value: string;
    };
    readonly reason?: string;
  };
  RefundList: {
    readonly data: readonly Schemas['Refund'][];
    /** Null: this was the last page. */
    readonly nextCursor: string | null;
  };
  WebhookEndpointWithSecret: {
    /** The endpoint. */
    readonly id: string;
    readonly url: string;
    readonly description: string;
    readonly events: readonly (
      | 'order.succeeded'
      | 'order.failed'
      | 'order.cancelled'
      | 'refund.succeeded'
      | 'refund.failed'
      | 'wallet.linked'
      | 'wallet.needs_relink'
      | 'wallet.revoked'
    )[];
    readonly status: 'ACTIVE' | 'PAUSED';
    readonly pausedAt: string | null;
    /** `by_hand`, `failing` or `gone`. */
    readonly pausedReason: string | null;
    /** Since when nothing has got through. */
    readonly failingSince: string | null;
    readonly failures: number;
    /** Events that wait to get through, counted up to a thousand. */
    readonly waiting: number;
    /** Until then the old secret signs as well. */
    readonly previousSecretUntil: string | null;
    readonly createdAt: string;
    readonly updatedAt: string;
    /** Shown this once. */
    readonly secret: string;
  };
  CreateWebhookEndpoint: {
    /** https, and no private address. */
    readonly url: string;
    readonly events: readonly (
      | 'order.succeeded'
      | 'order.failed'
      | 'order.cancelled'
      | 'refund.succeeded'
      | 'refund.failed'
      | 'wallet.linked'
      | 'wallet.needs_relink'
      | 'wallet.revoked'
    )[];
    readonly description?: string;
  };
  WebhookEndpointList: {
    readonly data: readonly Schemas['WebhookEndpoint'][];
    /** Null: this was the last page. */
    readonly nextCursor: string | null;
  };
  WebhookEndpoint: {
    /** The endpoint. */
    readonly id: string;
    readonly url: string;
    readonly description: string;
    readonly events: readonly (
      | 'order.succeeded'
      | 'order.failed'
      | 'order.cancelled'
      | 'refund.succeeded'
      | 'refund.failed'
      | 'wallet.linked'
      | 'wallet.needs_relink'
      | 'wallet.revoked'
    )[];
    readonly status: 'ACTIVE' | 'PAUSED';
    readonly pausedAt: string | null;
    /** `by_hand`, `failing` or `gone`. */
    readonly pausedReason: string | null;
    /** Since when nothing has got through. */
    readonly failingSince: string | null;
    readonly failures: number;
    /** Events that wait to get through, counted up to a thousand. */
    readonly waiting: number;
    /** Until then the old secret signs as well. */
    readonly previousSecretUntil: string | null;
    readonly createdAt: string;
    readonly updatedAt: string;
  };
  /** What is absent stays as it is. */
  ChangeWebhookEndpoint: {
    /** https, and no private address. */
    readonly url?: string;
    readonly events?: readonly (
      | 'order.succeeded'
      | 'order.failed'
      | 'order.cancelled'
      | 'refund.succeeded'
      | 'refund.failed'
      | 'wallet.linked'
      | 'wallet.needs_relink'
      | 'wallet.revoked'
    )[];
    readonly description?: string;
  };
  RotateWebhookSecret: {
    /** How long the old secret signs beside the new one. `now`: somebody else knows it. */
    readonly oldSecret?: 'for_a_day' | 'now';
  };
  WebhookDeliveryList: {
    readonly data: readonly Schemas['WebhookDelivery'][];
    /** Null: this was the last page. */
    readonly nextCursor: string | null;
  };
  WebhookDelivery: {
    /** The delivery. */
    readonly id: string;
    /** To whom. */
    readonly endpointId: string;
    /** The `webhook-id` that every attempt carries. */
    readonly eventId: string;
    readonly type:
      | 'order.succeeded'
      | 'order.failed'
      | 'order.cancelled'
      | 'refund.succeeded'
      | 'refund.failed'
      | 'wallet.linked'
      | 'wallet.needs_relink'
      | 'wallet.revoked'
      | 'endpoint.test';
    /** The order, refund or wallet that it tells of. */
    readonly subjectId: string;
    readonly status: 'PENDING' | 'DELIVERED' | 'FAILED';
    /** Since it was queued, or last sent again by hand. */
    readonly attempts: number;
    readonly nextAttemptAt: string | null;
    readonly giveUpAt: string;
    readonly lastHttpStatus: number | null;
    readonly lastProblem: string | null;
    readonly createdAt: string;
    readonly resolvedAt: string | null;
  };
  ResendRange: {
    /** Queued at this moment or later. */
    readonly from: string;
    /** Queued at this moment or earlier. */
    readonly to: string;
    /** Absent: what got through is sent again as well. */
    readonly status?: 'PENDING' | 'DELIVERED' | 'FAILED';
  };
}

export interface Paths {
  '/customers': {
    /** Name a customer. */
    POST: {
      headers?: {
        'Idempotency-Key'?: string;
      };
      body: Schemas['CreateCustomer'];
      answer: Schemas['Customer'];
    };
  };
  '/link-sessions': {
    /** Open a link session. */
    POST: {
      headers?: {
        'Idempotency-Key'?: string;
      };
      body: Schemas['CreateLinkSession'];
      answer: Schemas['OpenedLinkSession'];
    };
  };
  '/link-sessions/{id}': {
    /** What became of a link session. */
    GET: {
      id: string;
      answer: Schemas['LinkSession'];
    };
  };
  '/wallets': {
    /** Linked wallets. */
    GET: {
      query?: {
        customerId?: string;
        limit?: number;
        cursor?: string;
      };
      answer: Schemas['WalletList'];
    };
  };
  '/wallets/{id}': {
    /** One wallet. */
    GET: {
      id: string;
      answer: Schemas['Wallet'];
    };
  };
  '/wallets/{id}/revoke': {
    /** Unlink a wallet. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
        Prefer?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['Wallet'];
    };
  };
  '/orders': {
    /** Place an order and debit it. */
    POST: {
      headers?: {
        'Idempotency-Key'?: string;
        Prefer?: string;
      };
      body: Schemas['CreateOrder'];
      answer: Schemas['Order'];
    };
    /** Orders. */
    GET: {
      query?: {
        status?: 'INIT' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
        customerId?: string;
        walletId?: string;
        referenceOrderId?: string;
        createdFrom?: string;
        createdTo?: string;
        limit?: number;
        cursor?: string;
      };
      answer: Schemas['OrderList'];
    };
  };
  '/orders/{id}': {
    /** One order. */
    GET: {
      id: string;
      answer: Schemas['Order'];
    };
  };
  '/orders/{id}/retry': {
    /** Try a failed order again. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
        Prefer?: string;
      };
      body?: Schemas['RetryOrder'];
      answer: Schemas['Order'];
    };
  };
  '/orders/{id}/cancel': {
    /** Cancel an order. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
        Prefer?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['Order'];
    };
  };
  '/orders/{id}/refunds': {
    /** Give money back. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
        Prefer?: string;
      };
      body?: Schemas['CreateRefund'];
      answer: Schemas['Refund'];
    };
    /** Refunds of an order. */
    GET: {
      id: string;
      query?: {
        limit?: number;
        cursor?: string;
      };
      answer: Schemas['RefundList'];
    };
  };
  '/refunds/{id}': {
    /** One refund. */
    GET: {
      id: string;
      answer: Schemas['Refund'];
    };
  };
  '/webhook-endpoints': {
    /** Add an endpoint. */
    POST: {
      headers?: {
        'Idempotency-Key'?: string;
      };
      body: Schemas['CreateWebhookEndpoint'];
      answer: Schemas['WebhookEndpointWithSecret'];
    };
    /** Endpoints. */
    GET: {
      query?: {
        limit?: number;
        cursor?: string;
      };
      answer: Schemas['WebhookEndpointList'];
    };
  };
  '/webhook-endpoints/{id}': {
    /** One endpoint. */
    GET: {
      id: string;
      answer: Schemas['WebhookEndpoint'];
    };
    /** Change an endpoint. */
    PATCH: {
      id: string;
      body: Schemas['ChangeWebhookEndpoint'];
      answer: Schemas['WebhookEndpoint'];
    };
    /** Remove an endpoint. */
    DELETE: {
      id: string;
      answer: null;
    };
  };
  '/webhook-endpoints/{id}/rotate-secret': {
    /** Give an endpoint a new secret. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body?: Schemas['RotateWebhookSecret'];
      answer: Schemas['WebhookEndpointWithSecret'];
    };
  };
  '/webhook-endpoints/{id}/pause': {
    /** Pause an endpoint. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['WebhookEndpoint'];
    };
  };
  '/webhook-endpoints/{id}/resume': {
    /** Resume an endpoint. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['WebhookEndpoint'];
    };
  };
  '/webhook-endpoints/{id}/test': {
    /** Send a test event. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['WebhookEndpoint'];
    };
  };
  '/webhook-endpoints/{id}/deliveries': {
    /** What was sent to an endpoint. */
    GET: {
      id: string;
      query?: {
        status?: 'PENDING' | 'DELIVERED' | 'FAILED';
        type?:
          | 'order.succeeded'
          | 'order.failed'
          | 'order.cancelled'
          | 'refund.succeeded'
          | 'refund.failed'
          | 'wallet.linked'
          | 'wallet.needs_relink'
          | 'wallet.revoked'
          | 'endpoint.test';
        subjectId?: string;
        limit?: number;
        cursor?: string;
      };
      answer: Schemas['WebhookDeliveryList'];
    };
  };
  '/webhook-endpoints/{id}/resend': {
    /** Send a range again. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body: Schemas['ResendRange'];
      answer: Schemas['WebhookEndpoint'];
    };
  };
  '/webhook-deliveries/{id}': {
    /** One delivery. */
    GET: {
      id: string;
      answer: Schemas['WebhookDelivery'];
    };
  };
  '/webhook-deliveries/{id}/resend': {
    /** Send one event again. */
    POST: {
      id: string;
      headers?: {
        'Idempotency-Key'?: string;
      };
      body?: Readonly<Record<string, never>>;
      answer: Schemas['WebhookDelivery'];
    };
  };
}
