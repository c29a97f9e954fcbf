/** What a wallet says of an authorization that has been decided. Words only. */
import { type Authorization } from '../ledger';
import { type Wallet } from '../wallets';

export interface Outcome {
  heading: string;
  text: string;
}

export function outcomeOf({ refusal }: Authorization, { name }: Wallet, merchant: string): Outcome {
  switch (refusal) {
    case null:
      return { heading: 'You agreed', text: `${merchant} has been told. To end it, unlink there or in ${name}.` };
    case 'by_user':
      return { heading: 'You refused', text: 'Nothing was linked.' };
    case 'not_verified':
      return {
        heading: 'This account is not verified',
        text: `${name} links verified accounts only. Nothing was linked.`,
      };
    case 'already_linked':
      return {
        heading: 'This account is linked already',
        text: `Its permission for ${merchant} stays as it was. Nothing new was linked.`,
      };
  }
}
