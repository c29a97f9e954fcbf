/**
 * Says whether this process can serve: database and migrations. Worker and gateway are told, and do not make it unready:
 * orders are taken while they rest.
 */
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';
import { readReadiness } from '@/lib/web/readiness';

export const GET = door({ audience: 'machine', name: 'health check' }, async ({ ctx }) => {
  const readiness = await readReadiness(ctx);
  return json(readiness, { status: readiness.status === 'ready' ? 200 : 503 });
});
