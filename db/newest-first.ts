/**
 * The order of every list that is read newest first, and where its next page begins: said in one way, which is the way that the
 * lists' indexes are sorted in.
 *
 * The schema's `.desc()` makes an index with the nulls last, while `desc` in a query means the nulls first. Though no such column
 * has nulls, PostgreSQL then sorts every row of a list for one page of it.
 */
import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Place } from '../lib/kit/page';

export function newestFirst(at: AnyColumn, id: AnyColumn): SQL {
  return sql`${at} desc nulls last, ${id} desc nulls last`;
}

/** What comes after a place: rows that are added meanwhile move nothing. One comparison, so that an index leads there. */
export function olderThan(at: AnyColumn, id: AnyColumn, place: Place | null): SQL | undefined {
  return place ? sql`(${at}, ${id}) < (${place.createdAt.toISOString()}::timestamptz, ${place.id}::text)` : undefined;
}
