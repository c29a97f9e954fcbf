/** What goes wrong without the dial: amounts and accounts that mean something. */
import { SPECIAL_AMOUNTS } from '../../special-amounts';
import { type Html, html } from '../html';
import { type Bench, panel } from './parts';

export function specialPanel({ world }: Bench): Html {
  const on = world.ledger.settings.specialAmounts === 'on';
  const amounts = [...SPECIAL_AMOUNTS].map(
    ([units, { means }]) =>
      html`<tr>
        <th scope="row" class="r">${units.toLocaleString('en')}</th>
        <td class="wrap">${means}</td>
      </tr>`,
  );
  return panel(
    { id: 'special', title: 'Without the dial', note: on ? 'amounts that mean something' : 'turned off' },
    html`<div class="in folds">
      <details>
        <summary>Special amounts <span>${amounts.length}</span></summary>
        <p class="dim">In whole units of any currency; the last four digits of an account’s number do the same.</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Special amounts">
          <table>
            <thead>
              <tr>
                <th scope="col" class="r">Amount</th>
                <th scope="col">Means</th>
              </tr>
            </thead>
            <tbody>
              ${amounts}
            </tbody>
          </table>
        </div>
      </details>
    </div>`,
  );
}
