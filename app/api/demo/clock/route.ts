/**
 * The demo's clock: read by its pages, moved by the simulator, which shows the secret that both were given at their start.
 * In other modes, and without a secret, there is nothing at this address.
 */
import { setClockInput } from '@/lib/demo/input';
import { setClock } from '@/lib/demo/set-clock';
import { viewClock } from '@/lib/demo/views';
import { Refusal } from '@/lib/kit/errors';
import type { Secret } from '@/lib/kit/secret';
import type { Runtime } from '@/lib/runtime';
import { json } from '@/lib/web/answers';
import { showsBearer } from '@/lib/web/bearer';
import { door } from '@/lib/web/doorframe';
import { readInput } from '@/lib/web/input-form';

export const GET = door({ audience: 'machine', name: 'demo page' }, async ({ runtime }) => {
  requireDoor(runtime);
  return json(viewClock(runtime.clock));
});

export const PUT = door({ audience: 'machine', name: 'simulator' }, async ({ ctx, request, runtime }) => {
  // Before the body is looked at: a stranger learns nothing about what would be taken.
  if (!showsBearer(request.headers, requireDoor(runtime))) throw new Refusal('secret_needed');
  const input = await readInput(request, { schema: setClockInput, kinds: ['json'] });
  runtime.clock.adopt(await setClock(ctx, input));
  const { now, rate } = viewClock(runtime.clock);
  return json({ now, rate });
});

/** @throws Refusal `not_found` where the clock cannot be moved */
function requireDoor(runtime: Runtime): Secret {
  const secret = runtime.env.demoClockSecret;
  if (!secret) throw new Refusal('not_found');
  return secret;
}
