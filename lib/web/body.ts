/**
 * Reads a request's body with a limit in bytes and in time. Knows no format: a notification's signature stands over the
 * raw bytes.
 */
import { Refusal } from '@/lib/kit/errors';

/** Every message and form of ours is far smaller; notifications of Alipay are a few KiB. */
export const BODY_BYTES_MAX = 64 * 1024;
/** A phone on a bad line sends a form in a second; who drips bytes for longer holds a connection, and is told so within ten seconds. */
export const BODY_TIMEOUT_MS = 8_000;

export interface BodyLimits {
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
}

/** @throws Refusal `body_too_large`, `request_timeout`, `malformed` (the connection broke off) */
export async function readBodyBounded(request: Request, limits: BodyLimits = {}): Promise<Uint8Array> {
  const maxBytes = limits.maxBytes ?? BODY_BYTES_MAX;
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw new Refusal('body_too_large');
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Refusal('request_timeout')), limits.timeoutMs ?? BODY_TIMEOUT_MS);
  });
  try {
    return await Promise.race([readAll(reader, maxBytes), late]);
  } catch (error) {
    // Nothing more is read from this client; a failing cancel of a broken stream adds nothing.
    reader.cancel().catch(() => undefined);
    throw error instanceof Refusal ? error : new Refusal('malformed');
  } finally {
    clearTimeout(timer);
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, total);
    total += value.byteLength;
    if (total > maxBytes) throw new Refusal('body_too_large');
    chunks.push(value);
  }
}
