/** A link session from its making to its end: used once, by one browser, for one customer, and true at every moment. */
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditLog } from '@/db/schema/audit';
import { customers } from '@/db/schema/customers';
import { transitions } from '@/db/schema/evidence';
import { linkSessions } from '@/db/schema/link-sessions';
import { authorizations, wallets } from '@/db/schema/wallets';
import { startTestWorld, visitWallet, RICH_DANA, type TestWorld } from '@/e2e/test-world';
import type { Actor } from '@/lib/auth/actor';
import type { Context } from '@/lib/context';
import { createApiCustomer } from '@/lib/customers/create-customer';
import { isRefusal } from '@/lib/kit/errors';
import { newId, newSecretText, type Id } from '@/lib/kit/ids';
import { sweep } from '@/lib/worker/sweep';
import { confirmAuthorization } from './confirm-authorization';
import { declineLinkSession } from './decline-link-session';
import { exchangeCode } from './exchange-code';
import { expireLinkSession } from './expire-link-session';
import { findLinker, readLinkSession, visitLinkSession, type LinkVisit } from './link-views';
import { LINK_SESSION_LIFE_MS, openLinkSession } from './open-link-session';
import { receiveRedirect } from './receive-code';
import { retryAuthorization } from './retry-authorization';
import { startAuthorization } from './start-authorization';
import { readAttempt, readElsewhere } from './views';

let world: TestWorld;
let shop: Context;
let customerId: Id<'cus'>;
beforeAll(async () => {
  world = await startTestWorld({ LINK_RETURN_ORIGINS: 'https://shop.example' });
  shop = world.runtime.contextFor(keyActor(['read', 'link']));
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.moveClock(null);
  await world.simulator.control.clearFaults();
  await world.simulator.control.set({ notifications: 'off' });
  ({ customerId } = await createApiCustomer(shop, { externalId: newSecretText() }));
});

const ORIGIN = { address: '203.0.113.9', userAgent: 'a test' };
const WEB = { terminalType: 'WEB', osType: null } as const;

function keyActor(scopes: ('read' | 'link' | 'charge')[]): Actor {
  return { kind: 'key', keyId: 'key_00000000000000000000000001', name: 'a shop', scopes, origin: ORIGIN };
}

function open(brand: string | null = null, returnUrl = 'https://shop.example/back?cart=7') {
  return openLinkSession(shop, { customerId, brand, returnUrl });
}

const tokenOf = ({ url }: { readonly url: string }) => new URL(url).pathname.split('/').at(-1)!;

/** Acts as the customer in a browser that holds this secret. */
async function linkerOf(key: string, secret: string | null): Promise<Context> {
  const linker = await findLinker(world.db, key, secret);
  return world.runtime.contextFor({ kind: 'linking', ...linker!, origin: ORIGIN });
}

async function consent(key: string, secret: string, brand = 'DANA') {
  const ctx = await linkerOf(key, secret);
  const id = await startAuthorization(ctx, { brand, terminal: WEB, browserSecret: secret, returnPath: null });
  return { ctx, id };
}

async function welcomed(key: string, secret: string | null): Promise<LinkVisit> {
  const visited = await visitLinkSession(world.system, key, secret);
  if (visited.kind !== 'welcome') throw new Error(`not welcome: ${visited.kind}`);
  return visited.visit;
}

/** At the wallet and back, in the browser that consented. */
async function goThrough(
  begun: { ctx: Context; id: Id<'aut'> },
  secret: string,
  decision: 'agree' | 'refuse' = 'agree',
) {
  const { address } = await readAttempt(begun.ctx, begun.id, secret);
  const location = await visitWallet(address!, { login: RICH_DANA, decision });
  const received = await comeBack(location, secret);
  if (received.kind === 'received') await exchangeCode(begun.ctx, begun.id);
  return location;
}

function comeBack(location: URL, linkSecret: string | null, browserSecret: string | null = null) {
  const { searchParams } = location;
  const authState = searchParams.get('authState') ?? '';
  return receiveRedirect(world.system, {
    authState,
    authCode: searchParams.get('authCode'),
    browserSecret,
    linkSecret,
  });
}

const truth = (id: string) => readLinkSession(shop, id);
const walletsOf = (id: Id<'cus'>) => world.db.select().from(wallets).where(eq(wallets.customerId, id));
const rowOf = async (id: Id<'lks'>) => (await world.db.select().from(linkSessions).where(eq(linkSessions.id, id)))[0]!;

