/**
 * Asks Alipay what is true now of a payment that is final with us, because a message or a refusal cast doubt on it. The
 * answer goes through the one door; an unclear one is asked again, bounded, and then left to the case that is open.
 */
import { eq } from 'drizzle-orm';
import { addJob, removeJob } from '@/db/queue';
import { payments } from '@/db/schema/payments';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { callGapMs, TAKE_OVER_GAP_MS } from './call-schedule';
import { recordPaymentResult } from './record-result';

/** About a day by the schedule; whoever still wonders then is a person. */
const QUESTIONS_MAX = 15;

export type Verified = 'settled' | 'going_on' | 'given_up';

export async function verifyPayment(ctx: Context, paymentId: Id<'pay'>, asked: number): Promise<Verified> {
  const [payment] = await ctx.db.select().from(payments).where(eq(payments.id, paymentId));
  if (!payment || payment.status === 'INIT') return 'settled';

  // Reserve.
  const count = asked + 1;
  if (count > QUESTIONS_MAX) return 'given_up';
  const queueNext = (when: { runAt: Date } | { realRunAt: Date }) =>
    addJob(ctx.db, 'verify_payment', { paymentId, asked: count }, { key: `verify:${paymentId}`, ...when });
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
  if (!isAnswer) {
    await queueNext({ runAt: new Date(ctx.now().getTime() + callGapMs(count)) });
    return 'going_on';
  }
  await removeJob(ctx.db, `verify:${paymentId}`);
  return 'settled';
}
