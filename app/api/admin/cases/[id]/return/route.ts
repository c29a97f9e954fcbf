/** Returns money that came twice or late, by cancel or refund. */
import { readCase } from '@/lib/cases/views';
import { returnSurplusInput } from '@/lib/refunds/input';
import { returnSurplus } from '@/lib/refunds/return-surplus';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'refunds.request',
    ids: { id: 'cas' },
    body: { schema: returnSurplusInput, kinds: ['json'] },
  },
  async ({ ctx, params, body }) => {
    const way = await returnSurplus(ctx, { caseId: params.id, ...body });
    return json({ ...(await readCase(ctx, params.id)), way }, { status: 202 });
  },
);
