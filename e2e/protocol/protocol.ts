/**
 * What a case is given: a merchant, the gateway under test and, where it is the simulator, its controls, its wallets' customers
 * and an address for its notifications. Every call made through `call` is held to what protocol 2 and 3 say of each answer.
 */
import { expect } from 'vitest';
import { APIS, type Api } from './codes';
import { Controls, type Account } from './controls';
import { type Need, type ProtocolCase } from './case';
import { ANSWERS } from './fields/tables';
import { openHook, type Hook } from './hook';
import { type Answer, type Manner, Merchant } from './merchant';
import { applyTokenMessage, consultMessage } from './messages';
import { browserAddress, walkThrough, type Decision } from './road';
import { faultsIn } from './shape';
import { openTarget, type Target } from './target';
import { easyAmount, walletNamed, type WalletFacts } from './wallets';

export interface Linked {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly answer: Answer;
  readonly authCode: string;
  readonly authState: string;
  readonly account: Account;
  readonly wallet: WalletFacts;
}

interface Walked {
  /** Where the browser ended up. */
  readonly end: URL;
  readonly authState: string;
  readonly account: Account;
}

export interface Linking {
  readonly wallet?: string;
  /** The last four digits of the customer's login: which of the wallet's customers it is. */
  readonly digits?: string;
  readonly authNotifyUrl?: string;
}

/** Response-Time: ISO 8601, whole seconds, with an offset (protocol 2.2). */
const RESPONSE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
/** A customer with money in every wallet the simulator plays. */
const RICH = '8888';
/** Pauses before the same message is sent again. */
const PACE_MS = [1000, 3000, 10_000, 30_000];
const UNREACHED = 'https://shop.example/hooks/payment';

const WHY: Record<Need, string> = {
  link: 'no access token was given',
  'fresh link': 'a customer would have to agree in the wallet for this case alone',
  hook: "the gateway's notifications do not reach this machine",
  controls: 'only a simulator has a clock, switches, accounts and faults that can be set',
};

export class Protocol {
  readonly merchant: Merchant;
  readonly wallet: WalletFacts;
  readonly #target: Target;
  readonly #controls: Controls | null;
  readonly #hook: Hook | null;
  readonly #tokens = new Map<string, Promise<Linked>>();
  #changed = false;

  constructor(target: Target, hook: Hook | null) {
    this.#target = target;
    this.merchant = new Merchant(target.identity);
    this.wallet = walletNamed(target.wallet);
    this.#controls = target.controlUrl === null ? null : new Controls(target.controlUrl);
    this.#hook = hook;
  }

  /** True where time, switches and faults are ours to set. */
  get isControlled(): boolean {
    return this.#controls !== null;
  }

