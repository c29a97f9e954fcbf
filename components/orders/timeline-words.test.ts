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
  advice: null,
  unlisted: false,
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
  by: null,
  sum: null,
};

test('a request names the wallet and the amount', () => {
  const placed = { ...blank, kind: 'Order', what: 'placed' } as const;
  expect(entryWords(placed, asked, false).what).toBe('Placed by the customer');
  expect(entryWords(placed, { ...asked, by: 'Omar' }, false).what).toBe('Placed for the customer by Omar');
  expect(entryWords({ ...blank, kind: 'Request', what: 'asked' }, asked, false).what).toBe('Asked GCash for ₱1,499.00');
});

test('no answer is unknown and never called failed', () => {
  const { what, why } = entryWords({ ...blank, outcome: 'unknown' }, asked, false);
  expect(what).toBe('No answer that can be trusted');
  expect(why).toMatch(/^Unknown, not failed\./);
});

test('an answer that leaves the end open says what follows from it', () => {
  const code = 'PAYMENT_IN_PROCESS';
  const open = { ...blank, outcome: 'unknown', verdict: 'valid', code, advice: 'inquire' } as const;
  expect(entryWords(open, asked, false)).toMatchObject({
    what: 'Still in process',
    why: expect.stringMatching(/^We inquire until/),
  });
  expect(entryWords({ ...open, verdict: 'invalid' }, asked, false).what).toBe('No answer that can be trusted');
  const refusal = { ...open, verdict: 'missing', code: 'INVALID_SIGNATURE', advice: 'configuration_wrong' } as const;
  expect(entryWords(refusal, asked, false)).toMatchObject({
    what: 'No answer that can be trusted',
    why: expect.stringMatching(/^Our keys, client id or permissions do not fit\./),
  });
});

test('money on its way back is said with who asked for it and how much', () => {
  const refund = { ...blank, kind: 'Operator', noun: 'refund', what: 'refund_asked', road: 'operator' } as const;
  const sum = { currency: 'PHP', value: '5000' };
  expect(entryWords({ ...refund, by: 'Farah', sum }, asked, false).what).toBe('Farah asked for a refund of ₱50.00');
  const cancel = { ...blank, kind: 'Transition', noun: 'cancel', what: 'cancel_asked', by: 'app' } as const;
  expect(entryWords(cancel, asked, false).what).toBe('The app asked for a cancel');
  const open = { ...blank, noun: 'refund', outcome: 'unknown', verdict: 'valid', advice: 'inquire' } as const;
  const { why } = entryWords({ ...open, code: 'REFUND_IN_PROCESS' }, asked, false);
  expect(why).toMatch(/Nothing is returned twice\.$/);
});

test('a code that is not in our table is said to be none', () => {
  const strange = { ...blank, outcome: 'failed', code: 'NEVER_HEARD_OF', unlisted: true } as const;
  expect(entryWords(strange, asked, false)).toMatchObject({
    what: 'Declined',
    why: expect.stringMatching(/not in our table/),
  });
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
  expect(gapText(49 * 3_600_000)).toBe('+2 d');
  expect(gapText(9.4 * 86_400_000)).toBe('+9 d');
});
