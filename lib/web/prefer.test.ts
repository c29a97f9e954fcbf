import { expect, test } from 'vitest';
import { preferredWaitS, WAIT_S_MAX } from './prefer';

const waitOf = (prefer: string) => preferredWaitS(new Headers({ prefer }));

test.each([
  ['wait=10', 10],
  ['Wait=10', 10],
  ['wait = 10', 10],
  ['  wait=10  ', 10],
  ['wait="10"', 10],
  ['respond-async, wait=10', 10],
  ['respond-async;foo="bar"; wait=10', 10],
  ['wait=10, wait=20', 10],
  ['wait=007', 7],
  ['wait=0', 0],
])('%j asks to wait %i seconds', (prefer, seconds) => {
  expect(waitOf(prefer)).toBe(seconds);
});

test.each(['wait=31', 'wait=3600', 'wait=999999999'])('%j is held to half a minute', (prefer) => {
  expect(WAIT_S_MAX).toBe(30);
  expect(waitOf(prefer)).toBe(30);
});

test.each([
  ...['', 'wait', 'wait=', 'wait=ten', 'wait=-5', 'wait=+5', 'wait=1.5', 'wait=1e1', 'wait=0x10', 'wait=9999999999'],
  ...['await=10', 'wait10', 'wait=10s', "wait='10'", 'respond-async', ',;=,', 'return=minimal'],
])('%j asks for no waiting, and is no error', (prefer) => {
  expect(waitOf(prefer)).toBe(0);
});

test('nobody waits who did not ask', () => {
  expect(preferredWaitS(new Headers())).toBe(0);
});

test('two headers are one list', () => {
  const headers = new Headers({ prefer: 'respond-async' });
  headers.append('prefer', 'wait=7');
  expect(preferredWaitS(headers)).toBe(7);
});
