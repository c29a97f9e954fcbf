/** What the named cases promise of themselves: each is one, and whatever one waits for, it brings. */
import { expect, test } from 'vitest';
import { CASES } from './cases';
import { HOUSE_CASES } from './house-cases';
import type { Occasion, Scenario } from './scenario';

test('each has a name of its own', () => {
  const names = [...CASES, ...HOUSE_CASES].map(({ name }) => name);
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});

const brings = ({ orders, events, faults }: Scenario): Readonly<Record<Occasion | 'ended' | 'late', boolean>> => ({
  sent: true,
  there: true,
  settled: true,
  refunding: orders.some(({ acts }) => acts.some(({ what }) => what.startsWith('refund_'))),
  collected: events.some(({ collectLate }) => collectLate === 'surely'),
  ended: events.some(({ endInWallet }) => endInWallet),
  late: faults.every(({ onceLate }) => !onceLate) || events.some(({ collectLate }) => collectLate === 'surely'),
});

test('whatever a case waits for, it brings itself', () => {
  const waiting = CASES.filter((scenario) => {
    const brought = brings(scenario);
    const wanted = scenario.orders.flatMap(({ acts }) => acts.flatMap(({ once }) => once ?? []));
    const isStuck = scenario.orders.some(({ onceEnded }) => onceEnded && !brought.ended);
    return isStuck || !brought.late || wanted.some((occasion) => !brought[occasion]);
  });
  expect(waiting.map(({ name }) => name)).toEqual([]);
});

test('none is a seed’s, and none kills or leaps: its own fault must be what fires', () => {
  const wild = CASES.filter(
    ({ isDrawn, events }) => isDrawn || events.some(({ kill, jumpMinutes }) => kill || jumpMinutes !== undefined),
  );
  expect(wild.map(({ name }) => name)).toEqual([]);
});
