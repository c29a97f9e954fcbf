/**
 * The dial as it stands in the ledger: asked whenever something happens, it writes down what was counted and what
 * struck. It refuses to know how a fault is done.
 */
import { type Ledger } from '../ledger';
import { draw } from './dice';
import { type FaultKind } from './kinds';
import { type Facts, type FaultRule, judge } from './rules';

/** How often each kind has struck since the last reset, also by rules that are gone. */
export type Fired = Partial<Record<FaultKind, number>>;

/** Counts what happens against every rule that speaks of it, and gives the one that strikes. */
export function askDial(ledger: Ledger, facts: Facts): FaultRule | undefined {
  if (ledger.faults.size === 0) return undefined;
  const asked = judge(ledger.faults.values(), facts, (rule, question) => draw(ledger.seed, rule.number, question));
  const { applied, changed } = asked;
  if (changed.length === 0) return undefined;
  const struck = applied ? [{ fired: firedOnceMore(ledger.fired, applied.do) }] : [];
  ledger.commit(...changed.map((fault) => ({ fault })), ...struck);
  return applied;
}

export function firedOnceMore(fired: Fired, kind: FaultKind): Fired {
  return { ...fired, [kind]: (fired[kind] ?? 0) + 1 };
}

/** Puts a new rule behind all others. */
export function turnDial(ledger: Ledger, rule: FaultRule): FaultRule {
  const numbers = [...ledger.faults.values()].map(({ number }) => number);
  const turned = { ...rule, number: Math.max(0, ...numbers) + 1 };
  ledger.commit({ fault: turned });
  return turned;
}
