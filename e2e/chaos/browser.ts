/** A browser over HTTP: cookies, our Origin, an address of its own, no redirect followed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from './house';

/** A phone is sent to the wallet's log-in page at once, without a code to scan. */
const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36';
const REQUEST_TIMEOUT_MS = 30_000;
/** At least; a hundred people who press again every second would be the outage themselves. */
const AGAIN_MS = 3_000;

export interface Content {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  /** When the server wishes to be asked again. */
  readonly retryAfterMs: number | null;
  readonly body: unknown;
}

export interface Browser {
  /** One request; rejects when there is no answer. */
  send(method: string, address: string, content?: Content): Promise<Answer>;
  /** The same until there is an answer that is not the server's own failure: what a person does who presses again. */
  insist(method: string, address: string, content: Content, timeoutMs: number): Promise<Answer>;
  /** The cookie of who is signed in; empty when nobody is. */
  session(): string;
}

/** @param address the client's address, as the trusted proxy in front would tell it */
export function openBrowser(house: House, address: string): Browser {
  const cookies = new Map<string, string>();
  async function send(method: string, path: string, { json, form }: Content = {}): Promise<Answer> {
    const response = await fetch(`${house.origin}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        'user-agent': PHONE,
        'x-forwarded-for': address,
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
    const text = await response.text();
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      location: response.headers.get('location'),
      retryAfterMs: retryAfter === null ? null : Number(retryAfter) * 1_000,
      body: parse(text),
    };
  }
  return {
    send,
    session: () => [...cookies].find(([name]) => name.endsWith('session-token'))?.[1] ?? '',
    async insist(method, path, content, timeoutMs) {
      const end = Date.now() + timeoutMs;
      for (;;) {
        const answer = await send(method, path, content).catch((error: unknown) => error);
        if (!(answer instanceof Error) && (answer as Answer).status < 500) return answer as Answer;
        if (Date.now() > end) {
          const last =
            answer instanceof Error ? `${answer.message} ${String(answer.cause ?? '')}` : JSON.stringify(answer);
          throw new Error(`${method} ${path}: no answer within ${timeoutMs / 1000} s; the last was ${last}`);
        }
        const wishMs = answer instanceof Error ? null : (answer as Answer).retryAfterMs;
        // Not all in the same moment.
        await sleep((wishMs ?? AGAIN_MS) * (1 + Math.random()));
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
