/** Speaks to the notification doors as Alipay does, with the demo's own key, and as somebody who does not have it. */
import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dataDir } from './browser-watch';

export interface Spoken {
  /** Bytes, since Playwright would mend text that is not JSON. */
  readonly data: Buffer;
  readonly headers: Record<string, string>;
}

interface Voice {
  readonly key: KeyObject;
  readonly clientId: string;
}

const secret = (name: string) => readFileSync(path.join(dataDir(), 'secrets', name), 'utf8').trim();

export const alipay = (): Voice => ({
  key: createPrivateKey(secret('alipay-private.pem')),
  clientId: secret('client-id'),
});

export const impostor = (): Voice => ({
  key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  clientId: secret('client-id'),
});

export function speak({ key, clientId }: Voice, kind: 'payments' | 'refunds' | 'authorizations', text: string): Spoken {
  const time = String(Date.now());
  const said = `POST /api/alipay/notifications/${kind}\n${clientId}.${time}.${text}`;
  const signature = encodeURIComponent(sign('sha256', Buffer.from(said), key).toString('base64'));
  return {
    data: Buffer.from(text),
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'client-id': clientId,
      'request-time': time,
      signature: `algorithm=RSA256,keyVersion=1,signature=${signature}`,
    },
  };
}
