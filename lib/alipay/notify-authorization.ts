/**
 * notifyAuthorization: "the customer agreed", "the customer's agreement is gone".
 *
 * Brings the code by a second road beside the browser's return, or a token, or the end of one. Holds secrets: codes and tokens leave here in the
 * clear. No wallet is named: the attempt is found by authState, the link by its token.
 *
 * Comes after `verifyNotification`. Wire: protocol 3.10. Does not know: attempts, wallets, customers.
 */
import { z } from 'zod';
import { assertNever } from '@/lib/kit/assert-never';
import type { MalformedNotification } from '@/lib/alipay/notification';
import { describeIssues, readJsonObject, wireLabel, wireRequired, wireResult } from '@/lib/alipay/wire-answer';

export type AuthorizationNotification =
  | {
      readonly kind: 'authorization';
      readonly type: 'AUTHCODE_CREATED';
      readonly authCode: string;
      readonly authState: string;
    }
  | {
      readonly kind: 'authorization';
      readonly type: 'TOKEN_CANCELED';
      readonly accessToken: string;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'authorization';
      readonly type: 'TOKEN_CREATED';
      readonly accessToken: string;
      readonly authState: string;
      readonly userLoginId: string | null;
    };

const message = z.discriminatedUnion('authorizationNotifyType', [
  z.object({
    authorizationNotifyType: z.literal('AUTHCODE_CREATED'),
    result: wireResult,
    // The documents say 64 here and 128 in applyToken; the longer is harmless.
    authCode: wireRequired(128),
    authState: wireRequired(256),
  }),
  z.object({
    authorizationNotifyType: z.literal('TOKEN_CANCELED'),
    result: wireResult,
    accessToken: wireRequired(128),
    // What people are told must not keep a permission alive that has ended.
    reason: wireLabel,
  }),
  z.object({
    authorizationNotifyType: z.literal('TOKEN_CREATED'),
    result: wireResult,
    accessToken: wireRequired(128),
    authState: wireRequired(256),
    userLoginId: wireLabel,
  }),
]);

export function readAuthorizationNotification(body: Uint8Array): AuthorizationNotification | MalformedNotification {
  const json = readJsonObject(body);
  if (json === null) return { kind: 'malformed', problem: 'the body is not a JSON object' };
  const read = message.safeParse(json);
  if (!read.success) return { kind: 'malformed', problem: describeIssues(read.error) };
  const told = read.data;
  // Only success is notified; a message that says otherwise gave no code and took no token.
  if (told.result.resultStatus !== 'S') return { kind: 'malformed', problem: 'result.resultStatus: not S' };
  const kind = 'authorization';
  switch (told.authorizationNotifyType) {
    case 'AUTHCODE_CREATED':
      return { kind, type: told.authorizationNotifyType, authCode: told.authCode, authState: told.authState };
    case 'TOKEN_CANCELED':
      return { kind, type: told.authorizationNotifyType, accessToken: told.accessToken, reason: told.reason };
    case 'TOKEN_CREATED': {
      const { accessToken, authState, userLoginId } = told;
      return { kind, type: told.authorizationNotifyType, accessToken, authState, userLoginId };
    }
    default:
      return assertNever(told);
  }
}
