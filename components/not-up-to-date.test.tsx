import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { messages } from '@/messages';
import { NotUpToDate } from './not-up-to-date';
import { Problem } from './read-json';

const words = messages.shared.notUpToDate;
const dataUpdatedAt = Date.parse('2026-11-24T15:44:00Z');
const shown = (error: Error | null) => renderToStaticMarkup(<NotUpToDate reads={{ error, dataUpdatedAt }} />);

test('nothing is said while the reads go well', () => {
  expect(shown(null)).toBe('');
});

test('without an answer it says from when the page is', () => {
  const said = shown(new Problem('No answer', '', 0, false));
  expect(said).toContain(words.title);
  expect(said).toContain('dateTime="2026-11-24T15:44:00.000Z"');
  expect(said).toContain(words.unreached);
});

test('whoever is signed out reads that', () => {
  const said = shown(new Problem('Sign in', 'You are not signed in.', 401, true, 'sign_in_needed'));
  expect(said).toContain('You are not signed in.');
  expect(said).not.toContain(words.unreached);
});
