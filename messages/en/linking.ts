/**
 * What a shop's customer reads who came by a link session: on the way to a wallet, and on the way back to the shop.
 */
export const linking = {
  pickerLead: (merchant: string) =>
    `Link it once. After that, ${merchant} can collect what you order without asking each time. You need no password.`,
  backTo: (shop: string) => `Back to ${shop}`,
  notNow: 'Not now',
  whose: (person: string) => `${person}. If that is not you, choose “Not now”.`,
  what: (merchant: string, currency: string) => `What you order at ${merchant}, at the price shown, in ${currency}`,
  when: (merchant: string) => `When you order at ${merchant}`,
  once: (shop: string) => `This link works once, in this browser. Afterwards you go back to ${shop}.`,

  leavingText: (wallet: string, shop: string) =>
    `${wallet} asks you to approve. When you are done, you come back here, and then to ${shop}.`,
  preparing: (wallet: string) => `We are asking ${wallet} for the way. This takes a few seconds.`,
  afterwards: 'After that, try again here.',

  paysFor: (merchant: string, currency: string) => `Orders at ${merchant} in ${currency}`,
  goingOn: (shop: string) => `You are on your way back to ${shop}.`,

  noMoreTries: (shop: string) => `The time to try again is over. Go back to ${shop} and start from there.`,

  unknownTitle: 'This link is not known',
  unknown: 'It may have been cut off on its way to you. Nothing was linked.',
  unknownRemedy: 'Open it again where you got it, or ask there for a new one.',

  usedTitle: 'This link has been used',
  used: 'It works once, and only in the browser where it was used first. Opening it again links nothing.',
  usedRemedy: 'If that was you, go on in that browser. If not, ask for a new one where you got it.',

  expiredTitle: 'The time for this link is over',
  expired: 'Nothing was linked and nothing was debited.',
  expiredRemedy: (shop: string) => `Go back to ${shop} and ask for a new one.`,

  givenUpTitle: 'No wallet was linked',
  givenUp: 'You said “not now”. Nothing was linked and nothing was debited.',

  failedTitle: 'No wallet was linked',
  failed: 'It did not work, and the time to try again is over. Nothing was debited.',
  failedRemedy: (shop: string) => `Go back to ${shop} and start from there.`,
} as const;
