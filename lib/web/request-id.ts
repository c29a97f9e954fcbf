/**
 * The name under which a caller and we speak of one request: the caller's own where it sent one that can be kept, else ours.
 */
import { randomBytes } from 'node:crypto';

export const REQUEST_ID_HEADER = 'x-request-id';

/** What goes into a log line and back into a header: no blanks, no quotes, nothing long. */
const KEEPABLE = /^[A-Za-z0-9._:-]{1,64}$/;

const made = new WeakMap<Request, string>();

/** The same for one request, however often it is asked. */
export function requestIdOf(request: Request): string {
  const known = made.get(request);
  if (known) return known;
  const given = request.headers.get(REQUEST_ID_HEADER);
  const id = given && KEEPABLE.test(given) ? given : `req_${randomBytes(12).toString('base64url')}`;
  made.set(request, id);
  return id;
}
