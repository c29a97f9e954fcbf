/** "Try now": the worker asks Alipay at once whether our configuration is right again. Nobody waits for it here. */
import { probeNow } from '@/lib/configuration/probe-now';
import { readConfigurationStop } from '@/lib/configuration/views';
import { json, seeOther } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door({ audience: 'staff', action: 'configuration.probe' }, async ({ ctx, plainForm }) => {
  await probeNow(ctx);
  return plainForm ? seeOther('/admin') : json({ stop: await readConfigurationStop(ctx) }, { status: 202 });
});
