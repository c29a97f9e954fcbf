/** What is done to an order in a house that is tried as a whole, and how it is judged when all is quiet. */
import { randomBytes } from 'node:crypto';
import { readBooks } from './books';
import { hold, stuckRows } from './court';
import type { Estate, Person } from './estate';
import type { TheirPayment } from './simulator-controls';
import { waitFor } from './wait';

const QUIET_TIMEOUT_MS = 90_000;
/** Longer than a killed web takes to come back. */
const PATIENCE_MS = 120_000;

export async function placeOrder(estate: Estate, person: Person): Promise<string> {
  const json = {
    customerId: person.customerId,
    walletId: person.walletId,
    currency: 'PHP',
    amount: '450',
    description: 'A box of coffee',
    placementKey: randomBytes(24).toString('base64url'),
  };
  const placed = await estate.staff.insist('POST', '/api/admin/orders', { json }, PATIENCE_MS);
  const { id } = placed.body as { id?: string };
  if (id === undefined) throw new Error(`placing was answered ${placed.status}: ${JSON.stringify(placed.body)}`);
  return id;
}

export async function payOrder(estate: Estate, person: Person): Promise<string> {
  const orderId = await placeOrder(estate, person);
  await untilStatus(estate, orderId, 'SUCCESS');
  return orderId;
}

export async function untilStatus({ house }: Estate, orderId: string, status: string): Promise<void> {
  const isSo = async () => (await house.readOrder(orderId))?.status === status;
  await waitFor(`the order to be ${status}`, isSo, QUIET_TIMEOUT_MS, 200);
}

/** A refund that was cut off is asked for again with the same key, as the page does; a cancel is asked for once more. */
export async function askBack(estate: Estate, orderId: string, operation: 'refund' | 'cancel'): Promise<void> {
  const [what, json] =
    operation === 'refund' ? ['refunds', { placementKey: randomBytes(24).toString('base64url') }] : ['cancel', {}];
  const answer = await estate.staff.insist('POST', `/api/admin/orders/${orderId}/${what}`, { json }, PATIENCE_MS);
  // Asked for again after the first had been committed: it is under way already.
  if (answer.status !== 202 && answer.status !== 409) throw new Error(`${operation} was answered ${answer.status}`);
}

/** Waits until all is quiet; what is then wrong with these orders, one sentence each. */
export async function judgeWhenQuiet({ house, simulator }: Estate, orderIds: readonly string[]): Promise<string[]> {
  const quiet = async () => stuckRows(await readBooks(house.databaseUrl(), orderIds)).length === 0;
  await waitFor('quiet', quiet, QUIET_TIMEOUT_MS, 300);
  const [ledger, notifications] = await Promise.all([simulator.ledger(), simulator.notifications()]);
  const { breaches, books } = await hold({
    databaseUrl: house.databaseUrl(),
    orderIds,
    ledger,
    notifications,
    calls: {},
  });
  return [
    ...breaches.map((breach) => `${breach.invariant}: ${breach.what}`),
    ...new Set(books.payments.flatMap(({ reference }) => debitedTwice(reference, ledger.payments))),
  ];
}

/** What went back afterwards does not undo that a customer was debited. */
function debitedTwice(reference: string, payments: readonly TheirPayment[]): string[] {
  const debits = payments.filter((one) => one.referenceOrderId === reference && one.paidAt !== null).length;
  return debits > 1 ? [`I1: ${reference} was debited ${debits} times`] : [];
}
