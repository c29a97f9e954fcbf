/**
 * What every dialog of the staff says by itself: the password that is asked again, and an answer that did not come.
 */
export const dialogs = {
  password: 'Your password',
  passwordHint: 'Asked again before much money moves.',
  passwordAbove: (amount: string) => `Asked again for more than ${amount}.`,
  passwordAlways: 'Asked again for every sum, until a limit is set under Settings.',
  working: 'Under way',
  unknownTitle: 'No answer came',
  unknown:
    'It is not known whether this was done. Close this and look at the page again; pressing the same button once more does not do it twice.',
  reason: 'Reason',
} as const;
