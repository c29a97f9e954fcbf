/**
 * Keeps the newest of the mail that was refused at the door, so that an operator can see who knocked (masked) and an engineer
 * why its signature did not hold (the bytes, sealed). It is never applied. A flood of it costs little: a few a second are kept, the rest is only counted (the door's figures count all).
 */
import { sql } from 'drizzle-orm';
import { newestFirst } from '@/db/newest-first';
import { refusedNotifications, type NotificationKind } from '@/db/schema/notifications';
import { maskBody } from '@/lib/alipay/mask';
import { parseSignatureHeader } from '@/lib/alipay/signature';
import { rawMessage, RECEIVED_PATH, signedHeaders } from '@/lib/audit/keep-exchange';
import type { Context } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { readNews } from './read-news';

/** Enough to see a pattern; a flood of forged mail must not fill a disk. */
const KEPT_MAX = 1_000;
/** Tidying reads the whole table; between two times it grows past its cap by this much and no more. */
const TIDY_EVERY = 50;
/** Per process. Who knocks by mistake is seen with fewer; who floods the door gets no more work out of the database. */
const KEPT_PER_SECOND = 5;
/** Of one message: forged bodies may be anything. */
const KEPT_BODY_LENGTH = 4_096;
/** Alipay's versions are a digit or two; a stranger may write anything. */
const KEPT_VERSION_LENGTH = 16;
/** Of one message, sealed. Alipay's are a few KiB; with the cap above a forger fills some 20 MB and no more. */
const KEPT_MESSAGE_BYTES = 16 * 1024;

interface RefusedMail {
  readonly kind: NotificationKind;
  /** What the request line said, which behind a proxy need not be what Alipay was told. */
  readonly receivedPath?: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly address: string | null;
}

/** This process's own count; several processes keep a few each. */
let second = { beganMs: 0, refused: 0 };
let keptByProcess = 0;

/** Never fails: whether it could be kept changes nothing about the refusal. The limit keeps real time. */
export async function keepRefused(ctx: Context, incoming: RefusedMail, reason: string): Promise<void> {
  const place = placeInSecond(ctx.realNow().getTime());
  const about = { kind: incoming.kind, reason, address: incoming.address };
  if (place === KEPT_PER_SECOND + 1) ctx.log.warn(about, 'more notifications are refused than are kept');
  if (place > KEPT_PER_SECOND) return;
  ctx.log.warn(about, 'a notification was refused');
  try {
    await insertRefused(ctx, incoming, reason);
    keptByProcess += 1;
    // The first one too: a process that never lives to keep fifty would otherwise never tidy.
    if (keptByProcess % TIDY_EVERY === 1) await removeOldest(ctx);
  } catch (error) {
    ctx.log.error({ err: error, kind: incoming.kind }, 'a refused notification could not be kept');
  }
}

/** 1 for the first refused message of a second. A clock that was set back begins a new one. */
function placeInSecond(nowMs: number): number {
  if (nowMs < second.beganMs || nowMs >= second.beganMs + 1_000) second = { beganMs: nowMs, refused: 0 };
  second.refused += 1;
  return second.refused;
}

async function insertRefused(ctx: Context, incoming: RefusedMail, reason: string): Promise<void> {
  const news = readNews(incoming.kind, incoming.body);
  const id = newId('ntf', ctx.now().getTime());
  await ctx.db.insert(refusedNotifications).values({
    id,
    kind: incoming.kind,
    reason,
    keyVersion: versionNamed(incoming),
    bodyMasked: maskBody(incoming.body).slice(0, KEPT_BODY_LENGTH),
    messageSealed: sealMessage(ctx, incoming, id),
    subject: news.kind === 'news' ? (news.subject?.slice(0, 64) ?? null) : null,
    address: incoming.address,
    receivedAt: ctx.now(),
  });
}

function sealMessage(ctx: Context, incoming: RefusedMail, row: string): string | null {
  const { headers, receivedPath, body } = incoming;
  const message = rawMessage(
    { ...signedHeaders(headers), ...(receivedPath && { [RECEIVED_PATH]: receivedPath }) },
    body,
  );
  if (message.byteLength > KEPT_MESSAGE_BYTES) return null;
  return ctx.sealer.seal(message, { table: 'refused_notifications', row, column: 'message' });
}

async function removeOldest(ctx: Context): Promise<void> {
  const tooOld = ctx.db
    .select({ id: refusedNotifications.id })
    .from(refusedNotifications)
    .orderBy(newestFirst(refusedNotifications.receivedAt, refusedNotifications.id))
    .offset(KEPT_MAX);
  await ctx.db.delete(refusedNotifications).where(sql`${refusedNotifications.id} in (${tooOld})`);
}

/** Which key it says it was signed with; believed no further than that somebody wrote it. */
function versionNamed({ headers }: RefusedMail): string | null {
  const named = parseSignatureHeader(headers.get('signature') ?? '')?.keyVersion;
  return named?.slice(0, KEPT_VERSION_LENGTH) ?? null;
}
