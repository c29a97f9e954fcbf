/**
 * Everything the simulator knows, in memory and in the journal: accounts, authorizations, tokens, payments, refunds,
 * notifications, fault rules, settings, keys, seed, clock. A change is a list of whole new entities, one journal line, all or nothing.
 * It refuses to know rules: whoever commits has decided.
 */
import { createHash } from 'node:crypto';
import { bornAccounts, ORDINARY } from './accounts';
import { type ClockState, REAL_TIME } from './clock';
import { type Fired } from './faults/dial';
import { type FaultKind } from './faults/kinds';
import { type FaultRule, PLAIN_RULE } from './faults/rules';
import { Journal } from './journal';
import { type BornKeys, type KeyChange, KeyRing } from './key-ring';
import { LedgerIndex } from './ledger-index';
import { changedFrom, DEFAULT_SETTINGS, type Settings } from './settings';
import { type Account } from './wallets';

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
  /** How many times the code was answered "in process". */
  codeAsked?: number;
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
  /** The merchant's own text, given back untouched. */
  metadata: string | null;
  notifyUrl: string | null;
  createdAt: number;
  /** Null: stays in process until somebody cancels it. */
  settleAt: number | null;
  expiresAt: number | null;
  paidAt: number | null;
  cancelledAt: number | null;
  /** The fault dial's: how many inquiries still hear "in process" before it settles. */
  inquiriesLeft?: number;
  /** It had failed, and was collected after all. */
  collectedLate?: true;
}

export interface Refund {
  refundRequestId: string;
  refundId: string;
  paymentId: string;
  paymentRequestId: string;
  status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  failureCode: string | null;
  currency: string;
  value: string;
  notifyUrl: string | null;
  createdAt: number;
  /** Null: stays in process. */
  settleAt: number | null;
  settledAt: number | null;
  /** As with a payment. */
  inquiriesLeft?: number;
}

export interface Attempt {
  at: number;
  /** The HTTP status; null when there was no answer. */
  status: number | null;
  acknowledged: boolean;
  problem: string | null;
  /** What was wrong with it on purpose; absent in journals of earlier versions. */
  fault?: FaultKind | null;
  /** schedule: its turn had come; the others are beside the schedule. Absent: its turn. */
  origin?: 'schedule' | 'copy' | 'hand' | 'forge';
  /** As they were sent; null when nothing was. */
  headers?: Record<string, string> | null;
}

export interface Notification {
  id: string;
  kind: 'payment' | 'authorization' | 'refund';
  url: string;
  /** What it is about: a paymentRequestId, a refundRequestId, or an authorization's authState. */
  subject: string;
  body: string;
  createdAt: number;
  attempts: Attempt[];
  acknowledged: boolean;
  /** Null: nothing more is sent by itself. */
  nextAt: number | null;
  /** The dial has put off the next attempt once, and is not asked again about it. */
  postponed?: boolean;
  /** What an attempt made wrong on purpose that may have left, until the attempt is written down: a process may die in between. */
  begun?: FaultKind;
}

export type Change =
  | { account: Account }
  | { authorization: Authorization }
  | { token: Token }
  | { payment: Payment }
  | { refund: Refund }
  | { notification: Notification }
  | ControlChange;

type ControlChange =
  | { fault: FaultRule }
  | { faultGone: string }
  | { fired: Fired }
  | { settings: Partial<Settings> }
  | { seed: number | null }
  | { clock: ClockState }
  | KeyChange;

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What a journal of an earlier version does not know of a payment. */
const YOUNGER_FACTS = { metadata: null };

function entitiesOf<T>(entities: ReadonlyMap<string, T>, ids: readonly string[] = []): T[] {
  return ids.flatMap((id) => entities.get(id) ?? []);
}

/** A journal is written anew when it says more than this many times what is true now … */
const SUPERFLUOUS = 1.5;
/** … and, while running, when it is longer than this as well. */
const MOST_BYTES = 64 * 1024 * 1024;
const CHANGES_A_LINE = 50;

function* linesOf(lists: Change[][]): Iterable<Change[]> {
  for (const list of lists) {
    for (let from = 0; from < list.length; from += CHANGES_A_LINE) yield list.slice(from, from + CHANGES_A_LINE);
  }
}

