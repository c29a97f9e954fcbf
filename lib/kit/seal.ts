/**
 * Seals what must never lie about in the open: tokens, codes, the raw messages that hold them.
 *
 * AES-256-GCM with a random nonce; the place a value belongs to (table, row, customer, column, key) is bound in, so a
 * sealed value copied to another row does not open there. A blind index lets a token be found without being opened.
 * Knows no table and no environment: keys come in as arguments, first one seals, all open.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export interface SealingKey {
  readonly id: string;
  /** 32 bytes */
  readonly key: Uint8Array;
}

export interface SealedPlace {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  /** The customer a value belongs to; absent where the value belongs to nobody yet. */
  readonly customer?: string;
}

/** Thrown when a sealed value does not open: unknown key, altered text, or a value moved from its place. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  /** `v1.<key id>.<base64url of nonce, ciphertext, tag>` */
  seal(plain: string | Uint8Array, place: SealedPlace): string;
  /** @throws SealError */
  open(sealed: string, place: SealedPlace): Buffer;
  /** Blind index of a value under the sealing key, to be stored beside it. */
  index(value: string): string;
  /** The blind index of a value under every key, to look for rows indexed before a rotation. */
  indexes(value: string): string[];
}

export function createSealer(keys: readonly SealingKey[]): Sealer {
  const first = keys[0];
  if (!first) throw new SealError('at least one sealing key is needed');
  const byId = new Map(keys.map((key) => [key.id, key]));
  const indexKeys = keys.map((key) => Buffer.from(hkdfSync('sha256', key.key, '', 'mandate blind index', 32)));
  const indexWith = (key: Buffer, value: string) => createHmac('sha256', key).update(value).digest('base64url');

  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce);
      cipher.setAAD(bindingOf(place, first.id));
      const sealed = Buffer.concat([nonce, cipher.update(plain as Uint8Array), cipher.final(), cipher.getAuthTag()]);
      return `v1.${first.id}.${sealed.toString('base64url')}`;
    },
    open(sealed, place) {
      const [version, keyId, body] = sealed.split('.');
      const key = byId.get(keyId ?? '');
      if (version !== 'v1' || !body) throw new SealError('not a sealed value');
      if (!key) throw new SealError(`sealed with key "${keyId}", which is not among the given keys`);
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealError('not a sealed value');
      const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(bindingOf(place, key.id));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch {
        throw new SealError(`a sealed value of ${place.table}.${place.column} does not open in its place`);
      }
    },
    index: (value) => indexWith(indexKeys[0]!, value),
    indexes: (value) => indexKeys.map((key) => indexWith(key, value)),
  };
}

function bindingOf(place: SealedPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.row, place.customer ?? '', place.column, keyId]));
}
