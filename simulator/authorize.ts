/**
 * The customer's side of an authorization: log in, agree, refuse, go back (protocol 5). It refuses to know HTML.
 */
import { newSecret } from './ids';
import { type Authorization } from './ledger';
import { resultOf } from './results';
import { type Manner } from './wallet-table';
import { type World } from './world';

const MINUTE_MS = 60_000;

export type Standing = 'open' | 'expired' | 'decided';

export function standingOf(authorization: Authorization, now: number): Standing {
  if (authorization.decidedAt !== null) return 'decided';
  return authorization.expiresAt <= now ? 'expired' : 'open';
}

/** Whether the customer decides on a phone while a computer shows the code. */
export function isByCode(authorization: Authorization, desktop: Manner): boolean {
  return desktop === 'qr' && authorization.terminalType === 'WEB';
}

/** Takes note of who it is; an account that is not verified ends the authorization without a code. */
export function logIn(world: World, authorization: Authorization, login: string): 'unknown' | 'not_verified' | 'ok' {
  const account = world.ledger.accountByLogin(authorization.wallet, login);
  if (!account) return 'unknown';
  const known: Authorization = { ...authorization, accountId: account.id };
  if (account.verified) {
    world.ledger.commit({ authorization: known });
    return 'ok';
  }
  const now = world.clock.now();
  world.ledger.commit({
    authorization: { ...known, status: 'REFUSED', refusal: 'not_verified', decidedAt: now },
  });
  return 'not_verified';
}

export function refuse(world: World, authorization: Authorization): Authorization {
  const refused: Authorization = {
    ...authorization,
    status: 'REFUSED',
    refusal: 'by_user',
    decidedAt: world.clock.now(),
  };
  world.ledger.commit({ authorization: refused });
  return refused;
}

/** Issues the code and tells the merchant's server at once, whatever the browser does (protocol 5.4). */
export function agree(world: World, authorization: Authorization): Authorization {
  const { ledger, notifier, clock } = world;
  const now = clock.now();
  const authCode = newSecret('2810111301');
  const agreed: Authorization = {
    ...authorization,
    status: 'CODE_ISSUED',
    authCode,
    codeExpiresAt: now + Math.round(ledger.settings.authCodeMinutes * MINUTE_MS),
    decidedAt: now,
  };
  const url = authorization.authNotifyUrl ?? ledger.settings.authorizationNotifyUrl;
  if (!url) {
    ledger.commit({ authorization: agreed });
    return agreed;
  }
  const notification = notifier.compose({
    kind: 'authorization',
    url,
    subject: authorization.authState,
    body: {
      authorizationNotifyType: 'AUTHCODE_CREATED',
      authCode,
      authState: authorization.authState,
      result: resultOf('SUCCESS', 'success'),
    },
  });
  ledger.commit({ authorization: agreed }, { notification });
  notifier.send(notification);
  return agreed;
}

/** The merchant's address with authCode (when there is one) and authState appended (protocol 5.3). */
export function returnAddress({ authRedirectUrl, authCode, authState }: Authorization): string {
  const query = new URLSearchParams(authCode === null ? { authState } : { authCode, authState });
  const [address = '', ...fragments] = authRedirectUrl.split('#');
  const joint = address.includes('?') ? '&' : '?';
  return `${address}${joint}${query.toString()}${fragments.length > 0 ? `#${fragments.join('#')}` : ''}`;
}

/** Sends the browser back, once; undefined when that has happened before. */
export function takeReturn(world: World, authorization: Authorization): string | undefined {
  if (authorization.returnedAt !== null) return undefined;
  world.ledger.commit({ authorization: { ...authorization, returnedAt: world.clock.now() } });
  return returnAddress(authorization);
}
