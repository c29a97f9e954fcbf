/** What really happened to money here, and the latest of it. */
import { type Payment, type Refund } from '../../ledger';
import { type Html, html } from '../html';
import { amount, type Bench, idChip, panel, table, timeOfDay } from './parts';

const ROWS_SHOWN = 50;

const TONES: Record<Payment['status'], string> = { SUCCESS: 'good', FAIL: 'wrong', CANCELLED: 'dim', PROCESSING: '' };

interface Line {
  at: number;
  what: 'debit' | 'refund';
  id: string;
  wallet: string;
  amount: string;
  status: Payment['status'];
  reason: string | null;
}

function debitLine(payment: Payment): Line {
  const { createdAt, paymentRequestId, wallet, currency, value, status, failureCode } = payment;
  return {
    at: createdAt,
    what: 'debit',
    id: paymentRequestId,
    wallet,
    amount: amount(currency, value),
    status,
    reason: failureCode,
  };
}

function refundLine(refund: Refund, payment: Payment | undefined): Line {
  const { createdAt, refundRequestId, currency, value, status, failureCode } = refund;
  return {
    at: createdAt,
    what: 'refund',
    id: refundRequestId,
    wallet: payment?.wallet ?? '',
    amount: `− ${amount(currency, value)}`,
    status,
    reason: failureCode,
  };
}

function row(line: Line, now: number): Html {
  return html`<tr>
    <td class="dim">${timeOfDay(line.at, now)}</td>
    <th scope="row">${line.what}</th>
    <td>${idChip(line.id)}</td>
    <td>${line.wallet}</td>
    <td class="r">${line.amount}</td>
    <td class="${TONES[line.status]}">${line.status}</td>
    <td class="dim">${line.reason}</td>
  </tr>`;
}

function count(name: string, figure: number, note: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${figure.toLocaleString('en')}</dd>
    <dd class="dim">${note}</dd>
  </div>`;
}

function counts({ world }: Bench): Html {
  const payments = [...world.ledger.payments.values()];
  const refunds = [...world.ledger.refunds.values()];
  const of = (rows: { status: string }[], status: string) => rows.filter((one) => one.status === status).length;
  return html`<dl class="counts">
    ${count('Debits', payments.length, `${of(payments, 'SUCCESS')} paid, ${of(payments, 'FAIL')} failed`)}
    ${count('In process', of(payments, 'PROCESSING'), 'not final')} ${count('Cancelled', of(payments, 'CANCELLED'), '')}
    ${count('Refunds', refunds.length, `${of(refunds, 'SUCCESS')} done, ${of(refunds, 'PROCESSING')} on the way`)}
  </dl>`;
}

export function ledgerPanel(bench: Bench): Html {
  const { world, now } = bench;
  const debits = [...world.ledger.payments.values()].slice(-ROWS_SHOWN).map(debitLine);
  const refunds = [...world.ledger.refunds.values()]
    .slice(-ROWS_SHOWN)
    .map((refund) => refundLine(refund, world.ledger.payments.get(refund.paymentRequestId)));
  const lines = [...debits, ...refunds].sort((a, b) => b.at - a.at).slice(0, ROWS_SHOWN);
  const columns = [
    { name: 'Time, UTC' },
    { name: 'What' },
    { name: 'Request id' },
    { name: 'Wallet' },
    { name: 'Amount', right: true },
    { name: 'Status' },
    { name: 'Reason' },
  ];
  return panel(
    { id: 'ledger', title: 'Ledger', note: 'what really happened' },
    html`<div data-live="counts">${counts(bench)}</div>
      ${table(
        'Ledger',
        columns,
        lines.map((line) => row(line, now)),
        'Nothing has been debited yet.',
      )}`,
  );
}
