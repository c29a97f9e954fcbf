/**
 * What all notifications share: the check that Alipay wrote them, and the fixed answer that stops their repetition.
 *
 * The signature stands over the raw bytes and the path that Alipay was told, which behind a proxy need not be the path a server sees.
 * Nothing is parsed before it holds. Acknowledge only what is stored.
 *
 * Wire: protocol 2.3, 2.5, 3.10 and 8. Does not know: what a notification says (its own files do), HTTP servers, storage.
 */
import type { KeyObject } from 'node:crypto';
import { keyForVersion } from '@/lib/alipay/keys';
import { parseSignatureHeader, verifySignature } from '@/lib/alipay/signature';
import { readTime } from '@/lib/alipay/wire-answer';

/** The body that Alipay takes for an acknowledgement; HTTP 200, `application/json`, unsigned. */
export const acknowledgement = '{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}';

export interface ReceivedNotification {
  /** Path and query of the notify address as Alipay was told it. */
  readonly path: string;
  /** A web `Headers` fits. */
  readonly headers: { get(name: string): string | null };
  /** The body's bytes as they arrived. */
  readonly body: Uint8Array;
  readonly clientId: string;
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

export type NotificationVerdict =
  | {
      readonly kind: 'verified';
      readonly keyVersion: string;
      /** Null when the signed text is not a time we can read. */
      readonly requestTime: Date | null;
    }
  | {
      readonly kind: 'refused';
      readonly reason: 'missing_header' | 'foreign_client' | 'malformed_signature' | 'unknown_key' | 'bad_signature';
    };

/** A verified notification whose content is not what the protocol says. */
export interface MalformedNotification {
  readonly kind: 'malformed';
  /** Names the field, never its content. */
  readonly problem: string;
}

export function verifyNotification(received: ReceivedNotification): NotificationVerdict {
  const clientId = received.headers.get('client-id');
  const time = received.headers.get('request-time');
  const signatureText = received.headers.get('signature');
  if (!clientId || !time || !signatureText) return { kind: 'refused', reason: 'missing_header' };
  if (clientId !== received.clientId) return { kind: 'refused', reason: 'foreign_client' };
  const header = parseSignatureHeader(signatureText);
  if (header === null) return { kind: 'refused', reason: 'malformed_signature' };
  const chosen = keyForVersion(received.publicKeys, header.keyVersion);
  if (chosen === null) return { kind: 'refused', reason: 'unknown_key' };
  const parts = { path: received.path, clientId, time, body: received.body };
  if (!verifySignature(parts, header.signature, chosen.key)) return { kind: 'refused', reason: 'bad_signature' };
  return { kind: 'verified', keyVersion: chosen.version, requestTime: readTime(time) };
}
