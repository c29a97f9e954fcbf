/**
 * The kinds of fault: when each can happen, of what, and which figures it takes. Data, for whoever reads rules, for
 * the control page, and for the check that docs/simulator-faults.md tells of each. It refuses to know how a fault is
 * done.
 */

/** Every API of the protocol, whether or not this simulator plays it. */
export const FAULT_APIS = [
  'consult',
  'applyToken',
  'revoke',
  'pay',
  'inquiryPayment',
  'cancel',
  'refund',
  'inquiryRefund',
] as const;

export type FaultApi = (typeof FAULT_APIS)[number];

export const NOTIFICATION_KINDS = ['payment', 'authorization', 'refund'] as const;

export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/**
 * When the dial is asked: a call came in; a notification is about to be sent; an answer is about to leave while a
 * notification of the same matter is due.
 */
export type Occasion = 'call' | 'delivery' | 'news';

/** What a rule may say beside `match` and `do`. */
export type Figure = 'ms' | 'code' | 'status' | 'value' | 'count' | 'inquiries' | 'before';

export interface KindOfFault {
  on: readonly Occasion[];
  /** Absent: of every API. */
  apis?: readonly FaultApi[];
  /** Absent: of every notification. */
  notifications?: readonly NotificationKind[];
  needs?: readonly Figure[];
  takes?: readonly Figure[];
  /** Only of calls that name a token, or a payment made with one. */
  ofTokens?: true;
}

const CALL = ['call'] as const;
const DELIVERY = ['delivery'] as const;
const EITHER = ['call', 'delivery'] as const;
/** APIs whose answers tell an amount. */
const TELLING_AMOUNTS = ['pay', 'inquiryPayment', 'refund', 'inquiryRefund'] as const;
/** Notifications that tell how something ended. */
const RESULTS = ['payment', 'refund'] as const;

export const KINDS = {
  delay: { on: CALL, needs: ['ms'] },
  hang_before: { on: CALL },
  hang_after: { on: CALL },
  close_before: { on: CALL },
  close_after: { on: CALL },
  http_500_before: { on: CALL },
  http_500_after: { on: CALL },
  http_502: { on: CALL, takes: ['before'] },
  http_429: { on: CALL },
  reset_mid_body: { on: CALL },
  drip: { on: CALL, takes: ['ms'] },
  malformed: { on: EITHER },
  empty: { on: EITHER },
  bad_signature: { on: EITHER },
  unknown_key: { on: EITHER },
  no_signature: { on: EITHER },
  code: { on: CALL, needs: ['code'], takes: ['status'] },
  in_process: { on: CALL, apis: ['pay', 'refund'], takes: ['inquiries'] },
  in_process_forever: { on: CALL, apis: ['pay', 'refund'] },
  other_amount: { on: EITHER, apis: TELLING_AMOUNTS, notifications: RESULTS, takes: ['value'] },
  other_currency: { on: EITHER, apis: TELLING_AMOUNTS, notifications: RESULTS, takes: ['value'] },
  other_order: { on: CALL, apis: [...TELLING_AMOUNTS, 'cancel'] },
  token_expired: { on: CALL, ofTokens: true },
  token_revoked: { on: CALL, ofTokens: true },
  lost: { on: DELIVERY },
  repeat: { on: DELIVERY, takes: ['count', 'ms'] },
  reordered: { on: DELIVERY },
  late: { on: DELIVERY, needs: ['ms'] },
  early: { on: ['news'] },
  forged: { on: DELIVERY },
  altered: { on: DELIVERY },
  reencoded: { on: DELIVERY },
  other_client: { on: DELIVERY },
  other_path: { on: DELIVERY },
  gzip: { on: DELIVERY },
  huge: { on: DELIVERY },
  unknown_order: { on: DELIVERY },
  contradict: { on: DELIVERY, notifications: RESULTS },
} as const satisfies Record<string, KindOfFault>;

export type FaultKind = keyof typeof KINDS;

export const FAULT_KINDS = Object.keys(KINDS) as FaultKind[];

/** The row of a kind, with what it leaves open spelled out as absent. */
export function kindOf(kind: FaultKind): KindOfFault {
  return KINDS[kind];
}

/** Whether a figure means anything to a kind; whatever is sent wrong can be sent several times. */
export function takesFigure(kind: FaultKind, figure: Figure): boolean {
  const { needs = [], takes = [] } = kindOf(kind);
  return needs.includes(figure) || takes.includes(figure) || (figure === 'count' && isForgery(kind));
}

/** Those that only a notification can suffer. */
export function isOfNotifications(kind: FaultKind): boolean {
  return !kindOf(kind).on.includes('call');
}

/** Something goes out in the place of the true message: untrue, or not to be believed, or not to be read. */
export const FORGERIES = [
  'forged',
  'altered',
  'reencoded',
  'bad_signature',
  'no_signature',
  'unknown_key',
  'other_client',
  'other_path',
  'malformed',
  'empty',
  'gzip',
  'huge',
  'unknown_order',
  'contradict',
  'other_amount',
  'other_currency',
] as const satisfies FaultKind[];

export type Forgery = (typeof FORGERIES)[number];

export function isForgery(kind: string): kind is Forgery {
  return (FORGERIES as readonly string[]).includes(kind);
}
