/** A merchant's colour stays legible, whatever it is, or is refused with the reason. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accentProblem, accentSheet, accentThemes, contrast, GROUNDS, INK, WHITE } from './accent';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('an accent', () => {
  test.each(['#2445c5', '#000000', '#ffffff', '#ffd400', '#00a19b', '#e4002b', '#f26522'])('%s can be one', (text) => {
    expect(accentProblem(text)).toBeNull();
  });

  test.each(['', '2445c5', '#2445C5', '#24c', '#2445c50', 'red', '#2445cg', ' #2445c5', '#2445c5\n'])(
    '"%s" is none: it is written otherwise',
    (text) => {
      expect(accentProblem(text)).toContain('as #2445c5');
    },
  );

  test.each(['#7a7a7a', '#d0503e'])('%s is refused, and the reason names what was measured', (text) => {
    const problem = accentProblem(text);
    expect(problem).toContain('No text can be read well on it');
    expect(problem).toContain(`white reaches ${contrast(WHITE, text).toFixed(1)} to 1`);
    expect(problem).toContain(`black ${contrast(INK, text).toFixed(1)} to 1`);
  });

  test('of any colour that is taken, text, links and edges can be read and seen in both themes', () => {
    fc.assert(
      fc.property(colour, (accent) => {
        fc.pre(accentProblem(accent) === null);
        const themes = accentThemes(accent);
        for (const theme of ['light', 'dark'] as const) {
          const { accent: fill, hover, edge, link, on } = themes[theme];
          expect(contrast(on, fill)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(on, hover)).toBeGreaterThanOrEqual(4.5);
          for (const ground of GROUNDS[theme]) {
            expect(contrast(link, ground)).toBeGreaterThanOrEqual(4.5);
            expect(contrast(edge, ground)).toBeGreaterThanOrEqual(3);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('is itself on a light page, and its sheet is made of colours alone', () => {
    expect(accentThemes('#e4002b').light.accent).toBe('#e4002b');
    const values = accentSheet('#e4002b').match(/#[^;}\s]*/g) ?? [];
    expect(values.length).toBeGreaterThan(10);
    for (const value of values) expect(value).toMatch(/^#[0-9a-f]{6}$/);
  });

  test('is measured as WCAG measures', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#123456', '#123456')).toBe(1);
  });
});

test('the grounds and inks are those of the token sheet', () => {
  const sheet = readFileSync('app/styles/tokens.css', 'utf8');
  const [light = '', dark = ''] = sheet.split('@media (prefers-color-scheme: dark)');
  const valuesIn = (part: string) => ['canvas', 'surface', 'sunken'].map((name) => tokenIn(part, name));
  expect(valuesIn(light)).toEqual(GROUNDS.light);
  expect(valuesIn(dark)).toEqual(GROUNDS.dark);
  expect(tokenIn(light, 'ink')).toBe(INK);
});

function tokenIn(text: string, name: string): string | undefined {
  return new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(text)?.[1];
}
