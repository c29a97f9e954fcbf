/** A person decides that a case needs nothing more, and says why. */
import { closeCase } from '@/lib/cases/close-cases';
import { readCase } from '@/lib/cases/views';
import { closeCaseInput } from '@/lib/refunds/input';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  { audience: 'staff', action: 'cases.decide', ids: { id: 'cas' }, body: { schema: closeCaseInput, kinds: ['json'] } },
  async ({ ctx, params, body }) => {
    await closeCase(ctx, { caseId: params.id, ...body });
    return json(await readCase(ctx, params.id));
  },
);