  get controls(): Controls {
    if (!this.#controls) throw new Error(`This case needs "controls": ${WHY.controls}.`);
    return this.#controls;
  }

  get hook(): Hook {
    if (!this.#hook) throw new Error(`This case needs "hook": ${WHY.hook}.`);
    return this.#hook;
  }

  get settlementCurrency(): string {
    return this.#target.settlementCurrency;
  }

  /** Why this gateway cannot be asked; null when it can. */
  whyNot({ needs = [], evidence }: ProtocolCase): string | null {
    if (this.#controls) return null;
    if (evidence === 'judged') return 'the document only guesses here';
    const lacking = needs.find((need) => need !== 'link' || this.#target.accessToken === null);
    return lacking === undefined ? null : WHY[lacking];
  }

  /** A clean world before and after whoever turns switches or moves the clock. */
  async prepareFor({ needs = [] }: ProtocolCase): Promise<void> {
    const changes = needs.includes('controls');
    if (this.#controls && (changes || this.#changed)) await this.renew();
    this.#changed = changes;
  }

  async renew(): Promise<void> {
    await this.controls.reset();
    this.#tokens.clear();
  }

  /** Epoch milliseconds by the gateway's clock, as well as we know it. */
  async now(): Promise<number> {
    return this.#controls ? this.#controls.now() : Date.now();
  }

  /** Sends, and expects of the answer what every honest one has. */
  async call(api: Api | string, message: object | string | Uint8Array, manner?: Manner): Promise<Answer> {
    const answer = await this.#sendPatiently(api, message, manner);
    expect(answer.httpStatus, answer.text).toBe(200);
    expect(answer.signature, `the signature of ${answer.text}`).toBe('valid');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json; ?charset=utf-8$/i);
    expect(answer.headers.get('client-id')).toBe(manner?.clientId ?? this.merchant.identity.clientId);
    expect(answer.headers.get('response-time')).toMatch(RESPONSE_TIME);
    if ((APIS as readonly string[]).includes(api)) expect(faultsIn(answer.body, ANSWERS[api as Api])).toEqual([]);
    return answer;
  }

  /** A gateway of somebody else may ask for a slower pace; the same message goes again (protocol 3.0). */
  async #sendPatiently(api: Api | string, message: object | string | Uint8Array, manner?: Manner): Promise<Answer> {
    const answer = await this.merchant.send(api, message, manner);
    for (const pauseMs of this.isControlled ? [] : PACE_MS) {
      if (answer.result.resultCode !== 'REQUEST_TRAFFIC_EXCEED_LIMIT') return answer;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const again = await this.merchant.send(api, message, manner);
      if (again.result.resultCode !== 'REQUEST_TRAFFIC_EXCEED_LIMIT') return again;
    }
    return answer;
  }

  /** A customer's account in a wallet of the simulator. */
  async account(wallet: string, digits = RICH): Promise<Account> {
    const accounts = await this.controls.accounts();
    const found = accounts.find((one) => one.wallet === wallet && one.login.replace(/\D/g, '').endsWith(digits));
    if (!found) throw new Error(`the simulator has no customer …${digits} of ${wallet}`);
    return found;
  }

  /** consult, and the customer's way through the wallet; where the browser ends up. */
  async walk(linking: Linking & { readonly decision?: Decision } = {}): Promise<Walked> {
    const { wallet = this.wallet.brand, digits, authNotifyUrl, decision } = linking;
    const account = await this.account(wallet, digits);
    const phone = { terminalType: 'WAP', osType: 'IOS' };
    const more = { customerBelongsTo: wallet, ...phone, ...(authNotifyUrl && { authNotifyUrl }) };
    const message = consultMessage(this, more);
    const answer = await this.call('consult', message);
    expect(answer.result.resultCode).toBe('SUCCESS');
    const end = await walkThrough(browserAddress(answer), account.login, decision);
    return { end, authState: message.authState, account };
  }

  /** A new token, agreed to by a customer of the simulator. */
  async link(linking: Linking = {}): Promise<Linked> {
    const { wallet = this.wallet.brand } = linking;
    const { end, authState, account } = await this.walk(linking);
    const authCode = end.searchParams.get('authCode') ?? '';
    const answer = await this.call('applyToken', applyTokenMessage(this, { customerBelongsTo: wallet, authCode }));
    expect(answer.result.resultCode).toBe('SUCCESS');
    const { accessToken, refreshToken } = answer.body;
    return {
      accessToken: String(accessToken),
      refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
      answer,
      authCode,
      authState,
      account,
      wallet: walletNamed(wallet),
    };
  }

  /** A token that several cases share, and none of them spoils. */
  async token(wallet = this.wallet.brand): Promise<string> {
    if (this.#target.accessToken !== null) return this.#target.accessToken;
    const known = this.#tokens.get(wallet) ?? this.link({ wallet });
    this.#tokens.set(wallet, known);
    return (await known).accessToken;
  }

  /** An amount of the wallet that no limit forbids. */
  amount(value = easyAmount(this.wallet), currency = this.wallet.currency) {
    return { currency, value };
  }

  /** Where notifications of nobody's interest may go. */
  get anyHook(): string {
    return this.#hook ? this.#hook.address() : UNREACHED;
  }

  async close(): Promise<void> {
    await this.#hook?.close();
    await this.#target.stop();
  }
}

export async function openProtocol(variables: Readonly<Record<string, string | undefined>>): Promise<Protocol> {
  const target = await openTarget(variables);
  return new Protocol(target, target.controlUrl === null ? null : await openHook());
}
