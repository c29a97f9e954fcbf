/**
 * What stands before two webs: hands each request to the next one that says it is ready. Like its elder brothers it repeats
 * only what never left: a connection that was refused. Everything else is the client's to repeat.
 */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';

const LOOK_EVERY_MS = 250;
const LOOK_TIMEOUT_MS = 2_000;

export interface Balancer {
  /** How many requests each of the ports has answered. */
  served(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

export async function openBalancer(port: number, backends: readonly number[]): Promise<Balancer> {
  const ready = new Set<number>();
  const served = new Map(backends.map((backend) => [backend, 0]));
  const agent = new http.Agent({ keepAlive: true });
  let turn = 0;

  function nextBackend(without: ReadonlySet<number>): number | undefined {
    const candidates = backends.filter((backend) => ready.has(backend) && !without.has(backend));
    return candidates[(turn += 1) % Math.max(1, candidates.length)];
  }

  /** With its body read, so that it can go to the next one when the first refuses the connection. */
  function forward(request: IncomingMessage, body: Buffer, response: ServerResponse, tried: Set<number>): void {
    const backend = nextBackend(tried);
    if (backend === undefined) return void response.writeHead(503).end();
    const { method, url: path, headers } = request;
    const sent = http.request({ host: '127.0.0.1', port: backend, method, path, headers, agent }, (answer) => {
      served.set(backend, (served.get(backend) ?? 0) + 1);
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        ready.delete(backend);
        return forward(request, body, response, tried.add(backend));
      }
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    sent.end(body);
  }

  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => forward(request, Buffer.concat(parts), response, new Set()));
  });

  async function look(backend: number): Promise<void> {
    const options = { host: '127.0.0.1', port: backend, path: '/api/health/ready', timeout: LOOK_TIMEOUT_MS };
    const isReady = await new Promise<boolean>((resolve) => {
      const asked = http.get(options, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => resolve(false));
    });
    if (isReady) ready.add(backend);
    else ready.delete(backend);
  }

  const timer = setInterval(() => void Promise.all(backends.map(look)), LOOK_EVERY_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    served: () => served,
    async close() {
      clearInterval(timer);
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
