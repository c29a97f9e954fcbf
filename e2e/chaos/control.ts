/** The simulator's own controls, as far as the nine steps need them. */

export interface Call {
  readonly api: string;
  readonly at: string;
  readonly paymentRequestId: string | null;
  readonly state: 'open' | 'held' | 'answered' | 'dropped';
}

export interface GatewayPayment {
  readonly paymentRequestId: string;
  readonly status: string;
  readonly referenceOrderId: string;
}

export interface Control {
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /** The next debit is held before, or after, the gateway acts. */
  holdNextPay(when: 'hang_before' | 'hang_after'): Promise<void>;
  holdNext(api: string, when: 'hang_before' | 'hang_after'): Promise<void>;
  clearFaults(): Promise<void>;
  calls(api: string): Promise<readonly Call[]>;
  payments(): Promise<readonly GatewayPayment[]>;
}

export function controlOf(simulatorUrl: string): Control {
  async function ask<T>(method: string, what: string, body?: unknown): Promise<T> {
    const response = await fetch(`${simulatorUrl}/control/${what}`, {
      method,
      signal: AbortSignal.timeout(5_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the simulator refused ${method} ${what}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    set: async (settings) => void (await ask('PUT', 'settings', settings)),
    holdNextPay: async (when) => void (await ask('POST', 'faults', { do: when, match: { api: 'pay' }, times: 1 })),
    holdNext: async (api, when) => void (await ask('POST', 'faults', { do: when, match: { api }, times: 1 })),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
    calls: (api) => ask('GET', `calls?api=${api}`),
    payments: async () => (await ask<{ payments: GatewayPayment[] }>('GET', 'ledger')).payments,
  };
}
