// A whole product for measuring money: `npm start` in a data directory of its own, one linked wallet, and orders by the hundred,
// written straight into its books, since what is measured begins after an order is placed.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import postgres from 'postgres';

import { welcomeCustomer } from '@/e2e/chaos/customer';
import { openHouse, type House } from '@/e2e/chaos/house';
import { simulatorOf, type SimulatorControls } from '@/e2e/chaos/simulator-controls';
import { newId } from '@/lib/kit/ids';

export const CURRENCY = 'PHP';
/** minor units */
export const AMOUNT = '100';
const LINES_AT_ONCE = 1_000;
const MAX_ATTEMPTS = 25;
const HOUR_MS = 3_600_000;

export interface Placed {
  readonly id: string;
  readonly paymentRequestId: string;
}

interface Keys {
  readonly clientId: string;
  readonly merchantPrivate: KeyObject;
  readonly alipayPrivate: KeyObject;
  readonly alipayPublic: KeyObject;
}

export interface Shop {
  readonly house: House;
  readonly simulator: SimulatorControls;
  readonly sql: postgres.Sql;
  readonly keys: Keys;
  /** Orders whose debits are queued in the transaction that places them, as the product's own verb does. */
  placeQueued(count: number): Promise<Placed[]>;
  /** Orders whose debits were sent and have no result yet; nobody is queued to ask. */
  placeSent(count: number): Promise<Placed[]>;
  close(): Promise<void>;
}

export async function openShop(): Promise<Shop> {
  const house = await openHouse(process.cwd());
  try {
    await house.start();
    const simulator = simulatorOf(house.simulatorUrl);
    await simulator.set({ spendingLimits: 'off', specialAmounts: 'off' });
    await welcomeCustomer(house);
    const sql = postgres(house.databaseUrl(), { max: 4, onnotice: () => undefined });
    const [wallet] = await sql<Wallet[]>`select id, customer_id from wallets where status = 'LINKED' limit 1`;
    if (!wallet) throw new Error('no wallet was linked');
    return {
      house,
      simulator,
      sql,
      keys: readKeys(house.dataDir),
      placeQueued: (count) => place(sql, wallet, count, true),
      placeSent: (count) => place(sql, wallet, count, false),
      async close() {
        await sql.end({ timeout: 1 });
        await house.stop(false);
      },
    };
  } catch (error) {
    await house.stop(false);
    throw error;
  }
}

function readKeys(dataDir: string): Keys {
  const secret = (name: string) => readFileSync(path.join(dataDir, 'secrets', name), 'utf8').trim();
  const alipayPrivate = createPrivateKey(secret('alipay-private.pem'));
  return {
    clientId: secret('client-id'),
    merchantPrivate: createPrivateKey(secret('merchant-private.pem')),
    alipayPrivate,
    alipayPublic: createPublicKey(alipayPrivate),
  };
}

interface Wallet {
  readonly id: string;
  readonly customer_id: string;
}

async function place(sql: postgres.Sql, wallet: Wallet, count: number, isQueued: boolean): Promise<Placed[]> {
  const now = new Date();
  const placed = Array.from({ length: count }, () => ({
    orderId: newId('ord', now.getTime()),
    id: newId('pay', now.getTime()),
    paymentRequestId: newId('pay', now.getTime()),
  }));
  await sql.begin(async (tx) => {
    for (let from = 0; from < count; from += LINES_AT_ONCE) {
      const some = placed.slice(from, from + LINES_AT_ONCE);
      const orders = some.map(({ orderId }) => orderRow(sql, wallet, orderId, now));
      await tx`insert into orders ${tx(orders)}`;
      const payments = some.map((one) => paymentRow(wallet, one, now, !isQueued));
      await tx`insert into payments ${tx(payments)}`;
      if (!isQueued) continue;
      await tx`select count(graphile_worker.add_job(identifier => 'charge', payload => json_build_object('paymentId', one.id),
        job_key => 'charge:' || one.id, max_attempts => ${MAX_ATTEMPTS}::int))
        from unnest(${some.map(({ id }) => id)}::text[]) as one(id)`;
    }
  });
  return placed;
}

function orderRow(sql: postgres.Sql, wallet: Wallet, id: string, now: Date) {
  return {
    id,
    reference_order_id: id,
    customer_id: wallet.customer_id,
    wallet_id: wallet.id,
    currency: CURRENCY,
    amount_minor: AMOUNT,
    description: 'Measured',
    lines: sql.json([]),
    terminal: sql.json({ terminalType: 'WEB', osType: null, address: null, userAgent: null }),
    status: 'INIT',
    created_at: now,
    updated_at: now,
  };
}

interface Ids extends Placed {
  readonly orderId: string;
}

function paymentRow(wallet: Wallet, { id, orderId, paymentRequestId }: Ids, now: Date, isSent: boolean) {
  return {
    id,
    order_id: orderId,
    attempt: 1,
    payment_request_id: paymentRequestId,
    wallet_id: wallet.id,
    currency: CURRENCY,
    amount_minor: AMOUNT,
    status: 'INIT',
    body_sealed: isSent ? 'measured' : null,
    sent_at: isSent ? now : null,
    sent_real_at: isSent ? now : null,
    expires_at: isSent ? new Date(now.getTime() + HOUR_MS) : null,
    sends: isSent ? 1 : 0,
    created_at: now,
    updated_at: now,
  };
}
