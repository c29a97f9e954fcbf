/**
 * What a customer reads. The fact first, then what it means, then what to do; the wallet is named, Alipay is not.
 */
interface Reason {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
}

type ReasonOf = (wallet: string) => Reason;

const notCharged = 'You were not charged.';

const declined: ReasonOf = (wallet) => ({
  title: `${wallet} declined this debit`,
  text: notCharged,
  remedy: 'Order again, or pay with another wallet.',
});

const wallet_lost: ReasonOf = (wallet) => ({
  title: `${wallet} no longer allows debits from here`,
  text: `The permission has ended in ${wallet}. ${notCharged}`,
  remedy: `Link ${wallet} again, then order again.`,
});

const unavailable: ReasonOf = (wallet) => ({
  title: `${wallet} is not available now`,
  text: `${wallet} does not take this debit at the moment. ${notCharged}`,
  remedy: 'Order again later, or pay with another wallet.',
});

const overLimit: ReasonOf = (wallet) => ({
  title: `A ${wallet} limit was reached`,
  text: `${wallet} allows only so much at a time or in a day. ${notCharged}`,
  remedy: 'Order again tomorrow, or pay with another wallet.',
});

const notVerified: ReasonOf = (wallet) => ({
  title: `Your ${wallet} account is not fully verified`,
  text: `${wallet} lets only verified accounts pay this way. ${notCharged}`,
  remedy: `Verify it in the ${wallet} app, then order again.`,
});

const restricted: ReasonOf = (wallet) => ({
  title: `Your ${wallet} account cannot pay now`,
  text: `${wallet} has restricted the account. ${notCharged}`,
  remedy: `Ask ${wallet}, or pay with another wallet.`,
});

const ended: ReasonOf = () => ({
  title: 'This debit has ended without a payment',
  text: notCharged,
  remedy: 'Order again, or pay with another wallet.',
});

const ourSide: ReasonOf = () => ({
  title: 'This debit could not be made',
  text: `The reason lies with us, not with your wallet. ${notCharged}`,
  remedy: 'Order again later, or pay with another wallet.',
});

/** Why an order failed, by Alipay's code; a code that is not here reads as "declined". */
const orderReasons: Readonly<Record<string, ReasonOf>> = {
  USER_BALANCE_NOT_ENOUGH: (wallet) => ({
    title: `Your ${wallet} balance was too low`,
    text: notCharged,
    remedy: `Top up ${wallet} and order again, or pay with another wallet.`,
  }),
  RISK_REJECT: (wallet) => ({
    title: `${wallet} declined this debit`,
    text: `A safety check refused it. ${notCharged}`,
    remedy: 'Pay with another wallet.',
  }),
  USER_AMOUNT_EXCEED_LIMIT: overLimit,
  PAYMENT_AMOUNT_EXCEED_LIMIT: overLimit,
  PAYMENT_COUNT_EXCEED_LIMIT: overLimit,
  USER_KYC_NOT_QUALIFIED: notVerified,
  USER_PAYMENT_VERIFICATION_FAILED: (wallet) => ({
    title: `${wallet} could not verify this debit`,
    text: notCharged,
    remedy: 'Order again, or pay with another wallet.',
  }),
  USER_STATUS_ABNORMAL: restricted,
  USER_NOT_EXIST: wallet_lost,
  INVALID_ACCESS_TOKEN: wallet_lost,
  NO_PAY_OPTIONS: unavailable,
  CURRENCY_NOT_SUPPORT: unavailable,
  ORDER_IS_CLOSED: ended,
  ORDER_IS_CANCELED: ended,
  ORDER_NOT_EXIST: ended,
  PAYMENT_NOT_QUALIFIED: ourSide,
  MERCHANT_KYB_NOT_QUALIFIED: ourSide,
  MERCHANT_NOT_REGISTERED: ourSide,
  PARAM_ILLEGAL: ourSide,
  ACCESS_DENIED: ourSide,
  SYSTEM_ERROR: ended,
};

