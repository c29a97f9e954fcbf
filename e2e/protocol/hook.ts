/**
 * An address where the gateway's notifications arrive, each kind on a path of its own. What comes is kept as bytes; what is
 * answered is for the case to choose, at first the fixed acknowledgement (protocol 3.10).
 */
import http, { type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: Readonly<Record<string, unknown>>;
  /** By our own clock. */
  readonly at: number;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export const ACKNOWLEDGEMENT: Reply = {
  status: 200,
  body: '{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}',
};

export interface Hook {
  /** A new address of this hook, with a path nobody else uses. */
  address(): string;
  /** What has come to an address so far, in order. */
  at(address: string): readonly Delivery[];
  /** What deliveries to an address are answered from now on. */
  answer(address: string, reply: Reply | ((count: number) => Reply)): void;
  close(): Promise<void>;
}

/** Empty for what is no JSON object. */
function parse(bytes: Buffer): Record<string, unknown> {
  try {
    return { ...(JSON.parse(bytes.toString('utf8')) as object) };
  } catch {
    return {};
  }
}

export async function openHook(): Promise<Hook> {
  const deliveries = new Map<string, Delivery[]>();
  const replies = new Map<string, (count: number) => Reply>();
  let count = 0;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const path = request.url ?? '';
    const list = deliveries.get(path) ?? [];
    deliveries.set(path, [...list, { path, headers: request.headers, bytes, body: parse(bytes), at: Date.now() }]);
    const reply = replies.get(path)?.(list.length + 1) ?? ACKNOWLEDGEMENT;
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pathOf = (address: string) => address.slice(origin.length);
  return {
    address() {
      count += 1;
      return `${origin}/hooks/${count}?shop=7`;
    },
    at: (address) => deliveries.get(pathOf(address)) ?? [],
    answer: (address, reply) => replies.set(pathOf(address), typeof reply === 'function' ? reply : () => reply),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
