/** What each call of the REST API does, put together. */
import type { ApiHandlers } from '@/lib/web/api-door';
import { customerHandlers } from './customers';
import { orderHandlers } from './orders';
import { walletHandlers } from './wallets';
import { webhookHandlers } from './webhooks';

export const apiHandlers: ApiHandlers = {
  ...customerHandlers,
  ...walletHandlers,
  ...orderHandlers,
  ...webhookHandlers,
};
