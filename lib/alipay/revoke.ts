/**
 * revoke: "the customer's permission is over".
 *
 * Repeating it does no harm: a token that is gone already is answered INVALID_ACCESS_TOKEN, which the caller takes for done.
 *
 * Wire: POST /ams/api/v1/authorizations/revoke. Does not know: whose token it is.
 */
import { z } from 'zod';
import type { Outcome } from '@/lib/alipay/outcome';
import { readAnswer } from '@/lib/alipay/wire-answer';
import { encode, text } from '@/lib/alipay/wire-input';

export interface RevokeInput {
  readonly accessToken: string;
}

/** Alipay honours neither the access token nor its refresh token any longer. */
export interface RevokedToken {
  readonly status: 'REVOKED';
}

/** @throws WireInputError */
export function buildRevoke(input: RevokeInput): Uint8Array {
  return encode({ accessToken: text('accessToken', input.accessToken, 128) });
}

export function readRevoke(body: Uint8Array): Outcome<RevokedToken> {
  return readAnswer(body, z.object({}), () => ({ kind: 'succeeded', value: { status: 'REVOKED' } }));
}
