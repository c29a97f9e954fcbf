/**
 * Looks for the text that a signature was made over: the message as it is, then with one of the known changes undone, then with two.
 * It compares digests, so a candidate costs one hash.
 *
 * The work is bounded by the number of candidates and by the bytes that are written and hashed; whoever asks is told when the bound
 * ended the search.
 *
 * Does not know: keys, signatures, and what a change means.
 */
import { createHash } from 'node:crypto';
import { BODY_CHANGES, undoBodyChange, type BodyChange } from '@/lib/alipay/body-variants';
import {
  clientVariants,
  pathVariants,
  timeVariants,
  type ClientChange,
  type PathChange,
  type TimeChange,
  type Variant,
} from '@/lib/alipay/head-variants';
import type { SignedParts } from '@/lib/alipay/signature';
import type { SuspectMessage, Surroundings } from '@/lib/alipay/suspect-message';

/** More than one thing goes wrong at once, three hardly ever, and each further change multiplies the candidates. */
export const CHANGES_MAX = 2;

/** About three times what the known changes give for one message. */
export const STRINGS_MAX = 10_000;

/** Written and hashed together: half a second of work at the most, whatever the message. */
export const WORK_BYTES_MAX = 64 * 1024 * 1024;

export type TextDifference =
  | { readonly field: 'path'; readonly change: PathChange; readonly received: string; readonly signed: string }
  | { readonly field: 'time'; readonly change: TimeChange; readonly received: string; readonly signed: string }
  | { readonly field: 'client'; readonly change: ClientChange; readonly received: string; readonly signed: string }
  | { readonly field: 'body'; readonly change: BodyChange };

export interface SignedText {
  readonly parts: SignedParts;
  /** What leads to it from the message at hand; empty when it is that message. */
  readonly differences: readonly TextDifference[];
}

export interface SearchResult {
  readonly found: SignedText | null;
  /** How many texts were tried. */
  readonly strings: number;
  /** False when the bound ended the search before every pair of changes was tried. */
  readonly complete: boolean;
}

interface Head {
  readonly path: Variant<PathChange>;
  readonly time: Variant<TimeChange>;
  readonly client: Variant<ClientChange>;
}

interface Body {
  readonly changes: readonly BodyChange[];
  readonly bytes: Buffer;
}

/** The string to sign as the message at hand gives it. A header that is missing leaves its place empty. */
export function partsOf(message: SuspectMessage): SignedParts {
  return { path: message.path, clientId: message.clientId ?? '', time: message.time ?? '', body: message.body };
}

/** @param hash the SHA-256 that the signature holds */
export function findSignedText(message: SuspectMessage, around: Surroundings, hash: Buffer): SearchResult {
  const budget = { strings: 0, bytes: 0, spent: false };
  for (const { head, body } of candidates(message, around)) {
    // A body with changes was written before it is hashed; the head is a few dozen bytes.
    const bytes = body.bytes.length * (body.changes.length + 1);
    if (budget.strings === STRINGS_MAX || budget.bytes + bytes > WORK_BYTES_MAX) {
      return { found: null, strings: budget.strings, complete: false };
    }
    budget.strings += 1;
    budget.bytes += bytes;
    if (hashOf(head, body).equals(hash)) {
      return { found: signedText(message, head, body), strings: budget.strings, complete: true };
    }
  }
  return { found: null, strings: budget.strings, complete: true };
}

/** From the fewest changes to the most. */
function* candidates(message: SuspectMessage, around: Surroundings): Generator<{ head: Head; body: Body }> {
  const heads = headsByChanges(message, around);
  const once: Body = { changes: [], bytes: Buffer.from(message.body) };
  const bodies: Body[][] = [[once]];
  for (let changes = 0; changes <= CHANGES_MAX; changes += 1) {
    for (let inHead = changes; inHead >= 0; inHead -= 1) {
      for (const body of bodiesOf(bodies, changes - inHead)) {
        for (const head of heads[inHead] ?? []) yield { head, body };
      }
    }
  }
}

/** Bodies with that many changes, each written when it is asked for the first time. */
function* bodiesOf(bodies: Body[][], count: number): Generator<Body> {
  const known = bodies[count];
  if (known !== undefined) {
    yield* known;
    return;
  }
  const written: Body[] = [];
  for (const { changes, bytes } of bodies[count - 1] ?? []) {
    for (const change of BODY_CHANGES) {
      if (changes.includes(change)) continue;
      const before = undoBodyChange(change, bytes);
      if (before === null) continue;
      const body = { changes: [...changes, change], bytes: before };
      // The last generation is only looked through, never built upon.
      if (count < CHANGES_MAX) written.push(body);
      yield body;
    }
  }
  if (count < CHANGES_MAX) bodies[count] = written;
}

function headsByChanges(message: SuspectMessage, around: Surroundings): Head[][] {
  const paths = pathVariants({ ...message, toldPaths: toldPathsFor(message, around), hosts: around.hosts });
  const times = timeVariants({ time: message.time ?? '', otherTimes: message.otherTimes });
  const clients = clientVariants({ clientId: message.clientId ?? '', ours: around.clientId });
  const heads: Head[][] = Array.from({ length: CHANGES_MAX + 1 }, () => []);
  for (const path of paths) {
    for (const time of times) {
      for (const client of clients) {
        const changes = [path, time, client].filter(({ change }) => change !== null).length;
        heads[changes]?.push({ path, time, client });
      }
    }
  }
  return heads;
}

/** Where we ask, nobody was told an address. */
function toldPathsFor(message: SuspectMessage, around: Surroundings): readonly string[] {
  return message.direction === 'notification' ? around.toldPaths : [];
}

function hashOf({ path, time, client }: Head, body: Body): Buffer {
  return createHash('sha256').update(`POST ${path.text}\n${client.text}.${time.text}.`).update(body.bytes).digest();
}

function signedText(message: SuspectMessage, { path, time, client }: Head, body: Body): SignedText {
  const received = partsOf(message);
  const differences: TextDifference[] = body.changes.map((change) => ({ field: 'body', change }));
  if (client.change !== null) {
    differences.unshift({ field: 'client', change: client.change, received: received.clientId, signed: client.text });
  }
  if (time.change !== null) {
    differences.unshift({ field: 'time', change: time.change, received: received.time, signed: time.text });
  }
  if (path.change !== null) {
    differences.unshift({ field: 'path', change: path.change, received: received.path, signed: path.text });
  }
  return { parts: { path: path.text, clientId: client.text, time: time.text, body: body.bytes }, differences };
}
