/** Bounds of what the staff set, for forms too: no schema comes with them to the browser. */

/** More tries than these help nobody, and each is a question to a wallet that said no. */
export const RETRIES_MAX = 5;
export const PAUSE_REASON_MAX = 200;

const STALE_MINUTES_MIN = 5;
const MINUTES_PER_YEAR = 525_600;
/** A month: what is not there by then is a matter between people. */
const RETRY_HOURS_MAX = 24 * 31;
/** A payment lives for a minute. */
const CANCEL_SECONDS_MIN = 70;
const SECONDS_PER_DAY = 86_400;

/** What becomes of debits that wait, fail or hang. */
export interface Choices {
  readonly staleAfterMinutes: number;
  readonly retryAfterHours: readonly number[];
  readonly cancelAfterSeconds: number | null;
}

/** What is wrong with each choice; nothing where it may be kept. The door and the form ask here. */
export function choiceProblems(choices: Choices): Partial<Record<keyof Choices, string>> {
  const { staleAfterMinutes, retryAfterHours, cancelAfterSeconds } = choices;
  const problems = {
    staleAfterMinutes: staleProblem(staleAfterMinutes),
    retryAfterHours: retryProblem(retryAfterHours),
    cancelAfterSeconds: cancelAfterSeconds === null ? null : cancelProblem(cancelAfterSeconds),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== null));
}

function staleProblem(minutes: number): string | null {
  if (!Number.isInteger(minutes)) return 'Whole minutes.';
  if (minutes < STALE_MINUTES_MIN) return `At least ${STALE_MINUTES_MIN} minutes.`;
  return minutes > MINUTES_PER_YEAR ? 'At most a year: 525600 minutes.' : null;
}

function retryProblem(hours: readonly number[]): string | null {
  if (hours.length > RETRIES_MAX) return `At most ${RETRIES_MAX} tries.`;
  if (!hours.every(Number.isInteger)) return 'Whole hours.';
  if (hours.some((hour) => hour < 1)) return 'The first try is after 1 hour at the earliest.';
  if (hours.some((hour) => hour > RETRY_HOURS_MAX)) return `The last try is within 31 days: ${RETRY_HOURS_MAX} hours.`;
  const isRising = hours.every((hour, place) => place === 0 || hour > hours[place - 1]!);
  return isRising ? null : 'Each try is later than the one before.';
}

function cancelProblem(seconds: number): string | null {
  if (!Number.isInteger(seconds)) return 'Whole seconds.';
  if (seconds < CANCEL_SECONDS_MIN) return `At least ${CANCEL_SECONDS_MIN} seconds: a payment lives for a minute.`;
  return seconds > SECONDS_PER_DAY ? `At most a day: ${SECONDS_PER_DAY} seconds.` : null;
}
