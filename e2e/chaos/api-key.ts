/** A key of the REST API, made as an owner makes one on the dashboard. */
import { openBrowser, type Browser } from './browser';
import { STAFF_PASSWORD } from './estate';
import type { House } from './house';

const TIMEOUT_MS = 90_000;

/** Signed in as the owner. */
export async function openOwner(house: House): Promise<Browser> {
  const owner = openBrowser(house, '198.18.0.3');
  const signIn = { email: 'owner@demo.example', password: STAFF_PASSWORD };
  await owner.insist('POST', '/api/auth/sign-in', { json: signIn }, TIMEOUT_MS);
  return owner;
}

export async function makeKey(house: House, scopes: readonly string[], owner?: Browser): Promise<string> {
  const maker = owner ?? (await openOwner(house));
  const json = { name: 'a measured system', scopes, expiresInDays: null, password: STAFF_PASSWORD };
  const made = await maker.insist('POST', '/api/admin/api-keys', { json }, TIMEOUT_MS);
  const { key } = made.body as { key?: string };
  if (!key) throw new Error(`no key was made: ${JSON.stringify(made.body)}`);
  return key;
}
