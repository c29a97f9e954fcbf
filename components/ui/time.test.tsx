import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { NewDay } from './time';

const dayShown = (before: string, at: string) => renderToStaticMarkup(<NewDay at={at} before={before} />);

test('a day is named where it differs from the moment before', () => {
  expect(dayShown('2026-11-26T00:05:18.401Z', '2026-11-26T23:59:59.999Z')).toBe('');
  expect(dayShown('2026-11-26T23:59:59.999Z', '2026-11-27T00:00:00.000Z')).toContain('27 Nov');
  expect(dayShown('2026-11-26T00:05:18.401Z', '2027-01-13T14:45:24.493Z')).toContain('13 Jan');
});
