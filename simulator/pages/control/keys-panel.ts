/** The keys of both sides by version, as the dashboard shows them; private halves never leave the ledger. */
import { createHash } from 'node:crypto';
import { type Html, html } from '../html';
import { type Bench, button, field, form, panel, table } from './parts';

/** Enough to tell two keys apart at a glance. */
const FINGERPRINT_SHOWN = 16;

function fingerprint(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, FINGERPRINT_SHOWN);
}

function whole(publicKey: string): Html {
  return html`<details class="key">
    <summary>${fingerprint(publicKey)}</summary>
    <code>${publicKey}</code>
  </details>`;
}

function gatewayRow(bench: Bench, key: { version: string; publicKey: string; active: boolean }): Html {
  const activate = html`<button type="submit" aria-label="Sign with Alipay’s key ${key.version}">Sign with it</button>`;
  return html`<tr>
    <th scope="row">Alipay ${key.version}</th>
    <td>${whole(key.publicKey)}</td>
    <td>
      ${key.active ? html`<span class="good">signs</span>` : form(`keys/gateway/${key.version}/active`, bench, activate)}
    </td>
  </tr>`;
}

function merchantRow(bench: Bench, key: { version: string; publicKey: string }): Html {
  const withdraw = html`<button type="submit" aria-label="Withdraw the merchant’s key ${key.version}">
    Withdraw
  </button>`;
  return html`<tr>
    <th scope="row">Merchant ${key.version}</th>
    <td>${whole(key.publicKey)}</td>
    <td>${form(`keys/merchant/${key.version}/withdraw`, bench, withdraw)}</td>
  </tr>`;
}

function upload(bench: Bench): Html {
  const content = html`<div class="knobs">${field({ label: 'Version', name: 'version', required: true })}</div>
    <label
      >Public key, PEM or base64
      <textarea name="publicKey" rows="4" required spellcheck="false" autocomplete="off"></textarea>
    </label>
    <div class="row">${button('Upload the merchant’s key')}</div>`;
  return html`<details>
    <summary>Upload a key of the merchant’s</summary>
    ${form('keys/merchant', bench, content, 'stack')}
  </details>`;
}

function making(bench: Bench): Html {
  const content = html`<div class="knobs">${field({ label: 'Version', name: 'version', required: true })}</div>
    <div class="row">${button('Make the key')}</div>`;
  return html`<details>
    <summary>Make a new key of Alipay’s</summary>
    ${form('keys/gateway', bench, content, 'stack')}
  </details>`;
}

export function keysPanel(bench: Bench): Html {
  const { merchant, gateway } = bench.world.keys.view();
  const columns = ['Key', 'Fingerprint', 'Use'].map((name) => ({ name }));
  const rows = [...gateway.map((key) => gatewayRow(bench, key)), ...merchant.map((key) => merchantRow(bench, key))];
  const active = gateway.find((key) => key.active);
  return panel(
    { id: 'keys', title: 'Keys', note: `Alipay signs with ${active?.version ?? 'none'}` },
    html`${table('Keys', columns, rows, 'None.')}
      <div class="in folds split">${upload(bench)} ${making(bench)}</div>`,
  );
}
