/** revoke (protocol 3.3): ends a link; its tokens of every generation die, and the merchant is told. */
import { type Body, requiredTextAt } from '../fields';
import { type Change, type Ledger, type Token } from '../ledger';
import { type Answer, answer, resultOf } from '../results';
import { type World } from '../world';

/** Whether a token can be debited at this moment. */
export function isAlive(token: Token | undefined, now: number): token is Token {
  return token !== undefined && token.status !== 'REVOKED' && token.expiresAt > now;
}

function everyGeneration(ledger: Ledger, token: Token): Token[] {
  return [...ledger.tokens.values()].filter((other) => other.authorizationId === token.authorizationId);
}

export function revoke(world: World, body: Body): Answer {
  const { ledger, notifier } = world;
  const token = ledger.tokenByAccessToken(requiredTextAt(body, 'accessToken'));
  if (!isAlive(token, world.clock.now())) return answer('INVALID_ACCESS_TOKEN');
  const changes: Change[] = everyGeneration(ledger, token).map((other) => ({ token: { ...other, status: 'REVOKED' } }));
  const authorization = ledger.authorizations.get(token.authorizationId);
  if (authorization) changes.push({ authorization: { ...authorization, status: 'REVOKED' } });
  const url = authorization?.authNotifyUrl ?? ledger.settings.authorizationNotifyUrl;
  if (!url) {
    ledger.commit(...changes);
    return answer('SUCCESS');
  }
  const notification = notifier.compose({
    kind: 'authorization',
    url,
    subject: authorization?.authState ?? token.sha256,
    body: {
      authorizationNotifyType: 'TOKEN_CANCELED',
      accessToken: token.accessToken,
      reason: 'revoked by the merchant',
      result: resultOf('SUCCESS', 'success'),
    },
  });
  ledger.commit(...changes, { notification });
  notifier.send(notification);
  return answer('SUCCESS');
}
