/**
 * The truth about one order, for staff: each attempt, and one line of time through everything that was asked, answered,
 * told and decided, with its proof. It only reads; what decided is what the transitions say decided.
 */
import type { WireAmount } from '@/lib/kit/money';
import { asc, eq, sql } from 'drizzle-orm';
import { cases } from '@/db/schema/cases';
import type { PaymentStatus } from '@/db/schema/orders';
import { payments, type ResolvedBy } from '@/db/schema/payments';
import { users } from '@/db/schema/users';
import type { Advice } from '@/lib/alipay/result-codes';
import { requireRole } from '@/lib/auth/roles';
import { areDebitsStopped } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { areDebitsPaused } from '@/lib/settings/read-settings';
import { readTimeline } from './timeline';
import { adminOrderOf, linesOf, readOrderRow, type AdminOrder, type OrderLineView, type OrderRow } from './views';

export interface PaymentView {
  readonly id: Id<'pay'>;
  readonly paymentRequestId: string;
  readonly paymentId: string | null;
  readonly attempt: number;
  readonly status: PaymentStatus;
  /** What Alipay says now, where it differs from what stands. */
  readonly gatewayStatus: string | null;
  readonly resolvedBy: ResolvedBy | null;
  readonly failure: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly expiresAt: string | null;
  readonly resolvedAt: string | null;
  readonly inquiries: number;
  readonly nextInquiryAt: string | null;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly kind: 'Order' | 'Request' | 'Answer' | 'Inquiry' | 'Notification' | 'Transition' | 'Operator';
  readonly what:
    | 'placed'
    | 'tried_again'
    | 'asked'
    | 'answered'
    | 'inquired'
    | 'told'
    | 'told_forged'
    | 'moved'
    | 'case_opened'
    | 'case_closed'
    | 'cancel_asked'
    | 'refund_asked';
  /** What the entry speaks of: the debit, or money on its way back. */
  readonly noun: 'payment' | 'cancel' | 'refund';
  readonly outcome: 'succeeded' | 'failed' | 'unknown' | 'not_sent' | null;
  readonly code: string | null;
  /** What follows from an answer that is not final; null for one that is. */
  readonly advice: Advice | null;
  /** Alipay used a code that our table does not hold. */
  readonly unlisted: boolean;
  readonly verdict: string | null;
  readonly keyVersion: string | null;
  /** The one entry that moved the payment to where it is. */
  readonly decided: boolean;
  readonly setAside: boolean;
  readonly repeats: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly road: string | null;
  readonly durationMs: number | null;
  /** Masked copies, for people. */
  readonly bodies: { readonly request: string | null; readonly response: string | null };
  readonly address: string | null;
  readonly note: string | null;
  /** Who asked for money to go back, by name where it is a person, and how much of it. */
  readonly by: string | null;
  readonly sum: WireAmount | null;
}

export interface AdminOrderDetail extends AdminOrder {
  readonly lines: OrderLineView[];
  readonly payments: PaymentView[];
  readonly timeline: TimelineEntry[];
  /** New debits rest, and so does this one if it was not sent yet. */
  readonly debitsStopped: boolean;
  /** By the switch: the same, until somebody resumes them. */
  readonly debitsPaused: boolean;
  /** Who of the staff placed it for the customer; null when it was the customer. */
  readonly placedFor: string | null;
  readonly cases: { readonly id: Id<'cas'>; readonly kind: string; readonly openedAt: string }[];
}

export async function readOrderTruth(ctx: Context, id: string): Promise<AdminOrderDetail> {
  requireRole(ctx, 'orders.read');
  const row = await readOrderRow(ctx, id);
  const attempts = await ctx.db
    .select({
      payment: payments,
      nextInquiryAt: sql<
        string | null
      >`(select business_time(j.run_at) from graphile_worker.jobs j where j.key = 'inquire:' || payments.id)`,
    })
    .from(payments)
    .where(eq(payments.orderId, row.order.id))
    .orderBy(asc(payments.attempt));
  const openCases = await ctx.db
    .select()
    .from(cases)
    .where(eq(cases.orderId, row.order.id))
    .orderBy(asc(cases.openedAt));
  const timeline = await readTimeline(
    ctx,
    attempts.map((attempt) => attempt.payment),
    openCases,
  );
  return {
    ...adminOrderOf(row),
    lines: linesOf(row.order),
    payments: attempts.map(({ payment, nextInquiryAt }) => paymentView(payment, nextInquiryAt)),
    timeline,
    debitsStopped: await areDebitsStopped(ctx),
    debitsPaused: await areDebitsPaused(ctx),
    placedFor: await whoPlaced(ctx, row.order),
    cases: openCases
      .filter((found) => found.status === 'OPEN')
      .map((found) => ({ id: found.id, kind: found.kind, openedAt: found.openedAt.toISOString() })),
  };
}

async function whoPlaced(ctx: Context, order: OrderRow['order']): Promise<string | null> {
  const [user] = await ctx.db
    .select({ name: users.name, role: users.role })
    .from(users)
    .where(eq(users.id, order.placedBy as never));
  if (!user) return order.placedBy;
  return user.role === 'customer' ? null : user.name;
}

function paymentView(payment: typeof payments.$inferSelect, nextInquiryAt: string | null): PaymentView {
  return {
    id: payment.id,
    paymentRequestId: payment.paymentRequestId,
    paymentId: payment.paymentId,
    attempt: payment.attempt,
    status: payment.status,
    gatewayStatus: payment.gatewayStatus,
    resolvedBy: payment.resolvedBy,
    failure: payment.failureCode
      ? {
          code: payment.failureCode,
          message: payment.failureMessage ?? '',
          retryable: payment.failureRetryable ?? false,
        }
      : null,
    createdAt: payment.createdAt.toISOString(),
    sentAt: payment.sentAt?.toISOString() ?? null,
    expiresAt: payment.expiresAt?.toISOString() ?? null,
    resolvedAt: payment.resolvedAt?.toISOString() ?? null,
    inquiries: payment.inquiries,
    nextInquiryAt: payment.status === 'INIT' && nextInquiryAt ? new Date(nextInquiryAt).toISOString() : null,
  };
}
