import { expect, test } from 'vitest';
import { attemptGapMs, GIVE_UP_AFTER_MS, nextAttemptAt } from './schedule';

const HOUR_MS = 3_600_000;

test('the gaps grow from seconds to half a day', () => {
  const gaps = Array.from({ length: 14 }, (_, place) => attemptGapMs(place + 1, () => 0));
  expect(gaps[0]).toBe(5_000);
  expect(gaps).toEqual(gaps.toSorted((left, right) => left - right));
  expect(gaps.at(-1)).toBe(12 * HOUR_MS);
});

test('what failed together comes back apart, by a fifth of the gap at most', () => {
  expect(attemptGapMs(6, () => 0)).toBe(HOUR_MS);
  expect(attemptGapMs(6, () => 0.999_999)).toBeGreaterThan(HOUR_MS * 1.19);
  expect(attemptGapMs(6, () => 0.999_999)).toBeLessThanOrEqual(HOUR_MS * 1.2);
});

test('attempts go on for three days, the last one at their very end, and then no more', () => {
  const queuedAt = new Date('2026-11-01T00:00:00Z');
  const giveUpAt = new Date(queuedAt.getTime() + GIVE_UP_AFTER_MS);
  const made: Date[] = [];
  for (let at: Date | null = queuedAt; at; at = nextAttemptAt(at, made.length, giveUpAt, () => 0.5)) made.push(at);
  expect(made.at(-1)).toEqual(giveUpAt);
  expect(made.length).toBeGreaterThan(12);
  expect(made.length).toBeLessThan(20);
  expect(nextAttemptAt(giveUpAt, made.length, giveUpAt)).toBeNull();
});
