/**
 * The switches of the simulator, with their defaults; kept in the journal. Where the documents are silent there is
 * a switch here and its default is the judgement of protocol.md (docs/simulator.md lists them with the paragraph). It
 * refuses to know who reads them.
 */

export interface Settings {
  /** off: notifications are written down but not sent. */
  notifications: 'on' | 'off';
  payAnswer: 'in_process' | 'immediate';
  /** How long a payment stays in process. */
  settleMs: number;
  refundAnswer: 'immediate' | 'in_process';
  /** How long a refund stays in process. */
  refundSettleMs: number;
  /** The schedule's intervals are multiplied by this; 0.001 makes two minutes 120 ms. */
  notificationTimeScale: number;
  accessTokenDays: number;
  refreshTokenDays: number;
  /** For wallets without refresh: "absent means valid for a long time" (protocol 3.2). */
  longTokenDays: number;
  authorizationMinutes: number;
  authCodeMinutes: number;
  /** How many times each code is answered AUTH_IN_PROCESS before it is exchanged. */
  authInProcessTimes: number;
  repeatedApplyToken: 'USED_CODE' | 'same';
  repeatedRefresh: 'USED_REFRESH_TOKEN' | 'same';
  /** Whether a refresh brings a new refresh token; some wallets return the same (protocol 5.6). */
  rotateRefreshToken: 'rotates' | 'same';
  /** Whether a replaced access token still works until its own expiry (protocol 5.6). */
  oldAccessToken: 'lives' | 'dies';
  /** The gateway side's notion of wallets under contract; empty means all it plays. */
  contractedWallets: string[];
  /** Under contract, but not for auto debit: PAYMENT_NOT_QUALIFIED. */
  notQualifiedWallets: string[];
  /** Wallets that keep one permission per account and merchant: a second link is refused on the wallet's page. */
  oneLinkPerAccount: string[];
  /** Wallets that answer a consult from a desktop with the code to scan as well (protocol 3.1, authCodeForm). */
  scanToLinkWallets: string[];
  /** Wallets whose paid payments cannot be cancelled (protocol 4.6, 11.2). */
  uncancellableWallets: string[];
  unrefundableWallets: string[];
  /** Wallets that refund a payment only once. */
  singleRefundWallets: string[];
  /** Days to refund by wallet, where the contract says otherwise than the table. */
  refundWindowDays: Record<string, number>;
  settlementCurrencies: string[];
  /** Minor units by currency that the merchant has for refunds; payments add to it. A currency left out never ends. */
  merchantBalance: Record<string, string>;
  /** What wallets allow one person in a day, a month, a year (protocol 6), and a person's own limit. */
  spendingLimits: 'on' | 'off';
  /** Whether the amounts of special-amounts.ts mean something. */
  specialAmounts: 'on' | 'off';
  cancelFailed: 'ORDER_STATUS_INVALID' | 'SUCCESS';
  unknownRefund: 'REFUND_NOT_EXIST' | 'empty';
  /** A pay without an address to notify, in the call or here: "one of the two must exist" (protocol 3.5). */
  missingNotifyUrl: 'accepted' | 'PARAM_ILLEGAL';
  /** How far Request-Time may be from the simulator's clock; 0: any distance (protocol 2.1). */
  clockSkewSeconds: number;
  /** Whether failed and expired payments are notified (protocol 3.10). */
  failureNotifications: 'on' | 'off';
  /** Whether PAYMENT_PENDING is sent while a payment is in process. */
  pendingNotifications: 'on' | 'off';
  /** Whether the merchant's own revoke is notified too (protocol 11.2, 5). */
  revokeNotifies: 'on' | 'off';
  tokenCreatedNotifications: 'on' | 'off';
  /** Shown on agreement pages; empty: the configured name, else the client id. */
  merchantName: string;
  /** The dashboard's default addresses; the value in a call beats them (protocol 8). */
  paymentNotifyUrl: string;
  refundNotifyUrl: string;
  authorizationNotifyUrl: string;
}

