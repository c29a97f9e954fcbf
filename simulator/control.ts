/**
 * The control API: JSON for tests and for the control page's verbs. It tells what really happened, without any
 * token or code, and turns the simulator's switches. It refuses to know HTML.
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { changedAccount, newAccount } from './accounts';
import { callDetail, callView } from './call-views';
import { turnDial } from './faults/dial';
import { readFault } from './faults/read-rule';
import { type FaultRule } from './faults/rules';
import { readBody, sendJson } from './http';
import { newId } from './ids';
import { type Authorization, type Payment, type Refund, type Token } from './ledger';
import { strangeness } from './guard';
import { endLink, expireToken } from './links';
import { clockView, moveClock, resetClock } from './move-clock';
import { forgeNotification, resendNotification } from './notification-controls';
import { notificationDetail, notificationView } from './notification-views';
import { isRefused, refusal, type Refused } from './refused';
import { changeSettings } from './settings';
import { collectLate } from './settle';
import { type Account } from './wallets';
import { type World } from './world';

function moment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function paymentView(payment: Payment) {
  const { tokenSha256, notifyUrl: _notifyUrl, settleAt, expiresAt, createdAt, paidAt, cancelledAt, ...facts } = payment;
  return {
    ...facts,
    accessToken: tokenSha256,
    createdAt: moment(createdAt),
    paidAt: moment(paidAt),
    cancelledAt: moment(cancelledAt),
    settleAt: moment(settleAt),
    expiresAt: moment(expiresAt),
  };
}

/** The address of an undecided authorization is a credential; the ledger names it by its authState. */
function authorizationView(authorization: Authorization) {
  const { wallet, status, refusal, authState, accountId, scopes, terminalType } = authorization;
  return {
    authState,
    wallet,
    status,
    refusal,
    accountId,
    scopes,
    terminalType,
    createdAt: moment(authorization.createdAt),
    expiresAt: moment(authorization.expiresAt),
    decidedAt: moment(authorization.decidedAt),
    codeUsedAt: moment(authorization.codeUsedAt),
    returnedAt: moment(authorization.returnedAt),
  };
}

function tokenView(world: World, token: Token) {
  const expired = token.status !== 'REVOKED' && token.expiresAt <= world.clock.now();
  return {
    sha256: token.sha256,
    wallet: token.wallet,
    accountId: token.accountId,
    authState: world.ledger.authorizations.get(token.authorizationId)?.authState ?? null,
    status: expired ? 'EXPIRED' : token.status,
    replacedBy: token.replacedBy,
    refreshable: token.refreshToken !== null && token.status === 'ACTIVE',
    issuedAt: moment(token.issuedAt),
    expiresAt: moment(token.expiresAt),
    refreshExpiresAt: moment(token.refreshExpiresAt),
  };
}

function refundView({ notifyUrl: _notifyUrl, createdAt, settleAt, settledAt, ...facts }: Refund) {
  return { ...facts, createdAt: moment(createdAt), settleAt: moment(settleAt), settledAt: moment(settledAt) };
}

export function ledgerView(world: World) {
  const { ledger } = world;
  return {
    payments: [...ledger.payments.values()].map(paymentView),
    refunds: [...ledger.refunds.values()].map(refundView),
    authorizations: [...ledger.authorizations.values()].map(authorizationView),
    tokens: [...ledger.tokens.values()].map((token) => tokenView(world, token)),
    accounts: [...ledger.accounts.values()],
  };
}

export { isRefused, type Refused };

/** Everything is forgotten; held calls end without an answer. */
export function resetWorld(world: World, { keys = false } = {}): void {
  world.held.drop();
  world.notifier.clear();
  world.alarms.clear();
  world.refundAlarms.clear();
  world.ledger.reset({ keys });
  resetClock(world);
  world.calls.clear();
  world.callJournal.clear();
}

export function changeAccount(world: World, id: string, changes: Record<string, unknown>): Refused | Account {
  const account = world.ledger.accounts.get(id);
  if (!account) return refusal(`There is no account ${id}.`, 404);
  const changed = changedAccount(account, changes);
  if (typeof changed === 'string') return refusal(changed);
  world.ledger.commit({ account: changed });
  return changed;
}

