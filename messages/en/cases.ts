/**
 * What a person must decide, as the staff read it: per kind what happened, what it means, and what to do.
 */
interface CaseWords {
  readonly name: string;
  readonly happened: string;
  readonly means: string;
  readonly todo: string;
}

const kinds = {
  contradiction: {
    name: 'Two final words',
    happened: 'A later word from Alipay contradicts the first final one about this debit.',
    means: 'Our books kept the first word. Nothing was changed, debited or sent back.',
    todo: 'Compare the two below, and ask Alipay which holds. Close the case when you know.',
  },
  amount_differs: {
    name: 'Another amount',
    happened: 'Alipay named another amount than the one that was asked for.',
    means: 'That word was set aside. The order stands as it was.',
    todo: 'Look at the message on the order’s page, and ask Alipay. Close the case when it is explained.',
  },
  unknown_for_long: {
    name: 'Not known for a day',
    happened: 'No final word about this debit came within a day.',
    means: 'It may or may not have been collected. It is asked for every two hours, and nothing is debited again.',
    todo: 'Name the payment’s id to Alipay’s support, or cancel it on the order’s page. The case closes by itself when it is known.',
  },
  unsent_for_long: {
    name: 'Not sent for a day',
    happened: 'This debit has waited for a day and has not been sent.',
    means:
      'Alipay has not been asked for it, and nothing was collected. It waits for a switch, for somebody’s yes, or for an earlier attempt.',
    todo: 'The order’s page says what it waits for: let it go on, or cancel it. The case closes by itself when it has ended.',
  },
  refund_unknown_for_long: {
    name: 'Refund not known for a day',
    happened: 'No final word about this refund came within a day.',
    means: 'The money may or may not have gone back. Its sum stays reserved, and it is asked for six times a day.',
    todo: 'Name the refund’s id to Alipay’s support. The case closes by itself when it is known.',
  },
  cancel_unknown_for_long: {
    name: 'Cancel not known for a day',
    happened: 'No final word about this cancel came within a day.',
    means: 'Until it is known the order is neither tried again nor refunded. It is asked for six times a day.',
    todo: 'Name the payment’s id to Alipay’s support. The case closes by itself when it is known.',
  },
  unlinking_for_long: {
    name: 'Unlinking not known for a day',
    happened: 'Alipay has not confirmed for a day that this wallet is unlinked.',
    means:
      'Nothing is debited from it any more, but Alipay may still hold the permission. It is asked for six times a day.',
    todo: 'Ask Alipay’s support to end the permission, or the customer to end it in the wallet. The case closes by itself then.',
  },
  answer_lost: {
    name: 'Answer lost',
    happened: 'A permission may have been given, and its answer was lost for good.',
    means: 'There is no token here, so nothing can be debited from it. The customer was asked to link again.',
    todo: 'Nothing, if the customer has linked again. Close the case.',
  },
  surplus: {
    name: 'Money too much',
    happened: 'Alipay collected money for a debit that had ended without it here.',
    means: 'The customer has paid and got nothing for it, or has paid twice.',
    todo: 'Return it. The case closes by itself when it has gone back.',
  },
  refund_contradiction: {
    name: 'Two final words on a refund',
    happened: 'A later word from Alipay contradicts the first final one about this refund.',
    means: 'Our books kept the first word. The sum left to refund was not changed.',
    todo: 'Compare the two below, and ask Alipay which holds. Close the case when you know.',
  },
  refund_unfunded: {
    name: 'Balance too low to refund',
    happened: 'Your balance at Alipay did not reach for this refund.',
    means: 'Nothing went back. The customer waits for the money.',
    todo: 'Top up the balance, then try the refund again.',
  },
  return_failed: {
    name: 'Return failed',
    happened: 'Money that came twice or too late was to go back, and did not.',
    means: 'Alipay still holds the customer’s money for you.',
    todo: 'Try to return it again, or pay the customer another way and close the case.',
  },
} satisfies Record<string, CaseWords>;

