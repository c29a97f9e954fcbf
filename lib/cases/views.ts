/**
 * What staff see of cases: what the books could not decide, since when, and what has come of it. JSON-safe.
 */
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { newestFirst, olderThan } from '@/db/newest-first';
import { CASE_STATUSES, cases, type CaseKind } from '@/db/schema/cases';
import { orders } from '@/db/schema/orders';
import { users } from '@/db/schema/users';
import { isAllowed, requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { isId, type Id } from '@/lib/kit/ids';
import type { WireAmount } from '@/lib/kit/money';
import { decodeCursor, encodeCursor, type Page } from '@/lib/kit/page';

export interface CaseView {
  readonly id: Id<'cas'>;
  readonly kind: CaseKind;
  readonly status: (typeof CASE_STATUSES)[number];
  /** The payment, refund or attempt it is about. */
  readonly subjectId: string;
  readonly order: { readonly id: Id<'ord'>; readonly referenceOrderId: string; readonly amount: WireAmount } | null;
  /** Of money that Alipay holds although the payment had ended: what is left to go back. */
  readonly surplusLeft: WireAmount | null;
  readonly detail: Readonly<Record<string, string>>;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
  /** The acts that are legal now and that this role may do. */
  readonly acts: { readonly close: boolean; readonly returnSurplus: boolean; readonly retryRefund: boolean };
}

/** Less what is on its way back, or went back by a refund that had failed with us. */
const surplusLeftMinor = sql<string | null>`(
  select (p.amount_minor - p.refund_reserved_minor - coalesce((select sum(r.amount_minor) from refunds r
    where r.payment_id = p.id and r.status = 'FAIL' and r.gateway_status = 'SUCCESS'), 0))::text
  from payments p where p.id = ${cases.subjectId})`;

const PAGE = 50;
const LIST_MAX = 100;

export interface CaseFilter {
  readonly status?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

export async function listCases(ctx: Context, filter: CaseFilter): Promise<Page<CaseView>> {
  requireRole(ctx, 'cases.read');
  const status = CASE_STATUSES.find((known) => known === filter.status);
  const limit = Math.min(filter.limit ?? PAGE, LIST_MAX);
  const place = decodeCursor(filter.cursor);
  const after = olderThan(cases.openedAt, cases.id, place);
  const rows = await selectCases(ctx, [status && eq(cases.status, status), after], limit + 1);
  const data = rows.slice(0, limit);
  const last = data.at(-1)?.found;
  return {
    data: data.map((row) => caseView(ctx, row)),
    nextCursor: rows.length > limit && last ? encodeCursor({ createdAt: last.openedAt, id: last.id }) : null,
  };
}

/** How many wait for a person. */
export async function countOpenCases(ctx: Context): Promise<number> {
  requireRole(ctx, 'cases.read');
  return ctx.db.$count(cases, eq(cases.status, 'OPEN'));
}

export async function readCase(ctx: Context, id: string): Promise<CaseView> {
  requireRole(ctx, 'cases.read');
  if (!isId('cas', id)) throw new Refusal('not_found');
  const [row] = await selectCases(ctx, [eq(cases.id, id)], 1);
  if (!row) throw new Refusal('not_found');
  return caseView(ctx, row);
}

type CaseRow = Awaited<ReturnType<typeof selectCases>>[number];

function selectCases(ctx: Context, conditions: (SQL | undefined)[], limit: number) {
  return ctx.db
    .select({
      found: cases,
      reference: orders.referenceOrderId,
      currency: orders.currency,
      minor: orders.amountMinor,
      closer: users.name,
      leftMinor: surplusLeftMinor,
    })
    .from(cases)
    .leftJoin(orders, eq(orders.id, cases.orderId))
    .leftJoin(users, eq(users.id, cases.closedBy as never))
    .where(and(...conditions))
    .orderBy(newestFirst(cases.openedAt, cases.id))
    .limit(limit);
}

function caseView(ctx: Context, { found, reference, currency, minor, closer, leftMinor }: CaseRow): CaseView {
  const open = found.status === 'OPEN';
  const returnable = found.kind === 'surplus' || found.kind === 'return_failed';
  return {
    id: found.id,
    kind: found.kind,
    status: found.status,
    subjectId: found.subjectId,
    order:
      found.orderId && reference && currency && minor !== null
        ? { id: found.orderId, referenceOrderId: reference, amount: { currency, value: minor.toString() } }
        : null,
    surplusLeft: returnable && currency && leftMinor !== null ? { currency, value: leftMinor } : null,
    detail: found.detail,
    openedAt: found.openedAt.toISOString(),
    closedAt: found.closedAt?.toISOString() ?? null,
    closedBy: closer ?? found.closedBy,
    closeReason: found.closeReason,
    acts: {
      close: open && isAllowed(ctx.actor, 'cases.decide'),
      returnSurplus: open && returnable && isAllowed(ctx.actor, 'refunds.request'),
      retryRefund: open && found.kind === 'refund_unfunded' && isAllowed(ctx.actor, 'refunds.request'),
    },
  };
}
