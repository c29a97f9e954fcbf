/**
 * Before a further attempt is sent: makes sure that every attempt before it is dead. A refusal or a notification says so of
 * the moment it was written; a question asked now says so of now. Only then can two attempts not both collect.
 *
 * Alipay says that an earlier one is paid after all: then the new one is not sent, and the surplus is a person's case.
 */
import { and, desc, eq, isNotNull, isNull, lt, lte, or } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { payments } from '@/db/schema/payments';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { believeAbsence } from './absence';
import { callGapMs, NOT_SENT_GAP_MS } from './call-schedule';
import { failUnsent } from './fail-unsent';
import { recordPaymentResult } from './record-result';

type Payment = typeof payments.$inferSelect;

/** An attempt may wait for days, while debits are paused or until somebody says yes. Twelve questions a day stay within I12. */
const FRESH_MS = 2 * 3_600_000;

export async function buryEarlierAttempts(
  ctx: Context,
  paymentId: Id<'pay'>,
): Promise<'dead' | 'earlier_open' | 'earlier_paid'> {
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.id, paymentId));
  if (!payment || payment.attempt === 1 || payment.status !== 'INIT' || payment.sentAt) return 'dead';
  for (const earlier of await readUnburied(ctx, payment)) {
    const fate = await askFateOf(ctx, earlier);
    if (fate === 'dead') continue;
    if (fate === 'earlier_paid') await ctx.db.transaction((tx) => failUnsent(tx, ctx, payment, 'EARLIER_ATTEMPT_PAID'));
    else await askLater(ctx, payment, fate === 'not_asked');
    return fate === 'earlier_paid' ? fate : 'earlier_open';
  }
  return 'dead';
}

type Fate = 'dead' | 'earlier_open' | 'earlier_paid' | 'not_asked';

async function askFateOf(ctx: Context, earlier: Payment): Promise<Fate> {
  // Call.
  const asked = { at: ctx.now(), realAt: ctx.realNow() };
  const { outcome, exchange } = await ctx.gateway.inquiryPayment({ paymentRequestId: earlier.paymentRequestId });
  if (outcome.kind === 'not_sent') return 'not_asked';
  const heard = believeAbsence(earlier, outcome, asked);

  // Record.
  const recorded = await recordPaymentResult(ctx, {
    paymentRequestId: earlier.paymentRequestId,
    road: 'inquiry',
    outcome: heard,
    exchange,
  });
  // That it was dead before stands in the row too; an answer that says nothing clear must not pass for a word of now.
  const deadAt = recorded.kind === 'unchanged' ? recorded.payment.knownDeadAt : null;
  if (deadAt && deadAt >= asked.at) return 'dead';
  return heard.kind === 'succeeded' && heard.value.status === 'SUCCESS' ? 'earlier_paid' : 'earlier_open';
}

/**
 * The latest first. Not those that were never sent, nor those that were asked about lately and since this one was made: that one was
 * dead before is no word about now, since it may have been collected meanwhile.
 */
async function readUnburied(ctx: Context, payment: Payment): Promise<Payment[]> {
  return ctx.db
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.orderId, payment.orderId),
        lt(payments.attempt, payment.attempt),
        isNotNull(payments.sentAt),
        or(
          isNull(payments.knownDeadAt),
          lte(payments.knownDeadAt, payment.createdAt),
          lt(payments.knownDeadAt, new Date(ctx.now().getTime() - FRESH_MS)),
        ),
      ),
    )
    .orderBy(desc(payments.attempt));
}

/** The number of questions is kept on the attempt that waits. What never left does not count, and an outage's end is not slept through. */
async function askLater(ctx: Context, payment: Payment, isUnasked: boolean): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inquiries = payment.inquiries + (isUnasked ? 0 : 1);
    await tx
      .update(payments)
      .set({ inquiries })
      .where(and(eq(payments.id, payment.id), eq(payments.status, 'INIT')));
    const when = isUnasked
      ? { realRunAt: new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS) }
      : { runAt: new Date(ctx.now().getTime() + callGapMs(inquiries)) };
    await addJob(tx, 'charge', { paymentId: payment.id }, { key: `charge:${payment.id}`, ...when });
  });
}
