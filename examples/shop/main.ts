/** A tiny shop on node:http: a page, three buttons, the way back from linking, and the address that events come to. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { ApiClient, ApiProblem } from './api-client';
import { page, STYLE } from './page';
import { EVENTS, Shop, type Visitor } from './shop';

/** An event is an order and its payments; nothing of ours is larger. */
const BODY_BYTES_MAX = 256 * 1024;
const COOKIE = 'tiny-shop';

const { API_URL = 'http://localhost:3000/api/v1', API_KEY, PORT = '5000' } = process.env;
if (!API_KEY) throw new Error('Set API_KEY: npm run admin -- create-api-key --name "A tiny shop"');
const address = `http://localhost:${PORT}`;
const shop = new Shop(new ApiClient(API_URL, API_KEY), address);

type Act = (visitor: Visitor, form: URLSearchParams) => Promise<string>;

/** What the buttons do; each gives the address that the browser goes to. */
const acts: Readonly<Record<string, Act>> = {
  '/link': (visitor) => shop.beginLink(visitor),
  '/buy': async (visitor, form) => {
    await shop.buy(visitor, form.get('reference') ?? '');
    return '/';
  },
  '/refund': async (visitor, form) => {
    await shop.refund(visitor, form.get('order') ?? '');
    return '/';
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', address);
  if (request.method === 'POST' && pathname === '/webhooks') return receive(request, response);
  if (request.method === 'GET' && pathname === '/shop.css') return send(response, 'text/css', STYLE);
  const visitor = visitorOf(request, response);
  const act = request.method === 'POST' ? acts[pathname] : undefined;
  if (act && isOwn(request))
    return goTo(response, await attempt(visitor, act, new URLSearchParams(await read(request))));
  if (request.method === 'GET' && pathname === '/back') {
    await shop.endLink(visitor, searchParams.get('linkSession') ?? '');
    return goTo(response, '/');
  }
  if (request.method !== 'GET' || pathname !== '/') return void response.writeHead(404).end();
  for (const { id, status } of visitor.orders.values()) if (status === 'INIT') await shop.look(visitor, id);
  send(response, 'text/html', page(visitor, shop.eventsOf(visitor)));
  visitor.message = null;
}

/** What was refused is told on the page. */
async function attempt(visitor: Visitor, act: Act, form: URLSearchParams): Promise<string> {
  try {
    return await act(visitor, form);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    visitor.message = error.message;
    return '/';
  }
}

/** Only what is signed is believed; whatever is not answered with 2xx comes again. */
async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const isTaken = await shop.receive(headers, body).then(
    () => true,
    () => false,
  );
  response.writeHead(isTaken ? 204 : 400).end();
}

function visitorOf(request: IncomingMessage, response: ServerResponse): Visitor {
  const id = new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1];
  const visitor = shop.visitor(id);
  if (visitor.id !== id) response.setHeader('set-cookie', `${COOKIE}=${visitor.id}; HttpOnly; SameSite=Lax; Path=/`);
  return visitor;
}

/** Our own forms: another site's would come from another origin. */
function isOwn(request: IncomingMessage): boolean {
  return request.headers.origin === address;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > BODY_BYTES_MAX) throw new Error('too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'",
    'cache-control': 'no-store',
  });
  response.end(text);
}

function goTo(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

async function subscribe(): Promise<string> {
  const endpoint = await shop.api.call('POST', '/webhook-endpoints', {
    body: { url: `${address}/webhooks`, events: [...EVENTS], description: 'A tiny shop' },
  });
  shop.webhookSecret = endpoint.secret;
  return endpoint.id;
}

/** The endpoint lives as long as the shop: its secret is known to nobody else. */
async function leave(endpointId: string): Promise<void> {
  await shop.api.call('DELETE', '/webhook-endpoints/{id}', { id: endpointId }).catch(() => undefined);
  process.exit(0);
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});

async function open(): Promise<void> {
  const endpointId = await subscribe();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(endpointId));
  process.stdout.write(`The shop is open at ${address}\n`);
}

server.listen(Number(PORT), 'localhost', () => {
  open().catch((error: unknown) => {
    process.stderr.write(`The shop stays closed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
});
