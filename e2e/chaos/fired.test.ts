/** A fault that was planned and never struck has tried nothing: the run that it belongs to is bad. */
import { expect, test } from 'vitest';
import type { Estate } from './estate';
import { countFired } from './fired';
import { order } from './plan-order';
import type { Played } from './play';
import type { PlannedFault, Scenario } from './scenario';
import { Tally } from './tally';

const fault = (name: string): PlannedFault => ({ name, match: { api: 'pay' }, do: 'empty', times: 1 });

function played(name: string, faults: readonly PlannedFault[], more: Partial<Scenario> = {}): Played {
  const scenario: Scenario = { name, wallet: 'GCASH', orders: [order()], faults, events: [], ...more };
  const ruleIds = faults.map((one) => `rule of ${one.name}`);
  return { scenario, ruleIds, orderIds: [], complaints: [], killed: [], jumps: 0, collectedLate: 0 } as never;
}

/** As the simulator tells it: this one struck once, all others never. */
const estate = (struck: string) =>
  ({ simulator: { rules: async () => [{ id: `rule of ${struck}`, used: 1 }] } }) as unknown as Estate;

const fired = [played('first', [fault('pay: empty')]), played('second', [fault('refund: empty'), fault('pay: empty')])];

test('what never fired in a named case is named', async () => {
  const { never, inCases } = await countFired(estate('pay: empty'), fired);
  expect(never).toEqual([{ invariant: 'faults', what: '"refund: empty" never fired', scenario: 'second' }]);
  expect([...inCases]).toEqual([
    ['pay: empty', 2],
    ['refund: empty', 0],
  ]);
});

test('beside seeds nothing is said of it, and what a seed drew is not counted with the cases', async () => {
  const drawn = played('seed 1', [fault('pay: empty')], { isDrawn: true });
  const { never, all, inCases } = await countFired(estate('pay: empty'), [...fired, drawn]);
  expect(never).toEqual([]);
  expect([all.get('pay: empty'), inCases.get('pay: empty')]).toEqual([3, 2]);
});

test('it makes the run bad, and the counts are kept with the tally', async () => {
  const { all, inCases, never } = await countFired(estate('pay: empty'), fired);
  const tally = new Tally();
  const phases = '';
  tally.addBatch({
    played: fired,
    breaches: never,
    lost: 0,
    stuck: [],
    fired: all,
    firedInCases: inCases,
    finalSeconds: [],
    phases,
  });
  expect(tally.isGood).toBe(false);
  expect(tally.problems).toEqual(['second: faults: "refund: empty" never fired']);
  expect(tally.survived).toBe(1);
  expect([...new Tally(tally.keep()).firedInCases]).toEqual([...inCases]);
});
