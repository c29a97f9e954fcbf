/**
 * Explains a signature: the exact string it should stand over, which of the keys at hand made it and, where it does not verify, what
 * was different when it was made.
 *
 * RSA lets anybody with the public key read the digest that a signature holds. So which key made a signature is known at once, and
 * looking for what was signed is a matter of hashing candidates. What is found is verified again the ordinary way before it is told.
 * It holds public keys only: it can explain a signature, never make one.
 *
 * Wire: protocol 2.3 to 2.5. Does not know: where a message comes from, who asks, what may be shown of it.
 */
import { constants, publicDecrypt, type KeyObject } from 'node:crypto';
import { findSignedText, partsOf, type TextDifference } from '@/lib/alipay/find-signed-text';
import { keyForVersion } from '@/lib/alipay/keys';
import { verifySignature, type SignedParts } from '@/lib/alipay/signature';
import { readSignature, type EncodingChange, type SignatureReading } from '@/lib/alipay/signature-readings';
import { expectedOwner, type HeldKey, type SuspectMessage, type Surroundings } from '@/lib/alipay/suspect-message';

export type KeyRef = Pick<HeldKey, 'owner' | 'version'>;

export type Difference =
  | TextDifference
  | { readonly field: 'encoding'; readonly change: EncodingChange }
  | { readonly field: 'key'; readonly change: 'other_side' | 'other_version' };

export type VerdictKind =
  /** Accepted as it stands. */
  | 'valid'
  /** The signature holds, for a client that is not ours. */
  | 'foreign_client'
  /** It verifies once the differences are undone. */
  | 'differs'
  /** One of our keys made it over a text that was not found. */
  | 'other_text'
  /** One of our keys made it with another digest than SHA-256. */
  | 'other_digest'
  | 'no_key'
  /** The header holds no signature in any known spelling. */
  | 'unreadable'
  /** A header is missing without which nothing can be verified. */
  | 'missing';

export interface SignatureVerdict {
  readonly kind: VerdictKind;
  readonly differences: readonly Difference[];
  /** What was signed, where that is known; otherwise what should have been. */
  readonly signed: SignedParts;
  readonly keyVersionNamed: string | null;
  /** The key that our own check would take; null when we hold none of that version. */
  readonly asked: KeyRef | null;
  readonly madeBy: KeyRef | null;
  /** The digest that the signature holds, whatever it was made over. */
  readonly digest: { readonly name: DigestName; readonly hash: Buffer } | null;
  /** As it was read; null where nothing can be. */
  readonly signatureBytes: Buffer | null;
  readonly search: { readonly strings: number; readonly complete: boolean } | null;
}

const DIGEST_PREFIXES = {
  sha256: '3031300d060960864801650304020105000420',
  sha1: '3021300906052b0e03021a05000414',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
  md5: '3020300c06082a864886f70d020505000410',
} as const;

export type DigestName = keyof typeof DIGEST_PREFIXES;

const HASH_BYTES: Record<DigestName, number> = { sha256: 32, sha1: 20, sha384: 48, sha512: 64, md5: 16 };

interface Made {
  readonly reading: SignatureReading;
  readonly by: HeldKey;
  readonly digest: { readonly name: DigestName; readonly hash: Buffer };
}

/** @throws Error when a private key is among the keys: this must stay unable to sign */
export function examineSignature(message: SuspectMessage, around: Surroundings): SignatureVerdict {
  if (around.keys.some(({ key }) => key.type !== 'public')) throw new Error('only public keys may examine a signature');
  const readings = message.signature === null ? [] : readSignature(message.signature);
  const named = readings[0]?.keyVersion ?? null;
  const asked = readings.length === 0 ? null : askedKey(message, around, named);
  const unexplained: Omit<SignatureVerdict, 'kind'> = {
    differences: [],
    signed: partsOf(message),
    keyVersionNamed: named,
    asked: asked && refOf(asked),
    madeBy: null,
    digest: null,
    signatureBytes: readings[0]?.bytes ?? null,
    search: null,
  };
  if (message.signature === null || message.signature.trim() === '') return { ...unexplained, kind: 'missing' };
  if (readings.length === 0) return { ...unexplained, kind: 'unreadable' };
  const made = whoMade(readings, keysInOrder(message, around, asked));
  const first = made.find(({ digest }) => digest.name === 'sha256') ?? made[0];
  if (first === undefined) return { ...unexplained, kind: 'no_key' };
  const { digest, by, reading } = first;
  const known = { ...unexplained, madeBy: refOf(by), digest, signatureBytes: reading.bytes };
  if (digest.name === 'sha256') return explain(message, around, first, known);
  return { ...known, kind: 'other_digest', differences: signerDifferences(message, around, first) };
}

