/**
 * The simulator's switches as the trips use them, put back when a trip ends. There is one simulator for everybody, so
 * trips run one after another.
 */
import { simulatorUrl } from './browser-watch';

export interface SeenPayment {
  readonly paymentRequestId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  readonly currency: string;
  readonly value: string;
  readonly referenceOrderId: string;
}

export interface SeenAuthorization {
  readonly authState: string;
  readonly wallet: string;
  readonly status: 'CONSULTED' | 'CODE_ISSUED' | 'TOKEN_ACTIVE' | 'REFUSED' | 'REVOKED';
}

export interface SeenLedger {
  readonly payments: readonly SeenPayment[];
  readonly authorizations: readonly SeenAuthorization[];
  readonly tokens: readonly { readonly authState: string | null; readonly status: string }[];
  readonly refunds: readonly { readonly paymentRequestId: string; readonly status: string }[];
}

export interface Fault {
  readonly do: string;
  readonly match: {
    readonly api?: string;
    readonly notification?: string;
    readonly wallet?: string;
    readonly account?: string;
  };
  readonly code?: string;
  readonly times?: number;
}

export interface NewAccount {
  readonly id: string;
  readonly login: string;
}

type Settings = Readonly<Record<string, unknown>>;

export class SimulatorControl {
  #born: Settings | null = null;
  #hasFaults = false;

  async set(settings: Settings): Promise<void> {
    this.#born ??= await ask<Settings>('GET', 'settings');
    await ask('PUT', 'settings', settings);
  }

  async fault(fault: Fault): Promise<void> {
    this.#hasFaults = true;
    await ask('POST', 'faults', fault);
  }

  /** How often each kind of fault has struck. */
  fired(): Promise<Readonly<Record<string, number>>> {
    return ask('GET', 'faults/fired');
  }

  /** @param balance in minor units */
  addAccount(wallet: string, login: string, balance: string): Promise<NewAccount> {
    return ask('POST', 'accounts', { wallet, login, balance });
  }

  /** @param balance in minor units */
  async setBalance(accountId: string, balance: string): Promise<void> {
    await ask('PUT', `accounts/${accountId}`, { balance });
  }

  /** Calls that were held go on. */
  async clearFaults(): Promise<void> {
    await ask('DELETE', 'faults');
    this.#hasFaults = false;
  }

  ledger(): Promise<SeenLedger> {
    return ask('GET', 'ledger');
  }

  async lastAuthorization(wallet: string): Promise<SeenAuthorization> {
    const found = (await this.ledger()).authorizations.findLast((one) => one.wallet === wallet);
    if (!found) throw new Error(`nobody began to link ${wallet}`);
    return found;
  }

  async paymentsFor(referenceOrderId: string): Promise<SeenPayment[]> {
    return (await this.ledger()).payments.filter((payment) => payment.referenceOrderId === referenceOrderId);
  }

  /** The gateway collects the money of a debit that it had called failed. */
  async collectLate(paymentRequestId: string): Promise<void> {
    await ask('POST', `payments/${encodeURIComponent(paymentRequestId)}/collect-late`);
  }

  /** Both clocks, for good: what comes after has this time too. */
  async advance(minutes: number): Promise<void> {
    await ask('PUT', 'clock', { advanceMs: minutes * 60_000 });
  }

  /** As it was before the trip. */
  async restore(): Promise<void> {
    if (this.#hasFaults) await this.clearFaults();
    if (this.#born) await ask('PUT', 'settings', this.#born);
    this.#born = null;
  }
}

async function ask<T>(method: string, what: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${simulatorUrl()}/control/${what}`, init);
  if (!response.ok) throw new Error(`the simulator refused ${method} ${what}: ${await response.text()}`);
  return (await response.json()) as T;
}
