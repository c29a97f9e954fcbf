/**
 * The door of Alipay's notifications: verified over the raw bytes before anything is parsed, kept word for word, applied
 * in a savepoint of the same transaction, acknowledged only when that transaction is committed.
 *
 * If applying fails the words are still kept and the sweep applies them. If keeping fails nothing is acknowledged, and
 * Alipay sends again.
 */
import { createHash, type KeyObject } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { NOTIFICATION_KINDS, notifications, type NotificationKind } from '@/db/schema/notifications';
import { rawMessage, readable, signedHeaders } from '@/lib/audit/keep-exchange';
import { verifyNotification } from '@/lib/alipay/notification';
import { maskBody } from '@/lib/alipay/mask';
import type { Context } from '@/lib/context';
import { newId, type Id } from '@/lib/kit/ids';
import { applyNotification, UNREADABLE } from './apply';
import { keepRefused } from './keep-refused';
import { readNews, type News } from './read-news';

export type { NotificationKind };

/** Whether the last part of an address names one of the three doors. */
export function isNotificationKind(text: unknown): text is NotificationKind {
  return NOTIFICATION_KINDS.some((kind) => kind === text);
}

export interface IncomingNotification {
  readonly kind: NotificationKind;
  /** Path of the address as Alipay was told it: never what the request line says. */
  readonly path: string;
  /** What the request line says; kept only where it may explain a refusal. */
  readonly receivedPath?: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly address: string | null;
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

export type NotificationReceived =
  | { readonly kind: 'acknowledged'; readonly repeated: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly problem: string };

export async function receiveNotification(ctx: Context, incoming: IncomingNotification): Promise<NotificationReceived> {
  const verdict = verifyNotification({ ...incoming, clientId: ctx.settings.clientId });
  if (verdict.kind === 'refused') {
    await keepRefused(ctx, incoming, verdict.reason);
    return { kind: 'refused', reason: verdict.reason };
  }
  const news = readNews(incoming.kind, incoming.body);
  const { id, repeated } = await keep(ctx, incoming, verdict.keyVersion, news);
  const about = { notification: id, kind: incoming.kind, repeated };
  // Alipay said something, and is told that it was not understood. The words are kept: a later version may read them.
  if (news.kind === 'malformed') {
    ctx.log.warn({ ...about, problem: news.problem }, 'a signed notification could not be read');
    return news;
  }
  if (news.unlistedCode !== null) ctx.log.warn({ ...about, code: news.unlistedCode }, UNLISTED);
  ctx.log.info({ ...about, subject: news.subject }, 'notification kept');
  return { kind: 'acknowledged', repeated };
}

const UNLISTED = 'Alipay told a code that our table does not hold; its status alone was followed';

/** The words and what they change, in one transaction. Sent once more they are counted, and change nothing. */
async function keep(
  ctx: Context,
  incoming: IncomingNotification,
  keyVersion: string,
  news: News,
): Promise<{ readonly id: Id<'ntf'>; readonly repeated: boolean }> {
  const now = ctx.now();
  const id = newId('ntf', now.getTime());
  const bodyHash = createHash('sha256').update(`${incoming.kind}\n`).update(incoming.body).digest('base64url');
  const headers = Object.fromEntries(incoming.headers.entries());
  const signed = signedHeaders(incoming.headers);

  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(notifications)
      .values({
        id,
        kind: incoming.kind,
        bodyHash,
        bodySealed: ctx.sealer.seal(rawMessage(signed, incoming.body), {
          table: 'notifications',
          row: id,
          column: 'body',
        }),
        bodyMasked: maskBody(incoming.body),
        headers: readable(headers),
        keyVersion,
        subject: news.kind === 'news' ? news.subject : null,
        resultCode: news.kind === 'news' ? news.resultCode : null,
        address: incoming.address,
        receivedAt: now,
        lastReceivedAt: now,
        status: 'RECEIVED',
      })
      .onConflictDoUpdate({
        target: notifications.bodyHash,
        set: { repeats: sql`${notifications.repeats} + 1`, lastReceivedAt: now },
      })
      .returning();
    const repeated = row!.id !== id;
    // Told again after we have learnt to read it, it is news.
    const isReadNow = news.kind === 'news' && row!.outcome?.startsWith(UNREADABLE) === true;
    if (!repeated || isReadNow) await applyInSavepoint({ ...ctx, db: tx }, row!.id, isReadNow);
    return { repeated, id: row!.id };
  });
}

/** What fails here must not lose the words: they stay `RECEIVED`, and the sweep tries again. */
async function applyInSavepoint(ctx: Context, id: Id<'ntf'>, again: boolean): Promise<void> {
  try {
    await ctx.db.transaction((savepoint) => applyNotification({ ...ctx, db: savepoint }, id, { again }));
  } catch (error) {
    ctx.log.error({ err: error, notification: id }, 'a notification was kept but not applied; the sweep applies it');
    await ctx.db.update(notifications).set({ outcome: 'applying failed' }).where(eq(notifications.id, id));
  }
}
