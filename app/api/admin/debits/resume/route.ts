/** The same switch back: debits that waited are due at once. */
import { resumeDebits } from '@/lib/settings/pause-debits';
import { readSettings } from '@/lib/settings/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door({ audience: 'staff', action: 'debits.pause' }, async ({ ctx }) => {
  await resumeDebits(ctx);
  return json(await readSettings(ctx));
});
