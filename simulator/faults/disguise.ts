/**
 * What answers and notifications have in common when they go wrong: amounts that are not the true ones, bytes that are
 * no JSON, signatures that do not fit. Pure: it refuses to know who sends and who receives.
 */
import { type Hand } from './forger';
import { type FaultKind } from './kinds';

/** What travels, what its signature speaks of, and whose hand the signature shows. */
export interface Disguise {
  body: Buffer;
  said: Buffer;
  hand: Hand;
}

export function disguise(kind: FaultKind | undefined, text: string): Disguise {
  const body = Buffer.from(text, 'utf8');
  const honest: Disguise = { body, said: body, hand: 'own' };
  switch (kind) {
    case 'malformed': {
      // Cut in half: still signed, so that what is tried is the reading of JSON and not the signature.
      const half = body.subarray(0, Math.ceil(body.length / 2));
      return { ...honest, body: half, said: half };
    }
    case 'empty':
      return { ...honest, body: Buffer.alloc(0), said: Buffer.alloc(0) };
    case 'bad_signature':
      return { ...honest, said: Buffer.from(`${text} `, 'utf8') };
    case 'unknown_key':
      return { ...honest, hand: 'unknown version' };
    case 'no_signature':
      return { ...honest, hand: 'none' };
    case 'forged':
      return { ...honest, hand: 'stranger' };
    default:
      return honest;
  }
}

/** Wherever a message tells how much. */
const AMOUNT_FIELDS = ['paymentAmount', 'actualPaymentAmount', 'refundAmount', 'actualRefundAmount'];

interface Amount {
  currency: string;
  value: string;
}

function isAmount(value: unknown): value is Amount {
  return typeof value === 'object' && value !== null && 'currency' in value && 'value' in value;
}

/** One minor unit more: the least that is wrong. */
function oneMore(value: string): string {
  return /^\d+$/.test(value) ? (BigInt(value) + 1n).toString() : '1';
}

function falsified(amount: Amount, kind: 'other_amount' | 'other_currency', value: string | null): Amount {
  if (kind === 'other_amount') return { ...amount, value: value ?? oneMore(String(amount.value)) };
  return { ...amount, currency: value ?? (amount.currency === 'USD' ? 'EUR' : 'USD') };
}

/** The message with every amount in it made another; `value` is a rule's own wish. */
export function withOtherAmounts(
  message: Record<string, unknown>,
  kind: 'other_amount' | 'other_currency',
  value: string | null,
): Record<string, unknown> {
  const changed = { ...message };
  for (const name of AMOUNT_FIELDS) {
    const amount = message[name];
    if (isAmount(amount)) changed[name] = falsified(amount, kind, value);
  }
  return changed;
}

export function tellsAmount(message: Record<string, unknown>): boolean {
  return AMOUNT_FIELDS.some((name) => isAmount(message[name]));
}
