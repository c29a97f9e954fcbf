/**
 * A batch: scenarios played at once in one house, then quiet, then the court. While it plays, one scenario's crash is
 * everybody's weather; when it is over, the faults are taken away, the operator acts on what only a person can decide, and
 * the clock jumps until nothing is left to wait for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { hold, stuckRows, type Breach } from './court';
import { readBooks, type OurBooks } from './books';
import type { Estate, Person } from './estate';
import { countFired, untilFired } from './fired';
import { lived, type Leap } from './leaps';
import { playScenario, type Played, type Weather } from './play';
import { readDatabase } from './reader';
import type { Scenario } from './scenario';
import type { TheirLedger } from './simulator-controls';
import type { Turn } from './turn';
import { waitFor } from './wait';

/** With faults still turned: real time that the slowest fault needs, a time-out and its repeat. */
const SETTLE_MS = 14_000;
/** Half a minute must pass, by real time, before a debit that never arrived is believed to be none. */
const CALM_MS = 34_000;
const JUMPS_MAX = 8;
/** Past the longest gap between two questions. */
const JUMP_MS = 4 * 3_600_000 + 60_000;
/** Past it an operator is told of what has no end. */
const DAY_MS = 24 * 3_600_000;
/** Past the last send of a notification, and of one that is fifteen hours late. */
const LAST_JUMP_MS = 41 * 3_600_000;
const BETWEEN_JUMPS_MS = 5_000;
/** For what no order waits for: a permission is told to have ended, or the wallet is asked to end it, until it is known. */
const WALLETS_MS = 30_000;
const LOOK_MS = 500;
/** Hashing a password is dear on purpose. */
const LINK_AT_ONCE = 10;
/** Of those who play. When so many have ended, the last few leave the processors to whoever plays next. */
const MOST = 0.85;

export interface BatchResult {
  readonly played: readonly Played[];
  readonly breaches: readonly (Breach & { readonly scenario: string })[];
  readonly lost: number;
  readonly stuck: readonly string[];
  /** How often each planned fault fired, by its name. */
  readonly fired: ReadonlyMap<string, number>;
  /** Of these, in named cases. */
  readonly firedInCases: ReadonlyMap<string, number>;
  /** Business seconds from each payment's creation to its final word, while the faults were turned, without what the clock leapt over. */
  readonly finalSeconds: readonly number[];
  /** Where the real time went. */
  readonly phases: string;
}

/** Real seconds of each part of a batch, for whoever wants it faster. */
class Phases {
  readonly #parts: string[] = [];
  #since = performance.now();

  end(name: string): void {
    const now = performance.now();
    this.#parts.push(`${name} ${((now - this.#since) / 1_000).toFixed(0)}`);
    this.#since = now;
  }

  toString(): string {
    return this.#parts.join(', ');
  }
}

/** @param turn whoever plays needs both cores; what follows is mostly waiting, and may go on beside another's play */
export async function playBatch(
  estate: Estate,
  scenarios: readonly Scenario[],
  weather: Weather,
  turn: Turn,
): Promise<BatchResult> {
  for (const settings of scenarios.map((scenario) => scenario.settings)) {
    if (settings) await estate.simulator.set(settings);
  }
  const phases = new Phases();
  const plays = await turn(async () => {
    phases.end('turn');
    // Before the first act: no weather falls on who is still registering and linking.
    const people = await borrowAll(estate, scenarios);
    phases.end('link');
    const begun = scenarios.map((scenario, place) => playScenario(estate, scenario, people[place]!, weather));
    await mostOf(begun);
    return begun;
  });
  phases.end('play');
  const played = await Promise.all(plays);
  phases.end('last ones');
  const orderIds = played.flatMap((one) => one.orderIds);
  await untilQuiet(estate, orderIds, SETTLE_MS);
  phases.end('settle');
  const finalSeconds = secondsToFinal(await readBooks(estate.house.databaseUrl(), orderIds), weather.leaps);
  await untilFired(estate, played);
  const fired = await countFired(estate, played);
  await estate.simulator.clearFaults(new Set(played.flatMap(lastingRules)));
  await estate.house.whole();
  await untilQuiet(estate, orderIds, CALM_MS);
  phases.end('calm');
  await jumpUntilQuiet(estate, orderIds);
  phases.end('jump');
  await decideCases(estate, orderIds);
  phases.end('decide');
  await estate.simulator.moveClock({ advanceMs: LAST_JUMP_MS });
  await sleep(BETWEEN_JUMPS_MS);
  await jumpUntilQuiet(estate, orderIds);
  await untilWalletsEnd(estate, played);
  phases.end('last jump');
  const result = await judgeBatch(estate, played, orderIds);
  const breaches = [...result.breaches, ...fired.never];
  await estate.simulator.clearFaults();
  for (const one of played) estate.giveBack(one.person);
  phases.end('judge');
  return {
    ...result,
    breaches,
    played,
    fired: fired.all,
    firedInCases: fired.inCases,
    finalSeconds,
    phases: phases.toString(),
  };
}

