import { describe, expect, test } from 'vitest';
import { inquiryGapMs } from './inquiry-schedule';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What else a payment may cost on its worst day: two more sends of lost bytes, a cancel, and the question after a refusal. */
const OTHER_CALLS = 4;

describe.each([0, 0.5, 0.999_999])('questions about an open payment, jitter %d', (random) => {
  const gaps = Array.from({ length: 60 }, (_, inquiries) => inquiryGapMs(inquiries, random));

  test('begin within five seconds and grow further apart, never above two hours', () => {
    expect(gaps[0]).toBeGreaterThanOrEqual(3_000);
    expect(gaps[0]).toBeLessThanOrEqual(5_000);
    expect(gaps).toEqual([...gaps].sort((left, right) => left - right));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(120 * MINUTE_MS);
  });

  test('are never more than a minute apart until two minutes past expiry', () => {
    let sinceSentMs = 0;
    for (const gap of gaps) {
      if (sinceSentMs > 3 * MINUTE_MS) break;
      expect(gap).toBeLessThanOrEqual(MINUTE_MS);
      sinceSentMs += gap;
    }
  });

  test('stay few: with all other calls no more than 25 on the worst day', () => {
    let sinceSentMs = 0;
    let asked = 0;
    for (const gap of gaps) {
      sinceSentMs += gap;
      if (sinceSentMs > DAY_MS) break;
      asked += 1;
    }
    expect(1 + asked + OTHER_CALLS).toBeLessThanOrEqual(25);
  });
});

test('questions that began together do not stay together', () => {
  const gaps = new Set(Array.from({ length: 20 }, () => inquiryGapMs(30)));
  expect(gaps.size).toBeGreaterThan(1);
});
