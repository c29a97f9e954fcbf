/**
 * Builds, from a checked environment, what every verb is given. Web, worker and tools share it; it imports no web
 * framework and reads no variable itself.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { openDatabase } from '@/db/client';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { createGateway, type GatewayConfig } from '@/lib/alipay/gateway';
import type { Actor } from '@/lib/auth/actor';
import { watchAnswers } from '@/lib/configuration/watch-answers';
import type { Context, Settings } from '@/lib/context';
import { realClock, type MovableClock } from '@/lib/kit/clock';
import type { Env } from '@/lib/kit/env';
import { createLogger, type Logger } from '@/lib/kit/log';
import { createSealer } from '@/lib/kit/seal';
import { StartRefused } from '@/lib/start-check';
import { watchKeys } from '@/lib/watch-keys';

/** Everything of the Context that does not depend on who asks. */
export interface Runtime extends Omit<Context, 'actor'> {
  readonly env: Env;
  /** The one behind `now()`. It outlives the runtime: who started it ends it. */
  readonly clock: MovableClock;
  /** Alipay's keys by version, as they are now. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
  /** The public half of our own key, to check what we signed. */
  readonly ownKey: { readonly version: string; readonly key: KeyObject };
  contextFor(actor: Actor, log?: Logger): Context;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  /** Names the process in the log and in PostgreSQL's list of connections. */
  readonly name: string;
  readonly poolSize?: number;
  /** `prober` for a process that calls `gateway.probe()` all the time. */
  readonly gatewayProbedBy?: GatewayConfig['probedBy'];
  /** Real time unless given. */
  readonly clock?: MovableClock;
}

export function createSettings(env: Env): Settings {
  const { alipay } = env;
  return {
    mode: env.mode,
    appUrl: env.appUrl.origin,
    merchantName: alipay.merchantName,
    merchantId: alipay.merchantId,
    merchantMcc: alipay.merchantMcc,
    merchantRegion: alipay.merchantRegion,
    settlementCurrency: alipay.settlementCurrency,
    brands: alipay.wallets && offeredBrands(alipay.wallets),
    debitsPaused: env.debitsPaused,
    linkReturnOrigins: env.linkReturnOrigins,
    clientId: alipay.clientId,
  };
}

function offeredBrands(codes: readonly string[]): Brand[] {
  const unknown = codes.filter((code) => !isBrand(code));
  if (unknown.length > 0) {
    throw new StartRefused(`ALIPAY_WALLETS names wallets that are not known: ${unknown.join(', ')}.`);
  }
  return codes.filter(isBrand);
}

/**
 * Opens the pool lazily: nothing connects before the first query.
 * @throws StartRefused when a key or a wallet's name in the environment cannot be used
 */
export function createRuntime(env: Env, options: RuntimeOptions): Runtime {
  const { alipay } = env;
  const settings = createSettings(env);
  const log = createLogger(options.name);
  const watched = watchKeys(alipay, log);
  const database = openDatabase(env.databaseUrl.reveal(), {
    applicationName: `mandate ${options.name}`,
    poolSize: options.poolSize,
  });
  const clock = options.clock ?? realClock;
  const gateway = createGateway({
    baseUrl: alipay.gatewayUrl.origin,
    clientId: alipay.clientId,
    keys: watched.keys,
    ...(options.gatewayProbedBy && { probedBy: options.gatewayProbedBy }),
    now: clock.now,
    realNow: clock.realNow,
    heard: watchAnswers({ db: database.db, log, ...clock }),
  });
  const parts = {
    db: database.db,
    gateway,
    sealer: createSealer(env.tokenEncryptionKeys),
    settings,
    keysInUse: watched.inUse,
    log,
    now: clock.now,
    realNow: clock.realNow,
    rate: clock.rate,
  };
  return {
    ...parts,
    env,
    clock,
    get alipayKeys() {
      return watched.keys().publicKeys;
    },
    get ownKey() {
      const { privateKey, keyVersion } = watched.keys();
      return { version: keyVersion, key: createPublicKey(privateKey) };
    },
    contextFor: (actor, log = parts.log) => ({ ...parts, log, actor }),
    async close() {
      watched.close();
      await gateway.close();
      await database.close();
    },
  };
}
