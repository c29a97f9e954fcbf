/**
 * The wallets' addresses: which page a request gets, and what its forms do. Everything works without script, and a
 * double click, a reload or the way back ends where the first click did. It refuses to know how an authorization is
 * decided (authorize.ts) and what pages look like (wallet-views.ts, waiting-views.ts).
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { ENTRIES, pageAddress } from '../apis/consult';
import {
  agree,
  isLinkedForGood,
  logIn,
  mannerOf,
  refuse,
  returnAddress,
  standingLinkOf,
  standingOf,
  takeReturn,
} from '../authorize';
import { redirect, sendJson, sendPage } from '../http';
import { type Manner } from '../wallet-table';
import { WALLETS } from '../wallets';
import { merchantNameOf, type World } from '../world';
import { outcomeOf } from './wallet-outcomes';
import {
  address,
  backTo,
  isAwaitedElsewhere,
  LEADS_ANYWHERE,
  openedIn,
  type Visit,
  visitOf,
  withForm,
} from './wallet-visit';
import { agreementPage, linkedPage, loginPage, plainPage } from './wallet-views';
import { approvalPage, codePage, openAppPage } from './waiting-views';

const MINUTE_MS = 60_000;

function mannerHere({ wallet, authorization }: Visit): Manner {
  return mannerOf(wallet, authorization.terminalType);
}

/** Answers for an address that can no longer be used; true when it did. */
function isOver(visit: Visit): boolean {
  const { world, response, wallet, authorization } = visit;
  const standing = standingOf(authorization, world.clock.now());
  if (standing === 'open') return false;
  const label = backTo(world);
  if (standing === 'expired') {
    const text = 'Go back and begin linking again. Nothing was linked.';
    const href = returnAddress({ ...authorization, authCode: null });
    sendPage(response, plainPage(wallet, 'This address has expired', text, { href, label }), { status: 410 });
    return true;
  }
  const { text } = outcomeOf(authorization, wallet, merchantNameOf(world));
  const link = { href: address(visit, 'return'), label };
  sendPage(response, plainPage(wallet, 'This address has been used', text, link), { status: 410 });
  return true;
}

function minutesLeft({ world, authorization }: Visit): number {
  return Math.max(1, Math.round((authorization.expiresAt - world.clock.now()) / MINUTE_MS));
}

function waitingFacts(visit: Visit, phonePage: string) {
  const { world, wallet, authorization } = visit;
  return {
    wallet,
    merchant: merchantNameOf(world),
    phoneAddress: pageAddress(world.config.url, wallet.brand, phonePage, authorization.id),
    stateAddress: address(visit, 'state'),
    nextAddress: address(visit, 'return'),
    leaveAddress: address(visit, 'left'),
    minutesLeft: minutesLeft(visit),
    opened: openedIn(world).has(authorization.id),
  };
}

/** The refresh of a browser without script lands on the waiting page once the phone is done. */
function isAnsweredByPhone({ world, authorization }: Visit): boolean {
  return standingOf(authorization, world.clock.now()) === 'decided' && authorization.returnedAt === null;
}

function showCode(visit: Visit): void {
  if (isAnsweredByPhone(visit)) return goBack(visit);
  if (isOver(visit)) return;
  const manner = mannerHere(visit);
  if (manner !== 'qr') return redirect(visit.response, address(visit, ENTRIES[manner]));
  sendPage(visit.response, codePage(waitingFacts(visit, 'login')));
}

/** After the log-in at a bank: its app asks on the phone. */
function showApproval(visit: Visit): void {
  const { world, response, wallet, authorization } = visit;
  if (isAnsweredByPhone(visit)) return goBack(visit);
  if (isOver(visit)) return;
  const account = world.ledger.accounts.get(authorization.accountId ?? '');
  if (!account || mannerHere(visit) !== 'approval') return redirect(response, address(visit, 'login'));
  const onPhone = authorization.terminalType !== 'WEB';
  const facts = waitingFacts(visit, 'app');
  if (!onPhone) return sendPage(response, approvalPage({ ...facts, login: account.login }));
  const { merchant, leaveAddress } = facts;
  sendPage(response, openAppPage({ wallet, merchant, leaveAddress, appAddress: address(visit, 'app') }));
}

