/** What a call of the REST API is, for whoever describes, serves or tells of one. */
import type { z } from 'zod';
import type { IdPrefix } from '@/lib/kit/ids';
import type { Action } from '@/lib/auth/roles';
import type { RefusalCode } from '@/lib/kit/errors';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiCall<Body = unknown, Query = unknown> {
  readonly method: Method;
  /** Below /api/v1; `{id}` stands for an id. */
  readonly path: string;
  readonly id?: IdPrefix;
  readonly action: Action;
  readonly tag: 'Customers' | 'Linking' | 'Wallets' | 'Orders' | 'Refunds' | 'Webhooks';
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType<Body>;
  /** The call may come without any body at all. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType<Query>;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType | null }>>;
  /** What else than the refusals of every call it may say. */
  readonly refusals: readonly RefusalCode[];
  /** Takes `Prefer: wait=N`. */
  readonly waits?: boolean;
}

export function describeCall<Body = unknown, Query = unknown>(described: ApiCall<Body, Query>): ApiCall<Body, Query> {
  return described;
}
