/**
 * Checks of what we are about to send. Alipay answers a field that is too long with PARAM_ILLEGAL and no name; here the caller learns the
 * name before anything leaves.
 *
 * Does not know: which message a field belongs to.
 */
import { toWire, type Money } from '@/lib/kit/money';

/** A programmer's error: a field that Alipay would refuse. The message names the field, never its content. */
export class WireInputError extends Error {
  override readonly name = 'WireInputError';

  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field} ${problem}`);
  }
}

/** A required text of 1 to `lengthMax` characters (UTF-16 units, as Java counts); without a maximum where none is documented. */
export function text(field: string, value: string, lengthMax = Number.POSITIVE_INFINITY): string {
  if (value.trim() === '') throw new WireInputError(field, 'is empty');
  if (value.length > lengthMax) {
    throw new WireInputError(field, `has ${value.length} characters; Alipay takes at most ${lengthMax}`);
  }
  return value;
}

/** The same for a field that may be left out: absent stays absent. */
export function optionalText(field: string, value: string | undefined, lengthMax?: number): string | undefined {
  return value === undefined ? undefined : text(field, value, lengthMax);
}

/** An id that Alipay later looks things up by: the documents want no special characters in it. */
export function requestId(field: string, value: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(text(field, value, 64))) {
    throw new WireInputError(field, 'may hold letters, digits, "_" and "-" only');
  }
  return value;
}

/** Two letters of ISO 3166. */
export function optionalRegion(field: string, value: string | undefined): string | undefined {
  if (value !== undefined && !/^[A-Z]{2}$/.test(value))
    throw new WireInputError(field, 'is not a region of two letters');
  return value;
}

/** Numbers travel as text. */
export function wholeNumber(
  field: string,
  value: number | undefined,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): string | undefined {
  if (value === undefined) return undefined;
  if (!Number.isSafeInteger(value)) throw new WireInputError(field, 'must be a whole number');
  if (value < min || value > max) throw new WireInputError(field, `must be ${min} to ${max}`);
  return String(value);
}

/** So do truth values. */
export function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** An absolute http or https address. */
export function address(field: string, value: string, lengthMax?: number): string {
  text(field, value, lengthMax);
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new WireInputError(field, 'is not an http or https address');
  }
  return value;
}

/** The same for a field that may be left out. */
export function optionalAddress(field: string, value: string | undefined, lengthMax?: number): string | undefined {
  return value === undefined ? undefined : address(field, value, lengthMax);
}

/** An amount as text, more than zero. */
export function amount(field: string, money: Money): { currency: string; value: string } {
  if (money.minor <= 0n) throw new WireInputError(field, 'must be more than zero');
  try {
    return toWire(money);
  } catch {
    throw new WireInputError(field, 'has more digits than Alipay takes');
  }
}

/** ISO 8601 in UTC to the second, rounded down: an expiry must never be later than promised. */
export function time(field: string, value: Date): string {
  if (Number.isNaN(value.getTime())) throw new WireInputError(field, 'is not a time');
  return `${value.toISOString().slice(0, 19)}Z`;
}

/** A payment by our id, by Alipay's, or by both, when Alipay's wins. */
export type PaymentIds =
  | { readonly paymentRequestId: string; readonly paymentId?: string; readonly merchantAccountId?: string }
  | { readonly paymentRequestId?: never; readonly paymentId: string; readonly merchantAccountId?: string };

export function paymentIds(ids: PaymentIds): object {
  return {
    paymentRequestId: optionalText('paymentRequestId', ids.paymentRequestId, 64),
    paymentId: optionalText('paymentId', ids.paymentId, 64),
    merchantAccountId: optionalText('merchantAccountId', ids.merchantAccountId, 32),
  };
}

/** A refund in the same ways. */
export type RefundIds =
  | { readonly refundRequestId: string; readonly refundId?: string; readonly merchantAccountId?: string }
  | { readonly refundRequestId?: never; readonly refundId: string; readonly merchantAccountId?: string };

export function refundIds(ids: RefundIds): object {
  return {
    refundRequestId: ids.refundRequestId === undefined ? undefined : requestId('refundRequestId', ids.refundRequestId),
    refundId: optionalText('refundId', ids.refundId, 64),
    merchantAccountId: optionalText('merchantAccountId', ids.merchantAccountId, 32),
  };
}

/** The terminal a person uses. Off the desktop Alipay wants to know the system too. */
export interface Terminal {
  readonly terminalType: 'WEB' | 'WAP';
  readonly osType?: 'IOS' | 'ANDROID';
}

export function terminal(value: Terminal): Terminal {
  if (value.terminalType !== 'WEB' && value.osType === undefined) {
    throw new WireInputError('osType', 'is needed when terminalType is not WEB');
  }
  return { terminalType: value.terminalType, ...(value.osType === undefined ? {} : { osType: value.osType }) };
}

/** The bytes of a message. Absent members are left out, as the SDKs do. */
export function encode(message: object): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}
