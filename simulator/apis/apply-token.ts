/**
 * applyToken (protocol 3.2): an authorization code, or a refresh token, for a new access token. It refuses to know
 * how the code came about.
 */
import { toWireTime } from '../clock';
import { type Body, requiredTextAt } from '../fields';
import { newSecret } from '../ids';
import { type Change, sha256, type Token } from '../ledger';
import { type Answer, answer } from '../results';
import { maskLogin, type Wallet, walletNamed } from '../wallets';
import { type World } from '../world';
import { contractedWallet } from './contract';

const DAY_MS = 86_400_000;

function mint(world: World, wallet: Wallet, authorizationId: string, accountId: string): Token {
  const { accessTokenDays, refreshTokenDays, longTokenDays } = world.ledger.settings;
  const now = world.clock.now();
  const accessToken = newSecret('281011');
  const lifeDays = wallet.refresh ? accessTokenDays : (wallet.reauthorizationDays ?? longTokenDays);
  return {
    sha256: sha256(accessToken),
    accessToken,
    refreshToken: wallet.refresh ? newSecret('281012') : null,
    authorizationId,
    wallet: wallet.brand,
    accountId,
    status: 'ACTIVE',
    replacedBy: null,
    issuedAt: now,
    expiresAt: now + Math.round(lifeDays * DAY_MS),
    refreshExpiresAt: wallet.refresh ? now + Math.round(refreshTokenDays * DAY_MS) : null,
  };
}

function granted(world: World, token: Token): Answer {
  const account = world.ledger.accounts.get(token.accountId);
  const wallet = walletNamed(token.wallet);
  const userLoginId = account ? maskLogin(wallet, account.login) : undefined;
  return answer('SUCCESS', {
    accessToken: token.accessToken,
    accessTokenExpiryTime: toWireTime(token.expiresAt),
    ...(token.refreshToken !== null && token.refreshExpiresAt !== null
      ? { refreshToken: token.refreshToken, refreshTokenExpiryTime: toWireTime(token.refreshExpiresAt) }
      : {}),
    ...(userLoginId === undefined
      ? {}
      : { userLoginId, pspCustomerInfo: { pspName: wallet.name, displayCustomerId: userLoginId } }),
  });
}

function byCode(world: World, wallet: Wallet, authCode: string): Answer {
  const authorization = world.ledger.authorizationByCode(authCode);
  if (!authorization || authorization.wallet !== wallet.brand || authorization.accountId === null) {
    return answer('INVALID_CODE');
  }
  if (authorization.codeUsedAt !== null) {
    const [first] = world.ledger.tokensOf(authorization.id);
    const repeats = world.ledger.settings.repeatedApplyToken === 'same' && first?.status === 'ACTIVE';
    return repeats ? granted(world, first) : answer('USED_CODE');
  }
  const now = world.clock.now();
  if (authorization.codeExpiresAt === null || authorization.codeExpiresAt <= now) return answer('EXPIRED_CODE');
  const token = mint(world, wallet, authorization.id, authorization.accountId);
  world.ledger.commit({ authorization: { ...authorization, status: 'TOKEN_ACTIVE', codeUsedAt: now } }, { token });
  return granted(world, token);
}

function byRefreshToken(world: World, wallet: Wallet, refreshToken: string): Answer {
  const { ledger } = world;
  const token = ledger.tokenByRefreshToken(refreshToken);
  if (!token || token.wallet !== wallet.brand || token.status === 'REVOKED') return answer('INVALID_REFRESH_TOKEN');
  if (token.status === 'REPLACED') {
    const next = token.replacedBy === null ? undefined : ledger.tokens.get(token.replacedBy);
    const repeats = ledger.settings.repeatedRefresh === 'same' && next?.status === 'ACTIVE';
    return repeats ? granted(world, next) : answer('USED_REFRESH_TOKEN');
  }
  const now = world.clock.now();
  if (token.refreshExpiresAt === null || token.refreshExpiresAt <= now) return answer('EXPIRED_REFRESH_TOKEN');
  const next = mint(world, wallet, token.authorizationId, token.accountId);
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
