/**
 * The key that seals tokens is rotated while a debit is on its way: every process dies and comes back with a new first key. What
 * the old one sealed must still open: the pinned bytes, which are sent once more; the token of the next debit; and the wallet
 * must be found by its token when the customer ends it.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Estate } from './estate';
import type { House } from './house';
import { judgeWhenQuiet, payOrder, placeOrder, untilStatus } from './house-acts';
import type { HouseCase } from './house-case';
import { readDatabase } from './reader';
import { waitFor } from './wait';

const HELD_TIMEOUT_MS = 30_000;
const ENDED_TIMEOUT_MS = 30_000;

export const ROTATED_KEY: HouseCase = {
  name: 'rotated: the encryption key, while a debit is on its way',
  brings: 'encryption key rotated',
  orders: 2,
  play,
};

async function play(estate: Estate): Promise<string[]> {
  const { house, simulator } = estate;
  const person = await estate.borrow('GCASH');
  // At the demo's pace a debit has expired before its bytes may be sent once more.
  await simulator.moveClock({ rate: 1 });
  try {
    const hold = { name: 'held', match: { api: 'pay' }, do: 'hang_before', times: 1 };
    await simulator.addFault(hold, person.account);
    const first = await placeOrder(estate, person);
    await waitFor('the debit to be held', async () => (await simulator.heldCalls()) === 1, HELD_TIMEOUT_MS);
    const keyId = addFirstKey(house);
    for (const target of ['web', 'worker', 'worker2'] as const) house.kill(target);
    await house.whole();
    await untilStatus(estate, first, 'SUCCESS');
    const second = await payOrder(estate, person);
    await simulator.endLinks(person.account);
    const isEnded = async () => (await house.readWallet(person.walletId))?.status === 'REVOKED';
    await waitFor('the wallet to end', isEnded, ENDED_TIMEOUT_MS, 200);
    return [...(await judgeWhenQuiet(estate, [first, second])), ...(await wasRotated(estate, first, keyId))];
  } finally {
    await simulator.clearFaults();
    await simulator.moveClock({ rate: estate.rate });
    estate.giveBack(person);
  }
}

/** As the README says: the first seals, all open. The processes read the file when they start. */
function addFirstKey({ dataDir }: House): string {
  const file = path.join(dataDir, 'secrets', 'token-encryption-keys');
  const keyId = `chaos-${randomBytes(4).toString('hex')}`;
  const keys = `${keyId}:${randomBytes(32).toString('base64')},${readFileSync(file, 'utf8').trim()}`;
  writeFileSync(`${file}.new`, keys, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return keyId;
}

/** Otherwise nothing was tried: the bytes went out again, and the answer to them was sealed with the new key. */
async function wasRotated({ house, simulator }: Estate, orderId: string, keyId: string): Promise<string[]> {
  const order = await house.readOrder(orderId);
  const sends = (await simulator.calls('pay', order?.paymentRequestId)).length;
  const sealed = await readDatabase(house.databaseUrl(), async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from exchanges e join payments p on p.id = e.subject_id
      where p.order_id = ${orderId} and e.api = 'pay' and e.request_sealed like ${`v1.${keyId}.%`}`;
    return row?.count ?? 0;
  });
  return [
    ...(sends === 2 ? [] : [`the debit was sent ${sends} times, not once before and once after`]),
    ...(sealed > 0 ? [] : ['nothing of the debit was sealed with the new key']),
  ];
}
