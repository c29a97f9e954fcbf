/** The accounts of one wallet at a time: what they hold, what is peculiar about them, and who they are linked with. */
import { type Account, walletNamed, WALLETS } from '../../wallets';
import { type World } from '../../world';
import { type Html, html } from '../html';
import { amount, type Bench, button, choice, field, form, type Option, panel, table } from './parts';

/** What a person may set an account to; the first that is true names its state. */
export const ACCOUNT_STATES: [value: string, label: string, is: (account: Account) => boolean][] = [
  ['closed', 'closed', ({ closed }) => closed],
  ['restricted', 'restricted', ({ restricted }) => restricted],
  ['unverified', 'not verified', ({ verified }) => !verified],
  ['suspect', 'fraud suspected', ({ suspect }) => suspect],
  ['stuck', 'never settles', ({ stuck }) => stuck],
  ['unlinks', 'unlinks itself', ({ unlinks }) => unlinks],
  ['ordinary', 'ordinary', () => true],
];

/** The wallet whose accounts are shown: the chosen one, else the one linked last. */
export function shownWallet({ world, query }: Bench): string {
  const chosen = query.get('wallet') ?? '';
  if (WALLETS.has(chosen)) return chosen;
  return [...world.ledger.tokens.values()].at(-1)?.wallet ?? 'GCASH';
}

function links(world: World, account: Account): string[] {
  const count = world.ledger.tokensOfAccount(account.id).filter(({ status }) => status === 'ACTIVE').length;
  if (count === 0) return [];
  return [count === 1 ? 'linked' : `linked ${count}×`];
}

function row(world: World, account: Account): Html {
  const [state = '', label = ''] = ACCOUNT_STATES.find(([, , is]) => is(account)) ?? [];
  const peculiar = state === 'ordinary' ? [] : [label];
  return html`<tr>
    <th scope="row">${account.login}</th>
    <td class="r">${amount(account.currency, account.balance)}</td>
    <td class="${peculiar.length === 0 ? 'good' : 'wrong'}">${[...links(world, account), ...peculiar].join(', ')}</td>
  </tr>`;
}

function chooser(brand: string): Html {
  const all = [...WALLETS.values()].map((wallet): Option => [wallet.brand, `${wallet.name}, ${wallet.brand}`]);
  return html`<form method="get" action="/#accounts" class="row">
    ${choice('Wallet', 'wallet', all, brand)} ${button('Show')}
  </form>`;
}

function changes(bench: Bench, accounts: Account[], currency: string): Html {
  const which = accounts.map(({ id, login }): Option => [id, login]);
  const states = ACCOUNT_STATES.map(([value, label]): Option => [value, label]).reverse();
  return form(
    'account',
    bench,
    html`<div class="knobs">
        ${choice('Account', 'account', which)}
        ${field({ label: `Balance, ${currency}`, name: 'balance', kind: 'decimal', hint: 'as it is' })}
        ${choice('State', 'state', [['', 'as it is'], ...states])}
      </div>
      <div class="row">${button('Change the account')}</div>`,
    'stack',
  );
}

function addition(bench: Bench, brand: string, currency: string): Html {
  const content = html`<input type="hidden" name="wallet" value="${brand}" />
    <div class="knobs">
      ${field({ label: 'Number', name: 'login', kind: 'whole', required: true })}
      ${field({ label: `Balance, ${currency}`, name: 'balance', kind: 'decimal', required: true })}
    </div>
    <div class="row">${button('Add the account')}</div>`;
  return html`<details>
    <summary>Add an account</summary>
    ${form('accounts', bench, content, 'stack')}
  </details>`;
}

export function accountsPanel(bench: Bench): Html {
  const { world } = bench;
  const brand = shownWallet(bench);
  const { name, currency } = walletNamed(brand);
  const accounts = world.ledger.accountsOf(brand);
  const columns = [{ name: 'Account' }, { name: 'Balance', right: true }, { name: 'State' }];
  const rows = accounts.map((account) => row(world, account));
  return panel(
    { id: 'accounts', title: 'Accounts', note: `${name}, ${accounts.length} of ${world.ledger.accounts.size}` },
    html`<div class="in">${chooser(brand)}</div>
      ${table('Accounts', columns, rows, 'None.')}
      <div class="in split">${changes(bench, accounts, currency)} ${addition(bench, brand, currency)}</div>`,
  );
}
