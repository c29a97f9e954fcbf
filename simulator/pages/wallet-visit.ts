/** One request to a wallet's page: what it is about, and the addresses that lead on from it. It refuses to know HTML. */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { pageAddress } from '../apis/consult';
import { isDecidedElsewhere } from '../authorize';
import { type PageOptions, readForm } from '../http';
import { type Authorization } from '../ledger';
import { type Wallet } from '../wallets';
import { merchantNameOf, type World } from '../world';

export interface Visit {
  world: World;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  wallet: Wallet;
  authorization: Authorization;
  /** The phone's page was opened from the page that waits, in the same browser: no computer waits elsewhere. */
  here: boolean;
  /** Inside the wallet's app rather than on its web pages. */
  app: boolean;
}

/**
 * After Agree the browser is sent to the merchant, who may send it on to another origin; browsers hold the whole
 * chain to form-action, so the agreement's form may lead to any web address.
 */
export const LEADS_ANYWHERE: PageOptions = { formAction: "'self' http: https:" };

export function address({ wallet, authorization, here, app }: Visit, page: string, more = ''): string {
  const base = pageAddress('', wallet.brand, page, authorization.id);
  return `${base}${here ? '&here=1' : ''}${app ? '&app=1' : ''}${more}`;
}

export function visitOf(base: Omit<Visit, 'here' | 'app'>): Visit {
  const { searchParams } = base.url;
  return { ...base, here: searchParams.get('here') === '1', app: searchParams.get('app') === '1' };
}

/** The visit after its form was read: meanwhile another request may have decided. */
export async function withForm(visit: Visit): Promise<{ form: URLSearchParams; there: Visit }> {
  const form = await readForm(visit.request);
  const authorization = visit.world.ledger.authorizations.get(visit.authorization.id) ?? visit.authorization;
  return { form, there: { ...visit, authorization } };
}

/** Another screen waits for this one's answer and goes on by itself. */
export function isAwaitedElsewhere({ wallet, authorization, here }: Visit): boolean {
  return isDecidedElsewhere(wallet, authorization) && !here;
}

/** The way back's label. */
export function backTo(world: World): string {
  return `Return to ${merchantNameOf(world)}`;
}

/** Authorizations whose phone page has been opened; a hint for the waiting page, not worth the journal. */
const openedOnPhone = new WeakMap<World, Set<string>>();

export function openedIn(world: World): Set<string> {
  const opened = openedOnPhone.get(world) ?? new Set<string>();
  openedOnPhone.set(world, opened);
  return opened;
}
