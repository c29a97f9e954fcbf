/**
 * applyToken: "here is the code the customer gave us, may we have the token?", and the same with a refresh token.
 *
 * A code works once. When the answer is lost the same call is repeated; if the first had acted, Alipay gives either the same answer or
 * USED_CODE, and then the token is lost for good. Both are the caller's to decide. So is which tokens stand after a refresh: some wallets
 * give a new refresh token each time, others the same again.
 *
 * The token in an answer exists nowhere else, so nothing beside it may make the answer unreadable.
 *
 * Wire: POST /ams/api/v1/authorizations/applyToken. Does not know: whose token it is. The tokens leave here in the clear: seal them at once.
 */
import { z } from 'zod';
import type { Brand } from '@/lib/alipay/brands';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireLabel, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { encode, optionalText, text } from '@/lib/alipay/wire-input';

export type ApplyTokenInput = {
  readonly brand: Brand;
  /** Which of several sites under one client id. */
  readonly merchantAccountId?: string;
} & (
  | { readonly grantType: 'AUTHORIZATION_CODE'; readonly authCode: string }
  | { readonly grantType: 'REFRESH_TOKEN'; readonly refreshToken: string }
);

export interface IssuedCredential {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date | null;
  /** Null: the wallet does not refresh, and the access token lives long. */
  readonly refreshToken: string | null;
  readonly refreshTokenExpiresAt: Date | null;
  /** The wallet account's name, masked by Alipay; where no login is told, the name that the wallet shows for its customer. */
  readonly userLoginId: string | null;
}

/** @throws WireInputError */
export function buildApplyToken(input: ApplyTokenInput): Uint8Array {
  return encode({
    grantType: input.grantType,
    customerBelongsTo: text('customerBelongsTo', input.brand, 64),
    ...(input.grantType === 'AUTHORIZATION_CODE'
      ? { authCode: text('authCode', input.authCode, 128) }
      : { refreshToken: text('refreshToken', input.refreshToken, 128) }),
    merchantAccountId: optionalText('merchantAccountId', input.merchantAccountId, 64),
  });
}

/** Newer answers tell the wallet's customer here; none of it may cost the token. */
const pspCustomerInfo = z
  .object({ displayCustomerId: wireLabel, displayCustomerName: wireLabel })
  .nullish()
  .catch(null)
  .transform((told) => told?.displayCustomerId ?? told?.displayCustomerName ?? null);

const answer = z.object({
  accessToken: wireText(128),
  accessTokenExpiryTime: wireTime,
  refreshToken: wireText(128),
  refreshTokenExpiryTime: wireTime,
  userLoginId: wireLabel,
  pspCustomerInfo,
});

export function readApplyToken(body: Uint8Array): Outcome<IssuedCredential> {
  return readAnswer(body, { api: 'applyToken' }, answer, (told) => {
    if (told.accessToken === null) return malformed('the answer holds no access token');
    return {
      kind: 'succeeded',
      value: {
        accessToken: told.accessToken,
        accessTokenExpiresAt: told.accessTokenExpiryTime,
        refreshToken: told.refreshToken,
        refreshTokenExpiresAt: told.refreshTokenExpiryTime,
        userLoginId: told.userLoginId ?? told.pspCustomerInfo,
      },
    };
  });
}
