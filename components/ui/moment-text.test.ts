import { expect, test } from 'vitest';
import { isZone, momentText, zoneName } from './moment-text';

const at = '2026-11-24T16:41:19.032Z';

test('a moment is written in the zone of the reader', () => {
  expect(momentText(at, 'UTC', 'minute')).toBe('24 Nov, 16:41');
  expect(momentText(at, 'Asia/Manila', 'minute')).toBe('25 Nov, 00:41');
});

test('a moment that may lie in another year names it', () => {
  expect(momentText(at, 'Asia/Manila', 'long')).toBe('25 Nov 2026, 00:41');
  expect(momentText(at, 'Asia/Manila', 'day')).toBe('25 Nov 2026');
});

test('the timeline shows milliseconds', () => {
  expect(momentText(at, 'Asia/Manila', 'millisecond')).toBe('00:41:19.032');
});

test('the zone is named with the offset it has at that moment', () => {
  expect(zoneName('Asia/Manila', at)).toBe('Manila, GMT+8');
  expect(zoneName('America/New_York', '2026-07-01T00:00:00Z')).toBe('New York, GMT-4');
  expect(zoneName('UTC', at)).toBe('UTC');
});

test('a zone nobody knows is not a zone', () => {
  expect(isZone('Asia/Manila')).toBe(true);
  expect(isZone('Mars/Olympus')).toBe(false);
  expect(isZone('')).toBe(false);
});
