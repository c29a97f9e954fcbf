/** Finds customers by e-mail, name or id, with the wallets that could pay. */
import { findCustomers } from '@/lib/customers/views';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const GET = door({ audience: 'staff', action: 'orders.place' }, async ({ ctx, query }) =>
  json(await findCustomers(ctx, query.get('term') ?? '')),
);
