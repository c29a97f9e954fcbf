/**
 * applyToken (protocol 3.2): an authorization code, or a refresh token, for a new access token. It refuses to know
 * how the code came about.
 */
import { toWireTime } from '../clock';
import { type Body, requiredTextAt } from '../fields';
import { newSecret } from '../ids';
import { type Authorization, type Change, sha256, type Token } from '../ledger';
import { type Answer, answer, resultOf } from '../results';
import { maskLogin, type Wallet, walletNamed } from '../wallets';
import { type World } from '../world';
import { contractedWallet } from './contract';

const DAY_MS = 86_400_000;

type Owner = Pick<Token, 'authorizationId' | 'accountId'>;

/** What a new refresh token would be, or the one that is kept on (protocol 5.6). */
function refreshOf(world: World, wallet: Wallet, before?: Token): Pick<Token, 'refreshToken' | 'refreshExpiresAt'> {
  const { refreshTokenDays, rotateRefreshToken } = world.ledger.settings;
  if (!wallet.refresh) return { refreshToken: null, refreshExpiresAt: null };
  if (before && rotateRefreshToken === 'same') {
    return { refreshToken: before.refreshToken, refreshExpiresAt: before.refreshExpiresAt };
  }
  const refreshExpiresAt = world.clock.now() + Math.round(refreshTokenDays * DAY_MS);
  return { refreshToken: newSecret('281012'), refreshExpiresAt };
}

function mint(world: World, wallet: Wallet, { authorizationId, accountId }: Owner, before?: Token): Token {
  const { accessTokenDays, longTokenDays } = world.ledger.settings;
  const now = world.clock.now();
  const accessToken = newSecret('281011');
  const lifeDays = wallet.refresh ? accessTokenDays : (wallet.reauthorizationDays ?? longTokenDays);
  return {
    sha256: sha256(accessToken),
    accessToken,
    ...refreshOf(world, wallet, before),
    authorizationId,
    wallet: wallet.brand,
    accountId,
    status: 'ACTIVE',
    replacedBy: null,
    issuedAt: now,
    expiresAt: now + Math.round(lifeDays * DAY_MS),
  };
}

function loginIdOf(world: World, { accountId, wallet }: Token): string | undefined {
  const account = world.ledger.accounts.get(accountId);
  return account && maskLogin(walletNamed(wallet), account.login);
}

function granted(world: World, token: Token): Answer {
  const userLoginId = loginIdOf(world, token);
  return answer('SUCCESS', {
    accessToken: token.accessToken,
    accessTokenExpiryTime: toWireTime(token.expiresAt),
    ...(token.refreshToken !== null && token.refreshExpiresAt !== null
      ? { refreshToken: token.refreshToken, refreshTokenExpiryTime: toWireTime(token.refreshExpiresAt) }
      : {}),
    ...(userLoginId === undefined
      ? {}
      : { userLoginId, pspCustomerInfo: { pspName: walletNamed(token.wallet).name, displayCustomerId: userLoginId } }),
  });
}

/** TOKEN_CREATED (protocol 3.10) is a switch: sources disagree whether auto debit sends it (11.2, 4). */
function commitFirst(world: World, authorization: Authorization, token: Token): void {
  const { ledger, notifier } = world;
  const url = authorization.authNotifyUrl ?? ledger.settings.authorizationNotifyUrl;
  if (!url || ledger.settings.tokenCreatedNotifications === 'off') return ledger.commit({ authorization }, { token });
  const userLoginId = loginIdOf(world, token);
  const notification = notifier.compose({
    kind: 'authorization',
    url,
    subject: authorization.authState,
    body: {
      authorizationNotifyType: 'TOKEN_CREATED',
      accessToken: token.accessToken,
      authState: authorization.authState,
      ...(userLoginId === undefined ? {} : { userLoginId }),
      result: resultOf('SUCCESS', 'success'),
    },
  });
  ledger.commit({ authorization }, { token }, { notification });
  notifier.send(notification);
}

function byCode(world: World, wallet: Wallet, authCode: string): Answer {
  const { ledger, clock } = world;
  const authorization = ledger.authorizationByCode(authCode);
  if (!authorization || authorization.wallet !== wallet.brand || authorization.accountId === null) {
    return answer('INVALID_CODE');
  }
  if (authorization.codeUsedAt !== null) {
    const [first] = ledger.tokensOf(authorization.id);
    const repeats = ledger.settings.repeatedApplyToken === 'same' && first?.status === 'ACTIVE';
    return repeats ? granted(world, first) : answer('USED_CODE');
  }
  const now = clock.now();
  if (authorization.codeExpiresAt === null || authorization.codeExpiresAt <= now) return answer('EXPIRED_CODE');
  if (ledger.accounts.get(authorization.accountId)?.closed !== false) return answer('USER_NOT_EXIST');
  const { codeAsked = 0 } = authorization;
  if (codeAsked < ledger.settings.authInProcessTimes) {
    ledger.commit({ authorization: { ...authorization, codeAsked: codeAsked + 1 } });
    return answer('AUTH_IN_PROCESS');
  }
  const owner = { authorizationId: authorization.id, accountId: authorization.accountId };
  const token = mint(world, wallet, owner);
  commitFirst(world, { ...authorization, status: 'TOKEN_ACTIVE', codeUsedAt: now }, token);
  return granted(world, token);
}

/** An access token may have expired: refreshing is allowed as long as the refresh token lives (protocol 5.6). */
function byRefreshToken(world: World, wallet: Wallet, refreshToken: string): Answer {
  const { ledger, clock } = world;
  const token = ledger.tokenByRefreshToken(refreshToken);
  if (!token || token.wallet !== wallet.brand || token.status === 'REVOKED') return answer('INVALID_REFRESH_TOKEN');
  if (token.status === 'REPLACED') {
    const next = token.replacedBy === null ? undefined : ledger.tokens.get(token.replacedBy);
    const repeats = ledger.settings.repeatedRefresh === 'same' && next?.status === 'ACTIVE';
    return repeats ? granted(world, next) : answer('USED_REFRESH_TOKEN');
  }
  const now = clock.now();
  if (token.refreshExpiresAt === null || token.refreshExpiresAt <= now) return answer('EXPIRED_REFRESH_TOKEN');
  if (ledger.accounts.get(token.accountId)?.closed !== false) return answer('USER_NOT_EXIST');
  const next = mint(world, wallet, token, token);
  const expiresAt = ledger.settings.oldAccessToken === 'dies' ? Math.min(now, token.expiresAt) : token.expiresAt;
  const replaced: Change = { token: { ...token, status: 'REPLACED', replacedBy: next.sha256, expiresAt } };
  ledger.commit(replaced, { token: next });
  return granted(world, next);
}

export function applyToken(world: World, body: Body): Answer {
  const wallet = contractedWallet(world, requiredTextAt(body, 'customerBelongsTo'));
  if (!wallet) return answer('NO_PAY_OPTIONS');
  return requiredTextAt(body, 'grantType') === 'AUTHORIZATION_CODE'
    ? byCode(world, wallet, requiredTextAt(body, 'authCode'))
    : byRefreshToken(world, wallet, requiredTextAt(body, 'refreshToken'));
}
