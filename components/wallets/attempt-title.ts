/**
 * The title of the page of an attempt, by how it stands.
 */
import { brands } from '@/lib/alipay/brands';
import { assertNever } from '@/lib/kit/assert-never';
import type { AttemptView } from '@/lib/wallets/views';
import { messages } from '@/messages';

const words = messages.customer.attempt;

export function attemptTitle({ status, brand }: AttemptView, inOtherBrowser = false): string {
  const name = brands[brand].officialName;
  switch (status) {
    case 'STARTED':
      return inOtherBrowser ? words.otherBrowserTitle : words.leavingTitle(name);
    case 'EXCHANGING':
      return words.checkingTitle(name);
    case 'COMPLETED':
      return words.linkedTitle(name);
    case 'FAILED':
    case 'EXPIRED':
      return words.failedTitle(name);
    default:
      return assertNever(status);
  }
}
