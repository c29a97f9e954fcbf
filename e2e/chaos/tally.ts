/** What a run has come to: counted as it goes, told in one line at its end. */
import type { BatchResult } from './batch';
import type { HouseCase, HouseCaseResult } from './house-case';

/** A tally as it is kept in a file, so that a long run can be broken off and gone on with. */
export interface KeptTally {
  readonly fired: readonly (readonly [string, number])[];
  /** Absent in files of earlier versions. */
  readonly firedInCases?: readonly (readonly [string, number])[];
  readonly problems: readonly string[];
  readonly finals: readonly number[];
  readonly scenarios: number;
  readonly survived: number;
  readonly orders: number;
  readonly broken: number;
  readonly lost: number;
  readonly stuck: number;
}

/** What such a house held was never noted as played. */
const FELL = 'a house fell';

export class Tally {
  readonly fired = new Map<string, number>();
  /** Of these, in named cases, where none may fire never. */
  readonly firedInCases = new Map<string, number>();
  readonly problems: string[] = [];
  readonly #finals: number[] = [];
  scenarios = 0;
  survived = 0;
  orders = 0;
  broken = 0;
  lost = 0;
  stuck = 0;

  constructor(kept?: KeptTally) {
    if (!kept) return;
    const { fired, firedInCases = [], problems, finals, ...counts } = kept;
    for (const [name, times] of fired) this.fired.set(name, times);
    for (const [name, times] of firedInCases) this.firedInCases.set(name, times);
    this.problems.push(...problems);
    this.#finals.push(...finals);
    Object.assign(this, counts);
  }

  keep(): KeptTally {
    const { scenarios, survived, orders, broken, lost, stuck } = this;
    const [fired, firedInCases] = [[...this.fired], [...this.firedInCases]];
    const [problems, finals] = [this.problems, this.#finals];
    return { fired, firedInCases, problems, finals, scenarios, survived, orders, broken, lost, stuck };
  }

  addBatch(result: BatchResult): void {
    for (const [name, times] of result.fired) add(this.fired, name, times);
    for (const [name, times] of result.firedInCases) add(this.firedInCases, name, times);
    const bad = new Set<string>();
    for (const { scenario, invariant, what } of result.breaches) {
      bad.add(scenario);
      this.problems.push(`${scenario}: ${invariant}: ${what}`);
    }
    for (const line of result.stuck) {
      bad.add(line.split(': ')[0] ?? '');
      this.problems.push(`stuck: ${line}`);
    }
    this.scenarios += result.played.length;
    this.survived += result.played.filter(({ scenario }) => !bad.has(scenario.name)).length;
    this.orders += result.played.reduce((sum, one) => sum + one.orderIds.length, 0);
    this.broken += result.breaches.length;
    this.lost += result.lost;
    this.stuck += result.stuck.length;
    this.#finals.push(...result.finalSeconds);
  }

  addHouseCase({ brings, orders }: HouseCase, result: HouseCaseResult): void {
    add(this.fired, brings, 1);
    this.scenarios += 1;
    this.orders += orders;
    if (result.good) this.survived += 1;
    else this.broken += 1;
    this.problems.push(...result.problems.map((problem) => `${result.name}: ${problem}`));
  }

  /** A house that could not be played to its end: what it held was not judged. */
  fell(error: unknown): void {
    this.broken += 1;
    this.problems.push(`${FELL}: ${error instanceof Error ? error.message : String(error)}`);
  }

  /**
   * Takes back what was judged wrong, so that it can be played again. What fired, fired.
   *
   * @param played the names of all scenarios
   * @returns those that were wrong, each with the first thing that was
   */
  strike(played: ReadonlySet<string>): Map<string, string> {
    const struck = new Map<string, string>();
    for (const problem of this.problems.splice(0)) {
      const told = problem.replace(/^stuck: /, '');
      // A name may hold a colon itself.
      const name = [...played].find((one) => told.startsWith(`${one}: `));
      if (name === undefined && !told.startsWith(FELL)) this.problems.push(problem);
      if (name !== undefined && !struck.has(name)) struck.set(name, told.slice(name.length + 2, name.length + 82));
    }
    this.scenarios = this.survived;
    // Nobody's fault that is known, and so nobody's to play again.
    this.broken = this.problems.length;
    this.lost = 0;
    this.stuck = 0;
    return struck;
  }

  get injected(): number {
    return [...this.fired.values()].reduce((sum, times) => sum + times, 0);
  }

  /** Business seconds from placing to the final word. */
  get p99Seconds(): number {
    const sorted = this.#finals.toSorted((left, right) => left - right);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
  }

  get isGood(): boolean {
    return this.broken === 0 && this.lost === 0 && this.stuck === 0;
  }

  /** The line that the assurance page asks for. */
  line(): string {
    return (
      `faults injected ${this.injected} / survived ${this.survived} of ${this.scenarios} / invariants broken ${this.broken} / ` +
      `acknowledged and lost ${this.lost} / stuck ${this.stuck} / p99 time to final ${this.p99Seconds.toFixed(1)} s`
    );
  }
}

function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
