/**
 * Counts mail that was refused at the door and keeps the newest of it, masked, so that an operator can see who knocked.
 * It is never applied, and never grows past its cap.
 */
import { desc, sql } from 'drizzle-orm';
import { refusedNotifications, type NotificationKind } from '@/db/schema/notifications';
import { maskBody } from '@/lib/alipay/mask';
import type { Context } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { readNews } from './read-news';

/** Enough to see a pattern; a flood of forged mail must not fill a disk. */
const KEPT_MAX = 1_000;
/** Of one message: forged bodies may be anything. */
const KEPT_BODY_LENGTH = 4_096;

export async function keepRefused(
  ctx: Context,
  incoming: { readonly kind: NotificationKind; readonly body: Uint8Array; readonly address: string | null },
  reason: string,
): Promise<void> {
  ctx.log.warn({ kind: incoming.kind, reason, address: incoming.address }, 'a notification was refused');
  const news = readNews(incoming.kind, incoming.body);
  await ctx.db.insert(refusedNotifications).values({
    id: newId('ntf', ctx.now().getTime()),
    kind: incoming.kind,
    reason,
    bodyMasked: maskBody(incoming.body).slice(0, KEPT_BODY_LENGTH),
    subject: news.kind === 'news' ? (news.subject?.slice(0, 64) ?? null) : null,
    address: incoming.address,
    receivedAt: ctx.now(),
  });
  const tooOld = ctx.db
    .select({ id: refusedNotifications.id })
    .from(refusedNotifications)
    .orderBy(desc(refusedNotifications.receivedAt))
    .offset(KEPT_MAX);
  await ctx.db.delete(refusedNotifications).where(sql`${refusedNotifications.id} in (${tooOld})`);
}
