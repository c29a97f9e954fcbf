/**
 * The simulator's fault dial on notifications: what arrives, in what order, signed by whom. A false one comes in the place of
 * the true one and ends nothing, even if it is acknowledged: the true news follow on the schedule.
 */
import { gunzipSync } from 'node:zlib';
import { expect, vi } from 'vitest';
import { fault, type Notice, type ProtocolCase } from '../case';
import { type NotificationField } from '../fields/field';
import { NOTIFY_AUTHORIZATION, NOTIFY_PAYMENT, NOTIFY_REFUND } from '../fields/notifications';
import { ACKNOWLEDGEMENT, type Delivery } from '../hook';
import { verifyHeader } from '../merchant';
import { payMessage, refundMessage } from '../messages';
import { type Protocol } from '../protocol';
import { faultsIn } from '../shape';
import { paid } from '../steps';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const PATIENCE_MS = 8_000;
const MEGABYTE = 1024 * 1024;

const NEEDS: ProtocolCase['needs'] = ['controls', 'hook', 'fresh link'];

interface News {
  readonly notice: Notice;
  /** What the dial calls it. */
  readonly kind: 'payment' | 'authorization' | 'refund';
  readonly fields: readonly NotificationField[];
  /** Whose id it is that a message is about. */
  readonly id: string;
  /** Makes news that go to an address; gives the id they are about. */
  readonly make: (protocol: Protocol, address: string) => Promise<string>;
  /** Makes the call whose answer is overtaken. */
  readonly call: (protocol: Protocol, address: string) => Promise<unknown>;
}

const NEWS: readonly News[] = [
  {
    notice: 'notifyPayment',
    kind: 'payment',
    fields: NOTIFY_PAYMENT,
    id: 'paymentRequestId',
    make: async (protocol, address) => (await paid(protocol, { paymentNotifyUrl: address })).paymentRequestId,
    async call(protocol, address) {
      await protocol.controls.set({ payAnswer: 'immediate' });
      return protocol.call('pay', payMessage(protocol, await protocol.token(), { paymentNotifyUrl: address }));
    },
  },
  {
    notice: 'notifyAuthorization',
    kind: 'authorization',
    fields: NOTIFY_AUTHORIZATION,
    id: 'authState',
    make: async (protocol, address) => (await protocol.walk({ authNotifyUrl: address })).authState,
    async call(protocol, address) {
      await protocol.controls.set({ authorizationNotifyUrl: address });
      const { accessToken } = await protocol.link();
      await vi.waitFor(() => expect(protocol.hook.at(address)).toHaveLength(1), { timeout: PATIENCE_MS });
      return protocol.call('revoke', { accessToken });
    },
  },
  {
    notice: 'notifyRefund',
    kind: 'refund',
    fields: NOTIFY_REFUND,
    id: 'refundRequestId',
    async make(protocol, address) {
      const { paymentId } = await paid(protocol);
      const message = refundMessage(protocol, paymentId, { refundNotifyUrl: address });
      await protocol.call('refund', message);
      return message.refundRequestId;
    },
    async call(protocol, address) {
      const { paymentId } = await paid(protocol);
      return protocol.call('refund', refundMessage(protocol, paymentId, { refundNotifyUrl: address }));
    },
  },
];

async function arrived(protocol: Protocol, address: string, count: number): Promise<readonly Delivery[]> {
  await vi.waitFor(() => expect(protocol.hook.at(address).length).toBeGreaterThanOrEqual(count), {
    timeout: PATIENCE_MS,
    interval: 5,
  });
  return protocol.hook.at(address);
}

/** Whether the bytes are signed for the address they came to, under the client they name. */
function verdictOn(protocol: Protocol, { path, headers, bytes }: Delivery): string {
  const said = `POST ${path}\n${String(headers['client-id'])}.${String(headers['request-time'])}.`;
  const signature = typeof headers.signature === 'string' ? headers.signature : null;
  return verifyHeader(signature, Buffer.concat([Buffer.from(said), bytes]), protocol.merchant.identity.alipayKeys);
}

function expectTrue(protocol: Protocol, delivery: Delivery, { fields, id }: News, subject: string): void {
  expect(verdictOn(protocol, delivery)).toBe('valid');
  expect(delivery.headers['client-id']).toBe(protocol.merchant.identity.clientId);
  expect(faultsIn(delivery.body, fields)).toEqual([]);
  expect(delivery.body[id]).toBe(subject);
}

interface Seen {
  readonly protocol: Protocol;
  readonly wrong: Delivery;
  readonly truth: Delivery;
  readonly news: News;
}

