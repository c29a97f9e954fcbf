/** The forms about accounts: amounts as people write them, and a state by its name. It refuses to know HTML. */
import { addAccount, changeAccount } from '../../control';
import { type Refused, refusal } from '../../refused';
import { exponentOf, WALLETS } from '../../wallets';
import { type World } from '../../world';

/** "1,234.5" as minor units; undefined when it is no amount of that currency. */
function minorUnits(currency: string, written: string): string | undefined {
  const exponent = exponentOf(currency);
  const [, whole = '', parts = ''] = /^(\d+)(?:\.(\d+))?$/.exec(written.replace(/[\s,]/g, '')) ?? [];
  if (whole === '' || parts.length > exponent) return undefined;
  return BigInt(whole + parts.padEnd(exponent, '0')).toString();
}

const NO_AMOUNT = 'The balance must be an amount, such as 1,500.00.';

/** The flags of an account in each state that the page offers. */
const STATES: Record<string, string> = {
  closed: 'closed',
  restricted: 'restricted',
  suspect: 'suspect',
  stuck: 'stuck',
  unlinks: 'unlinks',
};

function stateFlags(state: string): Record<string, boolean> {
  const flags = Object.fromEntries(Object.values(STATES).map((flag) => [flag, state === flag]));
  return { ...flags, verified: state !== 'unverified' };
}

export function changeFromForm(world: World, form: URLSearchParams): Refused | object {
  const id = form.get('account') ?? '';
  const typed = form.get('balance')?.trim() ?? '';
  const state = form.get('state') ?? '';
  const balance = typed === '' ? undefined : minorUnits(world.ledger.accounts.get(id)?.currency ?? '', typed);
  if (typed !== '' && balance === undefined) return refusal(NO_AMOUNT);
  return changeAccount(world, id, {
    ...(balance === undefined ? {} : { balance }),
    ...(state === '' ? {} : stateFlags(state)),
  });
}

export function addFromForm(world: World, form: URLSearchParams): Refused | object {
  const wallet = form.get('wallet') ?? '';
  const balance = minorUnits(WALLETS.get(wallet)?.currency ?? '', form.get('balance') ?? '');
  if (balance === undefined) return refusal(NO_AMOUNT);
  return addAccount(world, { wallet, login: form.get('login') ?? '', balance });
}