/** Between the browser and the app, for app links and for wallets that begin with such a page. */
function showIntermediate(visit: Visit): void {
  if (isOver(visit)) return;
  const markup = openAppPage({
    wallet: visit.wallet,
    merchant: merchantNameOf(visit.world),
    appAddress: address(visit, 'app'),
    webAddress: address(visit, 'login'),
    leaveAddress: address(visit, 'left'),
  });
  sendPage(visit.response, markup);
}

/** The page that waits is the referrer when its own link was followed. */
function cameFromWaiting({ request, wallet }: Visit): boolean {
  const referrer = request.headers.referer ?? '';
  const { pathname } = URL.canParse(referrer) ? new URL(referrer) : { pathname: '' };
  return ['link', 'approve'].some((page) => pathname === `/wallet/${wallet.brand}/${page}`);
}

/** Notes on which screen this is, and tells the one that waits that the phone's page has been opened. */
function arrivedOnPhone(visit: Visit): Visit {
  const there = { ...visit, here: visit.here || cameFromWaiting(visit) };
  const opensPhone = mannerHere(visit) === 'qr' || visit.app;
  if (opensPhone && isAwaitedElsewhere(there)) openedIn(visit.world).add(visit.authorization.id);
  return there;
}

function showLogin(arriving: Visit): void {
  if (isOver(arriving)) return;
  const visit = arrivedOnPhone(arriving);
  const { world, response, wallet, url, app } = visit;
  const markup = loginPage({
    wallet,
    app,
    merchant: merchantNameOf(world),
    accounts: world.ledger.accountsOf(wallet.brand).filter(({ closed }) => !closed),
    action: address(visit, 'login'),
    leaveAddress: address(visit, 'left'),
    unknown: url.searchParams.get('error') === 'unknown',
  });
  sendPage(response, markup, LEADS_ANYWHERE);
}

/** Inside the app. Whoever logged in on the bank's page is known there already. */
function showApp(arriving: Visit): void {
  const visit = { ...arriving, app: true };
  const known = mannerHere(visit) === 'approval' && visit.authorization.accountId !== null;
  if (!known) return showLogin(visit);
  if (!isOver(visit)) redirect(visit.response, address(arrivedOnPhone(visit), 'agreement'));
}

async function takeLogin(visit: Visit): Promise<void> {
  const { world, response } = visit;
  const { form, there } = await withForm(visit);
  const standing = standingOf(there.authorization, world.clock.now());
  if (standing === 'decided') return redirect(response, address(there, 'done'));
  if (isOver(there)) return;
  const manner = mannerHere(there);
  // Of a bank's pages, the one for the log-in is on the computer itself.
  const atBank = manner === 'approval' && !there.app;
  const verdict = logIn(world, there.authorization, form.get('pick') ?? form.get('login') ?? '');
  await world.ledger.durable();
  switch (verdict) {
    case 'unknown':
      return redirect(response, address(there, 'login', '&error=unknown'));
    case 'refused':
      return redirect(response, address({ ...there, here: there.here || atBank }, 'done'));
    case 'ok':
      return redirect(response, address(there, atBank ? 'approve' : 'agreement'));
  }
}

function showAgreement(visit: Visit): void {
  const { world, response, wallet, authorization } = visit;
  if (isOver(visit)) return;
  const account = world.ledger.accounts.get(authorization.accountId ?? '');
  if (!account) return redirect(response, address(visit, 'login'));
  const facts = {
    wallet,
    app: visit.app,
    merchant: merchantNameOf(world),
    account,
    linkedAt: standingLinkOf(world, account.id)?.issuedAt ?? null,
    action: address(visit, 'agreement'),
    otherAddress: address(visit, 'login'),
    leaveAddress: address(visit, 'left'),
  };
  if (isLinkedForGood(world, authorization)) return sendPage(response, linkedPage(facts), LEADS_ANYWHERE);
  sendPage(response, agreementPage({ ...facts, scopes: authorization.scopes }), LEADS_ANYWHERE);
}

