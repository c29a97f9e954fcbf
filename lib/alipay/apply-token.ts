/**
 * applyToken: "here is the code the customer gave us, may we have the token?", and the same with a refresh token.
 *
 * A code works once. When the answer is lost the same call is repeated; if the first had acted, Alipay gives either the same answer or
 * USED_CODE, and then the token is lost for good. Both are the caller's to decide.
 *
 * Wire: POST /ams/api/v1/authorizations/applyToken. Does not know: whose token it is. The tokens leave here in the clear: seal them at once.
 */
import { z } from 'zod';
import type { Brand } from '@/lib/alipay/brands';
import { malformed, type Outcome } from '@/lib/alipay/outcome';
import { readAnswer, wireText, wireTime } from '@/lib/alipay/wire-answer';
import { encode, text } from '@/lib/alipay/wire-input';

export type ApplyTokenInput =
  | { readonly grantType: 'AUTHORIZATION_CODE'; readonly brand: Brand; readonly authCode: string }
  | { readonly grantType: 'REFRESH_TOKEN'; readonly brand: Brand; readonly refreshToken: string };

export interface IssuedCredential {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date | null;
  /** Null: the wallet does not refresh, and the access token lives long. */
  readonly refreshToken: string | null;
  readonly refreshTokenExpiresAt: Date | null;
  /** The wallet account's name, masked by Alipay. */
  readonly userLoginId: string | null;
}

/** @throws WireInputError */
export function buildApplyToken(input: ApplyTokenInput): Uint8Array {
  const customerBelongsTo = text('customerBelongsTo', input.brand, 64);
  return input.grantType === 'AUTHORIZATION_CODE'
    ? encode({ grantType: input.grantType, customerBelongsTo, authCode: text('authCode', input.authCode, 128) })
    : encode({
        grantType: input.grantType,
        customerBelongsTo,
        refreshToken: text('refreshToken', input.refreshToken, 128),
      });
}

const answer = z.object({
  accessToken: wireText(128),
  accessTokenExpiryTime: wireTime,
  refreshToken: wireText(128),
  refreshTokenExpiryTime: wireTime,
  userLoginId: wireText(64),
});

export function readApplyToken(body: Uint8Array): Outcome<IssuedCredential> {
  return readAnswer(body, answer, (told) => {
    if (told.accessToken === null) return malformed('the answer holds no access token');
    return {
      kind: 'succeeded',
      value: {
        accessToken: told.accessToken,
        accessTokenExpiresAt: told.accessTokenExpiryTime,
        refreshToken: told.refreshToken,
        refreshTokenExpiresAt: told.refreshTokenExpiryTime,
        userLoginId: told.userLoginId,
      },
    };
  });
}
