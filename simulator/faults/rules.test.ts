import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { draw } from './dice';
import { FAULT_APIS, FAULT_KINDS } from './kinds';
import { readFault } from './read-rule';
import { type Facts, type FaultRule, judge } from './rules';

function ruleOf(asked: Record<string, unknown>, number = 1): FaultRule {
  const rule = readFault(`flt_${number}`, asked);
  if (typeof rule === 'string') throw new Error(rule);
  return { ...rule, number };
}

const FACTS: Facts = {
  occasion: 'call',
  api: 'pay',
  notification: null,
  wallet: 'DANA',
  account: { id: 'dana-rich', login: '08125558888' },
  requestIds: ['pay_1'],
  hasToken: true,
  othersWait: false,
};

/** The same, so many times. */
function again(times: number): Facts[] {
  return Array.from({ length: times }, () => FACTS);
}

/** A dial of rules, asked about one thing after another; gives which rule struck each time. */
function run(rules: FaultRule[], happenings: Facts[], seed: number): (number | null)[] {
  const dial = new Map(rules.map((rule) => [rule.id, rule]));
  return happenings.map((facts) => {
    const { applied, changed } = judge(dial.values(), facts, (rule, question) => draw(seed, rule.number, question));
    for (const rule of changed) dial.set(rule.id, rule);
    return applied?.number ?? null;
  });
}

const anyFacts = fc.record({
  api: fc.constantFrom(...FAULT_APIS),
  wallet: fc.constantFrom('DANA', 'GCASH'),
  requestIds: fc.constantFrom(['pay_1'], ['pay_2'], []),
});
const anyHappenings = fc.array(
  anyFacts.map((some) => ({ ...FACTS, ...some })),
  { maxLength: 60 },
);
const anyRule = fc.record(
  {
    do: fc.constantFrom('close_before', 'http_500_after', 'drip'),
    match: fc.record(
      {
        api: fc.constantFrom('pay', 'inquiryPayment'),
        wallet: fc.constantFrom('DANA', 'GCASH'),
        requestId: fc.constantFrom('pay_1', 'pay_2'),
        nth: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: [] },
    ),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    times: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['do'] },
);
const anyRules = fc
  .array(anyRule, { maxLength: 4 })
  .map((asked) => asked.map((rule, index) => ruleOf(rule, index + 2)));

describe('draws', () => {
  it('are the same for the same seed and the same calls, whatever the rules', () => {
    fc.assert(
      fc.property(anyRules, anyHappenings, fc.integer(), (rules, happenings, seed) => {
        expect(run(rules, happenings, seed)).toEqual(run(rules, happenings, seed));
      }),
    );
  });

  it('of one rule depend on no other rule', () => {
    const chance = ruleOf({ do: 'close_after', match: { api: 'pay' }, probability: 0.5 }, 1);
    fc.assert(
      fc.property(anyRules, anyHappenings, fc.integer(), (others, happenings, seed) => {
        const alone = run([chance], happenings, seed);
        const together = run([chance, ...others], happenings, seed);
        expect(together.map((struck) => (struck === 1 ? 1 : null))).toEqual(alone);
        // Behind others it strikes only where none of them did, and there as if it were alone.
        const behind = run([...others, chance], happenings, seed);
        for (const [index, struck] of behind.entries()) {
          expect([null, 1].includes(struck) ? struck : alone[index]).toBe(alone[index]);
        }
      }),
    );
  });

  it('depend on nothing that a rule does not speak of', () => {
    const chance = ruleOf({ do: 'close_after', match: { api: 'pay' }, probability: 0.5 });
    fc.assert(
      fc.property(anyHappenings, fc.integer(), (happenings, seed) => {
        const all = run([chance], happenings, seed);
        const spoken = happenings.filter(({ api }) => api === 'pay');
        expect(all.filter((_, index) => happenings[index]?.api === 'pay')).toEqual(run([chance], spoken, seed));
      }),
    );
  });

  it('strike about as often as they should', () => {
    const chance = ruleOf({ do: 'close_after', probability: 0.3 });
    const struck = run([chance], again(2000), 11).filter((number) => number === 1).length;
    expect(struck).toBeGreaterThan(500);
    expect(struck).toBeLessThan(700);
  });

  it('are between nothing and one, and others for another seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, question) => {
        const drawn = draw(seed, 'rule', question);
        expect(drawn).toBe(draw(seed, 'rule', question));
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(1);
        expect(draw(seed + 1, 'rule', question)).not.toBe(drawn);
      }),
    );
  });
});

