/**
 * The one word for a wallet's state, with its shape.
 */
import { StatusMark, type Tone } from '@/components/ui/status-mark';
import type { IconName } from '@/components/ui/icon';
import type { WalletView } from '@/lib/wallets/views';
import { messages } from '@/messages';

const looks: Record<WalletView['status'], { readonly tone: Tone; readonly shape?: IconName }> = {
  LINKED: { tone: 'ok' },
  NEEDS_RELINK: { tone: 'bad', shape: 'broken' },
  REVOKING: { tone: 'wait' },
  REVOKED: { tone: 'off' },
};

interface WalletStatusProps {
  readonly wallet: Pick<WalletView, 'status' | 'paused'>;
  readonly pill?: boolean;
}

export function WalletStatus({ wallet, pill }: WalletStatusProps) {
  if (wallet.paused && wallet.status === 'LINKED') {
    return (
      <StatusMark tone="off" shape="pause" pill={pill}>
        {messages.shared.paused}
      </StatusMark>
    );
  }
  return (
    <StatusMark {...looks[wallet.status]} pill={pill}>
      {messages.shared.walletStatus[wallet.status]}
    </StatusMark>
  );
}

/** Whether anything can be debited from it now. */
export function isUsable(wallet: Pick<WalletView, 'status' | 'paused'>): boolean {
  return wallet.status === 'LINKED' && !wallet.paused;
}
