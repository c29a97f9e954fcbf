/**
 * Which of Alipay's keys a message was signed with. Several are held at once, by their version, so that either side can change its key while
 * running.
 *
 * Does not know: how a key is read from text (lib/kit/rsa-keys.ts).
 */
import type { KeyObject } from 'node:crypto';

/** The keys of one moment, parsed. */
export interface GatewayKeys {
  readonly privateKey: KeyObject;
  /** The version under which Alipay knows our public key. */
  readonly keyVersion: string;
  /** Alipay's keys by version. */
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

/** The keys as they are now. Asked for each message, so it must be cheap. */
export type KeySource = () => GatewayKeys;

/**
 * The key a signature header asks for. A header without a version means the newest key: the highest version we hold.
 *
 * @returns null when we hold no such version
 */
export function keyForVersion(
  keys: ReadonlyMap<string, KeyObject>,
  version: string | null,
): { readonly version: string; readonly key: KeyObject } | null {
  const wanted = version ?? newestVersion([...keys.keys()]);
  const key = wanted === null ? undefined : keys.get(wanted);
  return wanted === null || key === undefined ? null : { version: wanted, key };
}

function newestVersion(versions: readonly string[]): string | null {
  const [newest] = versions.toSorted((left, right) => right.localeCompare(left, 'en', { numeric: true }));
  return newest ?? null;
}