/** What is wrong with a message that comes in the place of the true one. */
const FALSE: Readonly<Record<string, (seen: Seen) => void>> = {
  forged: ({ protocol, wrong, truth }) => {
    expect(verdictOn(protocol, wrong)).toBe('invalid');
    expect(wrong.body).toEqual(truth.body);
  },
  altered: ({ protocol, wrong, truth }) => {
    expect(verdictOn(protocol, wrong)).toBe('invalid');
    expect(wrong.body).not.toEqual(truth.body);
  },
  reencoded: ({ protocol, wrong, truth }) => {
    expect(verdictOn(protocol, wrong)).toBe('invalid');
    expect(wrong.body).toEqual(truth.body);
    expect(wrong.bytes.equals(truth.bytes)).toBe(false);
  },
  bad_signature: ({ protocol, wrong }) => expect(verdictOn(protocol, wrong)).toBe('invalid'),
  no_signature: ({ protocol, wrong }) => expect(verdictOn(protocol, wrong)).toBe('none'),
  unknown_key: ({ protocol, wrong }) => {
    expect(verdictOn(protocol, wrong)).toBe('invalid');
    expect(wrong.headers.signature).not.toContain('keyVersion=1,');
  },
  other_client: ({ protocol, wrong }) => {
    expect(verdictOn(protocol, wrong)).toBe('valid');
    expect(wrong.headers['client-id']).not.toBe(protocol.merchant.identity.clientId);
  },
  other_path: ({ protocol, wrong }) => expect(verdictOn(protocol, wrong)).toBe('invalid'),
  malformed: ({ wrong }) => {
    expect(wrong.bytes.length).toBeGreaterThan(0);
    expect(wrong.body).toEqual({});
  },
  empty: ({ wrong }) => expect(wrong.bytes).toHaveLength(0),
  unknown_order: ({ protocol, wrong, truth, news }) => {
    expect(verdictOn(protocol, wrong)).toBe('valid');
    expect(faultsIn(wrong.body, news.fields)).toEqual([]);
    expect(wrong.body[news.id]).not.toBe(truth.body[news.id]);
  },
  contradict: ({ protocol, wrong, truth, news }) => {
    expect(verdictOn(protocol, wrong)).toBe('valid');
    expect(wrong.body[news.id]).toBe(truth.body[news.id]);
    const status = ({ body }: Delivery) => body.refundStatus ?? (body.result as { resultStatus: string }).resultStatus;
    expect(status(wrong)).not.toBe(status(truth));
  },
  other_amount: ({ protocol, wrong, truth }) => {
    expect(verdictOn(protocol, wrong)).toBe('valid');
    const amount = ({ body }: Delivery) => (body.paymentAmount ?? body.refundAmount) as { value: string };
    expect(amount(wrong).value).not.toBe(amount(truth).value);
  },
  other_currency: ({ protocol, wrong, truth }) => {
    expect(verdictOn(protocol, wrong)).toBe('valid');
    const amount = ({ body }: Delivery) => (body.paymentAmount ?? body.refundAmount) as { currency: string };
    expect(amount(wrong).currency).not.toBe(amount(truth).currency);
  },
};

const ONLY_RESULTS = ['contradict', 'other_amount', 'other_currency'];

const falseNews: ProtocolCase[] = NEWS.flatMap((news) =>
  Object.entries(FALSE)
    .filter(([kind]) => news.kind !== 'authorization' || !ONLY_RESULTS.includes(kind))
    .map(([kind, look]) => ({
      title: `${news.notice} comes wrong in the place of the true one with the fault ${kind}, and the true one follows`,
      covers: [fault(news.notice, kind)],
      needs: NEEDS,
      async run(protocol) {
        await protocol.token();
        await protocol.controls.fault({ match: { notification: news.kind }, do: kind, times: 1 });
        const address = protocol.hook.address();
        const subject = await news.make(protocol, address);
        const [wrong] = await arrived(protocol, address, 1);
        await settled(protocol, 1);
        await protocol.controls.advance(2 * MINUTE_MS + SECOND_MS);
        const [, truth] = await arrived(protocol, address, 2);
        expectTrue(protocol, truth!, news, subject);
        look({ protocol, wrong: wrong!, truth: truth!, news });
      },
    })),
);

/** Until the simulator has written down so many attempts of its last notification, and set the next. */
async function settled(protocol: Protocol, attempts: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const last = (await protocol.controls.notifications()).at(-1);
      expect(last?.attempts.length).toBeGreaterThanOrEqual(attempts);
    },
    { timeout: PATIENCE_MS, interval: 10 },
  );
}

const HOUR_MS = 60 * MINUTE_MS;

