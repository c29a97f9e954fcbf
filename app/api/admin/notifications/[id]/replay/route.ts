/** Applies a kept notification once more, through the same door. */
import { replayNotification } from '@/lib/notifications/replay';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'notifications.replay', ids: { id: 'ntf' } },
  async ({ ctx, params }) => {
    const replayed = await replayNotification(ctx, params.id);
    return json(replayed);
  },
);
