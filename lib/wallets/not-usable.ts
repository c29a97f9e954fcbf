/**
 * The refusal of a wallet that nothing can be debited from, in the words of whoever asks: its customer is told what they can do
 * themselves, everybody else what the customer has to.
 */
import type { wallets } from '@/db/schema/wallets';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';

export function walletNotUsable(
  { actor }: Pick<Context, 'actor'>,
  { status, paused }: Pick<typeof wallets.$inferSelect, 'status' | 'paused'>,
): Refusal {
  const words = SENTENCES[actor.kind === 'customer' ? 'own' : 'other'];
  return new Refusal('wallet_not_usable', {}, status === 'LINKED' && paused ? words.paused : words.ended);
}

const SENTENCES = {
  own: {
    paused: 'It is paused. Resume it under Wallets, or choose another one.',
    ended: 'Link it again, or choose another one.',
  },
  other: {
    paused: 'It is paused. Resume it, or choose another one.',
    ended: 'Only the customer can link it again. Choose another one until then.',
  },
} as const;
