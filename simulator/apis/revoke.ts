/** revoke (protocol 3.3): ends a link; its tokens of every generation die, and the merchant is told. */
import { type Body, requiredTextAt } from '../fields';
import { endLink, isAlive } from '../links';
import { type Answer, answer } from '../results';
import { type World } from '../world';

export function revoke(world: World, body: Body): Answer {
  const token = world.ledger.tokenByAccessToken(requiredTextAt(body, 'accessToken'));
  if (!isAlive(token, world.clock.now())) return answer('INVALID_ACCESS_TOKEN');
  endLink(world, token, world.ledger.settings.revokeNotifies === 'on' ? 'revoked by the merchant' : null);
  return answer('SUCCESS');
}
