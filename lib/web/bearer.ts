/**
 * `Authorization: Bearer …` of machines that share a secret with us.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@/lib/kit/secret';

/** What a request shows as its bearer secret; null where it shows none. */
export function readBearer(headers: Headers): string | null {
  return /^Bearer +(\S.*)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

/** Whether the request shows the secret. Compares digests, so that neither length nor content shows in the time. */
export function showsBearer(headers: Headers, secret: Secret): boolean {
  const given = readBearer(headers);
  return given !== null && timingSafeEqual(digest(given), digest(secret.reveal()));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
