/**
 * One row: the charge is brought to a step, one process is killed there, everything starts again, and within a minute
 * both ledgers must say the same, with one debit at most.
 */
import postgres from 'postgres';
import { controlOf } from './control';
import { newPlacementKey, type Customer } from './customer';
import type { House, Target } from './house';
import { judge, type Judgement } from './judge';
import type { Moment, Step } from './steps';
import { waitFor } from './wait';

/** How long both ledgers may take to agree after the kill; after a kill of npm, from when it is started again. */
const FINAL_TIMEOUT_MS = 60_000;
const PLACING_TIMEOUT_MS = 180_000;

export interface Stage {
  readonly house: House;
  readonly customer: Customer;
  readonly productId: string;
}

export interface Row {
  readonly step: number;
  readonly title: string;
  readonly target: Target;
  /** UTC. */
  readonly killedAt: string;
  readonly status: string;
  readonly seconds: number | null;
  readonly debits: number | null;
  readonly differences: readonly string[];
  /** What else is worth saying, or what went wrong. */
  readonly note: string;
  readonly good: boolean;
}

/** What a row knows of its purchase in the end. */
interface Outcome {
  readonly status: string;
  readonly seconds: number;
  readonly debits: number;
  readonly orders: number;
  readonly sends: number;
  readonly resolvedBy: string | null;
  readonly differences: readonly string[];
  readonly doubleDebits: number;
}

export async function runRow(stage: Stage, step: Step, target: Target): Promise<Row> {
  const { house } = stage;
  const told = { killedAt: '-', note: '' };
  let moment: Moment | null = null;
  try {
    await house.whole();
    const before = await judge(courtOf(house));
    moment = await step.prepare(house);
    const placementKey = newPlacementKey();
    const placing = stage.customer.buy(stage.productId, placementKey, PLACING_TIMEOUT_MS);
    placing.catch(() => undefined); // told where it is awaited
    await moment.reached();
    let from = new Date();
    told.killedAt = from.toISOString().slice(11, 23);
    house.kill(target);
    if (target === 'npm') {
      told.note = `all gone after ${(await house.gone()).toFixed(1)} s`;
      await moment.goOn(target);
      from = new Date();
      await house.start();
    } else {
      await moment.goOn(target);
    }
    const outcome = await watch(stage, await placing, placementKey, from, before);
    return verdictOf(step, target, told, outcome);
  } catch (error) {
    const note = [told.note, error instanceof Error ? error.message : String(error)].filter(Boolean).join('; ');
    return { ...rowOf(step, target, told.killedAt), status: '?', seconds: null, debits: null, note, good: false };
  } finally {
    await moment?.goOn(target).catch(() => undefined);
    await house.whole().catch(() => undefined);
    await moment?.cleanUp().catch(() => undefined);
  }
}

function rowOf(step: Step, target: Target, killedAt: string) {
  return { step: step.number, title: step.title, target, killedAt, differences: [] as readonly string[] };
}

function courtOf(house: House) {
  return { databaseUrl: house.databaseUrl(), simulatorUrl: house.simulatorUrl };
}

/** Watches the order until it is final, then both ledgers until they agree, a minute at most. */
async function watch(
  { house, customer }: Stage,
  orderId: string,
  placementKey: string,
  from: Date,
  before: Judgement,
): Promise<Outcome> {
  const left = () => Math.max(0, from.getTime() + FINAL_TIMEOUT_MS - Date.now());
  const final = async () => {
    const status = await customer.statusOf(orderId);
    return status !== 'INIT' && status;
  };
  const status = await waitFor('a final word', final, left(), 100).catch(() => 'INIT');
  const seconds = (Date.now() - from.getTime()) / 1000;
  let differences: readonly string[] = ['the ledgers could not be compared'];
  let doubleDebits = 0;
  const agree = async () => {
    const judgement = await judge(courtOf(house));
    // What an earlier row left is that row's.
    differences = judgement.differences.filter((one) => !before.differences.includes(one));
    doubleDebits = judgement.doubleDebits - before.doubleDebits;
    return differences.length === 0;
  };
  await waitFor('both ledgers to agree', agree, left(), 500).catch(() => undefined);
  const purchase = await readPurchase(house, placementKey);
  const payments = await controlOf(house.simulatorUrl).payments();
  const debits = payments.filter(
    (one) => one.referenceOrderId === purchase.reference && one.status === 'SUCCESS',
  ).length;
  return { status, seconds, debits, differences, doubleDebits, ...purchase };
}

async function readPurchase(house: House, placementKey: string) {
  const sql = postgres(house.databaseUrl(), { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<{ reference: string; sends: number; resolvedBy: string | null }[]>`
      select o.reference_order_id as reference, p.sends, p.resolved_by as "resolvedBy"
      from orders o join payments p on p.order_id = o.id where o.placement_key = ${placementKey}`;
    const [first] = rows;
    if (!first) throw new Error('the order is not in our books');
    return { ...first, orders: rows.length };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function verdictOf(step: Step, target: Target, told: { killedAt: string; note: string }, outcome: Outcome): Row {
  const { status, seconds, debits, differences, doubleDebits, orders } = outcome;
  const wrong = [
    ...(status === 'INIT' ? ['no final word within 60 s'] : []),
    ...(orders === 1 ? [] : [`placed ${orders} x`]),
    ...(doubleDebits === 0 ? [] : ['an order debited more than once']),
    ...(debits === (status === 'SUCCESS' ? 1 : 0) ? [] : [`debited ${debits} x for ${status}`]),
  ];
  const how = `by ${outcome.resolvedBy ?? 'nobody'}, sent ${outcome.sends} x`;
  return {
    ...rowOf(step, target, told.killedAt),
    status,
    seconds,
    debits,
    differences,
    note: [how, told.note, ...wrong].filter(Boolean).join('; '),
    good: wrong.length === 0 && differences.length === 0,
  };
}
