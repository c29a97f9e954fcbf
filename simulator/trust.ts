/**
 * Whether the sender of a request is believed: headers, client, key version, signature, in that order (protocol 2 and
 * 10.4). It refuses to know what is asked.
 */
import { type IncomingMessage } from 'node:http';
import { type Call } from './calls';
import { parseWireTime } from './fields';
import { bytesToSign } from './signature';
import { type World } from './world';

const SANDBOX_CLIENT = 'SANDBOX_';
const SECOND_MS = 1000;

export interface Claim {
  world: World;
  call: Call;
  request: IncomingMessage;
  /** Everything after the host, as it was asked and signed. */
  path: string;
  clientId: string;
}

/** Why the request's sender is not believed; such answers carry no signature (protocol 2.2). */
export type Distrust = 'UNKNOWN_CLIENT' | 'KEY_NOT_FOUND' | 'INVALID_SIGNATURE';

export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** Notes the verdict on the call; undefined when the sender is believed. */
export async function distrust(claim: Claim, body: Buffer): Promise<Distrust | undefined> {
  const { world, call, request, path, clientId } = claim;
  const time = header(request, 'request-time');
  const signatureText = header(request, 'signature');
  call.signatureVerdict = 'missing';
  if (!clientId) return 'UNKNOWN_CLIENT';
  if (!time || !signatureText) return 'INVALID_SIGNATURE';

  call.signatureVerdict = 'unknown client';
  // A sandbox client exists in the sandbox only, and the other way round.
  const inSandbox = path.startsWith('/ams/sandbox/');
  if (clientId !== world.config.clientId || clientId.startsWith(SANDBOX_CLIENT) !== inSandbox) return 'UNKNOWN_CLIENT';

  const verdict = await world.keys.verify(signatureText, bytesToSign(path, clientId, time, body));
  call.signatureVerdict = verdict;
  switch (verdict) {
    case 'valid':
      return undefined;
    case 'unknown key':
      return 'KEY_NOT_FOUND';
    case 'invalid':
      return 'INVALID_SIGNATURE';
  }
}

/** Epoch milliseconds (current documents) or ISO 8601 (older ones): protocol 2.1. */
export function isRequestTime(text: string): boolean {
  return /^\d{13}$/.test(text) || parseWireTime(text) !== undefined;
}

/** Whether the request was sent at about this time, by the simulator's clock; unless switched on, any time will do. */
export function isTimely({ clock, ledger }: World, text: string): boolean {
  const { clockSkewSeconds } = ledger.settings;
  const sentAt = /^\d{13}$/.test(text) ? Number(text) : parseWireTime(text);
  if (clockSkewSeconds === 0 || sentAt === undefined) return true;
  return Math.abs(clock.now() - sentAt) <= clockSkewSeconds * SECOND_MS;
}
