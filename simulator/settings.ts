/**
 * The switches of the simulator, with their defaults; kept in the journal. Where the documents are silent there is
 * a switch here and its default is the judgement of protocol.md. It refuses to know who reads them.
 */

export interface Settings {
  /** off: notifications are written down but not sent. */
  notifications: 'on' | 'off';
  payAnswer: 'in_process' | 'immediate';
  /** How long a payment stays in process. */
  settleMs: number;
  /** The schedule's intervals are multiplied by this; 0.001 makes two minutes 120 ms. */
  notificationTimeScale: number;
  accessTokenDays: number;
  refreshTokenDays: number;
  /** For wallets without refresh: "absent means valid for a long time" (protocol 3.2). */
  longTokenDays: number;
  authorizationMinutes: number;
  authCodeMinutes: number;
  repeatedApplyToken: 'USED_CODE' | 'same';
  repeatedRefresh: 'USED_REFRESH_TOKEN' | 'same';
  /** Whether a replaced access token still works until its own expiry (protocol 5.6). */
  oldAccessToken: 'lives' | 'dies';
  /** The gateway side's notion of wallets under contract; empty means all it plays. */
  contractedWallets: string[];
  /** Wallets that keep one permission per account and merchant: a second link is refused on the wallet's page. */
  oneLinkPerAccount: string[];
  settlementCurrencies: string[];
  /** What wallets allow one person in a day, a month, a year (protocol 6), and a person's own limit. */
  spendingLimits: 'on' | 'off';
  /** Whether the amounts of special-amounts.ts mean something. */
  specialAmounts: 'on' | 'off';
  /** Shown on agreement pages; empty: the configured name, else the client id. */
  merchantName: string;
  /** The dashboard's default addresses; the value in a call beats them (protocol 8). */
  paymentNotifyUrl: string;
  authorizationNotifyUrl: string;
}

export const DEFAULT_SETTINGS: Settings = {
  notifications: 'on',
  payAnswer: 'in_process',
  settleMs: 1500,
  notificationTimeScale: 1,
  accessTokenDays: 30,
  refreshTokenDays: 60,
  longTokenDays: 3650,
  authorizationMinutes: 15,
  authCodeMinutes: 10,
  repeatedApplyToken: 'USED_CODE',
  repeatedRefresh: 'USED_REFRESH_TOKEN',
  oldAccessToken: 'lives',
  contractedWallets: [],
  oneLinkPerAccount: [],
  settlementCurrencies: [
    ...['USD', 'EUR', 'GBP', 'HKD', 'SGD', 'JPY', 'CNY'],
    ...['PHP', 'IDR', 'KRW', 'MYR', 'THB', 'TWD', 'VND'],
  ],
  spendingLimits: 'on',
  specialAmounts: 'on',
  merchantName: '',
  paymentNotifyUrl: '',
  authorizationNotifyUrl: '',
};

const CHOICES: Partial<Record<keyof Settings, readonly string[]>> = {
  notifications: ['on', 'off'],
  payAnswer: ['in_process', 'immediate'],
  repeatedApplyToken: ['USED_CODE', 'same'],
  repeatedRefresh: ['USED_REFRESH_TOKEN', 'same'],
  oldAccessToken: ['lives', 'dies'],
  spendingLimits: ['on', 'off'],
  specialAmounts: ['on', 'off'],
};

function fault(name: keyof Settings, value: unknown): string | undefined {
  const standard = DEFAULT_SETTINGS[name];
  const choices = CHOICES[name];
  if (choices) {
    return typeof value === 'string' && choices.includes(value) ? undefined : `one of ${choices.join(', ')}`;
  }
  if (typeof standard === 'number') {
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? undefined : 'a number, zero or more';
  }
  if (Array.isArray(standard)) {
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'a list of strings';
  }
  return typeof value === 'string' ? undefined : 'a string';
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
