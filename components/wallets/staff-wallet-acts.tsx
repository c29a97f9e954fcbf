'use client';
/**
 * What staff may do with a customer's wallet: pause it, resume it, or end the permission. Each asks before it acts.
 */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActDialog } from '@/components/act-dialog';
import { Button } from '@/components/ui/button';
import type { AdminWallet } from '@/lib/wallets/views';
import { messages } from '@/messages';
import { walletText } from './wallet-label';
import { actOnWallet, type WalletAct } from './wallet-query';

const words = messages.staff.wallets.acts;

export interface WalletRights {
  readonly pause: boolean;
  readonly revoke: boolean;
}

/** The acts that are legal now and that the reader may do. */
export function actsFor({ status, paused }: AdminWallet, rights: WalletRights): WalletAct[] {
  const isLinked = status === 'LINKED';
  return [
    ...(rights.pause && isLinked ? [paused ? ('resume' as const) : ('pause' as const)] : []),
    ...(rights.revoke && (isLinked || status === 'NEEDS_RELINK') ? (['revoke'] as const) : []),
  ];
}

interface StaffWalletActsProps {
  readonly wallet: AdminWallet;
  readonly acts: readonly WalletAct[];
}

export function StaffWalletActs({ wallet, acts }: StaffWalletActsProps) {
  const router = useRouter();
  const [open, setOpen] = useState<WalletAct | null>(null);
  const name = walletText(wallet);
  return (
    <span className="rowacts">
      {acts.map((act) => (
        <Button key={act} aria-label={words[act].title(name)} onClick={() => setOpen(act)}>
          {words[act].button}
        </Button>
      ))}
      {open !== null && (
        <ActDialog
          title={words[open].title(name)}
          label={words[open].act}
          safe={words[open].safe}
          final={open === 'revoke'}
          act={() => actOnWallet(wallet.id, open)}
          onDone={() => {
            setOpen(null);
            router.refresh();
          }}
          onClose={() => setOpen(null)}
          onFailed={() => router.refresh()}
          consequences={words[open].consequences}
        />
      )}
    </span>
  );
}