function explain(
  message: SuspectMessage,
  around: Surroundings,
  made: Made,
  known: Omit<SignatureVerdict, 'kind'>,
): SignatureVerdict {
  const { found, ...search } = findSignedText(message, around, made.digest.hash);
  const bySigner = signerDifferences(message, around, made);
  if (found === null || !verifySignature(found.parts, made.reading.bytes, made.by.key)) {
    return { ...known, kind: 'other_text', differences: bySigner, search };
  }
  const differences = [...found.differences, ...bySigner];
  return { ...known, kind: kindOf(message, around, differences), differences, signed: found.parts, search };
}

function kindOf(message: SuspectMessage, around: Surroundings, differences: readonly Difference[]): VerdictKind {
  if (differences.length > 0) return 'differs';
  if (!message.clientId || !message.time) return 'missing';
  return message.clientId === around.clientId ? 'valid' : 'foreign_client';
}

const refOf = ({ owner, version }: HeldKey): KeyRef => ({ owner, version });

/** The key that the header asks for comes first, so that one installed twice is not called another. */
function keysInOrder(message: SuspectMessage, around: Surroundings, asked: HeldKey | null): HeldKey[] {
  const rank = (key: HeldKey) => (key === asked ? 0 : key.owner === expectedOwner(message.direction) ? 1 : 2);
  return around.keys.toSorted((left, right) => rank(left) - rank(right));
}

function askedKey(message: SuspectMessage, around: Surroundings, named: string | null): HeldKey | null {
  const side = around.keys.filter(({ owner }) => owner === expectedOwner(message.direction));
  const chosen = keyForVersion(new Map(side.map(({ version, key }) => [version, key])), named);
  return side.find(({ version }) => version === chosen?.version) ?? null;
}

function whoMade(readings: readonly SignatureReading[], keys: readonly HeldKey[]): Made[] {
  return readings.flatMap((reading) =>
    keys.flatMap((by) => {
      const digest = digestIn(reading.bytes, by.key);
      return digest === null ? [] : [{ reading, by, digest }];
    }),
  );
}

/**
 * The digest that a signature holds under this key; null when another key made it. Well-formed padding and algorithm by chance are
 * as unlikely as a forged signature.
 */
function digestIn(signature: Buffer, key: KeyObject): Made['digest'] | null {
  const info = openSignature(signature, key)?.toString('hex') ?? '';
  for (const name of digestNames) {
    const prefix = DIGEST_PREFIXES[name];
    if (!info.startsWith(prefix) || info.length !== prefix.length + HASH_BYTES[name] * 2) continue;
    return { name, hash: Buffer.from(info.slice(prefix.length), 'hex') };
  }
  return null;
}

const digestNames = Object.keys(DIGEST_PREFIXES) as readonly DigestName[];

function openSignature(signature: Buffer, key: KeyObject): Buffer | null {
  try {
    return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    return null;
  }
}

/** What was done differently by whoever signed, apart from the text. */
function signerDifferences(message: SuspectMessage, around: Surroundings, made: Made): Difference[] {
  const { reading, by } = made;
  const differences: Difference[] = [];
  if (reading.encoding !== null) differences.push({ field: 'encoding', change: reading.encoding });
  if (by.owner !== expectedOwner(message.direction)) differences.push({ field: 'key', change: 'other_side' });
  else if (askedKey(message, around, reading.keyVersion)?.version !== by.version) {
    differences.push({ field: 'key', change: 'other_version' });
  }
  return differences;
}
