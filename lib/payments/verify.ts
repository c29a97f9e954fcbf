/**
 * Asks Alipay what is true now of a payment that is final with us, because a message or a refusal cast doubt on it. The
 * answer goes through the one door; an unclear one is asked again, bounded, and then left to a person.
 */
import { and, eq } from 'drizzle-orm';
import { addJob, removeJob } from '@/db/queue';
import { cases } from '@/db/schema/cases';
import { payments } from '@/db/schema/payments';
import { openCase } from '@/lib/cases/open-case';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { callGapMs, NOT_SENT_GAP_MS, TAKE_OVER_GAP_MS } from './call-schedule';
import { recordPaymentResult } from './record-result';

/** About a day by the schedule; whoever still wonders then is a person. */
const QUESTIONS_MAX = 15;

export type Verified = 'settled' | 'going_on' | 'given_up';

export async function verifyPayment(ctx: Context, paymentId: Id<'pay'>, asked: number): Promise<Verified> {
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.id, paymentId));
  if (!payment || payment.status === 'INIT') return 'settled';

  // Reserve.
  const count = asked + 1;
  if (count > QUESTIONS_MAX) {
    await leaveToPerson(ctx, payment);
    return 'given_up';
  }
  const key = `verify:${paymentId}`;
  const queueNext = (when: { runAt: Date } | { realRunAt: Date }) =>
    addJob(ctx.db, 'verify_payment', { paymentId, asked: count }, { key, ...when });
  // Real time: it is about how long a call may take, whatever a demo's clock does.
  await queueNext({ realRunAt: new Date(ctx.realNow().getTime() + TAKE_OVER_GAP_MS) });

  // Call.
  const { outcome, exchange } = await ctx.gateway.inquiryPayment({ paymentRequestId: payment.paymentRequestId });

  // Record.
  const isAbsent = outcome.kind === 'failed' && outcome.code === 'ORDER_NOT_EXIST';
  const heard = isAbsent ? { ...outcome, about: 'subject' as const } : outcome;
  await recordPaymentResult(ctx, {
    paymentRequestId: payment.paymentRequestId,
    road: 'inquiry',
    outcome: heard,
    exchange,
  });
  const isAnswer = heard.kind === 'succeeded' || (heard.kind === 'failed' && heard.about === 'subject');
  if (outcome.kind === 'not_sent') {
    // What never left does not count, and an outage's end is not slept through.
    const realRunAt = new Date(ctx.realNow().getTime() + NOT_SENT_GAP_MS);
    await addJob(ctx.db, 'verify_payment', { paymentId, asked }, { key, realRunAt });
    return 'going_on';
  }
  if (!isAnswer) {
    await queueNext({ runAt: new Date(ctx.now().getTime() + callGapMs(count)) });
    return 'going_on';
  }
  await removeJob(ctx.db, key);
  return 'settled';
}

/** Somebody said otherwise than our books, and Alipay has not said which is true. */
async function leaveToPerson(ctx: Context, { id, orderId, status }: typeof payments.$inferSelect): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const isOpen = and(eq(cases.subjectId, id), eq(cases.status, 'OPEN'));
    const open = await tx.select({ id: cases.id }).from(cases).where(isOpen).limit(1);
    if (open.length === 0)
      await openCase(tx, ctx, { kind: 'contradiction', subjectId: id, orderId, detail: { ours: status } });
  });
}
