/** Small helpers around node:http: bounded bodies, plain answers, headers every page carries. No word of the domain. */
import { type IncomingMessage, type ServerResponse } from 'node:http';

/** Far above the longest honest request of the protocol. */
export const BODY_LIMIT_BYTES = 64 * 1024;

export class BodyTooLarge extends Error {}

/** The raw bytes; throws BodyTooLarge past the limit, or the socket's own error when it closes midway. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES) throw new BodyTooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request)).toString('utf8'));
}

export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json', JSON.stringify(value));
}

export interface PageOptions {
  status?: number;
  /** Where forms of this page may lead in the end; browsers also hold redirects after a form to it. */
  formAction?: string;
}

export function sendPage(response: ServerResponse, markup: string, options: PageOptions = {}): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${options.formAction ?? "'self'"}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  response.setHeader('content-security-policy', policy.join('; '));
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
  sendText(response, options.status ?? 200, 'text/html', markup);
}

/** 303: whatever the method was, the next one is GET. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  response.end();
}
