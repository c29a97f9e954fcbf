/** The REST API's calls on customers and on their way to the linking pages. */
import { findApiCustomer, findApiLinkSession } from '@/lib/api/views';
import { createApiCustomer } from '@/lib/customers/create-customer';
import { Refusal } from '@/lib/kit/errors';
import type { Id } from '@/lib/kit/ids';
import { readLinkSession } from '@/lib/wallets/link-views';
import { openLinkSession } from '@/lib/wallets/open-link-session';
import type { ApiHandlers } from '@/lib/web/api-door';
import { found } from './found';

export const customerHandlers: Pick<ApiHandlers, 'createCustomer' | 'createLinkSession' | 'readLinkSession'> = {
  createCustomer: {
    async act({ ctx, body }) {
      const { customerId, isNew } = await createApiCustomer(ctx, body);
      return { status: isNew ? 201 : 200, body: found(await findApiCustomer(ctx.db, customerId)) };
    },
  },
  createLinkSession: {
    async act({ ctx, body }) {
      const customerId = body.customerId as Id<'cus'>;
      if (!(await findApiCustomer(ctx.db, customerId))) {
        throw new Refusal('invalid_input', { customerId: 'There is no such customer.' });
      }
      const { id, url } = await openLinkSession(ctx, { ...body, customerId, brand: body.wallet ?? null });
      return { status: 201, body: { ...found(await findApiLinkSession(ctx.db, id)), url } };
    },
  },
  readLinkSession: {
    async act({ ctx, id }) {
      // One that nobody used in time ends by being asked for.
      const session = await readLinkSession(ctx, id);
      return { status: 200, body: found(await findApiLinkSession(ctx.db, session.id)) };
    },
  },
};