export function setBalance(world: World, id: string, balance: unknown): Refused | Account {
  return changeAccount(world, id, { balance });
}

export function addAccount(world: World, asked: Record<string, unknown>): Refused | Account {
  const account = newAccount(asked);
  if (typeof account === 'string') return refusal(account);
  if (world.ledger.accountByLogin(account.wallet, account.login)) {
    return refusal(`${account.wallet} has an account ${account.login} already.`, 409);
  }
  world.ledger.commit({ account });
  return account;
}

/** The customer ends the link in the wallet; the merchant is told by TOKEN_CANCELED unless it is to be silent. */
export function unlink(world: World, sha256: string, { notify = true }: Record<string, unknown>): Refused | object {
  const token = world.ledger.tokens.get(sha256);
  if (!token) return refusal(`There is no token ${sha256}.`, 404);
  if (typeof notify !== 'boolean') return refusal('notify must be true or false.');
  if (token.status === 'REVOKED') return refusal('This link has ended already.', 409);
  endLink(world, token, notify ? 'unlinked by the customer' : null);
  return { revoked: true, notified: notify };
}

export function expire(world: World, sha256: string, { refreshToken = false }: Record<string, unknown>) {
  const token = world.ledger.tokens.get(sha256);
  if (!token) return refusal(`There is no token ${sha256}.`, 404);
  expireToken(world, token, refreshToken === true);
  return { expired: true };
}

/** Anything but a whole number of ordinary size would draw differently after a restart. */
export function setSeed(world: World, seed: unknown): Refused | { seed: number | null } {
  if (seed !== null && !Number.isSafeInteger(seed)) return refusal('seed must be a whole number, or null for none.');
  world.ledger.commit({ seed: seed === null ? null : Number(seed) });
  return { seed: world.ledger.seed };
}

export function setSettings(world: World, changes: Record<string, unknown>): Refused | object {
  const settings = changeSettings(world.ledger.settings, changes);
  if (typeof settings === 'string') return { refused: settings, status: 400 };
  world.ledger.commit({ settings });
  return settings;
}

export function addFault(world: World, value: unknown): Refused | FaultRule {
  const fault = readFault(newId('flt_'), value);
  return typeof fault === 'string' ? { refused: fault, status: 400 } : turnDial(world.ledger, fault);
}

/** Lets go what the dial holds: calls, and notifications that wait to be overtaken. */
export function releaseHeld({ held, notifier }: World): number {
  return held.release() + notifier.release();
}

/** Clearing rules also lets go what they hold. */
export function clearFaults(world: World, id?: string): Refused | { removed: number; released: number } {
  const ids = id === undefined ? [...world.ledger.faults.keys()] : [id];
  if (id !== undefined && !world.ledger.faults.has(id)) return { refused: `There is no fault ${id}.`, status: 404 };
  if (ids.length > 0) world.ledger.commit(...ids.map((gone) => ({ faultGone: gone })));
  return { removed: ids.length, released: releaseHeld(world) };
}

function found<T>(entity: T | undefined, what: string, view: (entity: T) => unknown): unknown {
  return entity === undefined ? refusal(`There is no ${what}.`, 404) : view(entity);
}

function collectPaymentLate(world: World, paymentRequestId: string): Refused | { status: string } {
  const payment = world.ledger.payments.get(paymentRequestId);
  if (!payment) return refusal(`There is no payment ${paymentRequestId}.`, 404);
  const paid = collectLate(world, payment);
  return paid ? { status: paid.status } : refusal('Only a failed payment of a known account is collected late.', 409);
}

