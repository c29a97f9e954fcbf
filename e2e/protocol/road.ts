/**
 * The customer's road through the simulator's wallet: from the address that consult gave, over the log-in and the agreement,
 * to the address the browser is sent back to. Written as a browser without script would go.
 */
import { type Answer } from './merchant';

export type Decision = 'agree' | 'refuse';

/** More than any wallet needs. */
const HOPS_MAX = 5;
const FORM = 'application/x-www-form-urlencoded';

/** The address for a browser among those of the answer (protocol 3.1: at least one of them). */
export function browserAddress({ body }: Answer): URL {
  const address = body.normalUrl ?? body.authUrl ?? body.applinkUrl;
  if (typeof address !== 'string') throw new Error(`consult gave no address for a browser: ${JSON.stringify(body)}`);
  return new URL(address);
}

/** The name "localhost" may mean another loopback than the one that listens. */
const loopback = ({ hostname }: URL) => (hostname === 'localhost' ? '127.0.0.1' : hostname);

/** Sends a form of the wallet's page of that name; the answer's Location says where the browser goes next. */
export async function submit(page: URL, name: string, form: Readonly<Record<string, string>>): Promise<Response> {
  const address = new URL(page);
  address.hostname = loopback(address);
  address.pathname = address.pathname.replace(/[^/]+$/, name);
  const body = new URLSearchParams(form).toString();
  return fetch(address, { method: 'POST', redirect: 'manual', headers: { 'content-type': FORM }, body });
}

/** Follows where a page of the wallet leads until the browser leaves the wallet; null when it stays there. */
async function leave(page: URL, from: Response): Promise<URL | null> {
  let response = from;
  for (let hops = 0; hops < HOPS_MAX; hops += 1) {
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) return null;
    const next = new URL(location, page);
    if (!next.pathname.startsWith('/wallet/')) return next;
    next.hostname = loopback(next);
    response = await fetch(next, { redirect: 'manual' });
  }
  return null;
}

/**
 * @returns where the browser is sent in the end, which is the merchant's return address
 * @throws when the wallet keeps the customer
 */
export async function walkThrough(page: URL, login: string, decision: Decision = 'agree'): Promise<URL> {
  await submit(page, 'login', { login });
  const decided = await submit(page, 'agreement', { decision });
  const end = (await leave(page, decided)) ?? (await goBack(page));
  if (!end) throw new Error(`the wallet did not send the customer back: ${decided.status}`);
  return end;
}

/** "Return to the shop", as the wallet's last pages offer it. */
export async function goBack(page: URL): Promise<URL | null> {
  const address = new URL(page);
  address.hostname = loopback(address);
  address.pathname = address.pathname.replace(/[^/]+$/, 'return');
  return leave(page, await fetch(address, { redirect: 'manual' }));
}
