/** What every part of the running simulator is handed. It refuses to hold rules. */
import { type AppClock } from './app-clock';
import { type CallJournal } from './call-journal';
import { type Calls } from './calls';
import { type Clock } from './clock';
import { type Forger } from './faults/forger';
import { type HeldCalls } from './faults/held-calls';
import { type Keys } from './keys';
import { type Ledger } from './ledger';
import { type Notifier } from './notifier';
import { type PaymentAlarms } from './settle';
import { type RefundAlarms } from './settle-refund';

export interface Config {
  clientId: string;
  /** Public address of this simulator, no slash at the end. */
  url: string;
  merchantName: string | undefined;
}

export interface World {
  config: Config;
  clock: Clock;
  appClock: AppClock;
  keys: Keys;
  forger: Forger;
  ledger: Ledger;
  calls: Calls;
  callJournal: CallJournal;
  held: HeldCalls;
  notifier: Notifier;
  alarms: PaymentAlarms;
  refundAlarms: RefundAlarms;
}

/** The name wallets show for the merchant. */
export function merchantNameOf(world: Pick<World, 'config' | 'ledger'>): string {
  return world.ledger.settings.merchantName || world.config.merchantName || world.config.clientId;
}
