/** Says from which sum on the password is asked, in the words of the limit that the merchant set. */
import { amountText } from '@/components/ui/amount';
import { messages } from '@/messages';

export function passwordHint(currency: string, passwordAboveMinor: string | null): string {
  if (passwordAboveMinor === null) return messages.dialogs.passwordAlways;
  return messages.dialogs.passwordAbove(amountText({ currency, value: passwordAboveMinor }));
}
