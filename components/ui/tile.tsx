/**
 * A neutral square with an initial, and a coloured foot when it stands for a wallet. Never a logo. The colour is an
 * attribute of a drawing, because the content policy allows no inline style.
 */
import clsx from 'clsx';

interface TileProps {
  readonly initial: string;
  readonly size?: 'small' | 'medium' | 'large';
  /** The foot's colour; the merchant's own tile has none and is filled with ink. */
  readonly foot?: string;
}

const sizes = { small: null, medium: 'tile--m', large: 'tile--l' } as const;

export function Tile({ initial, size = 'small', foot }: TileProps) {
  return (
    <span className={clsx('tile', sizes[size], foot === undefined && 'tile--shop')} aria-hidden="true">
      {initial}
      {foot !== undefined && (
        <svg className="tile__foot" viewBox="0 0 1 1" preserveAspectRatio="none" focusable="false">
          <rect width="1" height="1" fill={foot} />
        </svg>
      )}
    </span>
  );
}
