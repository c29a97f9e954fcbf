/**
 * Every fault of the dial, once each, on a debit of its own: turned over the control API, waited out with the help of the
 * control page's clock, and found on that page again, while our books are held against the gateway's.
 */
import type { Page } from '@playwright/test';
import type postgres from 'postgres';
import { FAULT_KINDS, type FaultKind, isOfNotifications } from '../../simulator/faults/kinds';
import { expect, test } from '../fixtures';
import { simulatorUrl } from './browser-watch';
import { linkAccount, orderQuickly } from './quick-road';
import type { Fault, SimulatorControl } from './simulator-control';

/** What a kind needs besides; short, so that forty debits fit into one trip. */
const FIGURES: Partial<Record<FaultKind, Record<string, unknown>>> = {
  delay: { ms: 300 },
  drip: { ms: 2 },
  code: { code: 'RISK_REJECT' },
  in_process: { inquiries: 1 },
  late: { ms: 1_000 },
  repeat: { count: 5 },
};

/** Stays in process at the gateway until somebody cancels it, and rightly unknown with us until then. */
const ENDLESS: FaultKind = 'in_process_forever';
/** Half a real minute must pass after the last send before "no such payment" is believed; a busy machine sends late. */
const MINUTES_PRESSED = 15;
/** Of calls and of notifications, never sent and answered wrongly: each looks otherwise on the wire. */
const LOOKED_UP: FaultKind[] = ['hang_after', 'bad_signature', 'lost', 'forged', 'early'];
const BALANCE = '100000000000';

test.setTimeout(300_000);

interface Tried {
  readonly kind: FaultKind;
  readonly orderId: string;
  readonly reference: string;
}

/** Kinds that calls and notifications can both suffer are tried on the call. */
function faultOf(kind: FaultKind, account: string): Fault {
  const match = isOfNotifications(kind) ? { notification: 'payment', account } : { api: 'pay', account };
  return { do: kind, match, times: 1, ...FIGURES[kind] };
}

test(
  'a debit through every fault of the dial ends as the gateway’s ledger says, and the bench tells of each',
  { tag: '@desktop' },
  async ({ context, database, simulator, openBrowser }) => {
    await simulator.set({ payAnswer: 'immediate' });
    const firedBefore = await simulator.fired();
    const tried: Tried[] = [];
    for (const [position, kind] of FAULT_KINDS.entries()) {
      const account = await simulator.addAccount('DANA', `0812770${String(position).padStart(4, '0')}`, BALANCE);
      const walletId = await linkAccount(context, 'DANA', account.login);
      await simulator.fault(faultOf(kind, account.id));
      const order = await orderQuickly(context, database, { walletId, product: 'Laskar Pelangi' });
      tried.push({ kind, orderId: order.id, reference: order.referenceOrderId });
    }
    const bench = await (await openBrowser()).newPage();
    const silent = async () => {
      const fired = await simulator.fired();
      return FAULT_KINDS.filter((kind) => (fired[kind] ?? 0) <= (firedBefore[kind] ?? 0));
    };
    await expect.poll(silent, { message: 'faults that have not struck', timeout: 20_000 }).toEqual([]);

    await bench.goto(simulatorUrl());
    await bench.getByRole('button', { name: 'Let what is held go on' }).click();
    await untilFinal(bench, database, tried);
    // A debit that hangs is cancelled after some minutes: between the gateway's word and our commit the two may differ.
    await expect.poll(() => differences(database, simulator, tried), { timeout: 30_000 }).toEqual([]);

    await bench.goto(simulatorUrl());
    await bench.getByText('Struck so far').click();
    const struck = await bench.getByRole('list', { name: 'Struck so far' }).getByRole('listitem').allTextContents();
    expect(FAULT_KINDS.filter((kind) => !struck.some((line) => line.startsWith(`${kind} `)))).toEqual([]);
    for (const kind of LOOKED_UP) {
      await bench.goto(`${simulatorUrl()}/?wire=${kind}`);
      const wire = bench.getByRole('region', { name: 'The wire', exact: true });
      await expect(wire.getByRole('cell', { name: kind, exact: true }).first(), `${kind} on the wire`).toBeVisible();
    }
    await bench.getByRole('button', { name: 'All dials to none' }).click();
    await expect(bench.getByRole('heading', { name: 'Fault dial 0 of 11 turned' })).toBeVisible();
  },
);

/** Presses a minute at a time, until nothing is open any more that can end. */
async function untilFinal(bench: Page, database: postgres.Sql, tried: readonly Tried[]): Promise<void> {
  const open = async () => {
    const rows = await database<{ id: string }[]>`
      select id from orders where status = 'INIT' and id in ${database(tried.map(({ orderId }) => orderId))}`;
    const kinds = tried.filter(({ orderId }) => rows.some(({ id }) => id === orderId)).map(({ kind }) => kind);
    return kinds.filter((kind) => kind !== ENDLESS);
  };
  for (let minute = 0; minute < MINUTES_PRESSED; minute += 1) {
    const settled = expect.poll(open, { timeout: 6_000 }).toEqual([]);
    if (
      await settled.then(
        () => true,
        () => false,
      )
    )
      return;
    await bench.getByRole('button', { name: '+1 min', exact: true }).click();
  }
  await expect.poll(open, { message: 'debits that are not final', timeout: 15_000 }).toEqual([]);
}

/** Where our books and the gateway's differ and no operator has been told; and whoever was debited twice. */
async function differences(
  database: postgres.Sql,
  simulator: SimulatorControl,
  tried: readonly Tried[],
): Promise<string[]> {
  const rows = await database<{ id: string; status: string; told: boolean }[]>`
    select id, status, exists (select from cases where order_id = orders.id and status = 'OPEN') as told
    from orders where id in ${database(tried.map(({ orderId }) => orderId))}`;
  const { payments } = await simulator.ledger();
  return tried.flatMap(({ kind, orderId, reference }) => {
    const ours = rows.find(({ id }) => id === orderId);
    const theirs = payments.filter(({ referenceOrderId }) => referenceOrderId === reference);
    const debits = theirs.filter(({ status }) => status === 'SUCCESS').length;
    const isOpen = theirs.some(({ status }) => status === 'PROCESSING');
    const agrees = (ours?.status === 'SUCCESS') === (debits === 1) && (ours?.status === 'INIT') === isOpen;
    return debits <= 1 && (agrees || ours?.told) ? [] : [`${kind}: ours ${ours?.status}, debited ${debits} times`];
  });
}
