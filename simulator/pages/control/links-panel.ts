/** Who has linked what: every token's state and end, never the token itself. */
import { type Token } from '../../ledger';
import { type World } from '../../world';
import { type Html, html } from '../html';
import { type Bench, form, momentOf, panel, table } from './parts';

const ROWS_SHOWN = 30;
const HASH_SHOWN = 8;

function stateOf(token: Token, now: number): string {
  if (token.status === 'REVOKED') return 'ended';
  if (token.expiresAt <= now) return 'expired';
  return token.status === 'REPLACED' ? 'replaced' : 'linked';
}

function row(bench: Bench, token: Token): Html {
  const { world, now } = bench;
  const state = stateOf(token, now);
  const account = world.ledger.accounts.get(token.accountId);
  const name = `${token.wallet} ${account?.login ?? ''}`;
  const ways = html`<button type="submit" name="how" value="silent" aria-label="Unlink ${name} silently">
      Unlink silently
    </button>
    <button type="submit" name="how" value="notify" aria-label="Unlink ${name} and notify">Unlink and notify</button>
    <button type="submit" name="how" value="expire" aria-label="Let the token of ${name} expire">Expire</button>`;
  return html`<tr>
    <th scope="row">${token.wallet}</th>
    <td>${account?.login}</td>
    <td class="${state === 'linked' ? 'good' : 'dim'}">${state}</td>
    <td>${momentOf(token.expiresAt, now)}</td>
    <td class="dim" title="the first digits of the access token’s SHA-256">${token.sha256.slice(0, HASH_SHOWN)}</td>
    <td>${state === 'linked' ? form(`links/${token.sha256}`, bench, ways) : null}</td>
  </tr>`;
}

/** Living links first, then the latest of the others. */
function latest(world: World, now: number): Token[] {
  const all = [...world.ledger.tokens.values()].reverse();
  const living = all.filter((token) => stateOf(token, now) === 'linked');
  return [...living, ...all.filter((token) => stateOf(token, now) !== 'linked')].slice(0, ROWS_SHOWN);
}

export function linksPanel(bench: Bench): Html {
  const { world, now } = bench;
  const living = [...world.ledger.tokens.values()].filter((token) => stateOf(token, now) === 'linked').length;
  const columns = ['Wallet', 'Account', 'State', 'Token ends, UTC', 'Token', 'In the wallet'].map((name) => ({ name }));
  const rows = latest(world, now).map((token) => row(bench, token));
  const waiting = [...world.ledger.authorizations.values()].filter(({ status }) => status === 'CONSULTED').length;
  return panel(
    { id: 'links', title: 'Links', note: `${living} living, ${waiting} asked for` },
    table('Links', columns, rows, 'Nobody has linked a wallet yet.'),
  );
}