export const DEFAULT_SETTINGS: Settings = {
  notifications: 'on',
  payAnswer: 'in_process',
  settleMs: 1500,
  refundAnswer: 'immediate',
  refundSettleMs: 1500,
  notificationTimeScale: 1,
  accessTokenDays: 30,
  refreshTokenDays: 60,
  longTokenDays: 3650,
  authorizationMinutes: 15,
  authCodeMinutes: 10,
  authInProcessTimes: 0,
  repeatedApplyToken: 'USED_CODE',
  repeatedRefresh: 'USED_REFRESH_TOKEN',
  rotateRefreshToken: 'rotates',
  oldAccessToken: 'lives',
  contractedWallets: [],
  notQualifiedWallets: [],
  oneLinkPerAccount: [],
  scanToLinkWallets: [],
  uncancellableWallets: ['DANA', 'JKOPAY'],
  unrefundableWallets: [],
  singleRefundWallets: [],
  refundWindowDays: {},
  settlementCurrencies: [
    ...['USD', 'EUR', 'GBP', 'HKD', 'SGD', 'JPY', 'CNY'],
    ...['PHP', 'IDR', 'KRW', 'MYR', 'THB', 'TWD', 'VND'],
  ],
  merchantBalance: {},
  spendingLimits: 'on',
  specialAmounts: 'on',
  cancelFailed: 'ORDER_STATUS_INVALID',
  unknownRefund: 'REFUND_NOT_EXIST',
  missingNotifyUrl: 'accepted',
  clockSkewSeconds: 0,
  failureNotifications: 'on',
  pendingNotifications: 'off',
  revokeNotifies: 'on',
  tokenCreatedNotifications: 'off',
  merchantName: '',
  paymentNotifyUrl: '',
  refundNotifyUrl: '',
  authorizationNotifyUrl: '',
};

const ON_OR_OFF = ['on', 'off'] as const;

/** What each switch can be turned to; the control page draws its choices from this. */
export const CHOICES: Partial<Record<keyof Settings, readonly string[]>> = {
  notifications: ON_OR_OFF,
  payAnswer: ['in_process', 'immediate'],
  refundAnswer: ['immediate', 'in_process'],
  repeatedApplyToken: ['USED_CODE', 'same'],
  repeatedRefresh: ['USED_REFRESH_TOKEN', 'same'],
  rotateRefreshToken: ['rotates', 'same'],
  oldAccessToken: ['lives', 'dies'],
  spendingLimits: ON_OR_OFF,
  specialAmounts: ON_OR_OFF,
  cancelFailed: ['ORDER_STATUS_INVALID', 'SUCCESS'],
  unknownRefund: ['REFUND_NOT_EXIST', 'empty'],
  missingNotifyUrl: ['accepted', 'PARAM_ILLEGAL'],
  failureNotifications: ON_OR_OFF,
  pendingNotifications: ON_OR_OFF,
  revokeNotifies: ON_OR_OFF,
  tokenCreatedNotifications: ON_OR_OFF,
};

const NOTIFY_URLS = ['paymentNotifyUrl', 'refundNotifyUrl', 'authorizationNotifyUrl'];

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d{1,18}$/.test(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function everyValue(value: unknown, holds: (item: unknown) => boolean): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(holds);
}

/** What `name` must be instead of `value`; undefined when it is well. */
function fault(name: keyof Settings, value: unknown): string | undefined {
  const standard = DEFAULT_SETTINGS[name];
  const choices = CHOICES[name];
  const expect = (holds: boolean, words: string) => (holds ? undefined : words);
  if (choices) {
    return expect(typeof value === 'string' && choices.includes(value), `one of ${choices.join(', ')}`);
  }
  if (name === 'merchantBalance') return expect(everyValue(value, isAmount), 'amounts in minor units by currency');
  if (name === 'refundWindowDays') return expect(everyValue(value, isNumber), 'numbers of days by wallet');
  if (typeof standard === 'number') return expect(isNumber(value), 'a number, zero or more');
  if (Array.isArray(standard)) {
    return expect(Array.isArray(value) && value.every((item) => typeof item === 'string'), 'a list of strings');
  }
  if (typeof value !== 'string') return 'a string';
  return NOTIFY_URLS.includes(name)
    ? expect(value === '' || (URL.canParse(value) && /^https?:/.test(value)), 'an http or https address, or empty')
    : undefined;
}

/** Only what differs from the defaults, so that a later version's defaults hold where nobody chose. */
export function changedFrom(defaults: Settings, settings: Settings): Partial<Settings> {
  const differs = (name: string) =>
    JSON.stringify(settings[name as keyof Settings]) !== JSON.stringify(defaults[name as keyof Settings]);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => differs(name)));
}

/** `current` with the given changes; a sentence instead when a name or a value is wrong, and nothing changes. */
export function changeSettings(current: Settings, changes: Record<string, unknown>): Settings | string {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(DEFAULT_SETTINGS, name)) return `There is no setting named ${name}.`;
    const wanted = fault(name as keyof Settings, value);
    if (wanted) return `${name} must be ${wanted}.`;
  }
  return { ...current, ...changes };
}
