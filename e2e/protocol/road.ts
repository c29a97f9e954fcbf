/**
 * The customer's road through the simulator's wallet: from the address that consult gave, over the log-in and the agreement,
 * to the address the browser is sent back to. Written as a browser without script would go.
 */
import { type Answer } from './merchant';

export type Decision = 'agree' | 'refuse';

const FORM = 'application/x-www-form-urlencoded';

/** The address for a browser among those of the answer (protocol 3.1: at least one of them). */
export function browserAddress({ body }: Answer): URL {
  const address = body.normalUrl ?? body.authUrl ?? body.applinkUrl;
  if (typeof address !== 'string') throw new Error(`consult gave no address for a browser: ${JSON.stringify(body)}`);
  return new URL(address);
}

/** Sends a form of the wallet's page of that name; the answer's Location says where the browser goes next. */
export async function submit(page: URL, name: string, form: Readonly<Record<string, string>>): Promise<Response> {
  const address = new URL(page);
  // The name "localhost" may mean another loopback than the one that listens.
  address.hostname = address.hostname.replace('localhost', '127.0.0.1');
  address.pathname = address.pathname.replace(/[^/]+$/, name);
  const body = new URLSearchParams(form).toString();
  return fetch(address, { method: 'POST', redirect: 'manual', headers: { 'content-type': FORM }, body });
}

/** @returns where the browser is sent in the end, which is the merchant's return address */
export async function walkThrough(page: URL, login: string, decision: Decision = 'agree'): Promise<URL> {
  await submit(page, 'login', { login });
  const end = await submit(page, 'agreement', { decision });
  const location = end.headers.get('location');
  if (end.status < 300 || end.status >= 400 || !location) {
    throw new Error(`the wallet did not send the customer back: ${end.status} ${location ?? ''}`);
  }
  return new URL(location, page);
}
