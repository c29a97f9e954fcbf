/** What every part of the running simulator is handed. It refuses to hold rules. */
import { type webcrypto } from 'node:crypto';
import { type Calls } from './calls';
import { type Clock } from './clock';
import { type Forger } from './faults/forger';
import { type HeldCalls } from './faults/held-calls';
import { type Ledger } from './ledger';
import { type Notifier } from './notifier';
import { type PaymentAlarms } from './settle';

export interface Config {
  clientId: string;
  /** Public address of this simulator, no slash at the end. */
  url: string;
  merchantName: string | undefined;
  privateKey: webcrypto.CryptoKey;
  merchantPublicKey: webcrypto.CryptoKey;
}

export interface World {
  config: Config;
  clock: Clock;
  forger: Forger;
  ledger: Ledger;
  calls: Calls;
  held: HeldCalls;
  notifier: Notifier;
  alarms: PaymentAlarms;
}

/** The name wallets show for the merchant. */
export function merchantNameOf(world: Pick<World, 'config' | 'ledger'>): string {
  return world.ledger.settings.merchantName || world.config.merchantName || world.config.clientId;
}
