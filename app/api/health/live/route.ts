/**
 * Says that this process answers. It asks nothing else, so that a database that is down does not get web killed.
 */
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'machine', name: 'health check' }, async () => json({ status: 'live' }));
