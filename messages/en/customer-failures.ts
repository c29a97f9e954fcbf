/**
 * What a customer reads when something did not work, by the kind of trouble and never by a code: what happened, what it means, what to do.
 */
interface Reason {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
}

export type ReasonOf = (wallet: string) => Reason;

const notCharged = 'You were not charged.';

const ourSide: ReasonOf = () => ({
  title: 'This debit could not be made',
  text: `The reason lies with us, not with your wallet. ${notCharged}`,
  remedy: 'Try again later, or pay with another wallet.',
});

const ended: ReasonOf = () => ({
  title: 'This debit has ended without a payment',
  text: notCharged,
  remedy: 'Try again, or pay with another wallet.',
});

/** Why a debit failed. */
export const debitFailures = {
  balance: (wallet) => ({
    title: `Your ${wallet} balance was too low`,
    text: notCharged,
    remedy: `Top up ${wallet} and try again, or pay with another wallet.`,
  }),
  limit: (wallet) => ({
    title: `A ${wallet} limit was reached`,
    text: `${wallet} allows only so much at a time or in a day. ${notCharged}`,
    remedy: 'Try again tomorrow, or pay with another wallet.',
  }),
  verification: (wallet) => ({
    title: `Your ${wallet} account is not fully verified`,
    text: `${wallet} lets only verified accounts pay this way. ${notCharged}`,
    remedy: `Verify it in the ${wallet} app, then try again.`,
  }),
  confirmation: (wallet) => ({
    title: `${wallet} could not verify this debit`,
    text: notCharged,
    remedy: 'Try again, or pay with another wallet.',
  }),
  wallet_lost: (wallet) => ({
    title: `${wallet} no longer allows debits from here`,
    text: `The permission has ended in ${wallet}. ${notCharged}`,
    remedy: `Link ${wallet} again, then try again.`,
  }),
  wallet_account: (wallet) => ({
    title: `Your ${wallet} account cannot pay now`,
    text: `${wallet} has restricted the account. ${notCharged}`,
    remedy: `Ask ${wallet}, or pay with another wallet.`,
  }),
  not_usable: (wallet) => ({
    title: `${wallet} was not debited`,
    text: `It had been unlinked or paused before the debit was made. ${notCharged}`,
    remedy: 'Look under Wallets, then try again.',
  }),
  risk: (wallet) => ({
    title: `${wallet} declined this debit`,
    text: `A safety check refused it. ${notCharged}`,
    remedy: 'Pay with another wallet.',
  }),
  unavailable: (wallet) => ({
    title: `${wallet} is not available now`,
    text: `${wallet} does not take this debit at the moment. ${notCharged}`,
    remedy: 'Try again later, or pay with another wallet.',
  }),
  contract: ourSide,
  request: ourSide,
  configuration: ourSide,
  closed: ended,
  state: ended,
  gateway: ended,
  other: (wallet) => ({
    title: `${wallet} declined this debit`,
    text: notCharged,
    remedy: 'Try again, or pay with another wallet.',
  }),
} as const satisfies Record<string, ReasonOf>;

/**
 * What follows from an answer, by its advice: the customer's sentence beside the one of the staff (`staff-failures.ts`). For a debit the kind
 * of trouble says more, above; this is for what has none of its own.
 */
export const customerAdvice = {
  done: (wallet: string) => `${wallet} says that it is done.`,
  same_id: (wallet: string) => `We are asking ${wallet} again. Nothing is done twice.`,
  inquire: (wallet: string) => `We are confirming with ${wallet}. Nothing is done twice.`,
  new_id_later: () => 'It did not work this time, and can be tried again later. Nothing is needed from you.',
  customer_must_act: (wallet: string) => `Something is needed from you first. Please look into the ${wallet} app.`,
  wallet_lost: (wallet: string) => `The permission has ended in ${wallet}. Link ${wallet} again to carry on.`,
  operator_must_act: () => 'The reason lies with us. We are looking into it, and nothing is needed from you.',
  configuration_wrong: () => 'The reason lies with us. We are putting it right, and nothing is needed from you.',
} as const;
