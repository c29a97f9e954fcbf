/**
 * revoke: "this permission shall end".
 *
 * After it neither the access token nor its refresh token works. A token that Alipay no longer knows (revoked, expired, never there) is what
 * was wanted as well, so INVALID_ACCESS_TOKEN is success here. Anything unclear is asked again with the same token, until it is known.
 *
 * Wire: POST /ams/api/v1/authorizations/revoke. Does not know: wallets, who asked for it.
 */
import { z } from 'zod';
import type { Outcome } from '@/lib/alipay/outcome';
import { readAnswer } from '@/lib/alipay/wire-answer';
import { encode, optionalText, text } from '@/lib/alipay/wire-input';

export interface RevokeInput {
  readonly accessToken: string;
  /** Which of several sites under one client id. */
  readonly merchantAccountId?: string;
}

export interface RevokedToken {
  /** True when the token had ended before this call. */
  readonly wasGone: boolean;
}

/** @throws WireInputError */
export function buildRevoke(input: RevokeInput): Uint8Array {
  return encode({
    accessToken: text('accessToken', input.accessToken, 128),
    merchantAccountId: optionalText('merchantAccountId', input.merchantAccountId, 64),
  });
}

const answer = z.object({});

export function readRevoke(body: Uint8Array): Outcome<RevokedToken> {
  const outcome = readAnswer<typeof answer, RevokedToken>(body, { api: 'revoke' }, answer, () => {
    return { kind: 'succeeded', value: { wasGone: false } };
  });
  return outcome.kind === 'failed' && outcome.code === 'INVALID_ACCESS_TOKEN'
    ? { kind: 'succeeded', value: { wasGone: true } }
    : outcome;
}
