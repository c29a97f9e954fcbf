/**
 * A member of staff loses their role while they are about to give money back: what they had pressed before goes on, what they
 * press from then on is refused, also when they have signed in anew.
 */
import { randomBytes } from 'node:crypto';
import { raiseBarrier } from './barrier';
import { readBooks } from './books';
import { openBrowser, type Browser } from './browser';
import { signIn, type Estate } from './estate';
import { judgeWhenQuiet, payOrder } from './house-acts';
import type { HouseCase } from './house-case';

const WHO = 'finance@demo.example';
const PART = '100';
const PATIENCE_MS = 120_000;

export const REMOVED_ROLE: HouseCase = {
  name: 'people: a role is removed between the dialog and the press',
  brings: 'role removed',
  orders: 1,
  play,
};

async function play(estate: Estate): Promise<string[]> {
  const { house } = estate;
  const person = await estate.borrow('GCASH');
  const orderId = await payOrder(estate, person);
  const desk = openBrowser(house, '198.18.0.3');
  await signIn(desk, WHO);
  const seen = await desk.send('GET', `/api/admin/orders/${orderId}`);
  // The first press stands in the midst of its transaction, its authority checked, when the role goes.
  const barrier = await raiseBarrier(house.databaseUrl(), { event: 'insert', table: 'refunds', when: 'true' });
  try {
    const first = press(desk, orderId, 'refunds');
    first.catch(() => undefined); // told where it is awaited
    await barrier.reached();
    await house.admin('set-role', '--email', WHO, '--role', 'viewer');
    await barrier.lift(false);
    const before = await first;
    const signedOut = await press(desk, orderId, 'refunds');
    await signIn(desk, WHO);
    const viewing = await desk.send('GET', `/api/admin/orders/${orderId}`);
    const [refund, cancel] = [await press(desk, orderId, 'refunds'), await press(desk, orderId, 'cancel')];
    const problems = await judgeWhenQuiet(estate, [orderId]);
    const { refunds, cancels } = await readBooks(house.databaseUrl(), [orderId]);
    return [
      ...expected('looking at the order', seen.status, [200]),
      // On a machine so slow that its wait was given up, it is pressed again, by somebody who is signed out.
      ...expected('what was pressed before', before, [202, 401]),
      ...expected('what was pressed in the old session', signedOut, [401]),
      ...expected('looking as a viewer', viewing.status, [200]),
      ...expected('a refund by a viewer', refund, [403]),
      ...expected('a cancel by a viewer', cancel, [403]),
      ...expected('refunds in the books', refunds.length, [before === 202 ? 1 : 0]),
      ...expected('cancels in the books', cancels.length, [0]),
      ...problems,
    ];
  } finally {
    await barrier.lift(false);
    await barrier.remove(house.databaseUrl());
    await house.admin('set-role', '--email', WHO, '--role', 'finance');
    estate.giveBack(person);
  }
}

async function press(desk: Browser, orderId: string, what: 'refunds' | 'cancel'): Promise<number> {
  const json = what === 'refunds' ? { amount: PART, placementKey: randomBytes(24).toString('base64url') } : {};
  return (await desk.insist('POST', `/api/admin/orders/${orderId}/${what}`, { json }, PATIENCE_MS)).status;
}

function expected(what: string, is: number, wanted: readonly number[]): string[] {
  return wanted.includes(is) ? [] : [`${what}: ${is}, not ${wanted.join(' or ')}`];
}
