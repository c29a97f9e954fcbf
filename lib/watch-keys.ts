/**
 * The keys of both sides as they are now. Those that came from a file are read again when the file changes, so that either
 * side's key can be changed without a restart; those given in the environment itself stay as they are.
 *
 * A new file that cannot be used changes nothing: the keys of before go on, and the problem is told until the file is mended.
 * Knows nobody who uses a key.
 */
import { createHash } from 'node:crypto';
import type { KeysInUse } from '@/db/schema/instance';
import type { GatewayKeys, KeySource } from '@/lib/alipay/keys';
import { KeyError, parsePrivateKey, parsePublicKeys } from '@/lib/kit/rsa-keys';
import type { AlipayEnv } from '@/lib/kit/env';
import { readValue } from '@/lib/kit/env-files';
import { keyVersion as keyVersionShape } from '@/lib/kit/env-shapes';
import type { Logger } from '@/lib/kit/log';
import { StartRefused } from '@/lib/start-check';

/** Whoever changes a key waits for it; looking at three small files costs nothing. A change counts when two looks agree. */
const LOOK_EVERY_MS = 2_000;
/** Our key and its version lie in two files: one that changed alone waits this long for the other, and then counts alone. */
const HALF_CHANGE_MS = 60_000;

export interface WatchedKeys {
  readonly keys: KeySource;
  inUse(): KeysInUse;
  /** Looks at the files. By itself this happens every two seconds. */
  look(nowMs: number): void;
  close(): void;
}

type Variable = 'ALIPAY_MERCHANT_PRIVATE_KEY' | 'ALIPAY_KEY_VERSION' | 'ALIPAY_PUBLIC_KEYS';
type Texts = Readonly<Record<Variable, string>>;

/** What changes together: our key with its version, and Alipay's keys. */
const SIDES = {
  merchant: ['ALIPAY_MERCHANT_PRIVATE_KEY', 'ALIPAY_KEY_VERSION'],
  alipay: ['ALIPAY_PUBLIC_KEYS'],
} as const satisfies Record<string, readonly Variable[]>;

type Side = keyof typeof SIDES;

interface Seen {
  readonly applied: string;
  /** What the files held when they were last looked at, if that is not applied. */
  readonly waiting: { readonly mark: string; readonly sinceMs: number } | null;
  readonly problem: { readonly mark: string; readonly sentence: string; readonly since: Date } | null;
}

/** @throws StartRefused when a key that the process starts with cannot be used */
export function watchKeys(env: AlipayEnv, log: Logger): WatchedKeys {
  const files = filesOf(env);
  let texts = textsOf(env);
  let keys: GatewayKeys = { ...parseMerchant(texts), ...parseAlipay(texts) };
  const seen: Record<Side, Seen> = {
    merchant: { applied: markOf('merchant', texts), waiting: null, problem: null },
    alipay: { applied: markOf('alipay', texts), waiting: null, problem: null },
  };

  function lookAt(side: Side, nowMs: number): void {
    const state = seen[side];
    const read = readSide(side, files, texts);
    const mark = 'sentence' in read ? `unreadable ${read.sentence}` : markOf(side, read);
    if (mark === state.applied) return void (seen[side] = { ...state, waiting: null, problem: null });
    if (mark === state.problem?.mark) return;
    if (mark !== state.waiting?.mark) return void (seen[side] = { ...state, waiting: { mark, sinceMs: nowMs } });
    if ('sentence' in read) return refuse(side, mark, read.sentence, nowMs);
    try {
      const changed = parse[side](read);
      const isHalf = side === 'merchant' && isHalfChange(texts, read, files);
      if (isHalf && nowMs - state.waiting.sinceMs < HALF_CHANGE_MS) return;
      keys = { ...keys, ...changed };
      texts = read;
      seen[side] = { applied: mark, waiting: null, problem: null };
      log.warn(versionsOf(keys), 'a key changed; the next message uses it');
    } catch (error) {
      if (!(error instanceof StartRefused)) throw error;
      refuse(side, mark, error.message, nowMs);
    }
  }

  function refuse(side: Side, mark: string, sentence: string, nowMs: number): void {
    const since = seen[side].problem?.since ?? new Date(nowMs);
    seen[side] = { ...seen[side], waiting: null, problem: { mark, sentence, since } };
    log.error({ problem: sentence }, 'a changed key cannot be used; the one of before goes on');
  }

  const look = (nowMs: number) => {
    for (const side of Object.keys(SIDES) as Side[]) lookAt(side, nowMs);
  };
  const hasFiles = Object.values(files).some((file) => file !== null);
  const timer = hasFiles ? setInterval(() => look(Date.now()), LOOK_EVERY_MS).unref() : undefined;
  return {
    keys: () => keys,
    inUse() {
      const problem = seen.merchant.problem ?? seen.alipay.problem;
      const problemSince = problem?.since.toISOString() ?? null;
      return { ...versionsOf(keys), problem: problem?.sentence ?? null, problemSince };
    },
    look,
    close: () => clearInterval(timer),
  };
}

