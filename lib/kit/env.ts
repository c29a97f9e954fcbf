// The environment, read once at the start of a process and checked as a whole: whoever starts Mandate learns everything
// that is wrong at once. The only place that reads variables. It generates nothing (scripts/ does, in demo and test modes)
// and never repeats a value in what it says, since any value may be a secret.

import path from 'node:path';
import type { z } from 'zod';

import { readVariables } from '@/lib/kit/env-files';
import * as shape from '@/lib/kit/env-shapes';
import { Secret } from '@/lib/kit/secret';

export type Mode = 'demo' | 'test' | 'live';

export type TokenEncryptionKey = { readonly id: string; readonly key: Buffer };

/** The files that keys came from; null for what was given in the environment itself, which stays as it is while running. */
export type KeyFiles = {
  merchantPrivateKey: string | null;
  keyVersion: string | null;
  publicKeys: string | null;
};

export type AlipayEnv = {
  /** Scheme and host, no path. */
  gatewayUrl: URL;
  clientId: string;
  /** RSA, PKCS#8 or PKCS#1, PEM or its bare base64. */
  merchantPrivateKey: Secret;
  keyVersion: string;
  /** `version:key`, comma-separated, or one bare key. */
  publicKeys: Secret;
  keyFiles: KeyFiles;
  merchantName: string;
  merchantId: string | null;
  merchantMcc: string | null;
  merchantRegion: string | null;
  settlementCurrency: string | null;
  /** Wallet brands offered; null means all that are known. */
  wallets: string[] | null;
};

export type DatabaseEnv = {
  mode: Mode;
  databaseUrl: Secret;
  /** DATABASE_MIGRATION_URL, or databaseUrl when none is given. */
  migrationUrl: Secret;
  hasMigrationRole: boolean;
  /** Absolute. */
  dataDir: string;
};

export type Env = DatabaseEnv & {
  port: number;
  appUrl: URL;
  authSecret: Secret;
  /** The first encrypts, all decrypt. The bytes are not enumerable, so that printing the list does not show them. */
  tokenEncryptionKeys: TokenEncryptionKey[];
  alipay: AlipayEnv;
  /** Origins a link session may return to; null means any loopback in demo mode, none elsewhere. */
  linkReturnOrigins: string[] | null;
  debitsPaused: boolean;
  smtpUrl: Secret | null;
  metricsToken: Secret | null;
  /** Addresses or CIDR ranges whose X-Forwarded-* counts. */
  trustedProxies: string[];
  simulatorPort: number;
  demoPublic: boolean;
  /** Who shows it may move the clock; null outside demo mode, whatever is given. */
  demoClockSecret: Secret | null;
  /** `npm run dev`: pages are compiled when asked for. */
  development: boolean;
  /** Standard input is a pipe from the parent; its end means that the parent is gone. */
  parentPipe: boolean;
};

export type Source = Record<string, string | undefined>;

/** Everything wrong with the environment, one line each in `problems`; the message is the whole list for a person. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const DEMO_MERCHANT = { name: 'Mandate Demo Shop', id: 'DEMO-SHOP-1', mcc: '5399', region: 'SG', currency: 'USD' };

class Reader {
  readonly problems: string[] = [];

  constructor(
    private readonly values: Source,
    private readonly files: Source,
  ) {}

  file(name: string): string | null {
    return this.files[name] ?? null;
  }

  given(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** The value by its schema, or null when it is not given. A wrong one is noted and read as null. */
  optional<T>(name: string, schema: z.ZodType<T, string>): T | null {
    const value = this.values[name];
    if (value === undefined) return null;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    this.problems.push(`${name} ${result.error.issues[0]?.message ?? 'is not valid'}`);
    return null;
  }

  required<T>(name: string, schema: z.ZodType<T, string>, instead: T): T {
    if (!this.given(name)) this.problems.push(`${name} is missing (give ${name} or ${name}_FILE)`);
    return this.optional(name, schema) ?? instead;
  }

  check(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }
}

const nothing = new Secret('');
const nowhere = new URL('http://localhost');

function readMode(reader: Reader): Mode {
  const unset: Mode = reader.given('ALIPAY_GATEWAY_URL') ? 'test' : 'demo';
  return reader.optional('MANDATE_MODE', shape.mode) ?? unset;
}

function readDatabase(reader: Reader, mode: Mode): DatabaseEnv {
  const databaseUrl = reader.required('DATABASE_URL', shape.postgresUrl, nothing);
  const migrationUrl = reader.optional('DATABASE_MIGRATION_URL', shape.postgresUrl);
  // The comment keeps the pages' compiler from taking the whole project for a file that we read.
  const dataDir = path.resolve(/* turbopackIgnore: true */ reader.optional('DATA_DIR', shape.text) ?? '.data');
  return {
    mode,
    databaseUrl,
    migrationUrl: migrationUrl ?? databaseUrl,
    hasMigrationRole: migrationUrl !== null,
    dataDir,
  };
}

function readAppUrl(reader: Reader, mode: Mode, port: number, demoPublic: boolean): URL {
  const instead = new URL(`http://localhost:${port}`);
  if (mode === 'live' && !reader.given('APP_URL')) return reader.required('APP_URL', shape.origin, instead);
  const appUrl = reader.optional('APP_URL', shape.origin) ?? instead;
  if (mode === 'live') reader.check(appUrl.protocol === 'https:', 'APP_URL must be https in live mode');
  if (mode === 'demo' && !demoPublic) {
    const sentence =
      'APP_URL must be a loopback address in demo mode (DEMO_PUBLIC=1 allows others: anybody may then use it)';
    reader.check(shape.isLoopback(appUrl.hostname), sentence);
  }
  return appUrl;
}

