import { describe, expect, test } from 'vitest';
import { inquiryGapMs } from './inquiry-schedule';

const MINUTE_MS = 60_000;
const gaps = Array.from({ length: 60 }, (_, inquiries) => inquiryGapMs(inquiries));

describe('questions about an open payment', () => {
  test('begin within five seconds and grow further apart, never above two hours', () => {
    expect(gaps[0]).toBeLessThanOrEqual(5_000);
    expect(gaps).toEqual([...gaps].sort((left, right) => left - right));
    expect(Math.max(...gaps)).toBe(120 * MINUTE_MS);
  });

  test('are never more than a minute apart until two minutes past expiry', () => {
    let sinceSentMs = 0;
    for (const gap of gaps) {
      if (sinceSentMs > 3 * MINUTE_MS) break;
      expect(gap).toBeLessThanOrEqual(MINUTE_MS);
      sinceSentMs += gap;
    }
  });

  test('stay few: with pay and cancel below 25 calls on the worst day', () => {
    let sinceSentMs = 0;
    let asked = 0;
    for (const gap of gaps) {
      sinceSentMs += gap;
      if (sinceSentMs > 24 * 60 * MINUTE_MS) break;
      asked += 1;
    }
    expect(asked).toBeLessThanOrEqual(23);
  });
});