describe('a rule', () => {
  it('strikes as often as it says, and the next one follows', () => {
    const rules = [ruleOf({ do: 'close_before', times: 2 }, 1), ruleOf({ do: 'drip' }, 2)];
    expect(run(rules, again(4), 1)).toEqual([1, 1, 2, 2]);
  });

  it('of the n-th call counts those that another rule took', () => {
    const rules = [ruleOf({ do: 'close_before', times: 2 }, 1), ruleOf({ do: 'drip', match: { nth: 3 } }, 2)];
    expect(run(rules, again(4), 1)).toEqual([1, 1, 2, null]);
  });

  it('never strikes with probability 0 and always with 1', () => {
    const happenings = again(50);
    expect(new Set(run([ruleOf({ do: 'drip', probability: 0 })], happenings, 3))).toEqual(new Set([null]));
    expect(new Set(run([ruleOf({ do: 'drip', probability: 1 })], happenings, 3))).toEqual(new Set([1]));
  });

  it('about tokens is not asked where there is none', () => {
    const rules = [ruleOf({ do: 'token_revoked', times: 1 })];
    expect(run(rules, [{ ...FACTS, hasToken: false }, FACTS], 1)).toEqual([null, 1]);
  });
});

describe('a rule that makes no sense', () => {
  it.each<[unknown, RegExp]>([
    ['delay', /is a JSON object/],
    [{}, /do must be one of delay, hang_before/],
    [{ do: 'explode' }, /do must be one of/],
    [{ do: 'toString' }, /do must be one of/],
    [{ do: 'empty', tims: 1 }, /not tims/],
    [{ do: 'empty', match: 'pay' }, /match must be an object/],
    [{ do: 'empty', match: { paymentRequestId: 'x' } }, /match knows .*requestId.* not paymentRequestId/],
    [{ do: 'empty', match: { api: 'payment' } }, /match.api must be one of consult/],
    [{ do: 'empty', match: { api: 'pay', notification: 'any' } }, /not both/],
    [{ do: 'empty', match: { notification: 'letter' } }, /match.notification must be one of payment/],
    [{ do: 'empty', match: { wallet: 'MARS' } }, /match.wallet must be one of .*GCASH/],
    [{ do: 'empty', match: { account: 7 } }, /match.account/],
    [{ do: 'empty', match: { requestId: '' } }, /match.requestId/],
    [{ do: 'empty', match: { nth: 0 } }, /match.nth/],
    [{ do: 'forged', match: { api: 'pay' } }, /forged is of notifications, not of calls/],
    [{ do: 'drip', match: { notification: 'any' } }, /drip is of calls, not of notifications/],
    [{ do: 'in_process', match: { api: 'cancel' } }, /in_process is of pay, refund, not of cancel/],
    [{ do: 'contradict', match: { notification: 'authorization' } }, /contradict is of payment and refund notif/],
    [{ do: 'delay' }, /delay needs ms/],
    [{ do: 'late' }, /late needs ms/],
    [{ do: 'code' }, /code needs code/],
    [{ do: 'delay', ms: -1 }, /ms must be a whole number up to 600000/],
    [{ do: 'delay', ms: 1.5 }, /ms must be/],
    [{ do: 'delay', ms: 700_000 }, /ms must be/],
    [{ do: 'late', ms: 999_999_999 }, /ms must be a whole number up to 604800000/],
    [{ do: 'code', code: 5 }, /code must be a result code/],
    [{ do: 'code', code: 'X', status: 'A' }, /status must be S, F or U/],
    [{ do: 'repeat', count: 0 }, /count must be a whole number from 1 to 1000/],
    [{ do: 'forged', count: 1001 }, /count must be/],
    [{ do: 'in_process', inquiries: 0 }, /inquiries must be/],
    [{ do: 'http_502', before: 'yes' }, /before must be true or false/],
    [{ do: 'other_amount', value: '1.5' }, /value must be a whole number of minor units/],
    [{ do: 'other_currency', value: 'pesos' }, /value must be a currency/],
    [{ do: 'empty', probability: 1.1 }, /probability must be a number from 0 to 1/],
    [{ do: 'empty', probability: '0.5' }, /probability must be/],
    [{ do: 'empty', times: 0 }, /times must be a whole number from 1/],
  ])('%j is refused with a sentence', (asked, sentence) => {
    const said = readFault('flt_1', asked);
    expect(said).toMatch(sentence);
    expect(said).toMatch(/\.$/);
  });

  it('never breaks the reader, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (asked) => {
        expect(['string', 'object']).toContain(typeof readFault('flt_1', asked));
      }),
    );
  });

  it('is not one with a figure that its kind does not take: that is left out', () => {
    expect(ruleOf({ do: 'empty', ms: 1000, code: null })).toMatchObject({ do: 'empty', ms: null, code: null });
  });
});

describe('docs/simulator-faults.md', () => {
  it('tells of each kind once and of no other', () => {
    const page = readFileSync(new URL('../../docs/simulator-faults.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/^\| `([a-z0-9_]+)/gm)].map((row) => row[1]);
    expect(told.toSorted()).toEqual([...FAULT_KINDS].toSorted());
  });
});