export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly authorizations = new Map<string, Authorization>();
  readonly tokens = new Map<string, Token>();
  readonly payments = new Map<string, Payment>();
  readonly refunds = new Map<string, Refund>();
  readonly notifications = new Map<string, Notification>();
  readonly faults = new Map<string, FaultRule>();
  settings: Settings = DEFAULT_SETTINGS;
  /** How often each kind of fault has struck. */
  fired: Fired = {};
  /** Makes the dial's draws repeatable; null: every run is another. */
  seed: number | null = null;
  clock: ClockState = REAL_TIME;
  readonly keys: KeyRing;

  readonly #index = new LedgerIndex();
  #journal: Journal | undefined;
  #mostBytes = MOST_BYTES;
  #shortAgainAt = 0;

  private constructor(bornKeys: BornKeys) {
    this.keys = new KeyRing(bornKeys);
    this.#bear();
  }

  /**
   * Opens the journal of a directory and replays it; one that says much more than is true now is written anew, now and
   * whenever it is longer than `mostBytes`.
   */
  static async open(
    directory: string,
    bornKeys: BornKeys,
    onFailure: (error: unknown) => void,
    mostBytes = MOST_BYTES,
  ): Promise<Ledger> {
    const ledger = new Ledger(bornKeys);
    let replayed = 0;
    const replay = (line: unknown) => {
      for (const change of line as Change[]) ledger.#apply(change);
      replayed += (line as Change[]).length;
    };
    ledger.#journal = await Journal.open(directory, replay, onFailure);
    ledger.#mostBytes = mostBytes;
    ledger.#shortAgainAt = mostBytes;
    if (replayed > SUPERFLUOUS * ledger.#changes().flat().length) ledger.#shorten();
    return ledger;
  }

  /** Takes the changes into memory at once; they are safe when durable() resolves. */
  commit(...changes: Change[]): void {
    for (const change of changes) this.#apply(change);
    this.#open.append(changes);
    if (this.#open.bytes > this.#shortAgainAt) this.#shorten();
  }

  durable(): Promise<void> {
    return this.#open.durable();
  }

  close(): Promise<void> {
    return this.#open.close();
  }

  /**
   * Back to the accounts everybody is born with. Keys stay as they are unless asked: they are what the two sides
   * agreed on outside, and forgetting an upload would lock the merchant out.
   */
  reset({ keys = false } = {}): void {
    const { accounts, authorizations, tokens, payments, refunds, notifications, faults } = this;
    for (const map of [accounts, authorizations, tokens, payments, refunds, notifications, faults]) map.clear();
    this.#index.clear();
    this.seed = null;
    this.clock = REAL_TIME;
    this.settings = DEFAULT_SETTINGS;
    this.fired = {};
    this.#bear();
    if (keys) this.keys.bear();
    this.#shorten();
  }

  paymentById(paymentId: string): Payment | undefined {
    const requestId = this.#index.requestIds.get(paymentId);
    return requestId === undefined ? undefined : this.payments.get(requestId);
  }

  refundById(refundId: string): Refund | undefined {
    const requestId = this.#index.refundIds.get(refundId);
    return requestId === undefined ? undefined : this.refunds.get(requestId);
  }

  /** In the order in which they were asked for. */
  refundsOf(payment: Payment): Refund[] {
    return entitiesOf(this.refunds, this.#index.refundsOfPayment.get(payment.paymentRequestId));
  }

  authorizationByCode(authCode: string): Authorization | undefined {
    const id = this.#index.codes.get(authCode);
    return id === undefined ? undefined : this.authorizations.get(id);
  }

  tokenByAccessToken(accessToken: string): Token | undefined {
    return this.tokens.get(sha256(accessToken));
  }

  tokenByRefreshToken(refreshToken: string): Token | undefined {
    const hash = this.#index.refreshTokens.get(refreshToken);
    return hash === undefined ? undefined : this.tokens.get(hash);
  }

  /** Every generation of an authorization's tokens, the oldest first. */
  tokensOf(authorizationId: string): Token[] {
    return entitiesOf(this.tokens, this.#index.tokensOfAuthorization.get(authorizationId));
  }

  /** Every token an account ever granted, the oldest first. */
  tokensOfAccount(accountId: string): Token[] {
    return entitiesOf(this.tokens, this.#index.tokensOfAccount.get(accountId));
  }

  accountByLogin(wallet: string, login: string): Account | undefined {
    const id = this.#index.accountsByLogin.get(`${wallet} ${login.replace(/\D/g, '')}`);
    return id === undefined ? undefined : this.accounts.get(id);
  }

  accountsOf(wallet: string): Account[] {
    return entitiesOf(this.accounts, this.#index.accountsOfWallet.get(wallet));
  }

  /** What an account has paid on the day, in the month and in the year of a moment, all of GMT+8. */
  spentBy(accountId: string, at: number): { day: bigint; month: bigint; year: bigint } {
    return this.#index.spending.of(accountId, at);
  }

  get #open(): Journal {
    if (!this.#journal) throw new Error('The journal is not open.');
    return this.#journal;
  }

  /** The journal begins anew with what is true now. Entities are never changed, only replaced, so it may take its time. */
  #shorten(): void {
    this.#open.replace(linesOf(this.#changes()));
    // Written anew only when it has doubled, however much there is to say.
    this.#shortAgainAt = Number.POSITIVE_INFINITY;
    void this.#open.durable().then(() => {
      this.#shortAgainAt = Math.max(this.#mostBytes, SUPERFLUOUS * this.#open.bytes);
    });
  }

  /** What leads from a clean world to this one; the lists are taken now, so that it stays this moment's. */
  #changes(): Change[][] {
    const { seed, clock, fired } = this;
    const born = new Map(bornAccounts().map((account) => [account.id, JSON.stringify(account)]));
    const changed = [...this.accounts.values()].filter((account) => born.get(account.id) !== JSON.stringify(account));
    const all = <T>(entities: Map<string, T>, change: (entity: T) => Change) => [...entities.values()].map(change);
    return [
      [
        ...this.keys.changes(),
        { settings: changedFrom(DEFAULT_SETTINGS, this.settings) },
        { seed },
        { clock },
        { fired },
      ],
      changed.map((account) => ({ account })),
      all(this.authorizations, (authorization) => ({ authorization })),
      all(this.tokens, (token) => ({ token })),
      all(this.payments, (payment) => ({ payment })),
      all(this.refunds, (refund) => ({ refund })),
      all(this.notifications, (notification) => ({ notification })),
      all(this.faults, (fault) => ({ fault })),
    ];
  }

  #bear(): void {
    for (const account of bornAccounts()) this.#apply({ account });
  }

  #apply(change: Change): void {
    if ('payment' in change) {
      const payment =
        'metadata' in change.payment ? change.payment : { ...YOUNGER_FACTS, ...(change.payment as Payment) };
      this.#index.payment(payment, this.payments.get(payment.paymentRequestId));
      this.payments.set(payment.paymentRequestId, payment);
    } else if ('notification' in change) {
      this.notifications.set(change.notification.id, change.notification);
    } else if ('account' in change) {
      // A journal of an earlier version knows fewer traits.
      const account = 'limit' in change.account ? change.account : { ...ORDINARY, ...(change.account as Account) };
      this.#index.account(account, !this.accounts.has(account.id));
      this.accounts.set(account.id, account);
    } else if ('authorization' in change) {
      this.#index.authorization(change.authorization);
      this.authorizations.set(change.authorization.id, change.authorization);
    } else if ('token' in change) {
      const { token } = change;
      this.#index.token(token, !this.tokens.has(token.sha256));
      this.tokens.set(token.sha256, token);
    } else if ('refund' in change) {
      const { refund } = change;
      this.#index.refund(refund, !this.refunds.has(refund.refundRequestId));
      this.refunds.set(refund.refundRequestId, refund);
    } else {
      this.#applyControl(change);
    }
  }

  #applyControl(change: ControlChange): void {
    if ('fault' in change) {
      this.faults.set(change.fault.id, { ...PLAIN_RULE, ...change.fault });
    } else if ('faultGone' in change) {
      this.faults.delete(change.faultGone);
    } else if ('fired' in change) {
      this.fired = change.fired;
    } else if ('settings' in change) {
      this.settings = { ...DEFAULT_SETTINGS, ...change.settings };
    } else if ('seed' in change) {
      this.seed = change.seed;
    } else if ('clock' in change) {
      this.clock = change.clock;
    } else {
      this.keys.apply(change);
    }
  }
}
