/** The switch: nothing new is debited until somebody resumes. */
import { pauseDebitsInput } from '@/lib/settings/input';
import { pauseDebits } from '@/lib/settings/pause-debits';
import { readSettings } from '@/lib/settings/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'debits.pause', body: { schema: pauseDebitsInput, kinds: ['json'] } },
  async ({ ctx, body }) => {
    await pauseDebits(ctx, body);
    return json(await readSettings(ctx));
  },
);
