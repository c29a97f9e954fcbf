/** The files that pages link to. They live in the program because it is bundled into a single file. */
import { type ServerResponse } from 'node:http';
import { sendText } from '../http';
import { WALLETS } from '../wallets';
import { CONTROL_CSS } from './control/css';
import { LIVE_JS } from './control/live-script';
import { WALLET_CSS } from './wallet-css';

/** Each wallet's colours by attribute, because the content policy allows no style in the page. */
const COLOURS = [...WALLETS.values()]
  .map(({ brand, colour, ink }) => `body[data-wallet="${brand}"] { --brand: ${colour}; --on-brand: ${ink}; }`)
  .join('\n');

/** Watches until the phone is done; pages work without it through a refresh in noscript. */
const WAITING_JS = `'use strict';
(() => {
  const status = document.getElementById('waiting');
  if (!status) return;
  const { state, next, opened, ended } = status.dataset;
  const EVERY_MS = 1000;
  async function look() {
    try {
      const response = await fetch(state, { headers: { accept: 'application/json' } });
      const { status: now } = await response.json();
      if (now === 'done') return location.replace(next);
      if (now === 'opened' && status.textContent !== opened) status.textContent = opened;
      // The address itself says that it has expired.
      if (now === 'expired') return location.reload();
      if (now === 'elsewhere') {
        status.textContent = ended;
        return;
      }
    } catch {
      // The simulator may be restarting: look again.
    }
    setTimeout(look, EVERY_MS);
  }
  setTimeout(look, EVERY_MS);
})();
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" fill="#f0b429"/><rect x="3" y="3" width="10" height="10" fill="none" stroke="#1d1b14" stroke-width="2"/></svg>`;

const ASSETS: Record<string, [type: string, text: string]> = {
  '/assets/wallet.css': ['text/css', `${WALLET_CSS}\n${COLOURS}\n`],
  '/assets/control.css': ['text/css', CONTROL_CSS],
  '/assets/control.js': ['text/javascript', LIVE_JS],
  '/assets/waiting.js': ['text/javascript', WAITING_JS],
  '/assets/icon.svg': ['image/svg+xml', ICON],
};

export function serveAsset(response: ServerResponse, path: string): void {
  const asset = ASSETS[path];
  if (!asset) return sendText(response, 404, 'text/plain', 'No such file.');
  sendText(response, 200, ...asset);
}