const trueNews: ProtocolCase[] = NEWS.flatMap((news): ProtocolCase[] => [
  {
    title: `${news.notice} is lost on the way with the fault lost, and comes with the next send`,
    covers: [fault(news.notice, 'lost')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'lost', times: 1 });
      const address = protocol.hook.address();
      const subject = await news.make(protocol, address);
      await settled(protocol, 1);
      expect(protocol.hook.at(address)).toEqual([]);
      await protocol.controls.advance(2 * MINUTE_MS + SECOND_MS);
      const [only] = await arrived(protocol, address, 1);
      expectTrue(protocol, only!, news, subject);
    },
  },
  {
    title: `${news.notice} comes several times with the fault repeat, each as true as the other`,
    covers: [fault(news.notice, 'repeat')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'repeat', count: 5, times: 1 });
      const address = protocol.hook.address();
      const subject = await news.make(protocol, address);
      const all = await arrived(protocol, address, 5);
      for (const one of all) expectTrue(protocol, one, news, subject);
      await settled(protocol, 5);
      await protocol.controls.advance(48 * HOUR_MS);
      expect(protocol.hook.at(address)).toHaveLength(5);
    },
  },
  {
    title: `${news.notice} comes after the next one of its kind with the fault reordered`,
    covers: [fault(news.notice, 'reordered')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      const rule = { match: { notification: news.kind }, do: 'reordered', times: 1 };
      await protocol.controls.fault(rule);
      const address = protocol.hook.address();
      const [first, second] = [await news.make(protocol, address), await news.make(protocol, address)];
      const all = await arrived(protocol, address, 2);
      expect(all.map(({ body }) => body[news.id])).toEqual([second, first]);
      expectTrue(protocol, all[0]!, news, second);
      expectTrue(protocol, all[1]!, news, first);
    },
  },
  {
    title: `${news.notice} comes an hour later with the fault late`,
    covers: [fault(news.notice, 'late')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'late', ms: HOUR_MS, times: 1 });
      const address = protocol.hook.address();
      const subject = await news.make(protocol, address);
      await protocol.controls.advance(HOUR_MS - MINUTE_MS);
      expect(protocol.hook.at(address)).toEqual([]);
      await protocol.controls.advance(2 * MINUTE_MS);
      const [only] = await arrived(protocol, address, 1);
      expectTrue(protocol, only!, news, subject);
    },
  },
  {
    title: `${news.notice} comes, and is answered, before the answer to the call with the fault early`,
    covers: [fault(news.notice, 'early')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'early' });
      const address = protocol.hook.address();
      let answered = false;
      const before: boolean[] = [];
      protocol.hook.answer(address, () => {
        before.push(!answered);
        return ACKNOWLEDGEMENT;
      });
      await news.call(protocol, address);
      answered = true;
      expect(before.at(-1)).toBe(true);
      expect(before.length).toBeGreaterThanOrEqual(1);
    },
  },
  {
    title: `${news.notice} comes packed with the fault gzip; unpacked it is the true one`,
    covers: [fault(news.notice, 'gzip')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'gzip', times: 1 });
      const address = protocol.hook.address();
      const subject = await news.make(protocol, address);
      const [packed] = await arrived(protocol, address, 1);
      expect(packed!.headers['content-encoding']).toBe('gzip');
      const bytes = gunzipSync(packed!.bytes);
      const body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
      expectTrue(protocol, { ...packed!, bytes, body }, news, subject);
    },
  },
  {
    title: `${news.notice} comes with a megabyte around it with the fault huge, properly signed`,
    covers: [fault(news.notice, 'huge')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.token();
      await protocol.controls.fault({ match: { notification: news.kind }, do: 'huge', times: 1 });
      const address = protocol.hook.address();
      const subject = await news.make(protocol, address);
      const [huge] = await arrived(protocol, address, 1);
      expect(huge!.bytes.length).toBeGreaterThan(MEGABYTE);
      expect(verdictOn(protocol, huge!)).toBe('valid');
      expect(huge!.body[news.id]).toBe(subject);
    },
  },
]);

/** By hand, from the last true one. */
const byHand: ProtocolCase[] = Object.entries(FALSE).map(([how, look]) => ({
  title: `a forged notifyPayment is sent by hand: ${how}`,
  covers: [fault('notifyPayment', how)],
  needs: NEEDS,
  async run(protocol) {
    const [news] = NEWS;
    const address = protocol.hook.address();
    const subject = await news!.make(protocol, address);
    const [truth] = await arrived(protocol, address, 1);
    expectTrue(protocol, truth!, news!, subject);
    await protocol.controls.ask('POST', 'notifications/forge', { kind: 'payment', how });
    const [, wrong] = await arrived(protocol, address, 2);
    look({ protocol, wrong: wrong!, truth: truth!, news: news! });
  },
}));

export const NOTIFICATION_FAULT_CASES: readonly ProtocolCase[] = [...falseNews, ...trueNews, ...byHand];
