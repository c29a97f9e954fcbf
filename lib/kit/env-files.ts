// Fills in variables that are given as files: NAME_FILE names the file whose content is NAME's value. Knows which names
// exist, nothing of what they mean.

import { readFileSync } from 'node:fs';
import path from 'node:path';

const NAMES = [
  'MANDATE_MODE',
  'PORT',
  'APP_URL',
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'DATA_DIR',
  'AUTH_SECRET',
  'TOKEN_ENCRYPTION_KEYS',
  'ALIPAY_GATEWAY_URL',
  'ALIPAY_CLIENT_ID',
  'ALIPAY_MERCHANT_PRIVATE_KEY',
  'ALIPAY_KEY_VERSION',
  'ALIPAY_PUBLIC_KEYS',
  'ALIPAY_MERCHANT_NAME',
  'ALIPAY_MERCHANT_ID',
  'ALIPAY_MERCHANT_MCC',
  'ALIPAY_MERCHANT_REGION',
  'ALIPAY_SETTLEMENT_CURRENCY',
  'ALIPAY_WALLETS',
  'LINK_RETURN_ORIGINS',
  'DEBITS_PAUSED',
  'SMTP_URL',
  'METRICS_TOKEN',
  'TRUSTED_PROXIES',
  'SIMULATOR_PORT',
  'DEMO_PUBLIC',
  'DEMO_CLOCK_SECRET',
  'NODE_ENV',
  'MANDATE_PARENT_PIPE',
] as const;

type Problem = { name: string; sentence: string };

/** Each known variable's value, trimmed; an empty one counts as not given. `files`: which came from a file, and its path. */
export function readVariables(source: Record<string, string | undefined>): {
  values: Record<string, string | undefined>;
  files: Record<string, string | undefined>;
  problems: Problem[];
} {
  const values: Record<string, string | undefined> = {};
  const files: Record<string, string | undefined> = {};
  const problems: Problem[] = [];
  for (const name of NAMES) {
    const value = source[name]?.trim() || undefined;
    const file = source[`${name}_FILE`]?.trim() || undefined;
    if (value !== undefined && file !== undefined) {
      problems.push({ name, sentence: `${name} and ${name}_FILE are both given; give one of them` });
    } else if (file === undefined) {
      values[name] = value;
    } else {
      // The comment keeps the pages' compiler from taking the whole project for a file that we read.
      files[name] = path.resolve(/* turbopackIgnore: true */ file);
      const read = readValue(name, file);
      if ('sentence' in read) problems.push(read);
      else values[name] = read.value;
    }
  }
  return { values, files, problems };
}

/** The value that a file holds now, or one sentence about why there is none. */
export function readValue(name: string, file: string): { value: string | undefined } | Problem {
  try {
    const value = readFileSync(file, 'utf8').trim();
    return value === '' ? { name, sentence: `${name}_FILE names an empty file: ${file}` } : { value };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const word = reason === 'ENOENT' ? 'is not there' : `cannot be read (${reason})`;
    return { name, sentence: `${name}_FILE names a file that ${word}: ${file}` };
  }
}
