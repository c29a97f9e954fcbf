/**
 * Figures for Prometheus. Open to whoever shows METRICS_TOKEN; where none is set, to this machine alone, and then not to
 * what a proxy on it passes on.
 */
import { metricsText } from '@/lib/kit/metrics';
import { Refusal } from '@/lib/kit/errors';
import { isFromHere } from '@/lib/web/address';
import { showsBearer } from '@/lib/web/bearer';
import { door } from '@/lib/web/doorframe';
import { readFigures } from '@/lib/web/figures';

export const GET = door({ audience: 'machine', name: 'metrics' }, async ({ ctx, request, runtime }) => {
  const token = runtime.env.metricsToken;
  const allowed = token === null ? isFromHere(request.headers) : showsBearer(request.headers, token);
  if (!allowed) throw new Refusal('not_allowed');
  await readFigures(ctx);
  const { contentType, text } = await metricsText();
  return new Response(text, { headers: { 'content-type': contentType } });
});
