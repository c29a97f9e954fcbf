/**
 * Idempotency keys: the same key, address and body get the same answer again, whatever became of the first caller.
 *
 * The answer is kept in the transaction of the effect, so that there is never one without the other. Whoever is at a key
 * holds a lock of that transaction: it ends with the connection, so a key whose holder died is free at once.
 */
import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { idempotencyKeys } from '@/db/schema/api-keys';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';

/** Real time: a client that repeats after a month has forgotten what it asked. */
const KEPT_DAYS = 30;
/** Of one statement, and how many of them a sweep makes: more than the busiest client adds between two. */
const FORGOTTEN_AT_ONCE = 1_000;
const STATEMENTS_MAX = 20;

export interface KeyedRequest {
  readonly key: string;
  /** Method and path. */
  readonly path: string;
  readonly requestHash: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** What was made or asked for, so that whoever repeats may wait for its end. */
  readonly subjectId: string | null;
}

/** The same for bodies that say the same, however they are written down. */
export function hashRequest(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}

/**
 * Answers from what is kept, or does the work and keeps its answer. `work` gets the transaction and must throw for whatever
 * is not to be kept.
 *
 * @throws Refusal `idempotency_key_in_flight`, `idempotency_key_reused`
 */
export async function answerOnce(
  ctx: Pick<Context, 'db' | 'sealer'>,
  request: KeyedRequest,
  work: (tx: Database) => Promise<KeptAnswer>,
): Promise<{ readonly answer: KeptAnswer; readonly replayed: boolean }> {
  return ctx.db.transaction(async (tx) => {
    const name = JSON.stringify([request.key, request.path]);
    const [lock] = await tx.execute<{ got: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as got`,
    );
    if (!lock?.got) throw new Refusal('idempotency_key_in_flight');
    const kept = await readKept(tx, ctx, request);
    if (kept) return { answer: kept, replayed: true };
    const answer = await work(tx);
    await tx.insert(idempotencyKeys).values({
      key: request.key,
      path: request.path,
      requestHash: request.requestHash,
      status: answer.status,
      answer: seal(ctx, request, answer.body),
      contentType: answer.contentType,
      subjectId: answer.subjectId,
      createdAt: sql`now()`,
    });
    return { answer, replayed: false };
  });
}

/**
 * Whoever waited was told more than what was kept at first; from now on everybody is told that. Once, and no more: what is kept
 * as final stays.
 *
 * @param isOpen whether a kept answer still tells of no end
 */
export async function keepLater(
  ctx: Pick<Context, 'db' | 'sealer'>,
  request: KeyedRequest,
  body: string,
  isOpen: (kept: string) => boolean,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ answer: idempotencyKeys.answer })
      .from(idempotencyKeys)
      .where(isRequest(request))
      .for('update');
    if (!row || !isOpen(ctx.sealer.open(row.answer, nameOf(request)).toString('utf8'))) return;
    await tx
      .update(idempotencyKeys)
      .set({ answer: seal(ctx, request, body) })
      .where(isRequest(request));
  });
}

/** Part of the sweep. */
export async function forgetOldKeys(ctx: Pick<Context, 'db'>): Promise<number> {
  let forgotten = 0;
  for (let statement = 0; statement < STATEMENTS_MAX; statement += 1) {
    const gone = await forgetSome(ctx.db);
    forgotten += gone;
    if (gone < FORGOTTEN_AT_ONCE) break;
  }
  return forgotten;
}

async function forgetSome(db: Database): Promise<number> {
  const old = db
    .select({ row: sql`ctid` })
    .from(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, sql`now() - make_interval(days => ${KEPT_DAYS})`))
    .limit(FORGOTTEN_AT_ONCE);
  const gone = await db
    .delete(idempotencyKeys)
    .where(sql`ctid in ${old}`)
    .returning({ key: idempotencyKeys.key });
  return gone.length;
}

async function readKept(tx: Database, ctx: Pick<Context, 'sealer'>, request: KeyedRequest): Promise<KeptAnswer | null> {
  const [row] = await tx.select().from(idempotencyKeys).where(isRequest(request));
  if (!row) return null;
  if (row.requestHash !== request.requestHash) throw new Refusal('idempotency_key_reused');
  const { status, contentType, subjectId } = row;
  return { status, contentType, subjectId, body: ctx.sealer.open(row.answer, nameOf(request)).toString('utf8') };
}

function isRequest({ key, path }: KeyedRequest) {
  return and(eq(idempotencyKeys.key, key), eq(idempotencyKeys.path, path));
}

/** An answer may hold an address or a secret that is shown once: it is sealed like them. */
function seal(ctx: Pick<Context, 'sealer'>, request: KeyedRequest, body: string): string {
  return ctx.sealer.seal(body, nameOf(request));
}

function nameOf({ key, path }: KeyedRequest) {
  return { table: 'idempotency_keys', row: `${path} ${key}`, column: 'answer' };
}
