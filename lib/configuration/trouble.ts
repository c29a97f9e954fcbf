/**
 * What in an answer says that our configuration at Alipay is wrong: a refusal of who we are or what we may call, or an answer
 * signed so that we cannot believe any other answer either. Pure.
 */
import { isConfigurationTrouble } from '@/lib/alipay/configuration-trouble';
import type { Exchange, Exchanged } from '@/lib/alipay/exchange';

/** Our own words, beside Alipay's codes. */
export const ANSWER_KEY_UNKNOWN = 'ANSWER_KEY_UNKNOWN';
export const ANSWERS_NOT_VERIFIED = 'ANSWERS_NOT_VERIFIED';

export interface Trouble {
  /** Alipay's code, or one of our own two words. */
  readonly code: string;
  readonly api: string;
  /** Whether Alipay signed what it said. */
  readonly signed: boolean;
  /** The key version an answer named and we do not hold. */
  readonly keyVersion: string | null;
  /** When the call began. */
  readonly startedAt: Date;
}

/** Null when the answer says nothing of the kind; one answer that does not verify may be the way's fault. */
export function troubleIn({ outcome, exchange }: Exchanged<unknown>): Trouble | null {
  if (exchange === null) return null;
  // The same code as the end of a payment speaks of that payment, not of the call that told it.
  if (outcome.kind === 'failed' && outcome.about === 'subject') return null;
  if (isConfigurationTrouble(outcome)) {
    const code = ('code' in outcome && outcome.code) || 'UNKNOWN';
    return { ...ofCall(exchange), code, signed: outcome.kind === 'failed', keyVersion: null };
  }
  if (exchange.httpStatus !== 200 || exchange.signatureVerdict !== 'unknown_key') return null;
  return { ...ofCall(exchange), code: ANSWER_KEY_UNKNOWN, signed: false };
}

/** Five answers under a key version we hold, and none of them signed by it. */
export function troubleOfForged(exchange: Exchange): Trouble {
  return { ...ofCall(exchange), code: ANSWERS_NOT_VERIFIED, signed: false };
}

function ofCall({ api, keyVersion, startedAt }: Exchange) {
  return { api, keyVersion, startedAt };
}

/** Alipay's own signed word, whatever it says. */
export function isVerified({ exchange }: Exchanged<unknown>): boolean {
  return exchange !== null && exchange.httpStatus === 200 && exchange.signatureVerdict === 'valid';
}

/** A complete answer under a key version we hold, and yet not signed by it. */
export function isForged({ exchange }: Exchanged<unknown>): boolean {
  return exchange !== null && exchange.httpStatus === 200 && exchange.signatureVerdict === 'invalid';
}
