/** The REST API: every address below /api/v1, by the table of its calls. */
import { apiRouter } from '@/lib/web/api-router';
import { apiHandlers } from '../handlers';

const answer = apiRouter(apiHandlers);

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
