/**
 * For tests: a merchant's own system that takes webhooks. It verifies each with the library's own check, keeps what it got,
 * and misbehaves when told to.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export type Manner = 'takes' | 'fails' | 'hangs' | 'redirects' | 'resets' | 'gone';

export interface Got {
  readonly path: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it was answered, or did not. */
  readonly manner: Manner;
}

export interface TestReceiver {
  readonly url: string;
  /** Everything that arrived, whatever it was answered. */
  readonly got: Got[];
  behave(manner: Manner): void;
  /** Nobody listens there any more, until `comeUp`. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestReceiver(): Promise<TestReceiver> {
  const got: Got[] = [];
  let manner: Manner = 'takes';
  let port = 0;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
    const body = Buffer.concat(chunks).toString('utf8');
    got.push({ path: request.url ?? '', id: headers['webhook-id'] ?? '', headers, body, manner });
    answer(response, manner);
  });
  const comeUp = async () => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const goDown = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await comeUp();
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    got,
    behave: (next) => void (manner = next),
    goDown,
    comeUp,
    stop: goDown,
  };
}

function answer(response: http.ServerResponse, manner: Manner): void {
  switch (manner) {
    case 'takes':
      return void response.writeHead(204).end();
    case 'fails':
      return void response.writeHead(500).end('it broke');
    case 'gone':
      return void response.writeHead(410).end();
    case 'redirects':
      return void response.writeHead(302, { location: '/elsewhere' }).end();
    case 'resets':
      return void response.socket?.resetAndDestroy();
    case 'hangs':
      return;
  }
}

/** @throws WebhookVerificationError, as a merchant's own code would */
export function verified(
  secret: string,
  { body, headers }: Got,
): { type: string; timestamp: string; data: { id: string } } {
  return new Webhook(secret).verify(body, headers) as { type: string; timestamp: string; data: { id: string } };
}