function readGatewayUrl(reader: Reader, mode: Mode): URL {
  const gatewayUrl = reader.required('ALIPAY_GATEWAY_URL', shape.origin, nowhere);
  const plainAllowed = mode !== 'live' && shape.isLoopback(gatewayUrl.hostname);
  const where = mode === 'live' ? 'must be https in live mode' : 'must be https, or http on a loopback address';
  reader.check(
    !reader.given('ALIPAY_GATEWAY_URL') || gatewayUrl.protocol === 'https:' || plainAllowed,
    `ALIPAY_GATEWAY_URL ${where}`,
  );
  return gatewayUrl;
}

function readAlipay(reader: Reader, mode: Mode): AlipayEnv {
  const demo = mode === 'demo' ? DEMO_MERCHANT : null;
  const merchantName =
    mode === 'live'
      ? reader.required('ALIPAY_MERCHANT_NAME', shape.merchantName, '')
      : (reader.optional('ALIPAY_MERCHANT_NAME', shape.merchantName) ?? DEMO_MERCHANT.name);
  return {
    gatewayUrl: readGatewayUrl(reader, mode),
    clientId: reader.required('ALIPAY_CLIENT_ID', shape.clientId, ''),
    merchantPrivateKey: reader.required('ALIPAY_MERCHANT_PRIVATE_KEY', shape.rsaPrivateKey, nothing),
    keyVersion: reader.optional('ALIPAY_KEY_VERSION', shape.keyVersion) ?? '1',
    publicKeys: reader.required('ALIPAY_PUBLIC_KEYS', shape.rsaPublicKeys, nothing),
    keyFiles: {
      merchantPrivateKey: reader.file('ALIPAY_MERCHANT_PRIVATE_KEY'),
      keyVersion: reader.file('ALIPAY_KEY_VERSION'),
      publicKeys: reader.file('ALIPAY_PUBLIC_KEYS'),
    },
    merchantName,
    merchantId: reader.optional('ALIPAY_MERCHANT_ID', shape.merchantId) ?? demo?.id ?? null,
    merchantMcc: reader.optional('ALIPAY_MERCHANT_MCC', shape.mcc) ?? demo?.mcc ?? null,
    merchantRegion: reader.optional('ALIPAY_MERCHANT_REGION', shape.region) ?? demo?.region ?? null,
    settlementCurrency: reader.optional('ALIPAY_SETTLEMENT_CURRENCY', shape.currency) ?? demo?.currency ?? null,
    wallets: reader.optional('ALIPAY_WALLETS', shape.wallets),
  };
}

function readAll(reader: Reader, mode: Mode): Env {
  const port = reader.optional('PORT', shape.port) ?? 3000;
  const demoPublic = reader.optional('DEMO_PUBLIC', shape.flag) ?? false;
  return {
    ...readDatabase(reader, mode),
    port,
    appUrl: readAppUrl(reader, mode, port, demoPublic),
    authSecret: reader.required('AUTH_SECRET', shape.authSecret, nothing),
    tokenEncryptionKeys: reader.required('TOKEN_ENCRYPTION_KEYS', shape.tokenEncryptionKeys, []),
    alipay: readAlipay(reader, mode),
    linkReturnOrigins: reader.optional('LINK_RETURN_ORIGINS', shape.origins),
    debitsPaused: reader.optional('DEBITS_PAUSED', shape.flag) ?? false,
    smtpUrl: reader.optional('SMTP_URL', shape.smtpUrl),
    metricsToken: reader.optional('METRICS_TOKEN', shape.metricsToken),
    trustedProxies: reader.optional('TRUSTED_PROXIES', shape.addressRanges) ?? [],
    simulatorPort: reader.optional('SIMULATOR_PORT', shape.port) ?? 4000,
    demoPublic,
    demoClockSecret: mode === 'demo' ? reader.optional('DEMO_CLOCK_SECRET', shape.clockSecret) : null,
    development: reader.optional('NODE_ENV', shape.text) === 'development',
    parentPipe: reader.optional('MANDATE_PARENT_PIPE', shape.flag) ?? false,
  };
}

/**
 * Reads and checks the environment. `need: 'database'` asks only for what migrations and user administration use.
 *
 * Every variable NAME may come from the file that NAME_FILE names.
 * @throws EnvironmentError with everything that is wrong
 */
export function loadEnv(source: Source, options?: { need?: 'all' }): Env;
export function loadEnv(source: Source, options: { need: 'database' }): DatabaseEnv;
export function loadEnv(source: Source, options: { need?: 'all' | 'database' } = {}): Env | DatabaseEnv {
  const { values, files, problems } = readVariables(source);
  const reader = new Reader(values, files);
  const mode = readMode(reader);
  const env = options.need === 'database' ? readDatabase(reader, mode) : readAll(reader, mode);
  const unreadable = problems.map((problem) => problem.name);
  const found = reader.problems.filter(
    (problem) => !unreadable.some((name) => problem.startsWith(`${name} is missing`)),
  );
  const all = [...problems.map((problem) => problem.sentence), ...found];
  if (all.length > 0) throw new EnvironmentError(all);
  return env;
}
