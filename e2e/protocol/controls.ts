/**
 * The simulator's controls, as these cases use them: its clock, switches, accounts, faults, and what it knows to be true. No
 * real gateway has them.
 */

export interface LedgerPayment {
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  readonly currency: string;
  readonly value: string;
}

export interface LedgerRefund {
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly paymentId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  readonly value: string;
}

export interface LedgerToken {
  readonly sha256: string;
  readonly authState: string | null;
  readonly status: 'ACTIVE' | 'REPLACED' | 'REVOKED' | 'EXPIRED';
}

export interface Account {
  readonly id: string;
  readonly wallet: string;
  readonly login: string;
  readonly balance: string;
  /** What the customer may spend at once; null: whatever the wallet allows. */
  readonly limit: string | null;
}

export interface Ledger {
  readonly payments: readonly LedgerPayment[];
  readonly refunds: readonly LedgerRefund[];
  readonly tokens: readonly LedgerToken[];
  readonly authorizations: readonly { readonly authState: string; readonly status: string }[];
  readonly accounts: readonly Account[];
}

export interface SentNotification {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly acknowledged: boolean;
  /** When it is sent next; null when never again. */
  readonly nextAt: string | null;
  readonly attempts: readonly unknown[];
}

export class Controls {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async ask<T>(method: string, what: string, body?: unknown): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.#url}/control/${what}`, init);
    if (!response.ok) throw new Error(`the simulator refused ${method} ${what}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** A clean world by the real clock. */
  async reset(): Promise<void> {
    await this.ask('POST', 'reset');
  }

  async set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.ask('PUT', 'settings', settings);
  }

  ledger(): Promise<Ledger> {
    return this.ask('GET', 'ledger');
  }

  accounts(): Promise<readonly Account[]> {
    return this.ask('GET', 'accounts');
  }

  notifications(): Promise<readonly SentNotification[]> {
    return this.ask('GET', 'notifications');
  }

  async fault(rule: object): Promise<void> {
    await this.ask('POST', 'faults', rule);
  }

  async clearFaults(): Promise<void> {
    await this.ask('DELETE', 'faults');
  }

  /** Epoch milliseconds by the gateway's clock. */
  async now(): Promise<number> {
    return Date.parse((await this.ask<{ now: string }>('GET', 'clock')).now);
  }

  /** Everything that has become due happens before this is answered. */
  async advance(ms: number): Promise<void> {
    await this.ask('PUT', 'clock', { advanceMs: ms });
  }

  async moveTo(at: number): Promise<void> {
    await this.ask('PUT', 'clock', { now: new Date(at).toISOString() });
  }

  async setAccount(id: string, changes: object): Promise<void> {
    await this.ask('PUT', `accounts/${encodeURIComponent(id)}`, changes);
  }
}
