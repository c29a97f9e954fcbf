'use client';
/**
 * The frame of the staff's pages: the main places on the left, or behind a menu button where there is no room; the zone,
 * who is signed in, and the way out on top.
 */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { assertNever } from '@/lib/kit/assert-never';
import { messages } from '@/messages';
import { Button } from './ui/button';
import { Icon } from './ui/icon';
import { StatusMark } from './ui/status-mark';
import { ZoneName } from './ui/time';

const words = messages.staff;

const places = [
  { href: '/admin', text: words.nav.overview },
  { href: '/admin/orders', text: words.nav.orders },
  { href: '/admin/wallets', text: words.nav.wallets },
] as const;

/** For who builds and mends the integration. */
const workshop = [{ href: '/admin/signature-lab', text: words.nav.signatureLab }] as const;

interface StaffFrameProps {
  readonly merchant: string;
  readonly name: string;
  readonly role: string;
  readonly debits: 'on' | 'paused' | 'stopped';
  /** Whether the signature lab is theirs. */
  readonly mayExamine: boolean;
  /** Now, for the offset of the zone. */
  readonly at: string;
  readonly children: ReactNode;
}

export function StaffFrame({ merchant, name, role, debits, mayExamine, at, children }: StaffFrameProps) {
  const path = usePathname();
  return (
    <div className="frame">
      <nav className="side" aria-label={words.nav.label}>
        <Link className="brand" href="/admin" prefetch={false}>
          <BrandSign />
          {words.product}
        </Link>
        <Menu path={path} mayExamine={mayExamine} />
        <p className="side__foot">{merchant}</p>
      </nav>
      <div className="frame__main">
        <header className="top">
          {/* A new key closes the menu when the page changes. */}
          <details className="phonemenu" key={path}>
            <summary aria-label={words.nav.menu}>
              <Icon name="menu" />
            </summary>
            <nav aria-label={words.nav.labelSmall}>
              <Menu path={path} mayExamine={mayExamine} />
              <p>
                <Debits debits={debits} />
              </p>
            </nav>
          </details>
          <div className="top__right">
            <span className="wide">
              <ZoneName at={at} />
            </span>
            <span className="wide">
              <Debits debits={debits} />
            </span>
            <Link className="top__me" href="/account" prefetch={false}>
              <span className="sr">{words.signedInAs} </span>
              <span className="strong">{name}</span>
              <span className="faint">,&nbsp;{words.roles[role] ?? role}</span>
            </Link>
            <form method="post" action="/api/auth/sign-out">
              <Button type="submit" look="bare">
                {words.signOut}
              </Button>
            </form>
          </div>
        </header>
        {children}
      </div>
    </div>
  );
}

function Debits({ debits }: Pick<StaffFrameProps, 'debits'>) {
  switch (debits) {
    case 'on':
      return <StatusMark tone="ok">{words.debitsOn}</StatusMark>;
    case 'paused':
      return (
        <StatusMark tone="warn" shape="pause">
          {words.debitsPaused}
        </StatusMark>
      );
    case 'stopped':
      return <StatusMark tone="bad">{words.debitsStopped}</StatusMark>;
    default:
      return assertNever(debits);
  }
}

function Menu({ path, mayExamine }: { readonly path: string; readonly mayExamine: boolean }) {
  return (
    <>
      <Places path={path} places={places} />
      {mayExamine && <Places path={path} places={workshop} />}
    </>
  );
}

interface PlacesProps {
  readonly path: string;
  readonly places: readonly { readonly href: string; readonly text: string }[];
}

function Places({ path, places }: PlacesProps) {
  return (
    <ul className="menu">
      {places.map(({ href, text }) => {
        const inside = href !== '/admin' && path.startsWith(`${href}/`);
        return (
          <li key={href}>
            <Link href={href} prefetch={false} aria-current={path === href ? 'page' : inside ? 'true' : undefined}>
              {text}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Two rings that belong together: a permission and what it pays. */
function BrandSign() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="18" height="18" rx="4.5" fill="currentColor" />
      <g className="brand__sign">
        <circle cx="6.6" cy="10" r="2.35" className="brand__dot" />
        <path d="M9 10h4" strokeWidth="1.4" />
        <circle cx="14" cy="10" r="1.65" fill="none" strokeWidth="1.4" />
      </g>
    </svg>
  );
}
