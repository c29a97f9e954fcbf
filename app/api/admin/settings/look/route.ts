/** The merchant's own colour on its customers' pages. */
import { changeLook } from '@/lib/settings/change-settings';
import { changeLookInput } from '@/lib/settings/input';
import { readSettings } from '@/lib/settings/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'settings.change', body: { schema: changeLookInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    await changeLook(ctx, body);
    return json(await readSettings(ctx));
  },
);