/** Resolves when most have ended, well or not. */
async function mostOf(plays: readonly Promise<unknown>[]): Promise<void> {
  let left = Math.ceil(plays.length * MOST);
  await new Promise<void>((resolve) => {
    const end = () => {
      left -= 1;
      if (left <= 0) resolve();
    };
    if (left === 0) resolve();
    for (const play of plays) void play.then(end, end);
  });
}

async function borrowAll(estate: Estate, scenarios: readonly Scenario[]): Promise<Person[]> {
  const people: Person[] = [];
  while (people.length < scenarios.length) {
    const next = scenarios.slice(people.length, people.length + LINK_AT_ONCE);
    people.push(...(await Promise.all(next.map(({ wallet }) => estate.borrow(wallet)))));
  }
  return people;
}

function lastingRules({ scenario, ruleIds }: Played): string[] {
  return ruleIds.filter((_id, place) => scenario.faults[place]!.lasts);
}

async function isQuiet(estate: Estate, orderIds: readonly string[]): Promise<boolean> {
  const books = await readBooks(estate.house.databaseUrl(), orderIds);
  if (stuckRows(books).length === 0) return true;
  // The whole ledger is read only where it can make a difference.
  const mayHang = [...books.payments, ...books.refunds].some((one) => one.status === 'INIT' && one.unknownForLong);
  return mayHang && stuckRows(books, await estate.simulator.ledger()).length === 0;
}

/** Returns when it is quiet, or when the time is over: what then is left may need the clock. */
async function untilQuiet(estate: Estate, orderIds: readonly string[], timeoutMs: number): Promise<boolean> {
  return waitFor('quiet', () => isQuiet(estate, orderIds), timeoutMs, LOOK_MS).catch(() => false);
}

async function jumpUntilQuiet(estate: Estate, orderIds: readonly string[]): Promise<void> {
  for (let jumps = 0; jumps < JUMPS_MAX; jumps += 1) {
    if (await untilQuiet(estate, orderIds, BETWEEN_JUMPS_MS)) return;
    await estate.simulator.moveClock({ advanceMs: JUMP_MS });
    if ((jumps + 1) * JUMP_MS > DAY_MS) await hastenSweep(estate);
  }
}

/** It comes by itself with each minute, and what it is to raise has been leapt over in seconds. */
async function hastenSweep({ house }: Estate): Promise<void> {
  const queue = async () => {
    await readDatabase(
      house.databaseUrl(),
      (sql) => sql`select graphile_worker.add_job(identifier => 'sweep', job_key => 'chaos:sweep')`,
    );
    return true;
  };
  await waitFor('the sweep to be queued', queue, BETWEEN_JUMPS_MS, LOOK_MS).catch(() => undefined);
}

async function untilWalletsEnd({ house }: Estate, played: readonly Played[]): Promise<void> {
  const isAsWanted = async ({ scenario, person }: Played) => {
    const status = (await house.readWallet(person.walletId))?.status;
    return status !== 'REVOKING' && (scenario.walletEnds === undefined || status === scenario.walletEnds);
  };
  const all = async () => (await Promise.all(played.map(isAsWanted))).every(Boolean);
  await waitFor('the wallets to end', all, WALLETS_MS, LOOK_MS).catch(() => undefined);
}

/** The operator's part: what came twice or late is returned, by the case's own act. */
async function decideCases(estate: Estate, orderIds: readonly string[]): Promise<void> {
  const { openCases } = await readBooks(estate.house.databaseUrl(), orderIds);
  for (const { id, kind } of openCases) {
    if (kind !== 'surplus' && kind !== 'return_failed') continue;
    await estate.staff.insist('POST', `/api/admin/cases/${id}/return`, { json: {} }, 60_000);
  }
}

