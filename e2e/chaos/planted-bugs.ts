/**
 * Planted bugs: mistakes that somebody might make, each as a small change of the sources, with the case that must see it. A
 * change that no longer applies fails, so that the list grows old with nobody's consent.
 */

export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface PlantedBug {
  readonly name: string;
  /** The named case that sees it. */
  readonly caughtBy: string;
  readonly edits: readonly Edit[];
}

const WORD = 'lib/payments/final-word.ts';
const RECORD_REFUND = 'lib/refunds/record-refund-result.ts';
const UNKNOWN_IS_NOTHING = `    case 'unknown':
    case 'not_sent':
      return null;
    case 'failed':`;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a time-out is taken for a failure',
    caughtBy: 'pay: connection lost after acting',
    edits: [
      {
        file: WORD,
        find: UNKNOWN_IS_NOTHING,
        replace: `    case 'unknown':
      if (outcome.reason === 'in_process' || heard.road !== 'response') return null;
      return {
        event: 'failed', paymentId: null, paidAt: null, amountDiffers: false,
        failure: { code: 'TIMEOUT', message: '', retryable: true },
      };
    case 'not_sent':
      return null;
    case 'failed':`,
      },
    ],
  },
  {
    name: 'in process is taken for a failure',
    caughtBy: 'pay: in process for two questions',
    edits: [
      {
        file: WORD,
        find: UNKNOWN_IS_NOTHING,
        replace: `    case 'unknown':
      if (outcome.reason !== 'in_process') return null;
      return {
        event: 'failed', paymentId: null, paidAt: null, amountDiffers: false,
        failure: { code: 'IN_PROCESS', message: '', retryable: true },
      };
    case 'not_sent':
      return null;
    case 'failed':`,
      },
    ],
  },
  {
    name: 'the question’s own result is taken for the payment’s',
    caughtBy: 'pay: in process for ever',
    edits: [
      {
        file: 'lib/alipay/inquiry-payment.ts',
        find: `  switch (told.paymentStatus) {
    case 'SUCCESS':`,
        replace: `  switch (told.paymentStatus) {
    case 'PROCESSING':
    case 'SUCCESS':`,
      },
      {
        file: 'lib/alipay/inquiry-payment.ts',
        find: `    case 'PROCESSING':
    case 'PENDING':`,
        replace: `    case 'PENDING':`,
      },
    ],
  },
  {
    name: 'an answer about another order is believed',
    caughtBy: 'inquiryPayment: another order’s answer',
    edits: [
      {
        file: 'lib/alipay/wire-answer.ts',
        find: `    if (told !== null && told !== asked) return`,
        replace: `    if (told !== null && told !== asked && told === '') return`,
      },
    ],
  },
  {
    name: 'the signature of a notification is not checked',
    caughtBy: 'payment notification: forged',
    edits: [
      {
        file: 'lib/alipay/notification.ts',
        find: `if (!verifySignature(parts, header.signature, chosen.key)) return`,
        replace: `if (parts.time === '' && !verifySignature(parts, header.signature, chosen.key)) return`,
      },
    ],
  },
  {
    name: 'a notification of another client is believed',
    caughtBy: 'payment notification: other client',
    edits: [
      {
        file: 'lib/alipay/notification.ts',
        find: `  if (clientId !== received.clientId) return { kind: 'refused', reason: 'foreign_client' };`,
        replace: '',
      },
    ],
  },
  {
    name: 'the body of a notification is written anew before it is verified',
    caughtBy: 'payment notification: body re-encoded',
    edits: [
      {
        file: 'lib/alipay/notification.ts',
        find: `body: received.body };`,
        replace: `body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(received.body).toString('utf8')))) };`,
      },
    ],
  },
  {
    name: 'a refund’s notification is acknowledged and not kept',
    caughtBy: 'refund notification: twice',
    edits: [
      {
        file: 'lib/notifications/receive.ts',
        find: `  const now = ctx.now();
  const id = newId('ntf', now.getTime());`,
        replace: `  if (incoming.kind === 'refunds') return { kind: 'acknowledged', repeated: false };
  const now = ctx.now();
  const id = newId('ntf', now.getTime());`,
      },
    ],
  },
  {
    name: 'an unclear answer to a refund is taken for a failure',
    caughtBy: 'refund: 500 after acting',
    edits: [
      {
        file: RECORD_REFUND,
        find: UNKNOWN_IS_NOTHING,
        replace: `    case 'unknown':
      if (road !== 'response') return null;
      return {
        event: 'failed', refundId: null, amountDiffers: false,
        failure: { code: 'TIMEOUT', message: '', retryable: true },
      };
    case 'not_sent':
      return null;
    case 'failed':`,
      },
    ],
  },
  {
    name: 'a refund is sent again under a new id',
    caughtBy: 'refund: connection lost after acting',
    edits: [
      {
        file: 'lib/refunds/send-refund.ts',
        find: `  const first = reserved.refund.sends === 0;`,
        replace: `  const first = true;`,
      },
      {
        file: 'lib/refunds/send-refund.ts',
        find: `    refundRequestId: refund.refundRequestId,
    paymentId,`,
        replace: `    refundRequestId: \`\${refund.refundRequestId}\${refund.inquiries}\`,
    paymentId,`,
      },
      {
        file: 'lib/alipay/wire-answer.ts',
        find: `    if (told !== null && told !== asked) return`,
        replace: `    if (told !== null && told !== asked && name !== 'refundRequestId') return`,
      },
    ],
  },
  {
    name: 'what is left to refund is counted without what is on its way, and without the law',
    caughtBy: 'people: ten clicks on refund',
    edits: [
      {
        file: 'lib/payments/return-advice.ts',
        find: `  const leftMinor = facts.amountMinor - facts.refundReservedMinor - facts.refundedBesideMinor;`,
        replace: `  const leftMinor = facts.amountMinor;`,
      },
      {
        file: 'db/migrations/0000_core.sql',
        find: `"payments"."refund_reserved_minor" between 0 and "payments"."amount_minor"`,
        replace: `"payments"."refund_reserved_minor" >= 0`,
      },
    ],
  },
  {
    name: 'a failed refund keeps its reservation',
    caughtBy: 'refund: F, general failure',
    edits: [
      {
        file: 'db/migrations/0010_late_words.sql',
        find: `  IF TG_OP <> 'DELETE' AND NEW.status <> 'FAIL' THEN after_minor := NEW.amount_minor; END IF;`,
        replace: `  IF TG_OP <> 'DELETE' THEN after_minor := NEW.amount_minor; END IF;`,
      },
    ],
  },
  {
    name: 'an unclear answer to a cancel is taken for cancelled',
    caughtBy: 'cancel: connection lost before acting',
    edits: [
      {
        file: 'lib/payments/cancel.ts',
        find: `  if (outcome.kind !== 'failed' || isConfigurationTrouble(outcome)) return 'unknown';`,
        replace: `  if (outcome.kind !== 'failed' || isConfigurationTrouble(outcome)) return 'cancelled';`,
      },
    ],
  },
  {
    name: 'a refused cancel is taken for cancelled',
    caughtBy: 'cancel: F, general failure',
    edits: [
      {
        file: 'lib/payments/cancel.ts',
        find: `  if (outcome.code !== 'ORDER_NOT_EXIST') return 'refused';`,
        replace: `  if (outcome.code !== 'ORDER_NOT_EXIST') return 'cancelled';`,
      },
    ],
  },
  {
    name: 'a cancel whose answer was lost is not asked for again',
    caughtBy: 'cancel: times out before acting',
    edits: [
      {
        file: 'lib/payments/cancel.ts',
        find: `        await askAgain(tx, ctx, found.cancel, outcome);`,
        replace: `        if (found.cancel.sends < 0) await askAgain(tx, ctx, found.cancel, outcome);
        await tx.execute(sql\`select graphile_worker.remove_job(\${\`cancel:\${cancelId}\`})\`);`,
      },
      {
        file: 'lib/payments/cancel.ts',
        find: `import { and, eq } from 'drizzle-orm';`,
        replace: `import { and, eq, sql } from 'drizzle-orm';`,
      },
      {
        file: 'lib/overview/work-without-job.ts',
        find: `from cancels where status = 'INIT'`,
        replace: `from cancels where status = 'NONE'`,
      },
    ],
  },
  {
    name: 'a double click is two orders',
    caughtBy: 'people: ten clicks on pay',
    edits: [
      {
        file: 'db/migrations/0000_core.sql',
        find: `CREATE UNIQUE INDEX "orders_placement"`,
        replace: `CREATE INDEX "orders_placement"`,
      },
      {
        file: 'lib/payments/place-order.ts',
        find: `  return row ?? null;
}

/**
 * What the same click`,
        replace: `  return placementKey === '' ? (row ?? null) : null;
}

/**
 * What the same click`,
      },
    ],
  },
  {
    name: 'the poll stops when nobody tells',
    caughtBy: 'inquiryPayment: malformed',
    edits: [
      {
        file: 'lib/payments/inquire.ts',
        find: `    const runAt = new Date(now.getTime() + inquiryGapMs(inquiries));
    await addJob(tx, 'inquire', { paymentId }, { key: \`inquire:\${paymentId}\`, runAt });
    return payment;`,
        replace: `    return payment;`,
      },
      {
        file: 'lib/overview/work-without-job.ts',
        find: `where p.status = 'INIT' and p.updated_at`,
        replace: `where p.status = 'NONE' and p.updated_at`,
      },
    ],
  },
  {
    name: 'a late success is not noticed',
    caughtBy: 'late success: after FAIL',
    edits: [
      {
        file: WORD,
        find: `  return payment.status !== 'SUCCESS' && event !== 'paid';`,
        replace: `  return payment.status !== 'SUCCESS';`,
      },
    ],
  },
  {
    name: 'a retry does not ask whether the attempt before it is dead',
    caughtBy: 'late success: told by nobody, found before the retry is sent',
    edits: [
      {
        file: 'lib/payments/bury-earlier.ts',
        find: `  for (const earlier of await readUnburied(ctx, payment)) {`,
        replace: `  for (const earlier of (await readUnburied(ctx, payment)).slice(9)) {`,
      },
    ],
  },
  {
    name: 'a refund by staff leaves no line in the audit log',
    caughtBy: 'people: two operators refund the rest',
    edits: [
      {
        file: 'lib/refunds/request-refund.ts',
        find: `    await writeAudit(tx, ctx, { action: 'refunds.request', subjectId: input.orderId, detail });`,
        replace: `    if (detail.minor === '') await writeAudit(tx, ctx, { action: 'refunds.request', subjectId: input.orderId, detail });`,
      },
    ],
  },
  {
    name: 'a notification is acknowledged although it could not be kept',
    caughtBy: 'crash: refund, notification arrived, not committed, kill postgres',
    edits: [
      {
        file: 'app/api/alipay/notifications/[kind]/route.ts',
        find: `      return refuse(503, 'Not kept', 'The notification could not be stored. Send it again.');`,
        replace: `      return new Response(acknowledgement, { headers: { 'content-type': 'application/json; charset=UTF-8' } });`,
      },
    ],
  },
  {
    name: 'the order does not follow its latest payment',
    caughtBy: 'cancel: U, unknown exception',
    edits: [
      {
        file: 'lib/payments/move-payment.ts',
        find: `    .set({ status, nextRetryAt: null, heldSince: null, updatedAt: ctx.now() })`,
        replace: `    .set({ ...(attempts.length > 99 && { status }), nextRetryAt: null, heldSince: null, updatedAt: ctx.now() })`,
      },
    ],
  },
  {
    name: 'an unclear answer to an unlinking is taken for done',
    caughtBy: 'revoke: connection lost before acting',
    edits: [
      {
        file: 'lib/wallets/revoke-wallet.ts',
        find: `  return outcome.kind === 'succeeded';`,
        replace: `  return outcome.kind !== 'not_sent';`,
      },
    ],
  },
];
