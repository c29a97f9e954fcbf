import { describe, expect, test } from 'vitest';
import { defineStateTable } from './state-table';

const doors = defineStateTable<'OPEN' | 'SHUT' | 'GONE', 'push' | 'burn'>(
  { OPEN: { push: 'SHUT', burn: 'GONE' }, SHUT: { push: 'OPEN' }, GONE: {} },
  ['push', 'burn'],
);

describe('a state table', () => {
  test('knows the one next status of a legal pair', () => {
    expect(doors.next('OPEN', 'push')).toBe('SHUT');
    expect(doors.next('SHUT', 'push')).toBe('OPEN');
  });

  test('answers null for what is not written', () => {
    expect(doors.next('SHUT', 'burn')).toBeNull();
    expect(doors.next('GONE', 'push')).toBeNull();
  });

  test('calls final what nothing leads out of', () => {
    expect(doors.statuses.filter((status) => doors.isFinal(status))).toEqual(['GONE']);
  });

  test('tells its statuses and events, for pages and legends', () => {
    expect(doors.statuses).toEqual(['OPEN', 'SHUT', 'GONE']);
    expect(doors.events).toEqual(['push', 'burn']);
  });
});
