/**
 * The people of the trips: customers who have just registered, and the demo's staff. Their sessions come through the same
 * doors as everybody's.
 */
import { randomBytes } from 'node:crypto';
import type { APIResponse, BrowserContext } from '@playwright/test';
import type postgres from 'postgres';
import { appUrl } from './browser-watch';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const operator: Person = { name: 'Omar Reyes', email: 'operator@demo.example', password: 'mandate-demo' };

export const owner: Person = { name: 'Olivia Tan', email: 'owner@demo.example', password: 'mandate-demo' };

export const engineer: Person = { name: 'Eun Park', email: 'engineer@demo.example', password: 'mandate-demo' };

export function newPerson(): Person {
  const tag = randomBytes(5).toString('hex');
  return {
    name: `Ana ${tag}`,
    email: `ana.${tag}@demo.example`,
    password: `a phrase ${randomBytes(9).toString('hex')}`,
  };
}

/** JSON to one of our doors, as our own pages send it. */
export function post(
  context: Pick<BrowserContext, 'request'>,
  address: string,
  data: unknown,
  headers: Record<string, string> = {},
): Promise<APIResponse> {
  return context.request.post(`${appUrl()}${address}`, { data, headers: { origin: appUrl(), ...headers } });
}

export async function register(context: BrowserContext, person: Person): Promise<void> {
  const { name, email, password } = person;
  const answer = await post(context, '/api/auth/register', { name, email, password });
  if (answer.status() !== 201) throw new Error(`not registered: ${answer.status()} ${await answer.text()}`);
}

export async function signIn(context: BrowserContext, { email, password }: Omit<Person, 'name'>): Promise<void> {
  const answer = await post(context, '/api/auth/sign-in', { email, password });
  if (answer.status() !== 200) throw new Error(`not signed in: ${answer.status()} ${await answer.text()}`);
}

/** All trips come from one address, more people than any household has; so their count begins anew. */
export async function forgetAttempts(database: postgres.Sql): Promise<void> {
  await database`delete from attempt_limits`;
}
