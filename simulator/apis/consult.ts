/** consult (protocol 3.1): begins an authorization and says where the customer goes. It refuses to know the pages. */
import { type Body, requiredTextAt, textAt } from '../fields';
import { newId } from '../ids';
import { type Authorization } from '../ledger';
import { terminalOf } from '../messages';
import { type Answer, answer } from '../results';
import { type Manner } from '../wallet-table';
import { type Wallet } from '../wallets';
import { type World } from '../world';
import { contractedWallet, isQualified } from './contract';

const MINUTE_MS = 60_000;

/** The address of a page of a wallet, for one authorization. */
export function pageAddress(base: string, brand: string, page: string, authorizationId: string): string {
  return `${base}/wallet/${brand}/${page}?authId=${authorizationId}`;
}

function scopesOf(body: Body): string[] {
  return Array.isArray(body.scopes) ? body.scopes.filter((scope) => typeof scope === 'string') : [];
}

/** The page on which each manner begins. */
export const ENTRIES: Record<Manner, string> = {
  qr: 'link',
  login: 'login',
  intermediate: 'intermediate',
  approval: 'login',
};

/** The same address as a code to scan, for wallets that offer that (protocol 3.1, authCodeForm). */
function codeForm(world: World, { brand }: Wallet, page: string): Record<string, unknown> {
  if (!world.ledger.settings.scanToLinkWallets.includes(brand)) return {};
  return { authCodeForm: { codeDetails: [{ codeValue: page, displayType: 'TEXT' }] } };
}

function addressesOf(world: World, wallet: Wallet, id: string, body: Body): Record<string, unknown> {
  const at = (page: string) => pageAddress(world.config.url, wallet.brand, page, id);
  const terminal = terminalOf(body);
  const onDesktop = terminal === 'WEB';
  const page = at(ENTRIES[onDesktop ? wallet.desktop : wallet.phone]);
  if (wallet.onlyAuthUrl) return { authUrl: page };
  if (onDesktop) return { normalUrl: page, ...codeForm(world, wallet, at('login')) };
  const applink = wallet.applink === 'phone' || (wallet.applink === 'app' && terminal === 'APP');
  const system = textAt(body, 'env.osType') ?? textAt(body, 'osType');
  return {
    normalUrl: page,
    ...(applink ? { applinkUrl: at('applink') } : {}),
    ...(system === 'ANDROID' ? { appIdentifier: wallet.appIdentifier } : {}),
  };
}

export function consult(world: World, body: Body): Answer {
  const wallet = contractedWallet(world, requiredTextAt(body, 'customerBelongsTo'));
  if (!wallet) return answer('NO_PAY_OPTIONS');
  if (!isQualified(world, wallet)) return answer('PAYMENT_NOT_QUALIFIED');
  const now = world.clock.now();
  const authorization: Authorization = {
    id: newId('A'),
    wallet: wallet.brand,
    status: 'CONSULTED',
    refusal: null,
    authState: requiredTextAt(body, 'authState'),
    authRedirectUrl: requiredTextAt(body, 'authRedirectUrl'),
    authNotifyUrl: textAt(body, 'authNotifyUrl') ?? null,
    scopes: scopesOf(body),
    terminalType: terminalOf(body) ?? 'WEB',
    accountId: null,
    authCode: null,
    codeExpiresAt: null,
    codeUsedAt: null,
    createdAt: now,
    expiresAt: now + world.ledger.settings.authorizationMinutes * MINUTE_MS,
    decidedAt: null,
    returnedAt: null,
  };
  world.ledger.commit({ authorization });
  return answer('SUCCESS', addressesOf(world, wallet, authorization.id, body));
}
