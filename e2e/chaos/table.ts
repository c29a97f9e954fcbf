/** What a person reads in the end: one line per row, and what was wrong below it. */
import type { Check } from './checks';
import type { Row } from './row';

const seconds = (value: number | null) => (value === null ? '-' : value.toFixed(1));

export const HEADING = line([
  'step',
  'what had happened',
  'killed',
  'killed at',
  'status',
  'seconds',
  'debits',
  'differences',
  'verdict',
  '',
]);

function line(cells: readonly (string | number)[]): string {
  const widths = [4, 36, 9, 12, 9, 7, 6, 11, 7, 0];
  return cells
    .map((cell, place) => String(cell).padEnd(widths[place] ?? 0))
    .join('  ')
    .trimEnd();
}

export function rowLine(row: Row): string {
  const { step, title, target, killedAt, status, debits, differences, note, good } = row;
  const cells = [step, title, target, killedAt, status, seconds(row.seconds), debits ?? '-', differences.length];
  return [line([...cells, good ? 'good' : 'BAD', note]), ...differences.map((one) => `        ${one}`)].join('\n');
}

export function checkLine(check: Check): string {
  const measure = `${seconds(check.seconds)} s of ${check.limitSeconds} s`;
  return `${check.name.padEnd(14)} ${check.what.padEnd(54)} ${measure.padEnd(16)} ${check.good ? 'good' : 'BAD'}  ${check.note}`;
}
