/**
 * Figures for Prometheus. Open to whoever shows METRICS_TOKEN; where none is set, to this machine alone, and then not to
 * what a proxy on it passes on.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { metricsText } from '@/lib/kit/metrics';
import { Refusal } from '@/lib/kit/errors';
import { isFromHere } from '@/lib/web/address';
import { door } from '@/lib/web/doorframe';
import { readFigures } from '@/lib/web/figures';

export const GET = door({ audience: 'machine', name: 'metrics' }, async ({ ctx, request, runtime }) => {
  const token = runtime.env.metricsToken?.reveal() ?? null;
  const given = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const allowed = token === null ? isFromHere(request.headers) : given !== undefined && sameText(given, token);
  if (!allowed) throw new Refusal('not_allowed');
  await readFigures(ctx);
  const { contentType, text } = await metricsText();
  return new Response(text, { headers: { 'content-type': contentType } });
});

/** Compares digests, so that neither length nor content shows in the time. */
function sameText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
