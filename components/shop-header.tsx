'use client';
/**
 * The customer's frame: the merchant's name, and what is theirs. A visitor finds the way in, staff the way back.
 */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { messages } from '@/messages';
import { Icon } from './ui/icon';
import { Tile } from './ui/tile';

const words = messages.customer.frame;

interface ShopHeaderProps {
  readonly merchant: string;
  readonly who: 'visitor' | 'customer' | 'staff';
}

export function ShopHeader({ merchant, who }: ShopHeaderProps) {
  const path = usePathname();
  const current = (href: string) => (path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined);
  return (
    <header className="shop">
      <Link className="shop__name" href="/" prefetch={false} aria-label={words.home(merchant)}>
        <Tile initial={merchant.charAt(0)} size="medium" />
        <span>{merchant}</span>
      </Link>
      <nav aria-label={words.accountNav}>
        {who === 'visitor' && (
          <Link href="/sign-in" prefetch={false} aria-current={current('/sign-in')}>
            {words.signIn}
          </Link>
        )}
        {who === 'customer' && (
          <>
            <Link href="/orders" prefetch={false} aria-current={current('/orders')}>
              {words.orders}
            </Link>
            <Link href="/wallets" prefetch={false} aria-current={current('/wallets')}>
              {words.wallets}
            </Link>
          </>
        )}
        {who === 'staff' && (
          <Link href="/admin" prefetch={false}>
            {words.dashboard}
          </Link>
        )}
        {who !== 'visitor' && (
          <Link className="shop__account" href="/account" prefetch={false} aria-current={current('/account')}>
            <Icon name="person" />
            <span>{words.account}</span>
          </Link>
        )}
      </nav>
    </header>
  );
}
