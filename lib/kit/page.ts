/**
 * A page of a list: rows and where the next page begins. Cursors are opaque to callers and hold only a place, no filter.
 */
import { isStorableMoment } from './moment';

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}

/** A place in a list ordered newest first. */
export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

export function encodeCursor(place: Place): string {
  return Buffer.from(`${place.createdAt.getTime()}.${place.id}`).toString('base64url');
}

/** Reads a cursor from an address; null when it is not one of ours (the list then begins at its start). */
export function decodeCursor(text: string | null | undefined): Place | null {
  if (!text || text.length > 100) return null;
  const match = /^(\d{1,15})\.([a-z]{3}_[0-9A-Z]{26})$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (!match) return null;
  const createdAt = new Date(Number(match[1]));
  return isStorableMoment(createdAt) ? { createdAt, id: match[2]! } : null;
}

/**
 * Rows as a page: whoever reads asks for one more than the limit, and that one only says that there is a next page.
 *
 * @param placeOf where a row stands in the list
 */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (row: T) => Place): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

/** Of a view, whose moments are text. */
export function placeOfView({ id, createdAt }: { readonly id: string; readonly createdAt: string }): Place {
  return { id, createdAt: new Date(createdAt) };
}
