/**
 * Before a further attempt is sent: makes sure that the attempt before it is dead. A refusal or a notification says so of
 * the moment it was written; a question asked now says so of now. Only then can two attempts not both collect.
 *
 * Alipay says that the earlier one is paid after all: then the new one is not sent, and the surplus is a person's case.
 */
import { and, desc, eq, lt } from 'drizzle-orm';
import { addJob } from '@/db/queue';
import { payments } from '@/db/schema/payments';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { believeAbsence } from './absence';
import { callGapMs } from './call-schedule';
import { failUnsent } from './fail-unsent';
import { recordPaymentResult } from './record-result';

type Payment = typeof payments.$inferSelect;

export async function buryEarlierAttempt(
  ctx: Context,
  paymentId: Id<'pay'>,
): Promise<'dead' | 'earlier_open' | 'earlier_paid'> {
  const pair = await readPair(ctx, paymentId);
  if (!pair) return 'dead';
  const { payment, earlier } = pair;

  // Call.
  const asked = { at: ctx.now(), realAt: ctx.realNow() };
  const { outcome, exchange } = await ctx.gateway.inquiryPayment({ paymentRequestId: earlier.paymentRequestId });
  const heard = believeAbsence(earlier, outcome, asked);

  // Record.
  const recorded = await recordPaymentResult(ctx, {
    paymentRequestId: earlier.paymentRequestId,
    road: 'inquiry',
    outcome: heard,
    exchange,
  });
  if (recorded.kind === 'unchanged' && recorded.payment.knownDeadAt) return 'dead';
  if (heard.kind === 'succeeded' && heard.value.status === 'SUCCESS') {
    await ctx.db.transaction((tx) => failUnsent(tx, ctx, payment, 'EARLIER_ATTEMPT_PAID'));
    return 'earlier_paid';
  }
  await askLater(ctx, payment);
  return 'earlier_open';
}

/** Null where there is nothing to ask: the first attempt, one that was never sent, one that was asked about since this one was made. */
async function readPair(ctx: Context, paymentId: Id<'pay'>): Promise<{ payment: Payment; earlier: Payment } | null> {
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.id, paymentId));
  if (!payment || payment.attempt === 1 || payment.status !== 'INIT' || payment.sentAt) return null;
  const [earlier] = await ctx.db
    .select()
    .from(payments)
    .where(and(eq(payments.orderId, payment.orderId), lt(payments.attempt, payment.attempt)))
    .orderBy(desc(payments.attempt))
    .limit(1);
  if (!earlier?.sentAt) return null;
  // That it was dead before is no word about now: it may have been collected since.
  if (earlier.knownDeadAt && earlier.knownDeadAt > payment.createdAt) return null;
  return { payment, earlier };
}

/** The number of questions is kept on the attempt that waits. */
async function askLater(ctx: Context, payment: Payment): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inquiries = payment.inquiries + 1;
    await tx
      .update(payments)
      .set({ inquiries })
      .where(and(eq(payments.id, payment.id), eq(payments.status, 'INIT')));
    const runAt = new Date(ctx.now().getTime() + callGapMs(inquiries));
    await addJob(tx, 'charge', { paymentId: payment.id }, { key: `charge:${payment.id}`, runAt });
  });
}
