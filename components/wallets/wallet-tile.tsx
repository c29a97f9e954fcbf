/**
 * A wallet's tile: the initial of its official name over its colour. Brand files from the merchant's contract replace it.
 */
import { Tile } from '@/components/ui/tile';
import { brands, type Brand } from '@/lib/alipay/brands';

interface WalletTileProps {
  readonly brand: Brand;
  readonly size?: 'small' | 'medium' | 'large';
}

export function WalletTile({ brand, size }: WalletTileProps) {
  const { officialName, colour } = brands[brand];
  return <Tile initial={officialName.charAt(0)} size={size} foot={colour} />;
}
