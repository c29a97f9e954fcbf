/** The control page as a whole: which panels there are, and where they stand. Pure but for reading the world. */
import { type Html, html } from '../html';
import { accountsPanel } from './accounts-panel';
import { clockPanel } from './clock-panel';
import { dialPanel } from './dial-panel';
import { keysPanel } from './keys-panel';
import { ledgerPanel } from './ledger-panel';
import { linksPanel } from './links-panel';
import { type Bench, button, form, panel } from './parts';
import { specialPanel } from './special-panel';
import { switchesPanel } from './switches-panel';
import { wirePanel } from './wire-panel';

export interface Frame {
  title: string;
  port: number;
  /** Renews itself. */
  lively: boolean;
  content: Html;
}

export function frame({ title, port, lively, content }: Frame): string {
  const script = html`<script src="/assets/control.js" defer></script>`;
  const hold = html`<button type="button" data-hold aria-pressed="false" hidden>Hold still</button>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/control.css" />
        ${lively ? script : null}
      </head>
      <body>
        <header class="plate">
          <h1>SIMULATOR, port ${port}</h1>
          <p>This is not Alipay. It plays Alipay on this machine. No money exists here. ${lively ? hold : null}</p>
        </header>
        <main id="main">${content}</main>
      </body>
    </html> `.text;
}

function resetPanel(bench: Bench): Html {
  const content = html`${button('Reset everything')}
    <label class="check"><input type="checkbox" name="keys" value="1" /> keys too</label>`;
  return panel(
    { id: 'reset', title: 'Reset', note: 'cannot be undone' },
    html`<div class="in">
      <p class="dim">Forgets every link, debit, message, fault and switch; the accounts are as they were born.</p>
      ${form('reset', bench, content)}
    </div>`,
  );
}

export function controlPage(bench: Bench, port: number): string {
  const problem = bench.query.get('problem');
  return frame({
    title: 'Simulator control',
    port,
    lively: true,
    content: html`${problem === null ? null : html`<p role="alert" class="alarm">${problem}</p>`}
      <div class="bench">
        <div class="stackb">${clockPanel(bench)} ${accountsPanel(bench)}</div>
        <div class="stackb instruments">
          ${dialPanel(bench)} ${wirePanel(bench)} ${ledgerPanel(bench)} ${linksPanel(bench)}
        </div>
        <div class="stackb">
          ${switchesPanel(bench)} ${keysPanel(bench)} ${specialPanel(bench)} ${resetPanel(bench)}
        </div>
      </div>`,
  });
}