describe('the making of a link session', () => {
  test('gives an address whose secret is kept nowhere, and a session that is open for half an hour', async () => {
    const made = await open();
    expect(made).toMatchObject({ status: 'OPEN' });
    expect(made.url).toMatch(new RegExp(`^${world.runtime.settings.appUrl}/link/[A-Za-z0-9_-]{43}$`));
    const row = await rowOf(made.id);
    expect(JSON.stringify(row)).not.toContain(tokenOf(made));
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(LINK_SESSION_LIFE_MS);
    expect(await truth(made.id)).toEqual({ id: made.id, status: 'OPEN', walletId: null, reason: null });
    const [line] = await world.db.select().from(auditLog).where(eq(auditLog.subjectId, made.id));
    expect(line).toMatchObject({ action: 'link_sessions.create', actorKind: 'key' });
    expect(JSON.stringify(line!.detail)).not.toContain(tokenOf(made));
  });

  test.each([
    ['https://evil.example/', 'return_origin_not_allowed'],
    ['https://shop.example.evil.example/', 'return_origin_not_allowed'],
    ['http://shop.example/', 'return_origin_not_allowed'],
    ['https://shop.example/#cart', 'invalid_input'],
    ['//shop.example/', 'invalid_input'],
  ])('with the return address %s is refused: %s', async (returnUrl, code) => {
    await expect(open(null, returnUrl)).rejects.toMatchObject({ code });
    expect(await world.db.select().from(linkSessions).where(eq(linkSessions.customerId, customerId))).toEqual([]);
  });

  test('returns to any loopback in a demo', async () => {
    expect(await open(null, 'http://127.0.0.1:5000/back')).toMatchObject({ status: 'OPEN' });
  });

  test('for a wallet that is not offered, or a customer that is not known, is refused', async () => {
    await expect(open('NO_SUCH_WALLET')).rejects.toMatchObject({ code: 'wallet_not_offered' });
    customerId = newId('cus', Date.now());
    await expect(open()).rejects.toMatchObject({ code: 'not_found' });
  });

  test('needs the scope for it, as its truth does', async () => {
    const charging = world.runtime.contextFor(keyActor(['charge']));
    const input = { customerId, brand: null, returnUrl: 'https://shop.example/' };
    await expect(openLinkSession(charging, input)).rejects.toMatchObject({ code: 'key_out_of_scope' });
    const { id } = await open();
    await expect(readLinkSession(charging, id)).rejects.toMatchObject({ code: 'key_out_of_scope' });
    await expect(readLinkSession(shop, newId('lks', 0))).rejects.toMatchObject({ code: 'not_found' });
    await expect(readLinkSession(shop, 'lks_')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a link is used by the first consent', () => {
  test('and not by being looked at, however often and by whom', async () => {
    const made = await open();
    const token = tokenOf(made);
    for (const secret of [null, newSecretText(), null]) {
      expect(await welcomed(token, secret)).toMatchObject({ id: made.id, open: true, attemptId: null });
    }
    expect(await rowOf(made.id)).toMatchObject({ browserHash: null, consentedAt: null, status: 'OPEN' });
  });

  test('another browser reads that it was used; the one that consented finds its attempt at the same address', async () => {
    const made = await open();
    const [mine, other] = [newSecretText(), newSecretText()];
    const { id } = await consent(tokenOf(made), mine);
    expect(await welcomed(tokenOf(made), mine)).toMatchObject({ attemptId: id });
    expect(await welcomed(made.id, mine)).toMatchObject({ attemptId: id });
    for (const key of [tokenOf(made), made.id]) {
      expect(await visitLinkSession(world.system, key, other)).toEqual({ kind: 'used' });
      expect(await visitLinkSession(world.system, key, null)).toEqual({ kind: 'used' });
    }
    await expect(consent(tokenOf(made), other)).rejects.toMatchObject({ code: 'link_session_over' });
    expect(await findLinker(world.db, made.id, other)).toBeNull();
  });

  test('its id opens nothing before that', async () => {
    const made = await open();
    expect(await visitLinkSession(world.system, made.id, newSecretText())).toEqual({ kind: 'used' });
    expect(await findLinker(world.db, made.id, newSecretText())).toBeNull();
    expect(await visitLinkSession(world.system, newSecretText(), null)).toEqual({ kind: 'unknown' });
  });

  test('of two browsers that consent at once, one wins', async () => {
    const made = await open();
    const secrets = [newSecretText(), newSecretText()];
    const tries = await Promise.allSettled(secrets.map((secret) => consent(tokenOf(made), secret)));
    const lost = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(lost).toHaveLength(1);
    expect(isRefusal(lost[0]) && lost[0].code).toBe('link_session_over');
    const begun = await world.db.select().from(authorizations).where(eq(authorizations.linkSessionId, made.id));
    expect(begun).toHaveLength(1);
    expect(begun[0]!.browserHash).toBe((await rowOf(made.id)).browserHash);
  });

  test('two clicks of one browser leave one attempt open, and the link is still its own', async () => {
    const made = await open();
    const secret = newSecretText();
    const clicks = await Promise.all([consent(tokenOf(made), secret), consent(tokenOf(made), secret)]);
    const begun = await world.db.select().from(authorizations).where(eq(authorizations.linkSessionId, made.id));
    const standing = begun.filter(({ status }) => status === 'STARTED');
    expect(standing).toHaveLength(1);
    expect(clicks.map(({ id }) => id)).toContain(standing[0]!.id);
    // The second click ends the first one's attempt; where that one's address is being written down just then, it goes there.
    const others = begun.filter(({ status }) => status !== 'STARTED');
    expect(others.map(({ status, addressSealed }) => ({ status, addressSealed }))).toEqual(
      new Set(clicks.map(({ id }) => id)).size === 2 ? [{ status: 'EXPIRED', addressSealed: null }] : [],
    );
  });

  test('a click while the attempt before it is being written down goes to that attempt', async () => {
    const made = await open();
    const secret = newSecretText();
    const first = await consent(tokenOf(made), secret);
    const second = await world.db.transaction(async (tx) => {
      await tx.select().from(authorizations).where(eq(authorizations.id, first.id)).for('update');
      return consent(tokenOf(made), secret);
    });
    expect(second.id).toBe(first.id);
    expect(await world.attempt(first.id)).toMatchObject({ status: 'STARTED' });
  });

  test('a refused consent does not use it: another wallet than the session’s, or one that is not offered', async () => {
    const made = await open('DANA');
    const secret = newSecretText();
    for (const brand of ['GCASH', 'NO_SUCH_WALLET']) {
      await expect(consent(tokenOf(made), secret, brand)).rejects.toMatchObject({ code: 'wallet_not_offered' });
    }
    expect(await rowOf(made.id)).toMatchObject({ browserHash: null });
    await consent(tokenOf(made), secret, 'DANA');
  });

  test('not after its time', async () => {
    const made = await open();
    world.moveClock(LINK_SESSION_LIFE_MS);
    await expect(consent(tokenOf(made), newSecretText())).rejects.toMatchObject({ code: 'link_session_over' });
  });
});

describe('a session that links', () => {
  test('is LINKED with its wallet in the moment that the attempt is completed, for the customer it was made for', async () => {
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    await goThrough(begun, secret);
    const [wallet] = await walletsOf(customerId);
    expect(wallet).toMatchObject({ brand: 'DANA', status: 'LINKED' });
    expect(await truth(made.id)).toEqual({ id: made.id, status: 'LINKED', walletId: wallet!.id, reason: null });
    const attempt = await world.attempt(begun.id);
    expect(attempt).toMatchObject({ status: 'COMPLETED', customerId, linkSessionId: made.id });
    expect((await rowOf(made.id)).resolvedAt).not.toBeNull();
    const moves = await world.db
      .select()
      .from(transitions)
      .where(and(eq(transitions.noun, 'link_session'), eq(transitions.subjectId, made.id)));
    expect(moves.map(({ to }) => to)).toEqual(['OPEN', 'LINKED']);
    await expect(consent(tokenOf(made), secret)).rejects.toMatchObject({ code: 'link_session_over' });
  });

  test('by Alipay’s notification alone, when the browser never comes back', async () => {
    await world.simulator.control.set({ notifications: 'on' });
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    const { address } = await readAttempt(begun.ctx, begun.id, secret);
    await visitWallet(address!, { login: RICH_DANA });
    await expect.poll(async () => (await world.attempt(begun.id)).codeRoad, { timeout: 5_000 }).toBe('notification');
    world.moveClock(15_000);
    await world.runJobs();
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED' });
  });

  test('after a refusal and another try of the same session, in the same browser', async () => {
    const made = await open();
    const secret = newSecretText();
    const first = await consent(tokenOf(made), secret);
    await goThrough(first, secret, 'refuse');
    expect(await world.attempt(first.id)).toMatchObject({ status: 'FAILED', failure: 'refused' });
    expect(await truth(made.id), 'while another try is possible').toMatchObject({ status: 'OPEN', reason: null });
    const again = () =>
      retryAuthorization(first.ctx, { authorizationId: first.id, terminal: WEB, browserSecret: secret });
    const [id, same] = await Promise.all([again(), again()]);
    expect(same, 'of two clicks').toBe(id);
    expect(await world.attempt(id)).toMatchObject({ tries: 1, linkSessionId: made.id, status: 'STARTED' });
    await goThrough({ ctx: first.ctx, id }, secret);
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED' });
  });

  test('only one wallet: who chooses another ends the attempt before', async () => {
    const made = await open();
    const secret = newSecretText();
    const first = await consent(tokenOf(made), secret, 'DANA');
    const { address } = await readAttempt(first.ctx, first.id, secret);
    await consent(made.id, secret, 'GCASH');
    await comeBack(await visitWallet(address!, { login: RICH_DANA }), secret);
    expect(await world.attempt(first.id)).toMatchObject({ status: 'EXPIRED', codeIndex: null });
    expect(await walletsOf(customerId)).toEqual([]);
  });

  test('an attempt whose code has come is waited for, not ended by another choice or a "not now"', async () => {
    const made = await open();
    const secret = newSecretText();
    const first = await consent(tokenOf(made), secret, 'DANA');
    const { address } = await readAttempt(first.ctx, first.id, secret);
    await comeBack(await visitWallet(address!, { login: RICH_DANA }), secret);
    expect((await consent(made.id, secret, 'GCASH')).id).toBe(first.id);
    expect(await declineLinkSession(first.ctx, { browserSecret: secret })).toEqual({
      kind: 'being_checked',
      authorizationId: first.id,
    });
    await exchangeCode(first.ctx, first.id);
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED' });
  });
});

describe('a session that does not link', () => {
  test('is FAILED when the customer says "not now", which uses the link up', async () => {
    const made = await open();
    const secret = newSecretText();
    const ctx = await linkerOf(tokenOf(made), null);
    expect(await declineLinkSession(ctx, { browserSecret: secret })).toEqual({ kind: 'given_up' });
    expect(await truth(made.id)).toEqual({ id: made.id, status: 'FAILED', walletId: null, reason: 'refused' });
    expect(await welcomed(made.id, secret)).toMatchObject({ status: 'FAILED', open: false });
    expect(await visitLinkSession(world.system, tokenOf(made), null)).toEqual({ kind: 'used' });
    await expect(consent(tokenOf(made), secret)).rejects.toMatchObject({ code: 'link_session_over' });
  });

  test('a "not now" ends the attempt that waits for the wallet: its code links nothing any more', async () => {
    const made = await open();
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    const { address } = await readAttempt(begun.ctx, begun.id, secret);
    await declineLinkSession(begun.ctx, { browserSecret: secret });
    await comeBack(await visitWallet(address!, { login: RICH_DANA }), secret);
    await exchangeCode(world.system, begun.id);
    expect(await walletsOf(customerId)).toEqual([]);
    expect(await truth(made.id)).toMatchObject({ status: 'FAILED', reason: 'refused' });
  });

  test('nobody else says "not now" for the browser that consented', async () => {
    const made = await open();
    await consent(tokenOf(made), newSecretText());
    const ctx = await linkerOf(tokenOf(made), null);
    const declined = declineLinkSession(ctx, { browserSecret: newSecretText() });
    await expect(declined).rejects.toMatchObject({ code: 'link_session_over' });
    expect(await truth(made.id)).toMatchObject({ status: 'OPEN' });
  });

  test('is EXPIRED when nobody comes: by its job, by being asked for, by a visit, or by the sweep', async () => {
    const [byJob, byReading, byVisit, bySweep] = [await open(), await open(), await open(), await open()];
    expect(await expireLinkSession(world.system, byJob.id), 'not before its time').toBe(false);
    world.moveClock(LINK_SESSION_LIFE_MS);
    expect(await truth(byReading.id)).toEqual({
      id: byReading.id,
      status: 'EXPIRED',
      walletId: null,
      reason: 'not_used',
    });
    expect(await welcomed(tokenOf(byVisit), null)).toMatchObject({ status: 'EXPIRED', open: false });
    await world.db.execute(`delete from graphile_worker._private_jobs where key = 'expire_link:${bySweep.id}'`);
    await world.runJobs();
    expect((await rowOf(byJob.id)).status).toBe('EXPIRED');
    expect((await rowOf(bySweep.id)).status).toBe('OPEN');
    await sweep(world.system);
    expect((await rowOf(bySweep.id)).status).toBe('EXPIRED');
  });

  test('is FAILED as its last failed attempt did, when the time for another try is over', async () => {
    const made = await open();
    const secret = newSecretText();
    await goThrough(await consent(tokenOf(made), secret), secret, 'refuse');
    world.moveClock(LINK_SESSION_LIFE_MS);
    await world.runJobs();
    expect(await truth(made.id)).toMatchObject({ status: 'FAILED', reason: 'refused' });
  });

  test('is EXPIRED as not finished when its customer consented and never came back', async () => {
    const made = await open();
    await consent(tokenOf(made), newSecretText());
    world.moveClock(LINK_SESSION_LIFE_MS);
    await world.runJobs();
    expect(await truth(made.id)).toMatchObject({ status: 'EXPIRED', reason: 'not_finished' });
  });

  test('does not end while an attempt is under way, even past its time, and is then what the attempt says', async () => {
    const made = await open();
    const secret = newSecretText();
    world.moveClock(LINK_SESSION_LIFE_MS - 60_000);
    const begun = await consent(tokenOf(made), secret);
    world.moveClock(5 * 60_000);
    await world.runJobs();
    expect(await truth(made.id)).toMatchObject({ status: 'OPEN' });
    expect(await welcomed(made.id, secret)).toMatchObject({ status: 'OPEN', open: false });
    await goThrough(begun, secret);
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED' });
  });
});

describe('what happens at once', () => {
  test.each([1, 2, 3, 4, 5, 6])('a return and a "not now" end in one truth, time %i', async () => {
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    const { address } = await readAttempt(begun.ctx, begun.id, secret);
    const location = await visitWallet(address!, { login: RICH_DANA });
    const [, declined] = await Promise.all([
      comeBack(location, secret).then(() => exchangeCode(begun.ctx, begun.id)),
      declineLinkSession(begun.ctx, { browserSecret: secret }).catch((error: unknown) => {
        if (isRefusal(error)) return { kind: error.code };
        throw error;
      }),
    ]);
    const { status } = await world.attempt(begun.id);
    const session = await truth(made.id);
    if (declined.kind === 'given_up') {
      expect([status, session.status]).toEqual(['EXPIRED', 'FAILED']);
      expect(await walletsOf(customerId)).toEqual([]);
    } else {
      expect(['being_checked', 'link_session_over']).toContain(declined.kind);
      expect([status, session.status]).toEqual(['COMPLETED', 'LINKED']);
      expect((await walletsOf(customerId)).map(({ id }) => id)).toEqual([session.walletId]);
    }
  });

  test('its time’s end, from several processes, and a consent: it is open with an attempt, or over without one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const made = await open('DANA');
      world.moveClock(LINK_SESSION_LIFE_MS - 2);
      await Promise.allSettled([
        consent(tokenOf(made), newSecretText()),
        expireLinkSession(world.system, made.id),
        expireLinkSession(world.system, made.id),
        truth(made.id),
      ]);
      const begun = await world.db.select().from(authorizations).where(eq(authorizations.linkSessionId, made.id));
      const { status } = await truth(made.id);
      expect([status, begun.length]).toEqual(status === 'OPEN' ? ['OPEN', 1] : ['EXPIRED', 0]);
      world.moveClock(null);
    }
  });
});

describe('other people', () => {
  test('who are signed in in the same browser are not met: their attempts and wallets stay as they are', async () => {
    const other = await world.newCustomer();
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    await expect(readAttempt(other.ctx, begun.id, secret)).rejects.toMatchObject({ code: 'not_found' });
    const theirs = await world.beginLink(other);
    await expect(readAttempt(begun.ctx, theirs.attempt.id, secret)).rejects.toMatchObject({ code: 'not_found' });
    const retry = { authorizationId: theirs.attempt.id, terminal: WEB, browserSecret: secret };
    await expect(retryAuthorization(begun.ctx, retry)).rejects.toMatchObject({ code: 'not_found' });
    await goThrough(begun, secret);
    expect(await walletsOf(other.customerId)).toEqual([]);
    expect(await walletsOf(customerId)).toHaveLength(1);
  });

  test('a second session of the same customer does not see the attempts of the first', async () => {
    const [first, second] = [await open(), await open()];
    const secret = newSecretText();
    const begun = await consent(tokenOf(first), secret);
    const { ctx } = await consent(tokenOf(second), secret);
    await expect(readAttempt(ctx, begun.id, secret)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a return in a browser without the session’s own cookie asks first, though it has the cookie of linking', async () => {
    const { customerId: named } = await createApiCustomer(shop, { externalId: newSecretText(), name: 'Lea Santos' });
    customerId = named;
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    const { address } = await readAttempt(begun.ctx, begun.id, secret);
    const location = await visitWallet(address!, { login: RICH_DANA });
    expect(await comeBack(location, null, secret)).toMatchObject({ kind: 'other_browser' });
    const { authState } = await world.attempt(begun.id);
    expect(await readElsewhere(world.system, authState)).toMatchObject({ state: 'ask', begunBy: 'L*** S***' });
    await confirmAuthorization(world.system, { authorizationId: begun.id, authState, answer: 'yes' });
    await world.runJobs();
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED' });
  });

  test('are told only the merchant where the merchant told neither name nor address', async () => {
    const made = await open('DANA');
    const begun = await consent(tokenOf(made), newSecretText());
    const { authState } = await world.attempt(begun.id);
    const { begunBy } = await readElsewhere(world.system, authState);
    expect(begunBy).toBe(`a customer of ${world.runtime.settings.merchantName}`);
  });
});

test('whoever opens a link is told whose wallet it would be, with most of it hidden', async () => {
  const named = { externalId: newSecretText(), name: 'Lea Santos', email: 'lea@shop.example' };
  ({ customerId } = await createApiCustomer(shop, named));
  expect(await welcomed(tokenOf(await open()), null)).toMatchObject({ person: 'l***@shop.example' });
});

describe('a customer of a merchant’s system', () => {
  test('is the same for the same id, also when two ask at once', async () => {
    const externalId = newSecretText();
    const made = await Promise.all([1, 2, 3].map(() => createApiCustomer(shop, { externalId, name: 'Lea' })));
    expect(new Set(made.map((one) => one.customerId)).size).toBe(1);
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  test('takes over a name or address that is given and new, and writes it down; what is left out stays', async () => {
    const externalId = newSecretText();
    const { customerId: id } = await createApiCustomer(shop, { externalId, name: 'Lea', email: 'lea@shop.example' });
    await createApiCustomer(shop, { externalId });
    await createApiCustomer(shop, { externalId, name: 'Lea' });
    const lines = () => world.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect((await lines()).map(({ action }) => action)).toEqual(['customers.create']);
    expect(await createApiCustomer(shop, { externalId, name: 'Lea Santos' })).toEqual({ customerId: id, isNew: false });
    const [row] = await world.db.select().from(customers).where(eq(customers.id, id));
    expect(row).toMatchObject({ externalId, name: 'Lea Santos', email: 'lea@shop.example' });
    expect((await lines()).at(-1)).toMatchObject({ action: 'customers.update', detail: { changed: 'name' } });
  });

  test('is never one who registered, though both have the same address', async () => {
    const registered = await world.newCustomer();
    const made = await createApiCustomer(shop, { externalId: newSecretText(), email: registered.email });
    expect(made.isNew).toBe(true);
    expect(made.customerId).not.toBe(registered.customerId);
    const same = await createApiCustomer(shop, { externalId: registered.customerId, email: registered.email });
    expect(same.customerId).not.toBe(registered.customerId);
  });

  test('its time’s end finds the wallet that a process which knew no sessions has linked', async () => {
    const made = await open('DANA');
    const secret = newSecretText();
    const begun = await consent(tokenOf(made), secret);
    await goThrough(begun, secret);
    const { walletId } = await rowOf(made.id);
    await world.db
      .update(linkSessions)
      .set({ status: 'OPEN', walletId: null, resolvedAt: null })
      .where(eq(linkSessions.id, made.id));
    world.moveClock(LINK_SESSION_LIFE_MS + 1);
    expect(await expireLinkSession(world.system, made.id)).toBe(true);
    expect(await truth(made.id)).toMatchObject({ status: 'LINKED', walletId });
  });
});