function textsOf({ merchantPrivateKey, keyVersion, publicKeys }: AlipayEnv): Texts {
  return {
    ALIPAY_MERCHANT_PRIVATE_KEY: merchantPrivateKey.reveal(),
    ALIPAY_KEY_VERSION: keyVersion,
    ALIPAY_PUBLIC_KEYS: publicKeys.reveal(),
  };
}

type Files = Readonly<Record<Variable, string | null>>;

function filesOf({ keyFiles }: AlipayEnv): Files {
  return {
    ALIPAY_MERCHANT_PRIVATE_KEY: keyFiles.merchantPrivateKey,
    ALIPAY_KEY_VERSION: keyFiles.keyVersion,
    ALIPAY_PUBLIC_KEYS: keyFiles.publicKeys,
  };
}

/** What the files of one side hold now, beside everything else as it is; or why one of them cannot be read. */
function readSide(side: Side, files: Files, texts: Texts): Texts | { readonly sentence: string } {
  const read: Record<Variable, string> = { ...texts };
  for (const variable of SIDES[side]) {
    const file = files[variable];
    if (file === null) continue;
    const found = readValue(variable, file);
    if ('sentence' in found) return { sentence: `${found.sentence}.` };
    read[variable] = found.value ?? '';
  }
  return read;
}

/** Tells one content from another without keeping it. */
function markOf(side: Side, texts: Texts): string {
  const hash = createHash('sha256');
  for (const variable of SIDES[side]) hash.update(`${texts[variable]}\n`);
  return hash.digest('base64');
}

function isHalfChange(before: Texts, after: Texts, files: Files): boolean {
  const [key, version] = SIDES.merchant;
  if (files[key] === null || files[version] === null) return false;
  return (before[key] === after[key]) !== (before[version] === after[version]);
}

const parseMerchant = (texts: Texts) => ({
  privateKey: readKey('ALIPAY_MERCHANT_PRIVATE_KEY', texts, parsePrivateKey),
  keyVersion: readVersion(texts.ALIPAY_KEY_VERSION),
});

const parseAlipay = (texts: Texts) => ({ publicKeys: readKey('ALIPAY_PUBLIC_KEYS', texts, parsePublicKeys) });

const parse: Record<Side, (texts: Texts) => Partial<GatewayKeys>> = { merchant: parseMerchant, alipay: parseAlipay };

/** A key that cannot be used is one sentence for whoever pasted it: which variable, and what is wrong. */
function readKey<Key>(variable: Variable, texts: Texts, read: (text: string) => Key): Key {
  try {
    return read(texts[variable]);
  } catch (error) {
    throw error instanceof KeyError ? new StartRefused(`${variable} cannot be used: ${error.message}.`) : error;
  }
}

function readVersion(text: string): string {
  const read = keyVersionShape.safeParse(text);
  if (!read.success) throw new StartRefused(`ALIPAY_KEY_VERSION ${read.error.issues[0]?.message ?? 'is not valid'}.`);
  return read.data;
}

function versionsOf(keys: GatewayKeys): Pick<KeysInUse, 'signsWith' | 'holds'> {
  return { signsWith: keys.keyVersion, holds: [...keys.publicKeys.keys()] };
}
