/**
 * What every verb is given: the database, the gateway, who asks, what time it is. Nothing here is global, so that the
 * worker, a page and a test run the same verb.
 */
import type { Database } from '@/db/client';
import type { KeysInUse } from '@/db/schema/instance';
import type { Gateway } from '@/lib/alipay/gateway';
import type { Brand } from '@/lib/alipay/brands';
import type { Actor } from '@/lib/auth/actor';
import type { Logger } from '@/lib/kit/log';
import type { Sealer } from '@/lib/kit/seal';

/** The merchant's facts and choices that verbs need; read once at start from the environment. */
export interface Settings {
  readonly mode: 'demo' | 'test' | 'live';
  /** Public origin without a trailing slash. */
  readonly appUrl: string;
  readonly merchantName: string;
  readonly merchantId: string | null;
  readonly merchantMcc: string | null;
  readonly merchantRegion: string | null;
  readonly settlementCurrency: string | null;
  /** Wallets offered; null means all known. */
  readonly brands: readonly Brand[] | null;
  readonly debitsPaused: boolean;
  /** Origins a link session may return to; null: none but what the mode allows by itself. */
  readonly linkReturnOrigins: readonly string[] | null;
  readonly clientId: string;
}

export interface Context {
  readonly db: Database;
  readonly gateway: Gateway;
  readonly sealer: Sealer;
  readonly settings: Settings;
  /** Which versions of both sides' keys this process uses now. */
  readonly keysInUse: () => KeysInUse;
  readonly actor: Actor;
  readonly log: Logger;
  /** Business time; in a demo it may be moved and sped up. */
  now(): Date;
  /** Real time: for what a call, a lease or a limit takes. Never compared with `now()`. */
  realNow(): Date;
  /** Seconds of business time that pass in a real one; 1 everywhere but in a demo. */
  rate(): number;
}
