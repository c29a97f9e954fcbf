/**
 * What an examination may show: the verdict, what differs, the string that is signed with its secrets hidden, and each key. JSON-safe.
 *
 * It decides what leaves; what a signature proves is `lib/alipay`'s business.
 */
import { createHash, type KeyObject } from 'node:crypto';
import {
  examineSignature,
  type Difference,
  type DigestName,
  type KeyRef,
  type SignatureVerdict,
  type VerdictKind,
} from '@/lib/alipay/examine-signature';
import { partsOf } from '@/lib/alipay/find-signed-text';
import { maskJson } from '@/lib/alipay/mask';
import { secretSpans } from '@/lib/alipay/mask-in-place';
import { stringToSign, type SignedParts } from '@/lib/alipay/signature';
import type { Direction, HeldKey, SuspectMessage, Surroundings } from '@/lib/alipay/suspect-message';
import { compareBytes, visibleRuns, type ByteWindow, type MaskedBytes, type Run } from './visible-bytes';

export type ShownDifference = Difference;

export interface ShownText {
  /** True when it is what was signed; false when it is what should have been. */
  readonly isSigned: boolean;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  /** The body; empty when it is not JSON, since a secret in it could not be found. */
  readonly body: readonly Run[];
  readonly isBodyHidden: boolean;
  /** Of the body that are not shown because it is long. */
  readonly cut: boolean;
  readonly bodyBytes: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ShownKey extends KeyRef {
  /** SHA-256 of the key in DER, hexadecimal. */
  readonly fingerprint: string;
  readonly bits: number;
  /** The header asks for this one. */
  readonly isNamed: boolean;
  readonly verifies: 'as_it_is' | 'changed' | 'other_text' | 'no';
}

export interface Examination {
  /** Null when it was pasted. */
  readonly id: string | null;
  readonly direction: Direction;
  readonly verdict: VerdictKind;
  readonly missing: readonly ('clientId' | 'time' | 'signature')[];
  readonly differences: readonly ShownDifference[];
  /** Around the first place where the body that arrived and the one that was signed part. */
  readonly bodies: { readonly received: ByteWindow; readonly signed: ByteWindow } | null;
  readonly text: ShownText;
  /** SHA-256 of the string as the message at hand gives it. */
  readonly receivedSha256: string;
  readonly keyVersionNamed: string | null;
  readonly madeBy: KeyRef | null;
  readonly digest: { readonly name: DigestName; readonly hex: string } | null;
  /** How long the signature is; null where none can be read. */
  readonly signatureBytes: number | null;
  readonly ourClientId: string;
  readonly keys: readonly ShownKey[];
  readonly search: { readonly strings: number; readonly complete: boolean } | null;
}

/** Far more than any message of the protocol holds; a page has to stay one that can be read. */
const SHOWN_BYTES_MAX = 16 * 1024;

export function examine(id: string | null, message: SuspectMessage, around: Surroundings): Examination {
  const verdict = examineSignature(message, around);
  const received = partsOf(message);
  const hasOtherBody = !Buffer.from(received.body).equals(verdict.signed.body);
  return {
    id,
    direction: message.direction,
    verdict: verdict.kind,
    missing: (['clientId', 'time', 'signature'] as const).filter((name) => !message[name]),
    differences: verdict.differences.map(shownDifference),
    bodies: hasOtherBody ? shownBodies(received.body, verdict.signed.body) : null,
    text: shownText(verdict),
    receivedSha256: sha256(stringToSign(received)),
    keyVersionNamed: verdict.keyVersionNamed,
    madeBy: verdict.madeBy,
    digest: verdict.digest && { name: verdict.digest.name, hex: verdict.digest.hash.toString('hex') },
    signatureBytes: verdict.signatureBytes?.byteLength ?? null,
    ourClientId: around.clientId,
    keys: around.keys.map((key) => shownKey(key, verdict)),
    search: verdict.search,
  };
}

const SOLVED: readonly VerdictKind[] = ['valid', 'foreign_client', 'differs'];

function shownText({ kind, signed }: SignatureVerdict): ShownText {
  const body = maskedBytes(signed.body);
  const whole = stringToSign(signed);
  const cut = signed.body.byteLength > SHOWN_BYTES_MAX;
  return {
    isSigned: SOLVED.includes(kind),
    path: maskedPath(signed.path),
    clientId: signed.clientId,
    time: signed.time,
    body: visibleRuns(cut ? beginningOf(body) : body),
    isBodyHidden: body.spans === null,
    cut,
    bodyBytes: signed.body.byteLength,
    bytes: whole.byteLength,
    sha256: sha256(whole),
  };
}

function maskedBytes(bytes: SignedParts['body']): MaskedBytes {
  return { bytes, spans: secretSpans(bytes) };
}

/** Cut before a secret, never within one. */
function beginningOf({ bytes, spans }: MaskedBytes): MaskedBytes {
  const across = spans?.find(({ start, end }) => start < SHOWN_BYTES_MAX && end > SHOWN_BYTES_MAX);
  const end = across?.start ?? SHOWN_BYTES_MAX;
  return { bytes: bytes.subarray(0, end), spans: spans && spans.filter((span) => span.end <= end) };
}

function shownBodies(received: Uint8Array, signed: Uint8Array): Examination['bodies'] {
  const { left, right } = compareBytes(maskedBytes(received), maskedBytes(signed));
  return { received: left, signed: right };
}

function shownDifference(difference: Difference): ShownDifference {
  if (difference.field !== 'path') return difference;
  return { ...difference, received: maskedPath(difference.received), signed: maskedPath(difference.signed) };
}

/** An address may carry a code in its query. */
function maskedPath(path: string): string {
  return String(JSON.parse(maskJson(JSON.stringify(path))));
}

function shownKey(held: HeldKey, verdict: SignatureVerdict): ShownKey {
  const { owner, version, key } = held;
  const made = verdict.madeBy?.owner === owner && verdict.madeBy.version === version;
  return {
    owner,
    version,
    fingerprint: fingerprintOf(key),
    bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    isNamed: verdict.asked?.owner === owner && verdict.asked.version === version,
    verifies: !made ? 'no' : verifiesHow(verdict.kind),
  };
}

function verifiesHow(kind: VerdictKind): ShownKey['verifies'] {
  if (kind === 'valid' || kind === 'foreign_client' || kind === 'missing') return 'as_it_is';
  return kind === 'differs' ? 'changed' : 'other_text';
}

function fingerprintOf(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
