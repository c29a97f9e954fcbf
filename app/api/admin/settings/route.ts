/** The merchant's choices: the stale limit, the hours of retries, what happens to what hangs and to what came twice. */
import { changeSettings } from '@/lib/settings/change-settings';
import { changeSettingsInput } from '@/lib/settings/input';
import { readSettings } from '@/lib/settings/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'settings.change', body: { schema: changeSettingsInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    await changeSettings(ctx, body);
    return json(await readSettings(ctx));
  },
);
