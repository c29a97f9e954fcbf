/**
 * Builds, from a checked environment, what every verb is given. Web, worker and tools share it; it imports no web
 * framework and reads no variable itself.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { openDatabase } from '@/db/client';
import { isBrand, type Brand } from '@/lib/alipay/brands';
import { createGateway } from '@/lib/alipay/gateway';
import { KeyError, parsePrivateKey, parsePublicKeys } from '@/lib/alipay/keys';
import type { Actor } from '@/lib/auth/actor';
import type { Context, Settings } from '@/lib/context';
import type { Env } from '@/lib/kit/env';
import { createLogger, type Logger } from '@/lib/kit/log';
import { createSealer } from '@/lib/kit/seal';
import { StartRefused } from '@/lib/start-check';

/** Everything of the Context that does not depend on who asks. */
export interface Runtime extends Omit<Context, 'actor'> {
  readonly env: Env;
  /** Alipay's keys by version, parsed once. */
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
  /** The business clock; real time unless given. */
  readonly now?: () => Date;
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

/** A key that cannot be used is one sentence for whoever pasted it: which variable, and what is wrong. */
function readKey<Key>(variable: string, parse: () => Key): Key {
  try {
    return parse();
  } catch (error) {
    throw error instanceof KeyError ? new StartRefused(`${variable} cannot be used: ${error.message}.`) : error;
  }
}

/**
 * Opens the pool lazily: nothing connects before the first query.
 * @throws StartRefused when a key or a wallet's name in the environment cannot be used
 */
export function createRuntime(env: Env, options: RuntimeOptions): Runtime {
  const { alipay } = env;
  const settings = createSettings(env);
  const privateKey = readKey('ALIPAY_MERCHANT_PRIVATE_KEY', () => parsePrivateKey(alipay.merchantPrivateKey.reveal()));
  const alipayKeys = readKey('ALIPAY_PUBLIC_KEYS', () => parsePublicKeys(alipay.publicKeys.reveal()));
  const database = openDatabase(env.databaseUrl.reveal(), {
    applicationName: `mandate ${options.name}`,
    poolSize: options.poolSize,
  });
  const gateway = createGateway({
    baseUrl: alipay.gatewayUrl.origin,
    clientId: alipay.clientId,
    privateKey,
    keyVersion: alipay.keyVersion,
    publicKeys: alipayKeys,
  });
  const parts = {
    db: database.db,
    gateway,
    sealer: createSealer(env.tokenEncryptionKeys),
    settings,
    log: createLogger(options.name),
    now: options.now ?? (() => new Date()),
  };
  return {
    ...parts,
    env,
    alipayKeys,
    ownKey: { version: alipay.keyVersion, key: createPublicKey(privateKey) },
    contextFor: (actor, log = parts.log) => ({ ...parts, log, actor }),
    async close() {
      await gateway.close();
      await database.close();
    },
  };
}
