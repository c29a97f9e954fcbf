import { expect, test } from 'vitest';
import type { TimelineEntry } from '@/lib/orders/truth';
import { entryWords, gapText } from './timeline-words';

const asked = { wallet: 'GCash', amount: '₱1,499.00' };

const blank: TimelineEntry = {
  id: 'exg_1',
  at: '2026-11-24T07:41:08.405Z',
  kind: 'Answer',
  what: 'answered',
  noun: 'payment',
  outcome: null,
  code: null,
  verdict: null,
  keyVersion: null,
  decided: false,
  setAside: false,
  repeats: 0,
  from: null,
  to: null,
  road: null,
  durationMs: null,
  bodies: { request: null, response: null },
  address: null,
  note: null,
};

test('a request names the wallet and the amount', () => {
  expect(entryWords({ ...blank, kind: 'Request', what: 'asked' }, asked, false).what).toBe('Asked GCash for ₱1,499.00');
});

test('no answer is unknown and never called failed', () => {
  const { what, why } = entryWords({ ...blank, outcome: 'unknown' }, asked, false);
  expect(what).toBe('No answer that can be trusted');
  expect(why).toMatch(/^Unknown, not failed\./);
});

test('a final word after the deciding one agrees', () => {
  const later = { ...blank, kind: 'Inquiry', what: 'inquired', outcome: 'succeeded', code: 'SUCCESS' } as const;
  expect(entryWords(later, asked, true).what).toBe('Agrees: paid');
  expect(entryWords(later, asked, false).what).toBe('Paid');
});

test('a word that was set aside only claims', () => {
  const contradiction = { ...blank, kind: 'Notification', what: 'told', outcome: 'failed', setAside: true } as const;
  expect(entryWords(contradiction, asked, true).what).toBe('Claims: declined');
});

test('a repeated notification is counted', () => {
  const told = {
    ...blank,
    kind: 'Notification',
    what: 'told',
    outcome: 'succeeded',
    decided: true,
    repeats: 2,
  } as const;
  expect(entryWords(told, asked, false).why).toMatch(/Sent 2 more times\.$/);
});

test('gaps are told in the unit a person would use', () => {
  expect(gapText(10_003)).toBe('+10.0 s');
  expect(gapText(141_660)).toBe('+2 min');
  expect(gapText(3 * 3_600_000)).toBe('+3 h');
});
