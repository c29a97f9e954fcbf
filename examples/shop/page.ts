/** The shop's one page, without a script. */
import type { Schemas } from './api';
import { PRODUCT, type Event, type Visitor } from './shop';

type Order = Schemas['Order'];

export function page(visitor: Visitor, events: readonly Event[]): string {
  const orders = [...visitor.orders.values()].reverse();
  const isConfirming = orders.some((order) => statusOf(order).isOpen);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isConfirming ? '<meta http-equiv="refresh" content="3">' : ''}
<title>A tiny shop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<main>
<h1>A tiny shop</h1>
${visitor.message ? `<p role="status">${escape(visitor.message)}</p>` : ''}
<section>
<h2>${PRODUCT.name}</h2>
<p class="price">${PRODUCT.price}</p>
${visitor.walletId ? buyForm(visitor) : linkForm()}
</section>
<section>
<h2>Your orders</h2>
${orders.length === 0 ? '<p class="quiet">None yet.</p>' : `<ul>${orders.map(orderLine).join('')}</ul>`}
</section>
<section>
<h2>What Mandate has told this shop</h2>
${events.length === 0 ? '<p class="quiet">Nothing yet.</p>' : `<ul>${events.map(eventLine).join('')}</ul>`}
</section>
</main>
</body>
</html>`;
}

function linkForm(): string {
  return '<form method="post" action="/link"><button>Link a wallet</button></form>';
}

function buyForm({ nextReference }: Visitor): string {
  return `<form method="post" action="/buy">
<input type="hidden" name="reference" value="${escape(nextReference)}">
<button>Pay ${PRODUCT.price}</button>
</form>`;
}

function orderLine(order: Order): string {
  const { word, refundable } = statusOf(order);
  const form = `<form method="post" action="/refund">
<input type="hidden" name="order" value="${escape(order.id)}">
<button class="plain">Refund ${PRODUCT.price}</button>
</form>`;
  return `<li><span>${PRODUCT.name}<br><small>${escape(order.referenceOrderId)}</small></span> <b>${word}</b> ${refundable ? form : ''}</li>`;
}

interface OrderStatus {
  readonly word: string;
  readonly isOpen: boolean;
  readonly refundable: boolean;
}

/** Unknown is not failed: nobody is asked to pay again meanwhile. */
function statusOf({ status, amount, refunded, refundPending, payments }: Order): OrderStatus {
  if (status === 'INIT') return { word: 'Confirming', isOpen: true, refundable: false };
  if (status === 'CANCELLED') return { word: 'Cancelled', isOpen: false, refundable: false };
  if (status === 'FAIL') {
    const why = payments.at(-1)?.failure?.message ?? 'The wallet said no.';
    return { word: `Not paid: ${escape(why)}`, isOpen: false, refundable: false };
  }
  if (refundPending.value !== '0') return { word: 'Refunding', isOpen: true, refundable: false };
  if (refunded.value === amount.value) return { word: 'Refunded', isOpen: false, refundable: false };
  return { word: 'Paid', isOpen: false, refundable: true };
}

function eventLine({ type, data }: Event): string {
  return `<li><code>${escape(type)}</code> <small>${escape(data.id)}</small></li>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export const STYLE = `
:root { color-scheme: light dark; --paper: #faf9f7; --card: #fff; --ink: #1b1a17; --quiet: #55534b; --line: #e5e3dd; --act: #2445c5; --on-act: #fff; }
@media (prefers-color-scheme: dark) { :root { --paper: #121210; --card: #1a1a17; --ink: #efede7; --quiet: #b7b5ab; --line: #2e2d29; --act: #4262e8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { width: min(36rem, 100% - 2rem); margin: 0 auto; padding: 3rem 0; display: grid; gap: 1.25rem; }
h1, h2, p, ul { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1rem; }
section { padding: 1.25rem; border: 1px solid var(--line); border-radius: 10px; background: var(--card); display: grid; gap: .75rem; min-width: 0; }
.price { font-size: 1.25rem; }
.quiet, small { color: var(--quiet); overflow-wrap: anywhere; }
ul { list-style: none; display: grid; gap: .75rem; }
li { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; }
li > span { flex: 1 1 12rem; }
button { min-height: 48px; padding: 0 1.25rem; border: 1px solid var(--act); border-radius: 6px; background: var(--act); color: var(--on-act); font: inherit; font-weight: 500; cursor: pointer; }
button.plain { min-height: 44px; background: none; color: inherit; border-color: currentColor; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
`;
