/**
 * The ways into the ledger that are asked on every call, kept beside it so that nothing is searched: whose tokens,
 * whose accounts, which refunds, how much was spent on a day. It refuses to hold an entity.
 */
import { dayOf, monthOf, yearOf } from './clock';
import { type Authorization, type Payment, type Refund, type Token } from './ledger';
import { type Account } from './wallets';

function listAt<Key>(lists: Map<Key, string[]>, key: Key): string[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** What an account has paid, by days of GMT+8; months and years are sums of their days. */
class Spending {
  readonly #days = new Map<string, Map<number, bigint>>();

  add(accountId: string, at: number, value: bigint): void {
    const days = this.#days.get(accountId) ?? new Map<number, bigint>();
    this.#days.set(accountId, days);
    const day = dayOf(at);
    days.set(day, (days.get(day) ?? 0n) + value);
  }

  of(accountId: string, at: number): { day: bigint; month: bigint; year: bigint } {
    const sums = { day: 0n, month: 0n, year: 0n };
    const [today, month, year] = [dayOf(at), monthOf(dayOf(at)), yearOf(dayOf(at))];
    for (const [day, spent] of this.#days.get(accountId) ?? []) {
      if (day === today) sums.day += spent;
      if (monthOf(day) === month) sums.month += spent;
      if (yearOf(day) === year) sums.year += spent;
    }
    return sums;
  }

  clear(): void {
    this.#days.clear();
  }
}

export class LedgerIndex {
  readonly requestIds = new Map<string, string>();
  readonly codes = new Map<string, string>();
  readonly refreshTokens = new Map<string, string>();
  readonly tokensOfAuthorization = new Map<string, string[]>();
  readonly tokensOfAccount = new Map<string, string[]>();
  readonly accountsOfWallet = new Map<string, string[]>();
  readonly accountsByLogin = new Map<string, string>();
  readonly refundsOfPayment = new Map<string, string[]>();
  readonly refundIds = new Map<string, string>();
  readonly spending = new Spending();

  clear(): void {
    for (const map of Object.values(this)) (map as { clear(): void }).clear();
  }

  account(account: Account, isNew: boolean): void {
    if (!isNew) return;
    listAt(this.accountsOfWallet, account.wallet).push(account.id);
    this.accountsByLogin.set(`${account.wallet} ${account.login}`, account.id);
  }

  authorization({ authCode, id }: Authorization): void {
    if (authCode !== null) this.codes.set(authCode, id);
  }

  token(token: Token, isNew: boolean): void {
    if (!isNew) return;
    // Where a wallet returns the same refresh token again, it belongs to the newest access token.
    if (token.refreshToken !== null) this.refreshTokens.set(token.refreshToken, token.sha256);
    listAt(this.tokensOfAuthorization, token.authorizationId).push(token.sha256);
    listAt(this.tokensOfAccount, token.accountId).push(token.sha256);
  }

  payment(payment: Payment, before: Payment | undefined): void {
    this.requestIds.set(payment.paymentId, payment.paymentRequestId);
    if (before) this.#spend(before, -1n);
    this.#spend(payment, 1n);
  }

  refund(refund: Refund, isNew: boolean): void {
    this.refundIds.set(refund.refundId, refund.refundRequestId);
    if (isNew) listAt(this.refundsOfPayment, refund.paymentRequestId).push(refund.refundRequestId);
  }

  #spend({ status, accountId, paidAt, value }: Payment, sign: bigint): void {
    if (status === 'SUCCESS' && accountId !== null && paidAt !== null) {
      this.spending.add(accountId, paidAt, sign * BigInt(value));
    }
  }
}
