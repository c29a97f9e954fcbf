/** The fault dial: a row for each call and each kind of notification, and what is set beside them. */
import { type FaultRule } from '../../faults/rules';
import { type World } from '../../world';
import { type Html, html } from '../html';
import {
  AS_IT_SHOULD,
  DIAL_ROWS,
  type DialRow,
  meaningOf,
  OFTEN_OPTIONS,
  oftenOf,
  PLAIN_FIGURES,
  positionOf,
  positionsOf,
  rowKey,
  rowName,
  ruleOf,
  rulesBesideDial,
  usedUpRuleOf,
} from './dial';
import { POSITIONS } from './dial-positions';
import { SCRIPTS } from './dial-scripts';
import { type Bench, button, choice, field, form, live, type Option, options, panel, table } from './parts';

function positionSelect(row: DialRow, current: string): Html {
  const groups = positionsOf(row);
  const isListed = groups.some(([, all]) => all.some(([value]) => value === current));
  const own: Option[] = isListed ? [] : [[current, current.replace('code ', 'refuse: ')]];
  const lists = groups.map(([group, all]) =>
    group === ''
      ? html`${options([...all, ...own], current)}`
      : html`<optgroup label="${group}">${options(all, current)}</optgroup>`,
  );
  return html`<select class="fault" name="${rowKey(row)}" aria-label="Fault for ${rowName(row)}" autocomplete="off">
    ${lists}
  </select>`;
}

function oftenSelect(row: DialRow, rule: FaultRule | undefined): Html {
  const [current, label]: Option = rule ? oftenOf(rule) : ['always', 'always'];
  const all: Option[] = OFTEN_OPTIONS.some(([value]) => value === current)
    ? OFTEN_OPTIONS
    : [...OFTEN_OPTIONS, [current, label]];
  return html`<select
    class="often"
    name="often-${rowKey(row)}"
    aria-label="How often for ${rowName(row)}"
    autocomplete="off"
  >
    ${options(all, current)}
  </select>`;
}

function struck(used: number): string {
  return used === 0 ? '' : `; struck ${used}×`;
}

/** What the row's rule means, and how often it did; of one that is used up, that it is. */
function telling(world: World, row: DialRow): Html {
  const rules = [...world.ledger.faults.values()];
  const rule = ruleOf(rules, row);
  if (rule) {
    const who = rule.match.account === undefined ? '' : `, only ${loginOf(world, rule.match.account)}`;
    return html`${meaningOf(rule, row)}${who}${struck(rule.used)}`;
  }
  const done = usedUpRuleOf(rules, row);
  return html`${done ? `${POSITIONS[done.do].label}: done${struck(done.used)}` : ''}`;
}

function loginOf(world: World, account: string): string {
  return world.ledger.accounts.get(account)?.login ?? account;
}

/** With its roles spelled out: on a phone rows become blocks, and a browser then forgets what they are. */
function dialRow({ world }: Bench, row: DialRow): Html {
  const rule = ruleOf(world.ledger.faults.values(), row);
  const position = rule ? positionOf(rule) : AS_IT_SHOULD;
  return html`<tr class="${rule ? 'on' : ''}" role="row">
    <th scope="row" role="rowheader">${rowName(row)}</th>
    <td role="cell">
      <input type="hidden" name="was-${rowKey(row)}" value="${position} ${rule ? oftenOf(rule)[0] : 'always'}" />
      ${positionSelect(row, position)}
    </td>
    <td role="cell">${oftenSelect(row, rule)}</td>
    <td role="cell" class="dim wrap means">${live(`means-${rowKey(row)}`, telling(world, row))}</td>
  </tr>`;
}

function accountOptions({ ledger }: World): Option[] {
  const linked = new Set(
    [...ledger.tokens.values()].filter(({ status }) => status === 'ACTIVE').map((one) => one.accountId),
  );
  const all = [...linked].flatMap((id): Option[] => {
    const account = ledger.accounts.get(id);
    return account ? [[id, `${account.wallet} ${account.login}`]] : [];
  });
  return [['', 'every account'], ...all];
}

