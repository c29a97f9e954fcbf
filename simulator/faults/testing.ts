/**
 * For tests of the dial only: a merchant that looks at the wire itself. It sees resets and drops of bytes where fetch
 * would see an answer or none, and judges notifications as an honest merchant does.
 */
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ACKNOWLEDGEMENT, CLIENT_ID, isSignedByGateway, signText, stringToSign } from '../testing';

/** What a caller saw of an answer. */
export interface Seen {
  status: number | null;
  headers: IncomingHttpHeaders;
  text: string;
  /** In how many pieces the body came. */
  pieces: number;
  /** The socket's own word when it broke. */
  error: string | null;
  /** By Alipay, over exactly these bytes, in the only version there is. */
  signed: boolean;
  ms: number;
}

export interface SeenAnswer extends Seen {
  body: Record<string, unknown> & { result: { resultCode: string; resultStatus: string } };
}

/** Calls the gateway over a connection of its own and tells what came back. */
export function look(origin: string, name: string, message: unknown): Promise<Seen> {
  const path = `/ams/sandbox/api/v1/${name}`;
  const body = JSON.stringify(message);
  const time = String(Date.now());
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': CLIENT_ID,
    'request-time': time,
    signature: signText(stringToSign(path, time, body)),
  };
  const begun = performance.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const seen: Seen = { status: null, headers: {}, text: '', pieces: 0, error: null, signed: false, ms: 0 };
    const end = (error: string | null) => {
      const text = Buffer.concat(chunks).toString('utf8');
      const said = stringToSign(path, String(seen.headers['response-time']), text);
      const signature = String(seen.headers.signature);
      const signed = signature.includes('keyVersion=1,') && isSignedByGateway(said, signature);
      resolve({ ...seen, text, pieces: chunks.length, error, signed, ms: performance.now() - begun });
    };
    const sent = request(origin + path, { method: 'POST', headers, agent: false }, (response) => {
      seen.status = response.statusCode ?? null;
      seen.headers = response.headers;
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => end(null));
      response.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    sent.end(body);
  });
}

export function bodyOf(seen: Seen): SeenAnswer['body'] {
  return JSON.parse(seen.text) as SeenAnswer['body'];
}

/** What a merchant received, bytes and all. */
export interface Arrival {
  path: string;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  /** Undefined when it is no JSON. */
  body: Record<string, unknown> | undefined;
  verdict: 'good' | 'too long' | 'not believed' | 'not read';
}

const LONGEST_BYTES = 64 * 1024;

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function verdictOf(path: string, headers: IncomingHttpHeaders, bytes: Buffer): Arrival['verdict'] {
  if (bytes.length > LONGEST_BYTES) return 'too long';
  const signature = String(headers.signature);
  const said = stringToSign(path, String(headers['request-time']), bytes.toString('utf8'), CLIENT_ID);
  const known = headers['client-id'] === CLIENT_ID && signature.includes('keyVersion=1,');
  if (!known || !isSignedByGateway(said, signature)) return 'not believed';
  return parse(bytes) ? 'good' : 'not read';
}

const STATUSES = { good: 200, 'too long': 413, 'not believed': 401, 'not read': 400 } as const;

export interface Merchant {
  url: string;
  arrivals: Arrival[];
  close: () => void;
}

/** An endpoint that acknowledges what it believes and can read; `before` may make it wait, or answer otherwise. */
export async function honestMerchant(
  before: (arrival: Arrival, count: number) => Promise<number | void> | number | void = () => {},
): Promise<Merchant> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (asked, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const [bytes, path] = [Buffer.concat(chunks), asked.url ?? ''];
    const verdict = verdictOf(path, asked.headers, bytes);
    const arrival: Arrival = { path, headers: asked.headers, bytes, body: parse(bytes), verdict };
    arrivals.push(arrival);
    const status = (await before(arrival, arrivals.length)) ?? STATUSES[verdict];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 200 ? ACKNOWLEDGEMENT.body : '{"result":{"resultStatus":"F"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, arrivals, close: () => server.close() };
}
