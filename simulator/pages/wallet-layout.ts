/** The frame around every page of every wallet: its band, its name, and that none of it is real. */
import { type Wallet } from '../wallets';
import { type Html, html } from './html';

export interface Layout {
  title: string;
  /** Inside the wallet's app, which has no web page around it. */
  app?: boolean;
  /** Two columns on a wide screen. */
  wide?: boolean;
  head?: Html;
  content: Html;
}

export function tile(name: string, kind: 'brand' | 'merchant'): Html {
  const [initial = ''] = name;
  return html`<span class="tile ${kind}" aria-hidden="true">${initial.toLocaleUpperCase('en')}</span>`;
}

/** What the app is called that a debit service belongs to. */
export function appNameOf({ name }: Wallet): string {
  return name
    .replace(/^One-click bank payment$/, 'Bank')
    .replace(/ direct debit$/i, '')
    .replace(/ eWallet$/, '');
}

export function layout(wallet: Wallet | undefined, { title, app, wide, head, content }: Layout): string {
  const name = wallet?.name ?? 'Wallet';
  const kind = `${app ? 'app' : 'web'}${wide ? ' wide' : ''}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${name}, simulated</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/wallet.css" />
        ${head}
      </head>
      <body data-wallet="${wallet?.brand ?? ''}" class="${kind}">
        <header class="band">
          <div>
            ${tile(name, 'brand')}
            <p class="brand">${name}${app ? html` <small>app</small>` : null}</p>
            <p class="played">Simulated wallet. No money exists here.</p>
          </div>
        </header>
        <main><div class="sheet">${content}</div></main>
        <footer><p>Played by the simulator on this machine. This is not ${wallet ? name : 'a real wallet'}.</p></footer>
      </body>
    </html> `.text;
}
