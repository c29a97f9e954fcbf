/**
 * A wallet in one line: tile, official name, masked account.
 */
import { brands, type Brand } from '@/lib/alipay/brands';
import { WalletTile } from './wallet-tile';

interface WalletLabelProps {
  readonly brand: Brand;
  readonly account: string | null;
}

export function WalletLabel({ brand, account }: WalletLabelProps) {
  return (
    <span className="who">
      <WalletTile brand={brand} />
      {brands[brand].officialName}
      {account !== null && <span className="mask">{account}</span>}
    </span>
  );
}

/** The same as text: "GCash 0917 *** 4821". */
export function walletText({ brand, account }: WalletLabelProps): string {
  const { officialName } = brands[brand];
  return account === null ? officialName : `${officialName} ${account}`;
}
