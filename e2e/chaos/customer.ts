/**
 * A customer over HTTP: signs in, links GCash on the wallet's own pages, buys, and asks what became of it. A purchase that
 * was cut off is repeated with the same placement key, as the shop's page does.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from './house';
import { waitFor } from './wait';

/** Demo accounts; `npm start` prints them. */
const EMAIL = 'lea@demo.example';
const PASSWORD = 'mandate-demo';
/** A number that the simulator gives plenty of money. */
const GCASH_LOGIN = '09175558888';
/** A phone is sent to the wallet's log-in page at once, without a code to scan. */
const PHONE = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';
const REQUEST_TIMEOUT_MS = 20_000;
const AGAIN_MS = 300;

export interface Customer {
  /** Places one order, repeating it with the same key until there is an answer; gives its id. */
  buy(productId: string, placementKey: string, timeoutMs: number): Promise<string>;
  /** The order's status as its page shows it. */
  statusOf(orderId: string): Promise<string>;
}

export const newPlacementKey = () => randomBytes(24).toString('base64url');

export async function welcomeCustomer(house: House): Promise<Customer> {
  const browser = openBrowser(house);
  await signIn(browser);
  const walletId = await linkGcash(browser);
  return {
    async buy(productId, placementKey, timeoutMs) {
      const end = Date.now() + timeoutMs;
      for (;;) {
        const answer = await browser
          .send('POST', '/api/me/orders', { json: { productId, walletId, placementKey } })
          .catch(() => null);
        if (answer?.ok) return ((await answer.json()) as { id: string }).id;
        if (answer && answer.status < 500) {
          throw new Error(`the order was refused: ${answer.status} ${await answer.text()}`);
        }
        if (Date.now() > end) throw new Error('the order could not be placed');
        await sleep(AGAIN_MS);
      }
    },
    async statusOf(orderId) {
      const answer = await browser.send('GET', `/api/me/orders/${orderId}`);
      if (!answer.ok) throw new Error(`the order cannot be read: ${answer.status}`);
      return ((await answer.json()) as { status: string }).status;
    },
  };
}

interface Content {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

interface Browser {
  /** A request to the shop, with its cookies, following no redirect. */
  send(method: string, address: string, content?: Content): Promise<Response>;
  /** Posts a form on the wallet's site. */
  submit(page: URL, name: string, form: Readonly<Record<string, string>>): Promise<Response>;
}

function openBrowser(house: House): Browser {
  const cookies = new Map<string, string>();
  return {
    async send(method, address, { json, form } = {}) {
      const response = await fetch(`${house.webUrl}${address}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        headers: {
          'user-agent': PHONE,
          origin: house.origin,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...(form && { body: new URLSearchParams(form) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (name !== undefined) cookies.set(name, value ?? '');
      }
      return response;
    },
    submit: (page, name, form) =>
      fetch(`${house.simulatorUrl}${page.pathname.replace(/[^/]+$/, name)}${page.search}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(form),
      }),
  };
}

async function signIn(browser: Browser): Promise<void> {
  const answer = await browser.send('POST', '/api/auth/sign-in', { json: { email: EMAIL, password: PASSWORD } });
  if (!answer.ok) throw new Error(`signing in failed: ${answer.status} ${await answer.text()}`);
}

interface Attempt {
  readonly status: string;
  readonly failure: string | null;
  readonly address: string | null;
  readonly wallet: { readonly id: string } | null;
}

async function linkGcash(browser: Browser): Promise<string> {
  const begun = await browser.send('POST', '/api/me/authorizations', { form: { brand: 'GCASH' } });
  const place = begun.headers.get('location') ?? '';
  const id = place.split('/').at(-1);
  const look = async () => (await browser.send('GET', `/api/me/authorizations/${id}`)).json() as Promise<Attempt>;
  const { address } = await look();
  if (!address) throw new Error(`the link attempt has no address: ${begun.status} ${place}`);
  const page = new URL(address);
  await browser.submit(page, 'login', { login: GCASH_LOGIN });
  const agreed = await browser.submit(page, 'agreement', { decision: 'agree' });
  const back = new URL(agreed.headers.get('location') ?? '', page);
  await browser.send('GET', `${back.pathname}${back.search}`);
  const linked = async () => {
    const attempt = await look();
    if (attempt.failure) throw new Error(`linking failed: ${attempt.failure}`);
    return attempt.status === 'COMPLETED' ? attempt.wallet?.id : null;
  };
  return waitFor('the wallet to be linked', linked, 30_000, 200);
}
