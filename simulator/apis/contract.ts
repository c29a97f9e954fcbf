/** Which wallets the merchant has under contract. It refuses to know what is asked of them. */
import { type Wallet, WALLETS } from '../wallets';
import { type World } from '../world';

/** The wallet of a brand; undefined when nobody plays it or the contract leaves it out. */
export function contractedWallet(world: Pick<World, 'ledger'>, brand: string): Wallet | undefined {
  const { contractedWallets } = world.ledger.settings;
  if (contractedWallets.length > 0 && !contractedWallets.includes(brand)) return undefined;
  return WALLETS.get(brand);
}

/** Whether the contract allows debits of this wallet without its owner; if not, nothing is linked either. */
export function isQualified({ ledger }: Pick<World, 'ledger'>, { brand }: Wallet): boolean {
  return !ledger.settings.notQualifiedWallets.includes(brand);
}
