/**
 * Signs as Alipay, and as everybody who is not: with a key nobody knows, under a version nobody has, or not at all. It
 * refuses to know what is signed and why it should go wrong.
 */
import { webcrypto } from 'node:crypto';

/** Whose hand a signature shows. */
export type Hand = 'own' | 'stranger' | 'unknown version' | 'none';

const UNKNOWN_VERSION = '99';
const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

export class Forger {
  readonly #own: (bytes: Uint8Array) => Promise<string>;
  #stranger: Promise<webcrypto.CryptoKeyPair> | undefined;

  /** `own` gives the whole header of an honest signature. */
  constructor(own: (bytes: Uint8Array) => Promise<string>) {
    this.#own = own;
  }

  /** The whole Signature header; undefined when there is to be none. */
  async sign(hand: Hand, bytes: Uint8Array): Promise<string | undefined> {
    if (hand === 'none') return undefined;
    const honest = await this.#own(bytes);
    switch (hand) {
      case 'own':
        return honest;
      case 'unknown version':
        return honest.replace(/keyVersion=[^,]*/, `keyVersion=${UNKNOWN_VERSION}`);
      case 'stranger':
        return honest.replace(/signature=.*$/, `signature=${await this.#foreignSignature(bytes)}`);
    }
  }

  async #foreignSignature(bytes: Uint8Array): Promise<string> {
    // Made at the first forgery: making a key would cost every start a moment.
    this.#stranger ??= webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
    const { privateKey } = await this.#stranger;
    const raw = await webcrypto.subtle.sign(ALGORITHM.name, privateKey, bytes);
    return encodeURIComponent(Buffer.from(raw).toString('base64'));
  }
}