interface Request {
  world: World;
  /** What the pattern's last star matched. */
  id: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

const ROUTES: [pattern: string, serve: (request: Request) => unknown][] = [
  ['GET health', ({ world }) => ({ status: 'ok', name: 'simulator', heldCalls: world.held.size })],
  [
    'POST reset',
    async ({ world, body }) => {
      await world.clock.atRest;
      resetWorld(world, { keys: body.keys === true });
      return { reset: true };
    },
  ],
  ['GET ledger', ({ world }) => ledgerView(world)],
  [
    'GET calls',
    ({ world, query }) =>
      world.calls
        .list({
          api: query.get('api') ?? undefined,
          requestId: query.get('requestId') ?? undefined,
          paymentRequestId: query.get('paymentRequestId') ?? undefined,
        })
        .map(callView),
  ],
  ['GET calls/*', ({ world, id }) => found(world.calls.get(id), `call ${id}`, callDetail)],
  ['POST payments/*/collect-late', ({ world, id }) => collectPaymentLate(world, id)],
  [
    'GET notifications',
    ({ world }) =>
      [...world.ledger.notifications.values()].map((one) => notificationView(one, world.notifier.isWaiting(one))),
  ],
  [
    'GET notifications/*',
    ({ world, id }) =>
      found(world.ledger.notifications.get(id), `notification ${id}`, (one) =>
        notificationDetail(one, world.notifier.isWaiting(one)),
      ),
  ],
  ['POST notifications/forge', ({ world, body }) => forgeNotification(world, body)],
  ['POST notifications/*/resend', ({ world, id, body }) => resendNotification(world, id, body.times)],
  ['GET settings', ({ world }) => world.ledger.settings],
  ['PUT settings', ({ world, body }) => setSettings(world, body)],
  ['GET faults', ({ world }) => [...world.ledger.faults.values()]],
  ['POST faults', ({ world, body }) => addFault(world, body)],
  ['DELETE faults', ({ world }) => clearFaults(world)],
  ['GET faults/fired', ({ world }) => world.ledger.fired],
  ['POST faults/release', ({ world }) => ({ released: releaseHeld(world) })],
  ['DELETE faults/*', ({ world, id }) => clearFaults(world, id)],
  ['GET clock', ({ world }) => clockView(world)],
  ['PUT clock', ({ world, body }) => moveClock(world, body)],
  ['GET keys', ({ world }) => world.keys.view()],
  ['PUT keys/merchant/*', ({ world, id, body }) => world.keys.bindMerchantKey(id, body.publicKey)],
  ['DELETE keys/merchant/*', ({ world, id }) => world.keys.withdrawMerchantKey(id)],
  ['POST keys/gateway', ({ world, body }) => world.keys.newGatewayKey(body.version)],
  ['PUT keys/gateway/*/active', ({ world, id }) => world.keys.activateGatewayKey(id)],
  ['GET accounts', ({ world }) => [...world.ledger.accounts.values()]],
  ['PUT accounts/*', ({ world, id, body }) => changeAccount(world, id, body)],
  ['POST accounts', ({ world, body }) => addAccount(world, body)],
  ['POST tokens/*/revoke', ({ world, id, body }) => unlink(world, id, body)],
  ['POST tokens/*/expire', ({ world, id, body }) => expire(world, id, body)],
  ['GET seed', ({ world }) => ({ seed: world.ledger.seed })],
  ['PUT seed', ({ world, body }) => setSeed(world, body.seed)],
];

const COMPILED = ROUTES.map(([pattern, serve]) => ({
  test: new RegExp(`^${pattern.replace('*', '([^/]+)')}$`),
  serve,
}));

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

export async function serveControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const strange = strangeness(request);
  if (strange) return sendJson(response, 403, { problem: strange });
  const asked = `${request.method} ${url.pathname.slice('/control/'.length)}`;
  for (const { test, serve } of COMPILED) {
    const found = test.exec(asked);
    if (!found) continue;
    const body = parse(await readBody(request));
    if (!body) return sendJson(response, 400, { problem: 'The body is not a JSON object.' });
    const result = await serve({ world, id: decodeURIComponent(found[1] ?? ''), query: url.searchParams, body });
    await world.ledger.durable();
    if (isRefused(result)) return sendJson(response, result.status, { problem: result.refused });
    return sendJson(response, 200, result);
  }
  sendJson(response, 404, { problem: `There is no control ${asked}.` });
}
