/**
 * The wallets' addresses: which page a request gets, and what its forms do. Everything works without script. It
 * refuses to know how an authorization is decided (authorize.ts) and what pages look like (wallet-views.ts).
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pageAddress } from '../apis/consult';
import { agree, isByCode, logIn, refuse, returnAddress, standingOf, takeReturn } from '../authorize';
import { type PageOptions, readForm, redirect, sendJson, sendPage, sendText } from '../http';
import { type Authorization } from '../ledger';
import { type Wallet, WALLETS } from '../wallets';
import { merchantNameOf, type World } from '../world';
import { agreementPage, codePage, loginPage, plainPage } from './wallet-views';

interface Visit {
  world: World;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  wallet: Wallet;
  authorization: Authorization;
  /** The phone page was opened from the page with the code, in the same browser: no computer waits elsewhere. */
  here: boolean;
}

/**
 * After Agree the browser is sent to the merchant, who may send it on to another origin; browsers hold the whole
 * chain to form-action, so the agreement's form may lead to any web address.
 */
const LEADS_ANYWHERE: PageOptions = { formAction: "'self' http: https:" };

/** Authorizations whose phone page has been opened; a hint for the waiting page, not worth the journal. */
const openedOnPhone = new WeakMap<World, Set<string>>();

function openedIn(world: World): Set<string> {
  const opened = openedOnPhone.get(world) ?? new Set<string>();
  openedOnPhone.set(world, opened);
  return opened;
}

function address({ wallet, authorization, here }: Visit, page: string, more = ''): string {
  const base = pageAddress('', wallet.brand, page, authorization.id);
  return `${base}${here ? '&here=1' : ''}${more}`;
}

function showPlain(visit: Visit, status: number, heading: string, text: string, back: boolean): void {
  const { response, wallet, world, authorization } = visit;
  const link = { href: returnAddress({ ...authorization, authCode: null }), label: backTo(world) };
  sendPage(response, plainPage(wallet, heading, text, back ? link : undefined), { status });
}

function backTo(world: World): string {
  return `Return to ${merchantNameOf(world)}`;
}

/** The visit after its form was read: meanwhile another request may have decided. */
async function withForm(visit: Visit): Promise<{ form: URLSearchParams; there: Visit }> {
  const form = await readForm(visit.request);
  const authorization = visit.world.ledger.authorizations.get(visit.authorization.id) ?? visit.authorization;
  return { form, there: { ...visit, authorization, here: form.get('here') === '1' } };
}

/** Answers for an address that can no longer be used; true when it did. */
function isOver(visit: Visit): boolean {
  const standing = standingOf(visit.authorization, visit.world.clock.now());
  if (standing === 'open') return false;
  if (standing === 'expired') {
    showPlain(visit, 410, 'This address has expired', 'Go back and begin linking again. Nothing was linked.', true);
  } else {
    showPlain(visit, 410, 'This address has been used', 'Each address works once. To link again, begin anew.', false);
  }
  return true;
}

function showCode(visit: Visit): void {
  const { world, response, wallet, authorization } = visit;
  const standing = standingOf(authorization, world.clock.now());
  // The refresh of a browser without script lands here once the phone is done.
  if (standing === 'decided' && authorization.returnedAt === null) return goBack(visit);
  if (isOver(visit)) return;
  if (!isByCode(authorization, wallet.desktop)) return redirect(response, address(visit, 'login'));
  const markup = codePage({
    wallet,
    merchant: merchantNameOf(world),
    phoneAddress: pageAddress(world.config.url, wallet.brand, 'login', authorization.id),
    stateAddress: address(visit, 'state'),
    nextAddress: address(visit, 'return'),
    opened: openedIn(world).has(authorization.id),
  });
  sendPage(response, markup);
}

/** The page with the code is the referrer when its own link was followed. */
function cameFromCode({ request, wallet }: Visit): boolean {
  const referrer = request.headers.referer ?? '';
  return URL.canParse(referrer) && new URL(referrer).pathname === `/wallet/${wallet.brand}/link`;
}

function showLogin(visit: Visit): void {
  const { world, response, wallet, authorization, url } = visit;
  if (isOver(visit)) return;
  const byCode = isByCode(authorization, wallet.desktop);
  const here = visit.here || cameFromCode(visit);
  if (byCode && !here) openedIn(world).add(authorization.id);
  const markup = loginPage({
    wallet,
    merchant: merchantNameOf(world),
    accounts: world.ledger.accountsOf(wallet.brand),
    action: address({ ...visit, here: false }, 'login'),
    here,
    unknown: url.searchParams.get('error') === 'unknown',
  });
  sendPage(response, markup, LEADS_ANYWHERE);
}

