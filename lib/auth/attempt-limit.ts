/**
 * Counts attempts per key in PostgreSQL, so that several web processes count together.
 *
 * Each attempt is one statement of its own, outside any transaction of the verb: a refused attempt must stay counted. The
 * clock is the database's. Knows nothing of passwords; keys of accounts are hashed, so that the table holds no addresses.
 */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import type { Database } from '@/db/client';
import { attemptLimits } from '@/db/schema/attempts';
import { Refusal } from '@/lib/kit/errors';

/** A quarter of an hour: long enough to make guessing useless, short enough that a locked-out owner waits it out. */
const WINDOW_MS = 15 * 60 * 1000;
/** A person who misremembers needs a handful; a guesser gets 960 a day against 10+ characters. */
export const ATTEMPTS_PER_ACCOUNT = 10;
/** A household or an office shares an address; a spray over many accounts from one address ends here. */
export const ATTEMPTS_PER_ADDRESS = 50;
/** Expired counters that one attempt takes away with it, so that the table stays as small as the traffic. */
const CLEANED_PER_ATTEMPT = 20;

export interface AttemptKey {
  readonly key: string;
  readonly limit: number;
}

export function accountKey(email: string): AttemptKey {
  const digest = createHash('sha256').update(email.toLowerCase()).digest('base64url');
  return { key: `account:${digest}`, limit: ATTEMPTS_PER_ACCOUNT };
}

/** An IPv6 customer holds a whole /64, so that network counts as one address. */
export function addressKey(address: string | null): AttemptKey {
  return { key: `address:${networkOf(address)}`, limit: ATTEMPTS_PER_ADDRESS };
}

/** @throws Refusal `too_many_attempts` when any of the keys is over its limit; all of them are counted */
export async function takeAttempt(db: Database, keys: readonly AttemptKey[]): Promise<void> {
  const counts = await Promise.all(keys.map(async (key) => (await countOne(db, key.key)) <= key.limit));
  await removeExpired(db);
  if (counts.includes(false)) throw new Refusal('too_many_attempts');
}

/** After the right password: the account starts anew, the address gets this one attempt back. */
export async function giveBackAttempt(db: Database, account: AttemptKey, address: AttemptKey): Promise<void> {
  await db.delete(attemptLimits).where(eq(attemptLimits.key, account.key));
  await db
    .update(attemptLimits)
    .set({ points: sql`greatest(${attemptLimits.points} - 1, 0)` })
    .where(eq(attemptLimits.key, address.key));
}

/** After another one gave the account a new password. */
export async function forgetAttempts(db: Database, email: string): Promise<void> {
  await db.delete(attemptLimits).where(eq(attemptLimits.key, accountKey(email).key));
}

const databaseNowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

async function countOne(db: Database, key: string): Promise<number> {
  const over = sql`${attemptLimits.expire} <= ${databaseNowMs}`;
  const ends = sql`${databaseNowMs} + ${WINDOW_MS}::bigint`;
  const [row] = await db
    .insert(attemptLimits)
    .values({ key, points: 1, expire: ends })
    .onConflictDoUpdate({
      target: attemptLimits.key,
      set: {
        points: sql`case when ${over} then 1 else least(${attemptLimits.points} + 1, 1000000) end`,
        expire: sql`case when ${over} then ${ends} else ${attemptLimits.expire} end`,
      },
    })
    .returning({ points: attemptLimits.points });
  return row!.points;
}

async function removeExpired(db: Database): Promise<void> {
  await db.execute(sql`delete from ${attemptLimits} where ${attemptLimits.key} in (
    select key from ${attemptLimits} where expire <= ${databaseNowMs} limit ${CLEANED_PER_ATTEMPT} for update skip locked)`);
}

function networkOf(address: string | null): string {
  if (!address) return 'unknown';
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
