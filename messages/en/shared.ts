/**
 * Words both audiences read: statuses, regions, currencies, months, what the frame says.
 */
export const shared = {
  skipToContent: 'Skip to content',
  copy: (text: string) => `Copy ${text}`,
  copied: 'Copied',
  close: 'Close',
  copyInFull: ', copy in full',
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  utc: 'UTC',

  ribbon: {
    label: 'Mode',
    demo: { name: 'Demo', text: 'Alipay is played by the simulator. No real money moves.' },
    test: { name: 'Test', text: 'Alipay’s sandbox. No real money moves.' },
    clockMoved: 'Clock moved:',
    clockRate: (rate: number) => `, ×${rate}`,
  },

  orderStatus: {
    INIT: 'Confirming',
    SUCCESS: 'Paid',
    FAIL: 'Failed',
    CANCELLED: 'Cancelled',
  },
  needsDecision: 'Needs a decision',

  walletStatus: {
    LINKED: 'Linked',
    NEEDS_RELINK: 'Needs re-link',
    REVOKING: 'Unlinking',
    REVOKED: 'Unlinked',
  },
  paused: 'Paused',

  regions: {
    CN: 'Mainland China',
    HK: 'Hong Kong',
    ID: 'Indonesia',
    JP: 'Japan',
    KR: 'South Korea',
    MY: 'Malaysia',
    PH: 'Philippines',
    SG: 'Singapore',
    TH: 'Thailand',
    TW: 'Taiwan',
    VN: 'Vietnam',
    GB: 'United Kingdom',
    US: 'United States',
  } as Readonly<Record<string, string>>,

  currencies: {
    CNY: 'Chinese yuan',
    GBP: 'pounds sterling',
    HKD: 'Hong Kong dollars',
    IDR: 'Indonesian rupiah',
    JPY: 'Japanese yen',
    KRW: 'Korean won',
    MYR: 'Malaysian ringgit',
    PHP: 'Philippine pesos',
    SGD: 'Singapore dollars',
    THB: 'Thai baht',
    TWD: 'New Taiwan dollars',
    USD: 'US dollars',
    VND: 'Vietnamese dong',
  } as Readonly<Record<string, string>>,

  notFound: {
    title: 'Nothing at this address',
    text: 'The page is not here, or it belongs to somebody else. Check the address, or begin again.',
    home: 'Go to the start page',
  },
  failed: {
    title: 'This page could not be shown',
    text: 'Something failed on our side. What you did before is kept, and nothing is debited by looking again.',
    reference: 'Reference',
    again: 'Try again',
    home: 'Go to the start page',
  },

  /** Where a page that looks again by itself could not. */
  notUpToDate: {
    title: 'This page is not up to date',
    since: 'It shows what was true on',
    unreached: 'The server did not answer since. Check your connection, then reload.',
    reload: 'Reload',
  },

  /** Shown when an answer of our own server could not be read. */
  requestFailed:
    'We could not reach the server. Nothing was changed as far as we know. Check your connection, then look again.',
} as const;
