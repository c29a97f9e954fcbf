/**
 * How long something is still possible, in the unit a person would use. Pure; knows no clock.
 */
import { messages } from '@/messages';

const words = messages.returns;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Within two days the hour matters, after that only the day. */
const SHOWN_IN_HOURS_MS = 2 * DAY_MS;

/** "8 h 23 min", "364 days", "12 min"; null when it is over. */
export function timeLeftText(untilIso: string, nowIso: string): string | null {
  const leftMs = Date.parse(untilIso) - Date.parse(nowIso);
  if (leftMs <= 0) return null;
  if (leftMs >= SHOWN_IN_HOURS_MS) return words.days(Math.floor(leftMs / DAY_MS));
  const minutes = Math.floor((leftMs % HOUR_MS) / MINUTE_MS);
  if (leftMs < HOUR_MS) return words.minutes(minutes);
  return words.hours(Math.floor(leftMs / HOUR_MS), minutes);
}
