/** Two promises with figures of their own: a worker killed inside `pay`, and an npm killed alone. */
import { controlOf } from './control';
import { newPlacementKey } from './customer';
import { GONE_TIMEOUT_MS, type House } from './house';
import { inspect, type Process } from './processes';
import { judge } from './judge';
import type { Stage } from './row';
import { waitFor } from './wait';

export interface Check {
  readonly name: string;
  readonly what: string;
  readonly seconds: number | null;
  readonly limitSeconds: number;
  readonly note: string;
  readonly good: boolean;
}

const INQUIRED_WITHIN_MS = 30_000;
const FINAL_TIMEOUT_MS = 60_000;

/** A fresh worker has the payment inquired within half a minute of its start; nobody touches the clock. */
export async function checkWorkerInPay(stage: Stage, when: 'hang_before' | 'hang_after'): Promise<Check> {
  const { house, customer, productId } = stage;
  const control = controlOf(house.simulatorUrl);
  const what = `worker killed inside pay, ${when === 'hang_before' ? 'before' : 'after'} the gateway acted`;
  return told('worker-in-pay', what, INQUIRED_WITHIN_MS / 1000, async () => {
    await house.whole();
    await control.set({ payAnswer: 'immediate', notifications: 'off' });
    await control.holdNextPay(when);
    const orderId = await customer.buy(productId, newPlacementKey(), FINAL_TIMEOUT_MS);
    const held = async () => (await control.calls('pay')).find((call) => call.state === 'held');
    const call = await waitFor('the debit to be held', held, INQUIRED_WITHIN_MS);
    const killed = house.kill('worker');
    const { startedAt } = await freshWorker(house, killed);
    const inquired = async () =>
      (await control.calls('inquiryPayment')).find(
        (one) => one.paymentRequestId === call.paymentRequestId && Date.parse(one.at) >= startedAt,
      );
    const first = await waitFor('the payment to be inquired', inquired, INQUIRED_WITHIN_MS + 5_000);
    const seconds = (Date.parse(first.at) - startedAt) / 1000;
    const final = async () => {
      const status = await customer.statusOf(orderId);
      return status !== 'INIT' && status;
    };
    const status = await waitFor('a final word', final, FINAL_TIMEOUT_MS, 100);
    const { differences, doubleDebits } = await judge({
      databaseUrl: house.databaseUrl(),
      simulatorUrl: house.simulatorUrl,
    });
    const note = [`then ${status}`, ...differences].join('; ');
    return { seconds, note, good: differences.length === 0 && doubleDebits === 0 };
  }).finally(async () => {
    await control.clearFaults().catch(() => undefined);
    await control.set({ payAnswer: 'in_process', notifications: 'on' }).catch(() => undefined);
  });
}

async function freshWorker(house: House, killed: Process): Promise<{ startedAt: number }> {
  const fresh = () => {
    const found = house.find('worker');
    return found && found.pid !== killed.pid && inspect(found.pid) && { startedAt: Date.now() };
  };
  return waitFor('a fresh worker', fresh, INQUIRED_WITHIN_MS);
}

/** A minute after npm alone was killed nothing that it started is alive, and both ports are free. */
export async function checkNpmKilled({ house }: Stage): Promise<Check> {
  const check = await told('npm-killed', 'npm killed alone, nobody buys', GONE_TIMEOUT_MS / 1000, async () => {
    await house.whole();
    house.kill('npm');
    return { seconds: await house.gone(), note: 'no process left, both ports free', good: true };
  });
  await house.start().catch(() => undefined);
  return check;
}

async function told(
  name: string,
  what: string,
  limitSeconds: number,
  run: () => Promise<{ seconds: number; note: string; good: boolean }>,
): Promise<Check> {
  try {
    const { seconds, note, good } = await run();
    return { name, what, seconds, limitSeconds, note, good: good && seconds <= limitSeconds };
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    return { name, what, seconds: null, limitSeconds, note, good: false };
  }
}
