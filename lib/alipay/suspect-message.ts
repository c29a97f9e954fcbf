/**
 * A message whose signature is to be explained, and what must be known around it. Public keys only.
 */
import type { KeyObject } from 'node:crypto';

/** What we sent, what answered it, or what Alipay tells by itself. */
export type Direction = 'request' | 'response' | 'notification';

export interface HeldKey {
  /** Whose signatures it verifies. */
  readonly owner: 'alipay' | 'ours';
  readonly version: string;
  /** The public half. */
  readonly key: KeyObject;
}

export interface SuspectMessage {
  readonly direction: Direction;
  /** What should have been signed: of a response the request's, of a notification the one that Alipay was told. */
  readonly path: string;
  /** What the request line said, where that is known: behind a proxy it may be another. */
  readonly receivedPath: string | null;
  /** Headers letter for letter; null where the message has none. */
  readonly clientId: string | null;
  readonly time: string | null;
  readonly signature: string | null;
  /** Times of other headers of the same exchange. */
  readonly otherTimes: readonly string[];
  /** The bytes as they arrived or left. */
  readonly body: Uint8Array;
}

export interface Surroundings {
  /** Ours. */
  readonly clientId: string;
  readonly keys: readonly HeldKey[];
  /** The paths that Alipay was told for what it sends. */
  readonly toldPaths: readonly string[];
  /** Of either side, for signers that take the whole address for the path. */
  readonly hosts: readonly string[];
}

export function expectedOwner(direction: Direction): HeldKey['owner'] {
  return direction === 'request' ? 'ours' : 'alipay';
}
