/** Every switch of the simulator, in words and in groups. The compiler sees to it that none is forgotten. */
import { type Settings } from '../../settings';

export const GROUPS = ['Debits', 'Refunds', 'Links and tokens', 'Notifications', 'Contract'] as const;

export type Group = (typeof GROUPS)[number];

export interface Switch {
  group: Group;
  label: string;
  /** What each choice means, where its own word does not say it. */
  words?: Record<string, string>;
  /** What an empty field means. */
  hint?: string;
}

const RESULT = { in_process: 'in process, then the result', immediate: 'the result at once' };
const SAME = { same: 'the same answer' };

type Names<Name extends keyof Settings> = Record<Name, Omit<Switch, 'group'>>;

function grouped<Name extends keyof Settings>(group: Group, switches: Names<Name>): Record<Name, Switch> {
  const entries = Object.entries<Omit<Switch, 'group'>>(switches).map(([name, one]) => [name, { group, ...one }]);
  return Object.fromEntries(entries) as Record<Name, Switch>;
}

export const SWITCHES: Record<keyof Settings, Switch> = {
  ...grouped('Debits', {
    payAnswer: { label: 'pay answers', words: RESULT },
    settleMs: { label: 'Result after, ms' },
    spendingLimits: { label: 'A person’s limits count' },
    specialAmounts: { label: 'Special amounts count' },
    cancelFailed: { label: 'cancel of a failed debit' },
    uncancellableWallets: { label: 'Not cancellable once paid', hint: 'no wallet' },
  }),
  ...grouped('Refunds', {
    refundAnswer: { label: 'refund answers', words: RESULT },
    refundSettleMs: { label: 'Result after, ms' },
    unknownRefund: { label: 'inquiryRefund of none', words: { empty: 'SUCCESS, no status' } },
    merchantBalance: { label: 'Merchant’s balance, minor units', hint: 'endless; PHP 150000' },
    unrefundableWallets: { label: 'Never refunded', hint: 'no wallet' },
    singleRefundWallets: { label: 'Refunded once only', hint: 'no wallet' },
    refundWindowDays: { label: 'Days to refund', hint: 'as the table; GCASH 30' },
  }),
  ...grouped('Links and tokens', {
    accessTokenDays: { label: 'Access token lives, days' },
    refreshTokenDays: { label: 'Refresh token lives, days' },
    longTokenDays: { label: 'Without refresh, days' },
    authorizationMinutes: { label: 'Wallet’s address lives, min' },
    authCodeMinutes: { label: 'authCode lives, min' },
    authInProcessTimes: { label: 'AUTH_IN_PROCESS first, times' },
    repeatedApplyToken: { label: 'applyToken, used code', words: SAME },
    repeatedRefresh: { label: 'applyToken, used refresh', words: SAME },
    rotateRefreshToken: { label: 'Refresh token, refreshed', words: { rotates: 'a new one', same: 'stays the same' } },
    oldAccessToken: { label: 'Old token, refreshed', words: { lives: 'lives on' } },
    oneLinkPerAccount: { label: 'One link per account', hint: 'no wallet' },
    scanToLinkWallets: { label: 'Give a code to scan', hint: 'no wallet' },
  }),
  ...grouped('Notifications', {
    notifications: { label: 'Sent at all' },
    notificationTimeScale: { label: 'Waits, times' },
    failureNotifications: { label: 'Failed debits' },
    pendingNotifications: { label: 'PAYMENT_PENDING' },
    revokeNotifies: { label: 'TOKEN_CANCELED, revoked' },
    tokenCreatedNotifications: { label: 'TOKEN_CREATED' },
    missingNotifyUrl: { label: 'pay without an address' },
    paymentNotifyUrl: { label: 'Payments to, by default', hint: 'nowhere' },
    refundNotifyUrl: { label: 'Refunds to, by default', hint: 'nowhere' },
    authorizationNotifyUrl: { label: 'Links to, by default', hint: 'nowhere' },
  }),
  ...grouped('Contract', {
    merchantName: { label: 'Merchant’s name', hint: 'as configured' },
    contractedWallets: { label: 'Wallets', hint: 'every wallet' },
    notQualifiedWallets: { label: 'Not for auto debit', hint: 'no wallet' },
    settlementCurrencies: { label: 'Settlement currencies' },
    clockSkewSeconds: { label: 'Request-Time off by, s' },
  }),
};