async function takeAgreement(visit: Visit): Promise<void> {
  const { world, response } = visit;
  const { form, there } = await withForm(visit);
  const { authorization } = there;
  const standing = standingOf(authorization, world.clock.now());
  const decision = form.get('decision');
  if (standing === 'decided') {
    const agreed = authorization.refusal === null;
    return agreed === (decision === 'agree') ? end(there) : redirect(response, address(there, 'done'));
  }
  if (isOver(there)) return;
  if (authorization.accountId === null) return redirect(response, address(there, 'login'));
  const linked = isLinkedForGood(world, authorization);
  if (decision !== 'refuse' && (decision !== 'agree' || linked)) return redirect(response, address(there, 'agreement'));
  const decided =
    decision === 'agree'
      ? agree(world, authorization)
      : refuse(world, authorization, linked ? 'already_linked' : 'by_user');
  await world.ledger.durable();
  end({ ...there, authorization: decided });
}

/** The way on from an answer: the phone stays where it is when a computer waits. */
function end(visit: Visit): void {
  if (isAwaitedElsewhere(visit)) return redirect(visit.response, address(visit, 'done'));
  goBack(visit);
}

/** The phone's last page when a computer waits; the wallet's last word to an account that it does not link. */
function showDone(visit: Visit): void {
  const { world, response, wallet, authorization } = visit;
  const standing = standingOf(authorization, world.clock.now());
  if (standing === 'open') return redirect(response, address(visit, 'login'));
  if (standing === 'expired') return void isOver(visit);
  const { heading, text } = outcomeOf(authorization, wallet, merchantNameOf(world));
  if (!isAwaitedElsewhere(visit)) {
    const link = { href: address(visit, 'return'), label: backTo(world) };
    return sendPage(response, plainPage(wallet, heading, text, link));
  }
  const agreed = authorization.refusal === null;
  const onwards = agreed
    ? plainPage(
        wallet,
        'Done, return to the computer',
        'You agreed. The page on the computer goes on by itself; you can close this one.',
      )
    : plainPage(wallet, heading, `${text} Return to the computer; its page goes on by itself.`);
  sendPage(response, onwards);
}

/** Closing without an answer is no answer: nothing is noted and nobody is sent anywhere. */
function showLeft(visit: Visit): void {
  if (isOver(visit)) return;
  const back = visit.authorization.accountId === null ? ENTRIES[mannerHere(visit)] : 'agreement';
  const text = `You may close this page. Nothing was linked. The request stays open for ${minutesLeft(visit)} more minutes.`;
  const link = { href: address(visit, back), label: 'Go back to the request', quiet: true };
  sendPage(visit.response, plainPage(visit.wallet, 'You left without answering', text, link));
}

function goBack(visit: Visit): void {
  const { world, response, authorization } = visit;
  if (authorization.decidedAt === null) return redirect(response, address(visit, 'login'));
  const location = takeReturn(world, authorization);
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
  'GET intermediate': showIntermediate,
  // On the simulated phone the app is installed; the phone asks before it leaves the browser.
  'GET applink': showIntermediate,
  'GET app': showApp,
  'GET login': showLogin,
  'POST login': takeLogin,
  'GET approve': showApproval,
  'GET agreement': showAgreement,
  'POST agreement': takeAgreement,
  'GET done': showDone,
  'GET left': showLeft,
  'GET return': goBack,
  'GET state': tellState,
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
  const authorization = world.ledger.authorizations.get(url.searchParams.get('authId') ?? '');
  if (!serve || !wallet || authorization?.wallet !== wallet.brand) {
    const text = 'No request to link a wallet belongs to it. Go back and begin linking again.';
    return sendPage(response, plainPage(wallet, 'This address is not known', text), { status: 404 });
  }
  await serve(visitOf({ world, request, response, url, wallet, authorization }));
}
