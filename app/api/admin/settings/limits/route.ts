/** Money limits in one currency. */
import { changeLimits } from '@/lib/settings/change-settings';
import { changeLimitsInput } from '@/lib/settings/input';
import { readSettings } from '@/lib/settings/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'settings.change', body: { schema: changeLimitsInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    await changeLimits(ctx, body);
    return json(await readSettings(ctx));
  },
);
