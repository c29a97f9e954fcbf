/**
 * A link between an account and the merchant: whether a token of it still debits, and how it ends (protocol 5.7). It
 * refuses to know who wants it ended.
 */
import { type Change, type Token } from './ledger';
import { resultOf } from './results';
import { type World } from './world';

type Rooms = Pick<World, 'ledger' | 'notifier'>;

/** Whether a token can be debited at this moment. */
export function isAlive(token: Token | undefined, now: number): token is Token {
  return token !== undefined && token.status !== 'REVOKED' && token.expiresAt > now;
}

/** What ending a link changes: tokens of every generation die with it. */
export function endingOf({ ledger }: Pick<World, 'ledger'>, authorizationId: string): Change[] {
  const changes: Change[] = ledger
    .tokensOf(authorizationId)
    .map((token) => ({ token: { ...token, status: 'REVOKED' as const } }));
  const authorization = ledger.authorizations.get(authorizationId);
  return authorization ? [...changes, { authorization: { ...authorization, status: 'REVOKED' } }] : changes;
}

/** Ends the link of a token; the merchant is told by TOKEN_CANCELED when there is an address and `reason` is given. */
export function endLink(world: Rooms, token: Token, reason: string | null): void {
  const { ledger, notifier } = world;
  const changes = endingOf(world, token.authorizationId);
  const authorization = ledger.authorizations.get(token.authorizationId);
  const url = authorization?.authNotifyUrl ?? ledger.settings.authorizationNotifyUrl;
  if (!url || reason === null) return ledger.commit(...changes);
  const notification = notifier.compose({
    kind: 'authorization',
    url,
    subject: authorization?.authState ?? token.sha256,
    body: {
      authorizationNotifyType: 'TOKEN_CANCELED',
      accessToken: token.accessToken,
      reason,
      result: resultOf('SUCCESS', 'success'),
    },
  });
  ledger.commit(...changes, { notification });
  notifier.send(notification);
}

/** The token is past its time from now on; its refresh token too when asked. */
export function expireToken(
  { ledger, clock }: Pick<World, 'ledger' | 'clock'>,
  token: Token,
  withRefresh: boolean,
): void {
  const now = clock.now();
  const refreshExpiresAt = withRefresh && token.refreshExpiresAt !== null ? now : token.refreshExpiresAt;
  ledger.commit({ token: { ...token, expiresAt: Math.min(now, token.expiresAt), refreshExpiresAt } });
}
