/**
 * Opens a kept message to look at its signature: a call's request or answer, a notification, or mail that was refused. The raw bytes
 * leave the database sealed and are opened here, on the server.
 */
import { eq } from 'drizzle-orm';
import { exchanges } from '@/db/schema/evidence';
import { notifications, refusedNotifications, type NotificationKind } from '@/db/schema/notifications';
import type { SuspectMessage } from '@/lib/alipay/suspect-message';
import { readRawMessage, RECEIVED_PATH } from '@/lib/audit/keep-exchange';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import type { KeptInput } from './input';

/** Where Alipay is told to bring its notifications. */
export function toldPath(kind: NotificationKind): string {
  return `/api/alipay/notifications/${kind}`;
}

/** @throws Refusal `not_found`, `invalid_input` when the bytes asked for were not kept or never were */
export async function openKept(ctx: Context, { id, direction }: KeptInput): Promise<SuspectMessage> {
  if (isId('exg', id)) return openExchange(ctx, id, direction);
  if (isId('ntf', id)) return openNotification(ctx, id);
  throw new Refusal('not_found');
}

async function openExchange(ctx: Context, id: Id<'exg'>, asked: KeptInput['direction']): Promise<SuspectMessage> {
  const [call] = await ctx.db.select().from(exchanges).where(eq(exchanges.id, id));
  if (!call) throw new Refusal('not_found');
  const direction = asked === 'response' ? asked : 'request';
  const { requestSealed, responseSealed } = call;
  if (direction === 'response' && responseSealed === null) {
    throw new Refusal('invalid_input', { direction: 'This call has no answer to examine.' });
  }
  const open = (column: 'request' | 'response', sealed: string) =>
    readRawMessage(ctx.sealer.open(sealed, { table: 'exchanges', row: id, column }));
  const request = open('request', requestSealed);
  const response = responseSealed === null ? null : open('response', responseSealed);
  const chosen = direction === 'response' && response !== null ? response : request;
  const times = { request: request.headers['request-time'], response: response?.headers['response-time'] };
  const otherTime = direction === 'response' ? times.request : times.response;
  return {
    direction,
    path: call.path,
    receivedPath: null,
    ...signedWith(chosen.headers, times[direction]),
    otherTimes: otherTime === undefined ? [] : [otherTime],
    body: chosen.body,
  };
}

async function openNotification(ctx: Context, id: Id<'ntf'>): Promise<SuspectMessage> {
  const [kept] = await ctx.db.select().from(notifications).where(eq(notifications.id, id));
  const [refused] = kept ? [] : await ctx.db.select().from(refusedNotifications).where(eq(refusedNotifications.id, id));
  const row = kept ?? refused;
  if (!row) throw new Refusal('not_found');
  const sealed = kept ? kept.bodySealed : refused?.messageSealed;
  if (!sealed) {
    throw new Refusal('invalid_input', { id: 'The bytes of this message were not kept, so it cannot be examined.' });
  }
  const place = kept
    ? { table: 'notifications', row: id, column: 'body' }
    : { table: 'refused_notifications', row: id, column: 'message' };
  const { headers, body } = readRawMessage(ctx.sealer.open(sealed, place));
  return {
    direction: 'notification',
    path: toldPath(row.kind),
    receivedPath: headers[RECEIVED_PATH] ?? null,
    ...signedWith(headers, headers['request-time']),
    otherTimes: [],
    body,
  };
}

function signedWith(
  headers: Readonly<Record<string, string>>,
  time: string | undefined,
): Pick<SuspectMessage, 'clientId' | 'time' | 'signature'> {
  return { clientId: headers['client-id'] ?? null, time: time ?? null, signature: headers.signature ?? null };
}
