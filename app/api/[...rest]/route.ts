/**
 * Whatever under /api/ is no address of ours: a program gets a problem it can read, with the headers of every other door.
 */
import { Refusal } from '@/lib/kit/errors';
import { door } from '@/lib/web/doorframe';

const nothing = door({ audience: 'machine', name: 'nobody' }, async () => {
  throw new Refusal('not_found');
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
