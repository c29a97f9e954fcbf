/**
 * Which keys exist, as texts: what the ledger keeps of them and how a change of them is written down. It refuses to
 * know how keys are used (keys.ts).
 */

/** The merchant's, as uploaded to the dashboard: SubjectPublicKeyInfo in base64. */
export interface MerchantKey {
  version: string;
  publicKey: string;
}

/** Alipay's own pair. The journal holds its private half: it is the owner's alone to read, like a key file. */
export interface GatewayKey {
  version: string;
  privateKey: string;
  publicKey: string;
}

/** What both sides were told before anything happened. */
export interface BornKeys {
  merchant: MerchantKey;
  gateway: GatewayKey;
}

export type KeyChange =
  | { merchantKey: MerchantKey }
  | { merchantKeyGone: string }
  | { gatewayKey: GatewayKey }
  | { gatewayKeyActive: string };

export class KeyRing {
  /** By version, the newest last. */
  readonly merchant = new Map<string, string>();
  readonly gateway = new Map<string, GatewayKey>();
  active = '';
  readonly #born: BornKeys;

  constructor(born: BornKeys) {
    this.#born = born;
    this.bear();
  }

  /** Back to what the environment said. */
  bear(): void {
    const { merchant, gateway } = this.#born;
    this.merchant.clear();
    this.gateway.clear();
    this.merchant.set(merchant.version, merchant.publicKey);
    this.gateway.set(gateway.version, gateway);
    this.active = gateway.version;
  }

  apply(change: KeyChange): void {
    if ('merchantKey' in change) {
      const { version, publicKey } = change.merchantKey;
      // Deleted first: a map keeps a known name's place, and the newest has to be the last.
      this.merchant.delete(version);
      this.merchant.set(version, publicKey);
    } else if ('merchantKeyGone' in change) {
      this.merchant.delete(change.merchantKeyGone);
    } else if ('gatewayKey' in change) {
      this.gateway.set(change.gatewayKey.version, change.gatewayKey);
    } else {
      this.active = change.gatewayKeyActive;
    }
  }

  /** What leads from the keys of birth to the present ones. */
  changes(): KeyChange[] {
    const { merchant, gateway } = this.#born;
    const bound = [...this.merchant].map(([version, publicKey]) => ({ merchantKey: { version, publicKey } }));
    const isBorn = bound.length === 1 && this.merchant.get(merchant.version) === merchant.publicKey;
    const made = [...this.gateway.values()].filter(({ version }) => version !== gateway.version);
    return [
      ...(isBorn ? [] : [{ merchantKeyGone: merchant.version }, ...bound]),
      ...made.map((gatewayKey) => ({ gatewayKey })),
      ...(this.active === gateway.version ? [] : [{ gatewayKeyActive: this.active }]),
    ];
  }
}
