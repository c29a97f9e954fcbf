/**
 * `Authorization: Bearer …` of machines that share a secret with us.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@/lib/kit/secret';

/** Whether the request shows the secret. Compares digests, so that neither length nor content shows in the time. */
export function showsBearer(headers: Headers, secret: Secret): boolean {
  const given = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(secret.reveal()));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
