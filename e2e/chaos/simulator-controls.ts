/** The simulator's own controls, as far as scenarios and their judge need them. Insists while it is being restarted. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedFault } from './scenario';

export interface TheirPayment {
  readonly paymentRequestId: string;
  readonly paymentId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  readonly currency: string;
  readonly value: string;
  readonly referenceOrderId: string;
  readonly accountId: string | null;
  /** Null: stays in process until somebody cancels it, or for a while that is counted in questions. */
  readonly settleAt: string | null;
  /** Questions that still hear "in process"; absent where they are not counted. */
  readonly inquiriesLeft?: number;
  /** Null: no money was ever taken. */
  readonly paidAt: string | null;
  /** Alipay said that it failed, and collected it all the same. */
  readonly collectedLate?: true;
}

export interface TheirRefund {
  readonly refundRequestId: string;
  readonly refundId: string;
  readonly paymentRequestId: string;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  readonly failureCode: string | null;
  readonly currency: string;
  readonly value: string;
  /** As a payment's. */
  readonly settleAt: string | null;
  readonly inquiriesLeft?: number;
}

export interface TheirToken {
  readonly sha256: string;
  readonly authState: string | null;
  readonly accountId: string;
  readonly status: string;
}

export interface TheirLedger {
  readonly payments: readonly TheirPayment[];
  readonly refunds: readonly TheirRefund[];
  readonly tokens: readonly TheirToken[];
}

export interface TheirNotification {
  readonly id: string;
  readonly kind: 'payment' | 'refund' | 'authorization';
  readonly subject: string;
  readonly acknowledged: boolean;
  readonly nextAt: string | null;
  readonly attempts: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly acknowledged: boolean;
    readonly fault?: string | null;
  }[];
  /** What was wrong with an attempt that left and was never written down, because the simulator died. */
  readonly begun?: string | null;
}

export interface TheirCall {
  readonly api: string;
  readonly at: string;
  readonly requestId: string | null;
  readonly paymentRequestId: string | null;
  readonly state: string;
}

export interface TheirRule {
  readonly id: string;
  readonly used: number;
}

export interface SimulatorControls {
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
  addAccount(account: { wallet: string; login: string; balance: string }): Promise<string>;
  loginOf(account: string): Promise<string>;
  /** @param account whom it is meant for; everybody unless given */
  addFault(fault: PlannedFault, account?: string): Promise<string>;
  rules(): Promise<readonly TheirRule[]>;
  clearFaults(except?: ReadonlySet<string>): Promise<void>;
  collectLate(paymentRequestId: string): Promise<boolean>;
  setBalance(account: string, balance: string): Promise<void>;
  /** The customer ends every permission of the account in the wallet's own app; says how many there were. */
  endLinks(account: string): Promise<number>;
  /** A notification once more, at once, whatever the dial says. */
  resend(id: string): Promise<void>;
  /** How many calls the dial holds. */
  heldCalls(): Promise<number>;
  /** Lets go what the dial holds. */
  release(): Promise<void>;
  moveClock(to: { advanceMs?: number; rate?: number }): Promise<void>;
  now(): Promise<Date>;
  ledger(): Promise<TheirLedger>;
  notifications(): Promise<readonly TheirNotification[]>;
  /** All of an API, or those about one payment. */
  calls(api: string, paymentRequestId?: string): Promise<readonly TheirCall[]>;
}

const PATIENCE_MS = 180_000;
const AGAIN_MS = 200;
const ANSWER_MS = 10_000;
/** All that is due on the way has happened before a jump is answered. */
const JUMP_MS = 60_000;

export function simulatorOf(simulatorUrl: string): SimulatorControls {
  /** Null: no answer, or that something behind the simulator did not answer. */
  async function askOnce<T>(method: string, what: string, body: unknown, answerMs: number): Promise<T | null> {
    const response = await fetch(`${simulatorUrl}/control/${what}`, {
      method,
      signal: AbortSignal.timeout(answerMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => null);
    if (!response || response.status >= 500) return null;
    const answer = (await response.json()) as T & { problem?: string };
    if (!response.ok) throw new Error(`the simulator refused ${method} ${what}: ${answer.problem}`);
    return answer;
  }
  async function ask<T>(method: string, what: string, body?: unknown): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await askOnce<T>(method, what, body, ANSWER_MS);
      if (answer !== null) return answer;
      if (Date.now() > end) throw new Error(`the simulator does not answer ${method} ${what}`);
      await sleep(AGAIN_MS);
    }
  }
  const now = async () => new Date((await ask<{ now: string }>('GET', 'clock')).now);
  /** A jump without an answer may have been made: what is asked again is the rest of it, and that the app be told. */
  async function moveClock({ advanceMs = 0, ...more }: { advanceMs?: number; rate?: number }): Promise<void> {
    const target = (await now()).getTime() + advanceMs;
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const leftMs = Math.max(0, target - (await now()).getTime());
      if ((await askOnce('PUT', 'clock', { ...more, advanceMs: leftMs }, JUMP_MS)) !== null) return;
      if (Date.now() > end) throw new Error('the clock could not be moved');
      await sleep(AGAIN_MS);
    }
  }
  return {
    set: async (settings) => void (await ask('PUT', 'settings', settings)),
    addAccount: async (account) => (await ask<{ id: string }>('POST', 'accounts', account)).id,
    async loginOf(id) {
      const accounts = await ask<{ id: string; login: string }[]>('GET', 'accounts');
      return accounts.find((account) => account.id === id)?.login ?? '';
    },
    async addFault({ name: _name, lasts: _lasts, onceLate: _onceLate, match, ...rule }, account) {
      return (await ask<{ id: string }>('POST', 'faults', { ...rule, match: { ...match, account } })).id;
    },
    rules: () => ask('GET', 'faults'),
    async clearFaults(except = new Set()) {
      if (except.size === 0) return void (await ask('DELETE', 'faults'));
      const rules = await ask<TheirRule[]>('GET', 'faults');
      // One that is gone already, after an answer that was lost, is refused.
      for (const { id } of rules.filter((rule) => !except.has(rule.id)))
        await ask('DELETE', `faults/${id}`).catch(() => undefined);
    },
    collectLate: (id) =>
      ask('POST', `payments/${encodeURIComponent(id)}/collect-late`).then(
        () => true,
        () => false,
      ),
    setBalance: async (account, balance) => void (await ask('PUT', `accounts/${account}`, { balance })),
    async endLinks(account) {
      const { tokens } = await ask<TheirLedger>('GET', 'ledger');
      const links = tokens.filter((token) => token.accountId === account && token.status === 'ACTIVE');
      for (const { sha256 } of links) await ask('POST', `tokens/${sha256}/revoke`, { notify: true });
      return links.length;
    },
    resend: async (id) => void (await ask('POST', `notifications/${id}/resend`, {})),
    heldCalls: async () => (await ask<{ heldCalls: number }>('GET', 'health')).heldCalls,
    release: async () => void (await ask('POST', 'faults/release')),
    moveClock,
    now,
    ledger: () => ask('GET', 'ledger'),
    notifications: () => ask('GET', 'notifications'),
    calls: (api, paymentRequestId) =>
      ask('GET', `calls?${new URLSearchParams({ api, ...(paymentRequestId && { paymentRequestId }) }).toString()}`),
  };
}