async function takeLogin(visit: Visit): Promise<void> {
  const { world, response } = visit;
  const { form, there } = await withForm(visit);
  if (isOver(there)) return;
  const verdict = logIn(world, there.authorization, form.get('pick') ?? form.get('login') ?? '');
  await world.ledger.durable();
  switch (verdict) {
    case 'unknown':
      return redirect(response, address(there, 'login', '&error=unknown'));
    case 'not_verified':
      return redirect(response, address(there, 'done'));
    case 'ok':
      return redirect(response, address(there, 'agreement'));
  }
}

function showAgreement(visit: Visit): void {
  const { world, response, wallet, authorization, here } = visit;
  if (isOver(visit)) return;
  const account = world.ledger.accounts.get(authorization.accountId ?? '');
  if (!account) return redirect(response, address(visit, 'login'));
  const markup = agreementPage({
    wallet,
    merchant: merchantNameOf(world),
    login: account.login,
    scopes: authorization.scopes,
    action: address({ ...visit, here: false }, 'agreement'),
    here,
  });
  sendPage(response, markup, LEADS_ANYWHERE);
}

async function takeAgreement(visit: Visit): Promise<void> {
  const { world, response, wallet } = visit;
  const { form, there } = await withForm(visit);
  if (isOver(there)) return;
  if (there.authorization.accountId === null) return redirect(response, address(there, 'login'));
  const decision = form.get('decision');
  if (decision !== 'agree' && decision !== 'refuse') return redirect(response, address(there, 'agreement'));
  const decided = decision === 'agree' ? agree(world, there.authorization) : refuse(world, there.authorization);
  await world.ledger.durable();
  if (isByCode(decided, wallet.desktop) && !there.here) return redirect(response, address(there, 'done'));
  goBack({ ...there, authorization: decided });
}

/** The phone's last page when a computer waits; the wallet's last word when the account is not verified. */
function showDone(visit: Visit): void {
  const { world, response, wallet, authorization, here } = visit;
  if (standingOf(authorization, world.clock.now()) === 'open') return redirect(response, address(visit, 'login'));
  const elsewhere = isByCode(authorization, wallet.desktop) && !here;
  const link = elsewhere ? undefined : { href: address(visit, 'return'), label: backTo(world) };
  const show = (heading: string, text: string) => sendPage(response, plainPage(wallet, heading, text, link));
  const onwards = elsewhere ? ' Return to the computer; its page goes on by itself.' : '';
  if (authorization.refusal === 'not_verified') {
    return show(
      'This account is not verified',
      `${wallet.name} links verified accounts only. Nothing was linked.${onwards}`,
    );
  }
  if (authorization.refusal === 'by_user') return show('You refused', `Nothing was linked.${onwards}`);
  show(
    'Done, return to the computer',
    'You agreed. The page on the computer goes on by itself; you can close this one.',
  );
}

function goBack(visit: Visit): void {
  const { world, response, authorization } = visit;
  if (authorization.decidedAt === null) return redirect(response, address(visit, 'login'));
  const location = takeReturn(world, authorization);
  if (location === undefined) return void isOver(visit);
  void world.ledger.durable().then(() => redirect(response, location));
}

function tellState({ world, response, authorization }: Visit): void {
  const standing = standingOf(authorization, world.clock.now());
  const opened = openedIn(world).has(authorization.id);
  const undecided = standing === 'expired' ? 'expired' : opened ? 'opened' : 'waiting';
  const decided = authorization.returnedAt === null ? 'done' : 'elsewhere';
  sendJson(response, 200, { status: standing === 'decided' ? decided : undecided });
}

const PAGES: Record<string, (visit: Visit) => void | Promise<void>> = {
  'GET link': showCode,
  'GET login': showLogin,
  'GET intermediate': (visit) => redirect(visit.response, address(visit, 'login')),
  'POST login': takeLogin,
  'GET agreement': showAgreement,
  'POST agreement': takeAgreement,
  'GET done': showDone,
  'GET return': goBack,
  'GET state': tellState,
  // No app is installed on a simulated phone: the app link falls through to the web, as real ones do.
  'GET applink': (visit) => redirect(visit.response, address(visit, 'login')),
};

export async function serveWallet(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, , brand = '', page = ''] = url.pathname.split('/');
  const wallet = WALLETS.get(brand);
  const serve = PAGES[`${request.method === 'HEAD' ? 'GET' : request.method} ${page}`];
  if (!serve) return sendText(response, 404, 'text/plain', 'There is nothing at this address.');
  const authorization = world.ledger.authorizations.get(url.searchParams.get('authId') ?? '');
  if (!wallet || !authorization || authorization.wallet !== wallet.brand) {
    const text = 'No authorization belongs to it. Go back and begin linking again.';
    return sendPage(response, plainPage(wallet, 'This address is not known', text), { status: 404 });
  }
  const here = url.searchParams.get('here') === '1';
  await serve({ world, request, response, url, wallet, authorization, here });
}
