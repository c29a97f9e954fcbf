/**
 * The keys both sides know each other by, in several versions at once: the merchant's public keys as uploaded to the
 * (played) dashboard, and Alipay's own pairs, one of which signs (protocol 2.1, 2.4). They lie in the ledger, so a
 * change outlives a restart. It refuses to know whose message is signed.
 */
import { type webcrypto } from 'node:crypto';
import { type GatewayKey } from './key-ring';
import { type Ledger } from './ledger';
import {
  exportPrivateKey,
  exportPublicKey,
  importPrivateKey,
  importPublicKey,
  newKeyPair,
  parseSignatureHeader,
  sign,
  verify,
} from './signature';
import { type Refused, refusal } from './refused';

export type Verdict = 'valid' | 'invalid' | 'unknown key';

type CryptoKey = webcrypto.CryptoKey;

/** What the environment gives is the first version of each side. */
export const FIRST_KEY_VERSION = '1';
/** Travels inside a header of comma-separated items, so it may hold neither comma, blank nor equals sign. */
const VERSION = /^[A-Za-z0-9._-]{1,32}$/;

export interface KeysView {
  merchant: { version: string; publicKey: string }[];
  gateway: { version: string; publicKey: string; active: boolean }[];
}

export class Keys {
  readonly #ledger: Ledger;
  /** Parsed once: importing costs more than verifying. By the key's own text, so a changed key is never mistaken. */
  readonly #publicKeys = new Map<string, Promise<CryptoKey>>();
  readonly #privateKeys = new Map<string, Promise<CryptoKey>>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The whole Signature header of the key that is active now. */
  async sign(bytes: Uint8Array): Promise<string> {
    const { version, privateKey } = this.#active();
    return sign(await cached(this.#privateKeys, privateKey, importPrivateKey), version, bytes);
  }

  /** Chooses the merchant's key by the header's version; a header without one means the newest that is bound. */
  async verify(signatureHeader: string, bytes: Uint8Array): Promise<Verdict> {
    const header = parseSignatureHeader(signatureHeader);
    if (!header) return 'invalid';
    const key = this.#merchantKey(header.keyVersion);
    if (key === undefined) return 'unknown key';
    const publicKey = await cached(this.#publicKeys, key, importPublicKey);
    return (await verify(publicKey, header, bytes)) ? 'valid' : 'invalid';
  }

  view(): KeysView {
    const { merchant, gateway, active } = this.#ledger.keys;
    return {
      merchant: [...merchant].map(([version, publicKey]) => ({ version, publicKey })),
      gateway: [...gateway.values()].map(({ version, publicKey }) => ({
        version,
        publicKey,
        active: version === active,
      })),
    };
  }

  /** The merchant uploads a key; one of the same version is replaced, and either way it is now the newest. */
  async bindMerchantKey(version: string, text: unknown): Promise<KeysView | Refused> {
    if (!VERSION.test(version)) return refusal('A key version is up to 32 letters, digits, dots and dashes.');
    const key = typeof text === 'string' ? await importPublicKey(text).catch(() => undefined) : undefined;
    if (!key) return refusal('publicKey must be an RSA public key (SubjectPublicKeyInfo, PEM or base64).');
    this.#ledger.commit({ merchantKey: { version, publicKey: await exportPublicKey(key) } });
    return this.view();
  }

  withdrawMerchantKey(version: string): KeysView | Refused {
    if (!this.#ledger.keys.merchant.has(version)) return refusal(`No merchant key has version ${version}.`, 404);
    this.#ledger.commit({ merchantKeyGone: version });
    return this.view();
  }

  /** A new pair of Alipay's; it signs nothing until it is made active. */
  async newGatewayKey(version: unknown): Promise<{ version: string; publicKey: string } | Refused> {
    const named = typeof version === 'number' ? String(version) : version;
    if (typeof named !== 'string' || !VERSION.test(named)) {
      return refusal('A key version is up to 32 letters, digits, dots and dashes.');
    }
    if (this.#ledger.keys.gateway.has(named)) return refusal(`Alipay has a key of version ${named} already.`, 409);
    const pair = await newKeyPair();
    const [privateKey, publicKey] = await Promise.all([
      exportPrivateKey(pair.privateKey),
      exportPublicKey(pair.publicKey),
    ]);
    this.#ledger.commit({ gatewayKey: { version: named, privateKey, publicKey } });
    return { version: named, publicKey };
  }

  activateGatewayKey(version: string): KeysView | Refused {
    if (!this.#ledger.keys.gateway.has(version)) return refusal(`Alipay has no key of version ${version}.`, 404);
    this.#ledger.commit({ gatewayKeyActive: version });
    return this.view();
  }

  #active(): GatewayKey {
    const { gateway, active } = this.#ledger.keys;
    const key = gateway.get(active);
    if (!key) throw new Error('The active key of the gateway is not in the ledger.');
    return key;
  }

  #merchantKey(version: string | undefined): string | undefined {
    const { merchant } = this.#ledger.keys;
    return version === undefined ? [...merchant.values()].at(-1) : merchant.get(version);
  }
}

function cached(
  keys: Map<string, Promise<CryptoKey>>,
  text: string,
  read: (text: string) => Promise<CryptoKey>,
): Promise<CryptoKey> {
  const known = keys.get(text) ?? read(text);
  keys.set(text, known);
  return known;
}