async function judgeBatch(estate: Estate, played: readonly Played[], orderIds: readonly string[]) {
  const apis = ['pay', 'inquiryPayment', 'cancel', 'refund', 'inquiryRefund'];
  const [ledger, notifications, ...calls] = await Promise.all([
    estate.simulator.ledger(),
    estate.simulator.notifications(),
    ...apis.map((api) => estate.simulator.calls(api)),
  ]);
  const judged = await hold({
    databaseUrl: estate.house.databaseUrl(),
    orderIds,
    ledger,
    notifications,
    calls: Object.fromEntries(apis.map((api, place) => [api, calls[place] ?? []])),
  });
  const scenarioOf = (what: string) =>
    played.find((one) => idsOf(one, judged.books).some((id) => what.includes(id)))?.scenario.name ?? 'the house';
  const complaints = played.flatMap((one) =>
    one.complaints.map((what) => ({ invariant: 'answers', what, scenario: one.scenario.name })),
  );
  return {
    breaches: [
      ...judged.breaches.map((breach) => ({ ...breach, scenario: scenarioOf(breach.what) })),
      ...complaints,
      ...played.flatMap((one) => debitedTooOften(one, judged.books, ledger)),
      ...played.flatMap((one) => endedOtherwise(one, judged.books)),
      ...played.flatMap((one) => linkedToAnother(one, judged.books, ledger)),
    ],
    lost: judged.lost,
    stuck: judged.stuck.map((what) => `${scenarioOf(what)}: ${what}`),
  };
}

/** What went back afterwards does not undo that a customer was debited. */
function debitedTooOften({ scenario, orderIds }: Played, books: OurBooks, ledger: TheirLedger) {
  if (scenario.debitsMax === undefined) return [];
  const own = books.payments.filter((payment) => orderIds.includes(payment.orderId));
  const references = new Set(own.map((payment) => payment.reference));
  const debits = ledger.payments.filter((one) => references.has(one.referenceOrderId) && one.paidAt !== null).length;
  if (debits <= scenario.debitsMax) return [];
  return [{ invariant: 'I1', what: `${debits} debits, ${scenario.debitsMax} wanted`, scenario: scenario.name }];
}

/** A permission that has ended is known to have ended. */
function endedOtherwise({ scenario, person }: Played, { wallets }: OurBooks) {
  const status = wallets.find(({ id }) => id === person.walletId)?.status ?? 'gone';
  if (scenario.walletEnds === undefined || status === scenario.walletEnds) return [];
  const what = `wallet ${person.walletId} is ${status}, ${scenario.walletEnds} wanted`;
  return [{ invariant: 'I6', what, scenario: scenario.name }];
}

/** Whose browser began the attempt has the wallet, and Alipay gave its permission for that person's account. */
function linkedToAnother({ scenario, person }: Played, { wallets }: OurBooks, ledger: TheirLedger) {
  const own = wallets.filter(({ customerId }) => customerId === person.customerId);
  const foreign = own.filter(({ authStates }) =>
    ledger.tokens.some(
      ({ authState, accountId }) =>
        authState !== null && authStates.includes(authState) && accountId !== person.account,
    ),
  );
  return foreign.map(({ id }) => ({
    invariant: 'I9',
    what: `wallet ${id} holds a permission of somebody else's account`,
    scenario: scenario.name,
  }));
}

/** Every id of a scenario that a sentence may name. */
function idsOf(one: Played, books: OurBooks): string[] {
  const payments = books.payments.filter((payment) => one.orderIds.includes(payment.orderId));
  const ids = payments.map((payment) => payment.id);
  const refunds = books.refunds.filter((refund) => ids.includes(refund.paymentId));
  return [
    ...one.orderIds,
    one.person.customerId,
    one.person.walletId,
    ...ids,
    ...refunds.flatMap((refund) => [refund.id, refund.refundRequestId]),
    ...books.cancels.filter((cancel) => ids.includes(cancel.paymentId)).map((cancel) => cancel.id),
  ];
}

function secondsToFinal(books: OurBooks, leaps: readonly Leap[]): number[] {
  return books.payments.flatMap((payment) =>
    payment.resolvedAt && payment.sent
      ? [lived(new Date(payment.createdAt).getTime(), new Date(payment.resolvedAt).getTime(), leaps) / 1_000]
      : [],
  );
}
