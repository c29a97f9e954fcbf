/** Whatever Alipay says, in whatever order and by whatever road: a payment stands where a model of ten lines says it stands. */
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases } from '@/db/schema/cases';
import type { Exchange } from '@/lib/alipay/exchange';
import type { PaymentWord } from '@/lib/alipay/inquiry-payment';
import type { Outcome } from '@/lib/alipay/outcome';
import { startTestWorld, type Payment, type TestCustomer, type TestWorld } from '@/e2e/test-world';
import type { Id } from '@/lib/kit/ids';
import type { ResultRoad } from './final-word';
import { recordPaymentResult } from './record-result';

/** Lives of a payment; each is a handful of transactions on a real database. */
const LIVES = 60;

type Said = 'paid' | 'failed' | 'cancelled' | 'unknown';

interface Word {
  readonly said: Said;
  readonly road: ResultRoad;
  /** Of an answer to a question: it was asked before anything of this was known. */
  readonly isOld: boolean;
}

let world: TestWorld;
let customer: TestCustomer;
let walletId: Id<'wal'>;
beforeAll(async () => {
  world = await startTestWorld();
  customer = await world.newCustomer();
  walletId = await world.linkWallet(customer);
});
afterAll(() => world.stop());

const OUTCOMES: Readonly<Record<Said, Outcome<PaymentWord>>> = {
  paid: { kind: 'succeeded', value: { status: 'SUCCESS', paymentId: 'p', amount: null, paidAt: null } as PaymentWord },
  cancelled: { kind: 'succeeded', value: { status: 'CANCELLED', paymentId: 'p', amount: null } as PaymentWord },
  failed: { kind: 'failed', code: 'RISK_REJECT', message: 'no', about: 'subject', retryable: false },
  unknown: { kind: 'unknown', reason: 'timeout' },
};

/** The first final word wins; a cancel undoes a payment; money for what ended without it is a case until it has gone back. */
function model(words: readonly Word[]): { status: Payment['status']; open: string[] } {
  let status: Payment['status'] = 'INIT';
  let money: 'none' | 'held' | 'back' = 'none';
  const open = new Set<string>();
  for (const { said, road, isOld } of words) {
    const isProof = road === 'cancel' || (road === 'inquiry' && (said === 'cancelled' || !isOld));
    if (said === 'unknown') continue;
    if (status === 'INIT') status = ({ paid: 'SUCCESS', failed: 'FAIL', cancelled: 'CANCELLED' } as const)[said];
    else if (status === 'SUCCESS' && said === 'cancelled') status = 'CANCELLED';
    else if (status === 'SUCCESS' && said === 'failed') open.add('contradiction');
    else if (said === 'paid' && status !== 'SUCCESS') {
      if (money === 'held' || !(isProof || (status === 'FAIL' && money === 'none'))) continue;
      money = 'held';
      open.add('surplus');
    } else if (status !== 'SUCCESS' && isProof && money === 'held') {
      money = 'back';
      open.delete('surplus');
    }
  }
  return { status, open: [...open].sort() };
}

function askedAt(ms: number): Exchange {
  const at = new Date(ms);
  return {
    api: 'inquiryPayment',
    path: '/ams/api/v1/payments/inquiryPayment',
    requestId: null,
    startedAt: at,
    finishedAt: at,
    durationMs: 0,
    requestBytes: Buffer.from('{}'),
    requestHeaders: {},
    requestMasked: '{}',
    responseBytes: null,
    responseHeaders: {},
    responseMasked: null,
    httpStatus: null,
    signatureVerdict: 'none',
    keyVersion: null,
    resultCode: null,
    resultStatus: null,
    unlistedCode: null,
    problem: null,
  };
}

const word: fc.Arbitrary<Word> = fc.oneof(
  fc.record({
    said: fc.constantFrom<Said>('paid', 'failed', 'unknown'),
    road: fc.constantFrom<ResultRoad>('response', 'notification', 'inquiry'),
    isOld: fc.boolean(),
  }),
  fc.record({
    said: fc.constant<Said>('cancelled'),
    road: fc.constantFrom<ResultRoad>('inquiry', 'cancel'),
    isOld: fc.boolean(),
  }),
);

test('a payment that hears words in any order stands where the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (words) => {
      const placed = await world.buy(customer, walletId);
      const bornMs = Date.now();
      for (const { said, road, isOld } of words) {
        const outcome = OUTCOMES[said];
        const exchange = road === 'inquiry' ? askedAt(isOld ? bornMs - 1 : Date.now() + 1_000) : null;
        await recordPaymentResult(world.system, { paymentRequestId: placed.id, road, outcome, exchange });
      }
      const open = await world.db
        .select({ kind: cases.kind })
        .from(cases)
        .where(and(eq(cases.subjectId, placed.id), eq(cases.status, 'OPEN')));
      const { status } = await world.payment(placed.id);
      expect({ status, open: open.map(({ kind }) => kind).sort() }).toEqual(model(words));
    }),
    { numRuns: LIVES },
  );
});
