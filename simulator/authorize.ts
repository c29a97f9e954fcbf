/**
 * The customer's side of an authorization: log in, agree, refuse, go back (protocol 5). The first answer counts; a
 * repeated one changes nothing. It refuses to know HTML.
 */
import { newSecret } from './ids';
import { type Authorization, type Token } from './ledger';
import { resultOf } from './results';
import { type Manner } from './wallet-table';
import { type Account, type Wallet } from './wallets';
import { type World } from './world';

const MINUTE_MS = 60_000;

export type Standing = 'open' | 'expired' | 'decided';

export function standingOf(authorization: Authorization, now: number): Standing {
  if (authorization.decidedAt !== null) return 'decided';
  return authorization.expiresAt <= now ? 'expired' : 'open';
}

export function mannerOf(wallet: Wallet, terminalType: string): Manner {
  return terminalType === 'WEB' ? wallet.desktop : wallet.phone;
}

/** Whether the customer decides on a phone while a computer waits for it. */
export function isDecidedElsewhere(wallet: Wallet, { terminalType }: Authorization): boolean {
  const manner = mannerOf(wallet, terminalType);
  return terminalType === 'WEB' && (manner === 'qr' || manner === 'approval');
}

export type Refusal = NonNullable<Authorization['refusal']>;

/** Takes note of who it is; an account that the wallet may not link ends the authorization without a code. */
export function logIn(world: World, authorization: Authorization, login: string): 'unknown' | 'refused' | 'ok' {
  const account = world.ledger.accountByLogin(authorization.wallet, login);
  if (!account || account.closed) return 'unknown';
  const known: Authorization = { ...authorization, accountId: account.id };
  const obstacle = obstacleOf(account);
  if (obstacle) {
    refuse(world, known, obstacle);
    return 'refused';
  }
  world.ledger.commit({ authorization: known });
  return 'ok';
}

function obstacleOf(account: Account): Refusal | undefined {
  return account.verified ? undefined : 'not_verified';
}

/** The living permission that this account has given this merchant before; the newest of several. */
export function standingLinkOf(world: World, accountId: string | null): Token | undefined {
  const now = world.clock.now();
  const tokens = accountId === null ? [] : world.ledger.tokensOfAccount(accountId);
  return tokens.findLast((token) => token.status === 'ACTIVE' && token.expiresAt > now);
}

/** Whether the wallet keeps one permission per merchant and this account has given it. */
export function isLinkedForGood(world: World, { wallet, accountId }: Authorization): boolean {
  return world.ledger.settings.oneLinkPerAccount.includes(wallet) && standingLinkOf(world, accountId) !== undefined;
}

export function refuse(world: World, authorization: Authorization, refusal: Refusal): Authorization {
  const refused: Authorization = { ...authorization, status: 'REFUSED', refusal, decidedAt: world.clock.now() };
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

/**
 * Where the browser goes when all is said. A double click or a reload on the way is sent to the same place again: the
 * code in it works once.
 */
export function takeReturn(world: World, authorization: Authorization): string {
  if (authorization.returnedAt === null) {
    world.ledger.commit({ authorization: { ...authorization, returnedAt: world.clock.now() } });
  }
  return returnAddress(authorization);
}