export const cases = {
  kinds: kinds as Readonly<Record<keyof typeof kinds, CaseWords>>,
  status: { OPEN: 'Open', CLOSED: 'Closed' } as const,
  statusLong: { OPEN: 'Needs a decision', CLOSED: 'Closed' } as const,

  title: 'Cases',
  filter: 'Filter by state',
  caption: 'Cases, newest first, times in',
  scrolls: 'Cases, scrolls sideways',
  columns: { status: 'State', kind: 'What broke', amount: 'Amount', order: 'Order', case: 'Case', opened: 'Opened' },
  noOrder: 'no order',
  emptyTitle: 'No case is open',
  emptyText: 'Nothing waits for a decision. What contradicts or hangs appears here.',
  emptyClosedTitle: 'No case was closed yet',
  emptyClosedText: 'Cases that were decided, or ended by themselves, stay here.',
  showOpen: 'Show open cases',
  pages: 'Pages',
  older: 'Older',
  newest: 'Newest',
  shown: (count: number) => (count === 1 ? '1 case. Times in' : `${count} cases. Times in`),

  documentTitle: (name: string) => `Case: ${name}`,
  back: 'Cases',
  happenedTitle: 'What happened',
  meansTitle: 'What it means',
  todoTitle: 'What to do',
  known: 'What is known',
  ours: 'Our books',
  told: 'Alipay’s word',
  code: 'Code',
  brand: 'Wallet',
  attempt: 'The attempt',
  opened: 'Opened',
  closed: 'Closed',
  closedBy: 'By',
  closeReason: 'Why',
  itself: 'by itself',
  order: 'Order',
  subject: 'About',
  evidence: 'Evidence',
  theNotification: 'The notification',
  since: 'Since',
  sent: 'Sent',
  attempts: {
    STARTED: 'Begun',
    EXCHANGING: 'Waiting for the answer',
    COMPLETED: 'Linked',
    FAILED: 'Ended as failed',
    EXPIRED: 'Timed out',
    unknown: 'Not known',
  } as Readonly<Record<string, string>>,
  words: {
    INIT: 'Confirming',
    SUCCESS: 'Paid',
    FAIL: 'Failed',
    CANCELLED: 'Cancelled',
    succeeded: 'Paid',
    paid: 'Paid',
    failed: 'Failed',
    cancelled: 'Cancelled',
    refunded: 'Refunded',
    refund_failed: 'Not refunded',
    amount_differs: 'Another amount',
  } as Readonly<Record<string, string>>,
  refundWords: { INIT: 'Refunding', SUCCESS: 'Refunded', FAIL: 'Not refunded' } as Readonly<Record<string, string>>,
  /** Why a case closed by itself. */
  closeReasons: {
    tried_again: 'The refund was tried again.',
    returned: 'The money went back.',
    answered: 'The final word came.',
    sent: 'The debit was sent.',
  } as Readonly<Record<string, string>>,

  open: 'Look at the case',
  decide: 'Decide',
  onItsWay: 'The money is on its way back. Alipay is asked until it is known, and the case then closes by itself.',
  readerOnly: 'Your role may look at cases, not decide them.',
  isClosed: 'Nothing is left to decide.',
  return: {
    button: (amount: string) => `Return ${amount}`,
    dialog: (amount: string) => `Return ${amount}`,
    safe: 'Don’t return it',
    consequences: (amount: string) => [
      `${amount} goes back to the customer’s wallet: by a cancel while that is possible, else by a refund.`,
      'It cannot be undone.',
    ],
  },
  refundOf: (amount: string) => `Refund of ${amount}`,
  retry: {
    button: (amount: string) => `Try the refund of ${amount} again`,
    dialog: (amount: string) => `Refund ${amount} once more`,
    act: (amount: string) => `Refund ${amount}`,
    safe: 'Don’t refund',
    consequences: (amount: string) => [
      `${amount} goes back to the customer’s wallet, under a new id.`,
      'The one before it failed for good, so it cannot come twice. A refund cannot be undone.',
    ],
  },
  close: {
    button: 'Close the case',
    dialog: 'Close this case',
    safe: 'Keep it open',
    reason: 'Why nothing more is to be done',
    reasonHint: 'Kept in the audit log and on this page.',
    consequences: ['Nothing is moved by closing. The order stays as it is.'],
    /** Of money that Alipay holds and that nobody has sent back. */
    keepsMoney: (amount: string) => [
      `Alipay keeps the customer’s ${amount}: nobody returns it by itself.`,
      'Once the case is closed, it cannot be returned from here. The order stays as it is.',
    ],
  },
} as const;