export const customer = {
  frame: {
    accountNav: 'Your account',
    orders: 'Orders',
    wallets: 'Wallets',
    account: 'Account',
    dashboard: 'Dashboard',
    signIn: 'Sign in',
    home: (merchant: string) => `${merchant}, shop`,
  },

  shop: {
    title: 'Shop',
    lead: 'Choose something, pay with a wallet you have linked, and watch it arrive under Orders.',
    buy: 'Buy',
    buyProduct: (name: string) => `Buy ${name}`,
    paidIn: (currency: string) => `Paid in ${currency}`,
    emptyTitle: 'Nothing is for sale today',
    emptyText: 'The shop has no products yet. Come back later.',
  },

  buy: {
    title: (product: string) => `Buy ${product}`,
    back: 'Shop',
    summary: 'Your order',
    total: 'Total',
    payWith: 'Pay with',
    byDefault: 'used by default',
    pay: (amount: string) => `Pay ${amount}`,
    paying: 'Placing your order',
    consent: (merchant: string, wallet: string, account: string, amount: string) =>
      `You allowed ${merchant} to debit this wallet. With the button below, ${amount} is debited from ${account} once, without leaving this page. You can end the permission in the ${wallet} app at any time.`,
    placed: 'Your order is placed',
    noWalletTitle: (currency: string) => `No linked wallet pays in ${currency}`,
    noWalletText: 'Link one first. Nothing is debited while you link, and you come back here afterwards.',
    linkWallet: 'Link a wallet',
    linkAnother: 'Link another wallet',
    noScript: 'Paying needs JavaScript. Nothing is debited without it.',
    notPlaced: 'Your order was not placed',
    unknownTitle: 'We do not know whether your order was placed',
    unknown: 'Look under Orders first. Pressing the button again does not place it twice.',
  },

  wallets: {
    title: 'Wallets',
    lead: (merchant: string) => `These wallets pay for what you order at ${merchant}.`,
    paysFor: 'Pays for',
    paysForValue: (currency: string) => `Orders in ${currency}`,
    paysForDefault: (currency: string) => `Orders in ${currency}, by default`,
    linked: 'Linked',
    permissionEnds: 'Until',
    makeDefault: 'Make default',
    makeDefaultLabel: (wallet: string) => `Make default: ${wallet}`,
    linkFirst: 'Link a wallet',
    linkAnother: 'Link another wallet',
    linkAgain: (wallet: string) => `Link ${wallet} again`,
    needsRelink: (wallet: string) =>
      `${wallet} ended this permission. Nothing is debited from it. Link it again to carry on.`,
    revoking: (wallet: string) => `We are telling ${wallet}. Nothing is debited from it meanwhile.`,
    paused: 'Nothing is debited from it while it is paused.',
    emptyTitle: 'No wallet is linked yet',
    emptyText: (merchant: string) =>
      `Link a wallet once. After that ${merchant} can collect what you order without asking each time. No money moves while you link.`,
    noAccount: 'Account not named by the wallet',
  },

  picker: {
    title: 'Choose a wallet',
    lead: (merchant: string) =>
      `Link it once. After that, ${merchant} can collect what you order without asking each time.`,
    step: (now: number) => `Step ${now} of 3`,
    search: 'Search wallets',
    searchButton: 'Search',
    otherRegions: 'Other regions',
    changeRegion: 'Change region',
    regionNav: 'Regions',
    found: (count: number, query: string) =>
      count === 1 ? `1 wallet for “${query}”` : `${count} wallets for “${query}”`,
    noneTitle: (query: string) => `No wallet is called “${query}”`,
    noneText: 'Check the spelling, or look through all of them.',
    showAll: 'Show all wallets',
    phone: 'Have your phone at hand.',
    login: (wallet: string) => `You log in on ${wallet}’s page.`,
    paysIn: (currency: string) => `Pays in ${currency}.`,
    footnote: 'No money moves while you link. You can end the permission in the wallet at any time.',
  },

  consent: {
    title: (merchant: string, wallet: string) => `Let ${merchant} debit your ${wallet} wallet?`,
    otherWallets: 'Other wallets',
    who: 'Who',
    what: 'What',
    whatValue: (currency: string) => `What you order here, at the price shown, in ${currency}`,
    when: 'When',
    whenValue: 'When you order. Each debit is listed under Orders.',
    stop: 'How to stop',
    stopValue: (wallet: string) => `End the permission in the ${wallet} app. From then on nothing is debited.`,
    kept: 'Kept from us',
    keptValue: (wallet: string) => `Your ${wallet} PIN, balance and other payments`,
    agree: 'Agree and continue',
    notNow: 'Not now',
    nextPhone: (wallet: string) =>
      `Next, ${wallet} opens. On a computer it shows a code to scan with the ${wallet} app on your phone. No money moves yet.`,
    nextLogin: (wallet: string) => `Next, you log in on ${wallet}’s page. No money moves yet.`,
  },

  attempt: {
    leavingTitle: (wallet: string) => `Continue in ${wallet}`,
    leavingText: (wallet: string) =>
      `${wallet} asks you to approve. When you are done, you come back here, and this page goes on by itself.`,
    leavingPhone: (wallet: string) => `${wallet} shows a code. Scan it with the ${wallet} app on your phone.`,
    leavingPhoneMobile: (wallet: string) => `${wallet} opens its app or a page to log in.`,
    leavingLogin: (wallet: string) => `You log in on ${wallet}’s page with your own number.`,
    continueTo: (wallet: string) => `Continue to ${wallet}`,
    otherBrowserTitle: 'This link was started in another browser',
    otherBrowserText: (wallet: string) =>
      `The way to ${wallet} is open only there. Nothing is linked yet. Go on in that browser, or start again here.`,
    startAgain: 'Start again here',
    stop: 'Choose another wallet',
    until: 'You have until',
    afterwards: 'After that, start again here.',
    progress: 'Progress',
    progressAgreed: 'You agreed here',
    progressAnswered: (wallet: string) => `${wallet} answered`,
    progressWaiting: (wallet: string) => `Waiting for you to approve in ${wallet}`,
    progressChecking: (wallet: string) => `We check with ${wallet}`,
    checkingTitle: (wallet: string) => `Checking with ${wallet}`,
    checkingText: (wallet: string) =>
      `${wallet} has answered, and we make sure of it. This takes a few seconds. You may leave this page; nothing is debited.`,
    checking: 'Checking',
    waiting: 'Waiting',

    linked: 'Linked',
    linkedTitle: (wallet: string) => `${wallet} is linked`,
    linkedText: (merchant: string) =>
      `${merchant} can now debit this wallet for what you order. Nothing has been debited yet.`,
    linkedSince: 'Linked',
    paysFor: 'Pays for',
    toStop: 'To stop',
    toStopText: (wallet: string) => `End the permission in the ${wallet} app at any time`,
    backToOrder: 'Back to your order',
    backWhere: 'Back to where you were',
    toShop: 'Go to the shop',
    seeWallets: 'See your wallets',

    notLinked: 'Not linked',
    failedTitle: (wallet: string) => `${wallet} was not linked`,
    expired: 'Timed out',
    expiredReason: 'This attempt ended',
    expiredAt: 'It ended at',
    expiredText: 'Nothing was linked and nothing was debited. Start again; it takes a minute.',
    tryAgain: (wallet: string) => `Try ${wallet} again`,
    anotherWallet: 'Choose another wallet',
    support: 'For support',
    supportAttempt: 'Attempt',
    supportReason: 'Reason',
    supportWhen: 'When',

    reasons: {
      refused: (wallet) => ({
        title: `You said no in ${wallet}`,
        text: 'Nothing was linked and nothing was debited.',
        remedy: `Choose ${wallet} again, or another wallet.`,
      }),
      code_unusable: (wallet) => ({
        title: `The answer from ${wallet} could not be used`,
        text: 'It was too old, or had been used before. Nothing was linked and nothing was debited.',
        remedy: 'Try again; it takes a minute.',
      }),
      not_verified: (wallet) => ({
        title: `Your ${wallet} account is not fully verified`,
        text: `${wallet} lets only verified accounts pay this way. Nothing was linked and nothing was debited.`,
        remedy: `Verify it in the ${wallet} app, then try again here.`,
      }),
      wallet_unavailable: (wallet) => ({
        title: `${wallet} cannot be linked now`,
        text: 'Nothing was linked and nothing was debited.',
        remedy: 'Try again in a few minutes, or choose another wallet.',
      }),
      answer_lost: (wallet) => ({
        title: `${wallet} did not answer in time`,
        text: 'So we do not use this permission. Nothing was linked here and nothing was debited.',
        remedy: 'Try again; it takes a minute.',
      }),
      not_confirmed: (wallet) => ({
        title: 'You said that this was not you',
        text: `Nothing was linked, and ${wallet} was told to end the permission. Nothing was debited.`,
        remedy: 'If it was you after all, try again here.',
      }),
    } satisfies Record<string, ReasonOf> as Readonly<Record<string, ReasonOf>>,
  },

  orders: {
    title: 'Orders',
    lead: 'What you ordered, newest first.',
    emptyTitle: 'You have not ordered anything yet',
    emptyText: 'What you order appears here, with its debit.',
    toShop: 'Go to the shop',
    older: 'Older orders',
    newest: 'Newest orders',
    pages: 'More orders',
    wallet: (name: string, account: string | null) => (account === null ? name : `${name} ${account}`),
  },

  order: {
    title: (reference: string) => `Order ${reference}`,
    documentTitle: (reference: string, status: string) => `Order ${reference}, ${status.toLowerCase()}`,
    back: 'Orders',
    confirming: (wallet: string) =>
      `We are confirming with ${wallet}. You will not be charged twice. You may leave this page.`,
    waits: (wallet: string) =>
      `Your order is placed and waits with us. ${wallet} has not been asked yet, and you were not charged. You are charged once, as soon as this goes on. You may leave this page.`,
    waitsStatus: 'Waiting',
    paid: (wallet: string) => `Debited once, from ${wallet}.`,
    failed: 'You were not charged.',
    cancelled: (wallet: string) => `This order was cancelled. Nothing is kept from ${wallet}.`,
    cancelledReturned: (wallet: string) => `This order was cancelled. What was debited goes back to ${wallet}.`,
    progress: 'Progress',
    ordered: 'Ordered',
    isConfirming: (wallet: string) => `${wallet} is confirming`,
    isWaiting: (wallet: string) => `Waiting to ask ${wallet}`,
    updatesItself: 'This page updates by itself.',
    paidStep: 'Paid',
    debit: 'The debit',
    when: 'When',
    from: 'From',
    refunded: 'Refunded',
    nothing: 'Nothing',
    items: 'What you ordered',
    total: 'Total',
    quantity: (quantity: number, name: string) => (quantity === 1 ? name : `${quantity} × ${name}`),
    toShop: 'Back to the shop',
    anotherWallet: 'Link another wallet',
    linkAgain: (wallet: string) => `Link ${wallet} again`,
    reference: 'Order',
    code: 'Reason',
    support: 'For support',
    reason: (code: string, wallet: string): Reason => (orderReasons[code] ?? declined)(wallet),
    linkAgainCodes: ['INVALID_ACCESS_TOKEN', 'USER_NOT_EXIST'] as readonly string[],
  },
} as const;
