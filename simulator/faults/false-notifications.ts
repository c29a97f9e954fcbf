/**
 * A notification as it travels: honest, or wrong in the way a rule or a hand says. Pure but for new ids: it refuses to
 * know addresses' owners, schedules and keys.
 */
import { gzipSync } from 'node:zlib';
import { toWireTime } from '../clock';
import { newId, newPaymentId } from '../ids';
import { type Notification } from '../ledger';
import { resultOf } from '../results';
import { disguise, withOtherAmounts } from './disguise';
import { type Hand } from './forger';
import { type FaultKind } from './kinds';

type Body = Record<string, unknown>;

/** How a message is to be wrong; `value` is a rule's wish for an amount or a currency. */
export interface Wrong {
  do: FaultKind;
  value: string | null;
}

/** What is put on the wire, and what its signature speaks of. */
export interface Parcel {
  body: Buffer;
  said: Buffer;
  hand: Hand;
  clientId: string;
  /** The path that is signed; where it goes is another matter. */
  path: string;
  encoding: 'gzip' | undefined;
}

const HUGE_BYTES = 1024 * 1024;

/** The message is what it should be, so whoever acknowledges it has heard the news. */
const TRUTHFUL: readonly FaultKind[] = ['repeat', 'late', 'early', 'reordered', 'gzip', 'huge'];

export function isTruthful(fault: FaultKind | null | undefined): boolean {
  return fault === null || fault === undefined || TRUTHFUL.includes(fault);
}

export function parcelOf(
  message: Pick<Notification, 'kind' | 'body'>,
  address: { path: string; clientId: string },
  now: number,
  wrong?: Wrong,
): Parcel {
  const { path, clientId } = address;
  const text = wordsOf(message, now, wrong);
  const plain: Parcel = { ...disguise(wrong?.do, text), path, clientId, encoding: undefined };
  switch (wrong?.do) {
    case 'altered':
      return { ...plain, body: Buffer.from(JSON.stringify(altered(read(text))), 'utf8') };
    case 'reencoded':
      return { ...plain, body: Buffer.from(JSON.stringify(read(text), undefined, 2), 'utf8') };
    case 'other_client':
      return { ...plain, clientId: neighbour(clientId) };
    case 'other_path':
      return { ...plain, path: `/elsewhere${path}` };
    case 'gzip':
      // As a meddling proxy would: the signature speaks of the plain bytes.
      return { ...plain, body: gzipSync(plain.body), encoding: 'gzip' };
    default:
      return plain;
  }
}

function read(text: string): Body {
  return JSON.parse(text) as Body;
}

/** What is said, before anybody meddles with the bytes. */
function wordsOf({ kind, body }: Pick<Notification, 'kind' | 'body'>, now: number, wrong?: Wrong): string {
  switch (wrong?.do) {
    case 'other_amount':
    case 'other_currency':
      return JSON.stringify(withOtherAmounts(read(body), wrong.do, wrong.value));
    case 'unknown_order':
      return JSON.stringify(ofNobody(read(body), now));
    case 'contradict':
      return JSON.stringify(kind === 'refund' ? oppositeRefund(read(body), now) : oppositePayment(read(body), now));
    case 'huge':
      return JSON.stringify({ ...read(body), metadata: 'x'.repeat(HUGE_BYTES) });
    default:
      return body;
  }
}

/** The same message with what matters most changed under the signature. */
function altered(body: Body): Body {
  if ('paymentAmount' in body || 'refundAmount' in body) return withOtherAmounts(body, 'other_amount', null);
  const name = ['accessToken', 'authCode', 'authState'].find((known) => typeof body[known] === 'string');
  return name === undefined ? { ...body, altered: true } : { ...body, [name]: neighbour(String(body[name])) };
}

/** The same but for its last character. */
function neighbour(text: string): string {
  return `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
}

function ofNobody(body: Body, now: number): Body {
  const strangers: Record<string, () => string> = {
    paymentRequestId: () => newId('unknown_'),
    paymentId: () => newPaymentId(now),
    refundRequestId: () => newId('unknown_'),
    refundId: () => newPaymentId(now),
    authState: () => newId('unknown_'),
    authCode: () => newId('2810111301'),
    accessToken: () => newId('281011'),
  };
  const named = Object.entries(strangers).filter(([name]) => name in body);
  return { ...body, ...Object.fromEntries(named.map(([name, make]) => [name, make()])) };
}

function isSuccess(body: Body): boolean {
  return (body.result as { resultStatus?: unknown } | undefined)?.resultStatus === 'S';
}

function oppositePayment(body: Body, now: number): Body {
  const { paymentTime: _time, actualPaymentAmount: _actual, ...rest } = body;
  const facts = { ...rest, notifyType: 'PAYMENT_RESULT' };
  if (isSuccess(body)) return { ...facts, result: resultOf('USER_BALANCE_NOT_ENOUGH') };
  const actualPaymentAmount = body.paymentAmount;
  return { ...facts, result: resultOf('SUCCESS'), actualPaymentAmount, paymentTime: toWireTime(now) };
}

function oppositeRefund(body: Body, now: number): Body {
  const { refundTime: _time, ...facts } = body;
  // What counts is refundStatus; `result` may be S for a refund that failed (protocol 3.10).
  if (body.refundStatus === 'SUCCESS') return { ...facts, refundStatus: 'FAIL', result: resultOf('PROCESS_FAIL') };
  return { ...facts, refundStatus: 'SUCCESS', result: resultOf('SUCCESS'), refundTime: toWireTime(now) };
}
