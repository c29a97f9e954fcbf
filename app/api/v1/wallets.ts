/** The REST API's calls on linked wallets. */
import { findApiWallet, listApiWallets } from '@/lib/api/views';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { requestRevoke } from '@/lib/wallets/revoke-wallet';
import type { ApiHandlers } from '@/lib/web/api-door';
import { found, isStatus } from './found';

const readWallet = async (db: Context['db'], id: string) => found(await findApiWallet(db, id as Id<'wal'>));

export const walletHandlers: Pick<ApiHandlers, 'listWallets' | 'readWallet' | 'revokeWallet'> = {
  listWallets: {
    async act({ ctx, query }) {
      const filter = { ...query, customerId: query.customerId as Id<'cus'> | undefined };
      return { status: 200, body: await listApiWallets(ctx.db, filter) };
    },
  },
  readWallet: {
    act: async ({ ctx, id }) => ({ status: 200, body: await readWallet(ctx.db, id) }),
  },
  revokeWallet: {
    async act({ ctx, id }) {
      await requestRevoke(ctx, id as Id<'wal'>);
      return { status: 202, subjectId: id };
    },
    read: readWallet,
    awaits: 'wallet',
    isOpen: isStatus('REVOKING'),
  },
};
