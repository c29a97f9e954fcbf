/**
 * A scenario: what a customer and the staff do, what goes wrong meanwhile, and when. Plain data, so that a named case and a
 * seed are played by the same player and judged by the same court.
 */

/**
 * What an act waits for, so that it meets what it is meant for on the slowest machine: our debit may have left; Alipay has
 * answered it; we know its result; Alipay has answered a refund; Alipay has collected what had failed.
 */
export type Occasion = 'sent' | 'there' | 'settled' | 'refunding' | 'collected';

/** What is done to an order after it was placed; a refusal is an answer too. */
export interface Act {
  /** `end_in_wallet`: the customer ends the permission in the wallet's own app. */
  readonly what:
    'cancel' | 'refund_all' | 'refund_part' | 'retry' | 'unlink' | 'refund_while_cancelling' | 'end_in_wallet';
  /** Real milliseconds after the order was placed, or after what is waited for. */
  readonly afterMs: number;
  /** How many do it at once. */
  readonly clicks: number;
  readonly once?: Occasion;
}

export interface PlannedOrder {
  readonly by: 'customer' | 'staff';
  /** Whole units of the wallet's currency; the player takes care of the minor ones. */
  readonly units: number;
  /** Real milliseconds after the scenario began. */
  readonly atMs: number;
  /** How often the same placement is sent at once. */
  readonly clicks: number;
  readonly acts: readonly Act[];
  /** Not before the customer has ended the permission in the wallet's own app. */
  readonly onceEnded?: true;
}

/** A rule of the simulator's fault dial, without whom it means: the player adds the account. */
export interface PlannedFault {
  /** Its name in the report. */
  readonly name: string;
  readonly match: { readonly api?: string; readonly notification?: string; readonly nth?: number };
  readonly do: string;
  readonly times?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly status?: 'S' | 'F' | 'U';
  readonly count?: number;
  readonly inquiries?: number;
  readonly before?: boolean;
  /** Stays until the court has judged; without it a fault ends when the people have acted. */
  readonly lasts?: true;
  /** Turned right before Alipay collects late; until then everything is told and answered as it is. */
  readonly onceLate?: true;
}

export const CRASHES = ['web', 'worker', 'worker2', 'simulator', 'postgres'] as const;
export type Crash = (typeof CRASHES)[number];

export interface PlannedEvent {
  /** Real milliseconds after the scenario began. */
  readonly atMs: number;
  readonly kill?: Crash;
  /** The clock of the whole house jumps by this many minutes. */
  readonly jumpMinutes?: number;
  /** Alipay collects a payment of this scenario that had failed: if there is one by then, or as soon as all have their result. */
  readonly collectLate?: 'if_any' | 'surely';
  /** The customer ends the permission in the wallet's own app. */
  readonly endInWallet?: true;
}

/** So much Alipay declines for want of balance, until it collects it late. */
export const DECLINED_UNITS = 1_401;

/** The wallets that are debited, each with its currency. */
export const CURRENCY = { GCASH: 'PHP', TRUEMONEY: 'THB', DANA: 'IDR' } as const;

export interface Scenario {
  readonly name: string;
  /** Which kind of wallet is debited. */
  readonly wallet: keyof typeof CURRENCY;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly orders: readonly PlannedOrder[];
  readonly faults: readonly PlannedFault[];
  readonly events: readonly PlannedEvent[];
  /** The wallet holds nothing until Alipay collects late: a debit before is declined, a retry after may be paid. */
  readonly isPoor?: true;
  /** How often money may be taken for all its orders, whatever goes back afterwards. */
  readonly debitsMax?: number;
  /** What must have become of the wallet when all is quiet. */
  readonly walletEnds?: 'NEEDS_RELINK' | 'REVOKED';
  /** By a seed: what is drawn may find nothing to fire at. */
  readonly isDrawn?: true;
}
