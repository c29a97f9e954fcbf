/** Whether Alipay refuses our configuration, for the dashboard's card that watches it. */
import { readConfigurationStop } from '@/lib/configuration/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'overview.read' }, async ({ ctx }) =>
  json({ stop: await readConfigurationStop(ctx) }),
);
