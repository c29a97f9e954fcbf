/**
 * Makes messages fit to be looked at: tokens, codes and signatures become the first digits of their hash, by which
 * two of them can be told apart and compared with the ledger's. It works on texts, since a broken message has to be
 * seen as it is. It refuses to know what a message means.
 */
import { createHash } from 'node:crypto';
import { type Message } from './calls';

const DIGITS_SHOWN = 8;

/** A member whose value is a secret, whatever is around it, also when the text ends inside. */
const SECRET_MEMBER =
  /("(?:accessToken|refreshToken|authCode|paymentMethodId|signature)"\s*:\s*)(?:"((?:[^"\\]|\\.)*)"?|(-?\d[^\s,}\]]*))/g;
/** The address of an undecided authorization is a credential, and a returning customer's carries the code. */
const SECRET_PARAMETER = /\b(authId|authCode)=([^&"\s\\]+)/g;
const SECRET_HEADERS = new Set(['agent-token', 'authorization', 'cookie', 'set-cookie', 'proxy-authorization']);

export function maskSecret(secret: string): string {
  return `[secret ${createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, DIGITS_SHOWN)}]`;
}

export function maskBody(text: string): string {
  return text
    .replace(
      SECRET_MEMBER,
      (_, name: string, quoted?: string, bare?: string) => `${name}"${maskSecret(quoted ?? bare ?? '')}"`,
    )
    .replace(SECRET_PARAMETER, (_, name: string, value: string) => `${name}=${maskSecret(value)}`);
}

function maskHeader(name: string, value: string): string {
  if (SECRET_HEADERS.has(name)) return maskSecret(value);
  if (name !== 'signature') return value;
  if (!/signature\s*=/.test(value)) return maskSecret(value);
  return value.replace(/(signature\s*=\s*)([^,]+)/, (_, head: string, item: string) => `${head}${maskSecret(item)}`);
}

export function maskHeaders(headers: Message['headers']): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, maskHeader(name.toLowerCase(), String(value))]));
}

export function maskMessage(message: Message | null): Message | null {
  return message && { headers: maskHeaders(message.headers), body: maskBody(message.body) };
}
