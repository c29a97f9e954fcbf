/**
 * Everything the simulator knows, in memory and in the journal: accounts, authorizations, tokens, payments,
 * notifications, fault rules, settings. A change is a list of whole new entities, one journal line, all or nothing.
 * It refuses to know rules: whoever commits has decided.
 */
import { createHash } from 'node:crypto';
import { type FaultRule } from './faults';
import { Journal } from './journal';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import { type Account, bornAccounts } from './wallets';

export interface Authorization {
  id: string;
  wallet: string;
  status: 'CONSULTED' | 'CODE_ISSUED' | 'TOKEN_ACTIVE' | 'REFUSED' | 'REVOKED';
  refusal: 'by_user' | 'not_verified' | 'already_linked' | null;
  authState: string;
  authRedirectUrl: string;
  authNotifyUrl: string | null;
  scopes: string[];
  terminalType: string;
  accountId: string | null;
  authCode: string | null;
  codeExpiresAt: number | null;
  codeUsedAt: number | null;
  createdAt: number;
  expiresAt: number;
  decidedAt: number | null;
  /** When the browser was sent back to the merchant; that happens once. */
  returnedAt: number | null;
}

export interface Token {
  sha256: string;
  accessToken: string;
  refreshToken: string | null;
  authorizationId: string;
  wallet: string;
  accountId: string;
  status: 'ACTIVE' | 'REPLACED' | 'REVOKED';
  /** The access token that took this one's place. */
  replacedBy: string | null;
  issuedAt: number;
  expiresAt: number;
  refreshExpiresAt: number | null;
}

export interface Payment {
  paymentRequestId: string;
  paymentId: string;
  status: 'PROCESSING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  failureCode: string | null;
  currency: string;
  value: string;
  wallet: string;
  accountId: string | null;
  tokenSha256: string;
  referenceOrderId: string;
  notifyUrl: string | null;
  createdAt: number;
  /** Null: stays in process until somebody cancels it. */
  settleAt: number | null;
  expiresAt: number | null;
  paidAt: number | null;
  cancelledAt: number | null;
}

export interface Attempt {
  at: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  acknowledged: boolean;
  problem: string | null;
}

export interface Notification {
  id: string;
  kind: 'payment' | 'authorization';
  url: string;
  /** What it is about: a paymentRequestId, or an authorization's authState. */
  subject: string;
  body: string;
  createdAt: number;
  attempts: Attempt[];
  acknowledged: boolean;
  /** Null: nothing more is sent by itself. */
  nextAt: number | null;
}

export type Change =
  | { account: Account }
  | { authorization: Authorization }
  | { token: Token }
  | { payment: Payment }
  | { notification: Notification }
  | { fault: FaultRule }
  | { faultGone: string }
  | { settings: Settings };

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly authorizations = new Map<string, Authorization>();
  readonly tokens = new Map<string, Token>();
  readonly payments = new Map<string, Payment>();
  readonly notifications = new Map<string, Notification>();
  readonly faults = new Map<string, FaultRule>();
  settings: Settings = DEFAULT_SETTINGS;

  readonly #requestIds = new Map<string, string>();
  readonly #codes = new Map<string, string>();
  readonly #refreshTokens = new Map<string, string>();
  readonly #journal: Journal;

  private constructor(journal: Journal) {
    this.#journal = journal;
    this.#bear();
  }

  /** Opens the journal of a directory and replays it. */
  static async open(directory: string, onFailure: (error: unknown) => void): Promise<Ledger> {
    const { journal, lines } = await Journal.open(directory, onFailure);
    const ledger = new Ledger(journal);
    for (const line of lines) for (const change of line as Change[]) ledger.#apply(change);
    return ledger;
  }

  /** Takes the changes into memory at once; they are safe when durable() resolves. */
  commit(...changes: Change[]): void {
    for (const change of changes) this.#apply(change);
    this.#journal.append(changes);
  }

  durable(): Promise<void> {
    return this.#journal.durable();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** Back to the accounts everybody is born with. */
  reset(): void {
    const kept = [this.accounts, this.authorizations, this.tokens, this.payments, this.notifications, this.faults];
    for (const map of [...kept, this.#requestIds, this.#codes, this.#refreshTokens]) map.clear();
    this.settings = DEFAULT_SETTINGS;
    this.#bear();
    this.#journal.reset();
  }

  paymentById(paymentId: string): Payment | undefined {
    const requestId = this.#requestIds.get(paymentId);
    return requestId === undefined ? undefined : this.payments.get(requestId);
  }

  authorizationByCode(authCode: string): Authorization | undefined {
    const id = this.#codes.get(authCode);
    return id === undefined ? undefined : this.authorizations.get(id);
  }

  tokenByAccessToken(accessToken: string): Token | undefined {
    return this.tokens.get(sha256(accessToken));
  }

  tokenByRefreshToken(refreshToken: string): Token | undefined {
    const hash = this.#refreshTokens.get(refreshToken);
    return hash === undefined ? undefined : this.tokens.get(hash);
  }

  accountByLogin(wallet: string, login: string): Account | undefined {
    const digits = login.replace(/\D/g, '');
    return this.accountsOf(wallet).find((account) => account.login === digits);
  }

  accountsOf(wallet: string): Account[] {
    return [...this.accounts.values()].filter((account) => account.wallet === wallet);
  }

  #bear(): void {
    for (const account of bornAccounts()) this.accounts.set(account.id, account);
  }

  #apply(change: Change): void {
    if ('payment' in change) {
      this.payments.set(change.payment.paymentRequestId, change.payment);
      this.#requestIds.set(change.payment.paymentId, change.payment.paymentRequestId);
    } else if ('notification' in change) {
      this.notifications.set(change.notification.id, change.notification);
    } else if ('account' in change) {
      this.accounts.set(change.account.id, change.account);
    } else if ('authorization' in change) {
      const { authorization } = change;
      this.authorizations.set(authorization.id, authorization);
      if (authorization.authCode !== null) this.#codes.set(authorization.authCode, authorization.id);
    } else if ('token' in change) {
      this.tokens.set(change.token.sha256, change.token);
      if (change.token.refreshToken !== null) this.#refreshTokens.set(change.token.refreshToken, change.token.sha256);
    } else if ('fault' in change) {
      this.faults.set(change.fault.id, change.fault);
    } else if ('faultGone' in change) {
      this.faults.delete(change.faultGone);
    } else {
      this.settings = { ...DEFAULT_SETTINGS, ...change.settings };
    }
  }
}