function knobs({ world }: Bench): Html {
  const { seed } = world.ledger;
  const scripts = SCRIPTS.map(({ key, label }): Option => [key, label]);
  return html`<div class="knobs">
      ${field({ label: 'Seed', name: 'seed', value: seed === null ? '' : String(seed), kind: 'whole', hint: 'none' })}
      ${choice('For account', 'account', accountOptions(world))}
      ${field({ label: 'Late by, ms', name: 'ms', kind: 'whole', value: String(PLAIN_FIGURES.ms) })}
      ${choice('Script', 'script', [['', 'my own'], ...scripts])}
    </div>
    <details>
      <summary>More figures</summary>
      <div class="knobs">
        ${field({ label: 'Result code', name: 'code', hint: 'SYSTEM_ERROR' })}
        ${field({ label: 'Amount or currency', name: 'value', hint: 'one more; USD' })}
        ${field({ label: 'Copies sent', name: 'count', kind: 'whole', hint: String(PLAIN_FIGURES.count) })}
        ${field({ label: 'Inquiries in process', name: 'inquiries', kind: 'whole', hint: String(PLAIN_FIGURES.inquiries) })}
      </div>
    </details>`;
}

/** Rules that only the control API makes: of one request, one wallet, every call. */
function others(bench: Bench): Html | null {
  const rules = [...bench.world.ledger.faults.values()];
  const rows = rulesBesideDial(rules).map((rule) => {
    const of = Object.entries(rule.match).map(([name, value]) => `${name} ${value}`);
    const remove = html`<button type="submit" aria-label="Remove ${rule.do}">Remove</button>`;
    return html`<tr>
      <th scope="row">${rule.do}${rule.code === null ? null : ` ${rule.code}`}</th>
      <td>${of.join(', ') || 'everything'}</td>
      <td>${oftenOf(rule)[1]}${struck(rule.used)}</td>
      <td>${form(`faults/${rule.id}/remove`, bench, remove)}</td>
    </tr>`;
  });
  if (rows.length === 0) return null;
  const columns = ['Other rule', 'Of', 'How often', ''].map((name) => ({ name }));
  return html`<div class="split">${table('Other rules', columns, rows, '')}</div>`;
}

function buttons(bench: Bench): Html {
  const { world } = bench;
  const held = world.held.size;
  const release = html`${button(`Let ${held} held ${held === 1 ? 'call' : 'calls'} go on`)}`;
  return html`<div class="in split">
    <div class="row">
      ${form('faults/clear', bench, button('All dials to none'))}
      ${held === 0 ? null : form('faults/release', bench, release)}
      ${form('notifications/last', bench, button('Send the last notification again', 'times', '1'))}
      ${form('notifications/last', bench, button('Send 100 at once', 'times', '100'))}
      ${form('notifications/forge', bench, button('Send a forged one'))}
    </div>
  </div>`;
}

export function dialPanel(bench: Bench): Html {
  const { faults } = bench.world.ledger;
  const turned = DIAL_ROWS.filter((row) => ruleOf(faults.values(), row) !== undefined).length;
  const rows = DIAL_ROWS.map((row) => dialRow(bench, row));
  const dial = html`<div class="in">${knobs(bench)}</div>
    <div class="scroll" tabindex="0" role="region" aria-label="Positions">
      <table class="dial" role="table" aria-label="Fault dial">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">Operation</th>
            <th scope="col" role="columnheader">Fault</th>
            <th scope="col" role="columnheader">How often</th>
            <th scope="col" role="columnheader">Means</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>
    <div class="in"><div class="row">${button('Turn the dial')}</div></div>`;
  return panel(
    { id: 'dial', title: 'Fault dial', note: `${turned} of ${DIAL_ROWS.length} turned` },
    html`${form('dial', bench, dial, 'plain')} ${others(bench)} ${buttons(bench)}`,
  );
}
