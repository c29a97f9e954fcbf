/**
 * What a browser reads that came back from a wallet for an attempt which did not begin there.
 */
export const elsewhere = {
  askTitle: 'Is this you?',
  ask: (wallet: string, begunBy: string) =>
    `This link was started in another browser, by ${begunBy}, for ${wallet}. Nothing is linked yet.`,
  askRemedy: 'Say yes only if you started it yourself. If somebody sent you here, say no.',
  yes: 'Yes, this is me',
  no: 'No, stop it',
  goingOnTitle: (wallet: string) => `Checking with ${wallet}`,
  goingOn: 'The page where you began goes on by itself. You may close this one.',
  linkedTitle: (wallet: string) => `${wallet} is linked`,
  linked: (begunBy: string) => `It belongs to ${begunBy}, who began in another browser. You may close this page.`,
  linkedRemedy: (wallet: string) =>
    `If that is not you, end the permission in the ${wallet} app now: nothing can be debited after that.`,
  overTitle: 'This attempt has ended',
  over: 'Nothing was linked by it. You may close this page.',
  unknownTitle: 'This return is not known here',
  unknown: 'It belongs to no attempt of this shop, or to one that is long over. Nothing was linked.',
  unknownRemedy: 'Start again under Wallets; it takes a minute.',
  toWallets: 'Go to Wallets',
  toShop: 'Go to the shop',
} as const;
