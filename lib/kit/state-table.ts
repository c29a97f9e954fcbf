/**
 * A state table is the implementation: statuses, events, and the one next status of each legal pair.
 *
 * Pages stop watching, verbs move rows and legends are drawn from the same table, so that none of them can drift.
 * Pure and safe in the browser; knows no noun.
 */
export interface StateTable<Status extends string, Event extends string> {
  readonly statuses: readonly Status[];
  readonly events: readonly Event[];
  /** The next status, or null when the event changes nothing in this status. */
  next(status: Status, event: Event): Status | null;
  /** Whether no event leads out of this status. */
  isFinal(status: Status): boolean;
}

/** Builds a state table from rows of `status: { event: next status }`; what is not written is not legal. */
export function defineStateTable<Status extends string, Event extends string>(
  moves: Record<Status, Partial<Record<Event, Status>>>,
  events: readonly Event[],
): StateTable<Status, Event> {
  return {
    statuses: Object.keys(moves) as Status[],
    events,
    next: (status, event) => moves[status][event] ?? null,
    isFinal: (status) => Object.keys(moves[status]).length === 0,
  };
}
