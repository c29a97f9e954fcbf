/** What the gateway tells by itself: content, signature, addresses and the schedule (protocol 3.10, 5.4, 8). */
import { expect, vi } from 'vitest';
import { answer, idempotency, rule, type Notice, type ProtocolCase } from '../case';
import { type NotificationField } from '../fields/field';
import { NOTIFY_AUTHORIZATION, NOTIFY_PAYMENT, NOTIFY_REFUND } from '../fields/notifications';
import { ACKNOWLEDGEMENT, type Delivery, type Reply } from '../hook';
import { verifyHeader } from '../merchant';
import { applyTokenMessage, payMessage, payOf, refundMessage } from '../messages';
import { sha256 } from '../ids';
import { type Protocol } from '../protocol';
import { faultsIn } from '../shape';
import { expectResult, inquire, paid, startPayment, untilFinal } from '../steps';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Before each send but the first (protocol 8). */
const PAUSES_MS = [2 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS];
/** What a delivery may take on a busy machine, in real time. */
const PATIENCE_MS = 8_000;

const NEEDS: ProtocolCase['needs'] = ['controls', 'hook', 'fresh link'];
const BROKEN: Reply = { status: 500, body: '{}' };

function arrived(protocol: Protocol, address: string, count: number): Promise<readonly Delivery[]> {
  return vi.waitFor(
    () => {
      const deliveries = protocol.hook.at(address);
      expect(deliveries.length).toBeGreaterThanOrEqual(count);
      return deliveries;
    },
    { timeout: PATIENCE_MS, interval: 5 },
  );
}

const timeOf = ({ headers }: Delivery) => {
  const text = String(headers['request-time']);
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text);
};

/** Every delivery is signed for the path it goes to, and is what its table says. */
function expectHonest(protocol: Protocol, delivery: Delivery, fields: readonly NotificationField[]): void {
  const { headers, bytes, path, body } = delivery;
  const { clientId, alipayKeys } = protocol.merchant.identity;
  expect(headers['client-id']).toBe(clientId);
  expect(headers['content-type']).toMatch(/^application\/json/);
  const said = Buffer.concat([Buffer.from(`POST ${path}\n${clientId}.${String(headers['request-time'])}.`), bytes]);
  expect(verifyHeader(String(headers.signature), said, alipayKeys)).toBe('valid');
  expect(faultsIn(body, fields)).toEqual([]);
}

async function onlyOne(protocol: Protocol, address: string, fields: readonly NotificationField[]): Promise<Delivery> {
  const deliveries = await arrived(protocol, address, 1);
  await protocol.controls.advance(3 * MINUTE_MS);
  await settled(protocol);
  expect(protocol.hook.at(address)).toHaveLength(1);
  expectHonest(protocol, deliveries[0]!, fields);
  return deliveries[0]!;
}

/** Until nothing that was due is still on its way. */
async function settled(protocol: Protocol): Promise<void> {
  const now = await protocol.now();
  await vi.waitFor(
    async () => {
      const all = await protocol.controls.notifications();
      const due = all.filter(({ nextAt }) => nextAt !== null && Date.parse(nextAt) <= now);
      expect(due).toEqual([]);
    },
    { timeout: PATIENCE_MS, interval: 10 },
  );
}

const covered = (subject: Notice, ...at: string[]) => at.map((name) => answer(subject, name));

const payments: ProtocolCase[] = [
  {
    title: 'a success is told to the address of the pay, with what the question says too',
    covers: [
      rule('notifyPayment', 'PAYMENT_RESULT with S'),
      ...covered('notifyPayment', ...NOTIFY_PAYMENT.filter((one) => one.required).map((one) => one.at), 'paymentTime'),
    ],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      const { paymentRequestId, paymentId, message } = await paid(protocol, { paymentNotifyUrl: address });
      const { body } = await onlyOne(protocol, address, NOTIFY_PAYMENT);
      const { paymentCreateTime, paymentTime } = (await inquire(protocol, paymentRequestId)).body;
      expect(body).toMatchObject({
        notifyType: 'PAYMENT_RESULT',
        result: { resultCode: 'SUCCESS', resultStatus: 'S' },
        paymentRequestId,
        paymentId,
        paymentAmount: message.paymentAmount,
        paymentCreateTime,
        paymentTime,
      });
    },
  },
  {
    title: "a failure is told with pay's code, and without a payment time",
    covers: [rule('notifyPayment', 'PAYMENT_RESULT with F')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      const { accessToken, account } = await protocol.link({ digits: '0001' });
      const value = String(BigInt(account.balance) + 1n);
      const message = payOf(protocol, accessToken, value, { paymentNotifyUrl: address });
      await protocol.call('pay', message);
      await untilFinal(protocol, message.paymentRequestId);
      const { body } = await onlyOne(protocol, address, NOTIFY_PAYMENT);
      expect(body).toMatchObject({
        notifyType: 'PAYMENT_RESULT',
        result: { resultCode: 'USER_BALANCE_NOT_ENOUGH', resultStatus: 'F' },
        paymentRequestId: message.paymentRequestId,
      });
      expect(body).not.toHaveProperty('paymentTime');
    },
  },
  {
    title: 'an expiry is told as a failure',
    covers: [rule('notifyPayment', 'expiry')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      const { accessToken } = await protocol.link({ digits: '7777' });
      await protocol.call('pay', payMessage(protocol, accessToken, { paymentNotifyUrl: address }));
      await protocol.controls.advance(MINUTE_MS + 2 * SECOND_MS);
      const { body } = await onlyOne(protocol, address, NOTIFY_PAYMENT);
      expect(body.result).toMatchObject({ resultCode: 'ORDER_IS_CLOSED', resultStatus: 'F' });
    },
  },
  {
    title: 'with the switch for it, failures are not told',
    covers: [rule('notifyPayment', 'failures, as a switch')],
    evidence: 'judged',
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.set({ failureNotifications: 'off' });
      const address = protocol.hook.address();
      const { accessToken } = await protocol.link({ digits: '7777' });
      await protocol.call('pay', payMessage(protocol, accessToken, { paymentNotifyUrl: address }));
      await protocol.controls.advance(5 * MINUTE_MS);
      await settled(protocol);
      expect(protocol.hook.at(address)).toEqual([]);
    },
  },
  {
    title: 'with the switch for it, a payment in process is told as PAYMENT_PENDING with S, which is not paid',
    covers: [rule('notifyPayment', 'PAYMENT_PENDING')],
    evidence: 'judged',
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.set({ pendingNotifications: 'on' });
      const address = protocol.hook.address();
      const { paymentRequestId } = await startPayment(protocol, { paymentNotifyUrl: address });
      const [pending] = await arrived(protocol, address, 1);
      expectHonest(protocol, pending!, NOTIFY_PAYMENT);
      expect(pending!.body).toMatchObject({ notifyType: 'PAYMENT_PENDING', result: { resultStatus: 'S' } });
      expect(pending!.body).not.toHaveProperty('paymentTime');
      await untilFinal(protocol, paymentRequestId);
      const [, last] = await arrived(protocol, address, 2);
      expect(last!.body).toMatchObject({ notifyType: 'PAYMENT_RESULT', result: { resultStatus: 'S' } });
    },
  },
  {
    title: 'a cancel is not told',
    covers: [rule('notifyPayment', 'no cancel notification')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      const { paymentRequestId } = await startPayment(protocol, { paymentNotifyUrl: address });
      await protocol.call('cancel', { paymentRequestId });
      await protocol.controls.advance(5 * MINUTE_MS);
      await settled(protocol);
      expect(protocol.hook.at(address)).toEqual([]);
    },
  },
  {
    title: "the dashboard's address is used where the pay names none, and only there",
    covers: [rule('notifyPayment', 'the call beats the dashboard')],
    needs: NEEDS,
    async run(protocol) {
      const [dashboard, own] = [protocol.hook.address(), protocol.hook.address()];
      await protocol.controls.set({ paymentNotifyUrl: dashboard });
      const first = await paid(protocol, { paymentNotifyUrl: own });
      await arrived(protocol, own, 1);
      const second = await paid(protocol, { paymentNotifyUrl: undefined });
      const { body } = await onlyOne(protocol, dashboard, NOTIFY_PAYMENT);
      expect(body.paymentRequestId).toBe(second.paymentRequestId);
      expect(protocol.hook.at(own).map((one) => one.body.paymentRequestId)).toEqual([first.paymentRequestId]);
    },
  },
];

const authorizations: ProtocolCase[] = [
  {
    title: 'a code is told as soon as the customer agrees, and it is the code of the return',
    covers: [
      rule('notifyAuthorization', 'AUTHCODE_CREATED'),
      ...covered('notifyAuthorization', 'authorizationNotifyType', 'authCode', 'authState', 'result'),
    ],
    needs: NEEDS,
    async run(protocol) {
      const authNotifyUrl = protocol.hook.address();
      const { end, authState } = await protocol.walk({ authNotifyUrl });
      const { body } = await onlyOne(protocol, authNotifyUrl, NOTIFY_AUTHORIZATION);
      expect(body).toMatchObject({
        authorizationNotifyType: 'AUTHCODE_CREATED',
        authState,
        authCode: end.searchParams.get('authCode'),
        result: { resultCode: 'SUCCESS', resultStatus: 'S' },
      });
      expect(body).not.toHaveProperty('notifyType');
      const reply = await protocol.call('applyToken', applyTokenMessage(protocol, { authCode: body.authCode }));
      expectResult(reply, 'SUCCESS', 'S');
    },
  },
  {
    title: 'a refusal is not told',
    covers: [rule('notifyAuthorization', 'only success is notified')],
    needs: NEEDS,
    async run(protocol) {
      const authNotifyUrl = protocol.hook.address();
      await protocol.walk({ authNotifyUrl, decision: 'refuse' });
      await protocol.controls.advance(MINUTE_MS);
      await settled(protocol);
      expect(protocol.hook.at(authNotifyUrl)).toEqual([]);
    },
  },
  {
    title: "the dashboard's address is used where consult names none",
    covers: [rule('notifyAuthorization', 'the call beats the dashboard')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      await protocol.controls.set({ authorizationNotifyUrl: address });
      const { authState } = await protocol.walk();
      expect((await onlyOne(protocol, address, NOTIFY_AUTHORIZATION)).body.authState).toBe(authState);
    },
  },
  {
    title: 'a revoke is followed by TOKEN_CANCELED, with the token and a reason',
    covers: [
      rule('notifyAuthorization', 'TOKEN_CANCELED after revoke'),
      ...covered('notifyAuthorization', 'accessToken', 'reason'),
    ],
    needs: NEEDS,
    async run(protocol) {
      const authNotifyUrl = protocol.hook.address();
      const { accessToken } = await protocol.link({ authNotifyUrl });
      await protocol.call('revoke', { accessToken });
      const [, told] = await arrived(protocol, authNotifyUrl, 2);
      expectHonest(protocol, told!, NOTIFY_AUTHORIZATION);
      expect(told!.body).toMatchObject({
        authorizationNotifyType: 'TOKEN_CANCELED',
        accessToken,
        reason: expect.any(String),
        result: { resultStatus: 'S' },
      });
    },
  },
  {
    title: 'with the switch for it, a revoke is not told',
    covers: [rule('notifyAuthorization', 'TOKEN_CANCELED after revoke')],
    evidence: 'judged',
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.set({ revokeNotifies: 'off' });
      const authNotifyUrl = protocol.hook.address();
      const { accessToken } = await protocol.link({ authNotifyUrl });
      await protocol.call('revoke', { accessToken });
      await onlyOne(protocol, authNotifyUrl, NOTIFY_AUTHORIZATION);
    },
  },
  {
    title: 'a customer who unlinks in the wallet is told as TOKEN_CANCELED, and the token is dead',
    covers: [rule('notifyAuthorization', 'TOKEN_CANCELED from the wallet')],
    needs: NEEDS,
    async run(protocol) {
      const authNotifyUrl = protocol.hook.address();
      const { accessToken } = await protocol.link({ authNotifyUrl });
      await protocol.controls.ask('POST', `tokens/${sha256(accessToken)}/revoke`, { notify: true });
      const [, told] = await arrived(protocol, authNotifyUrl, 2);
      expectHonest(protocol, told!, NOTIFY_AUTHORIZATION);
      expect(told!.body).toMatchObject({ authorizationNotifyType: 'TOKEN_CANCELED', accessToken });
      expectResult(await protocol.call('pay', payMessage(protocol, accessToken)), 'INVALID_ACCESS_TOKEN', 'F');
    },
  },
  {
    title: 'with the switch for it, a new token is told as TOKEN_CREATED',
    covers: [rule('notifyAuthorization', 'TOKEN_CREATED')],
    evidence: 'judged',
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.set({ tokenCreatedNotifications: 'on' });
      const authNotifyUrl = protocol.hook.address();
      const { accessToken, authState } = await protocol.link({ authNotifyUrl });
      const [, told] = await arrived(protocol, authNotifyUrl, 2);
      expectHonest(protocol, told!, NOTIFY_AUTHORIZATION);
      expect(told!.body).toMatchObject({ authorizationNotifyType: 'TOKEN_CREATED', accessToken, authState });
    },
  },
];

const refunds: ProtocolCase[] = [
  ...(['immediate', 'in_process'] as const).map((refundAnswer): ProtocolCase => ({
    title: `a refund ${refundAnswer === 'immediate' ? 'done at once' : 'done later'} is told to the address of the refund`,
    covers: [
      rule('notifyRefund', 'REFUND_RESULT with SUCCESS'),
      ...covered('notifyRefund', ...NOTIFY_REFUND.filter((one) => one.required).map((one) => one.at), 'refundTime'),
    ],
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.set({ refundAnswer });
      const refundNotifyUrl = protocol.hook.address();
      const { paymentId } = await paid(protocol);
      const message = refundMessage(protocol, paymentId, { refundNotifyUrl });
      const { refundId } = (await protocol.call('refund', message)).body;
      await protocol.controls.advance(3 * SECOND_MS);
      const { body } = await onlyOne(protocol, refundNotifyUrl, NOTIFY_REFUND);
      const { refundRequestId, refundAmount } = message;
      const { refundTime } = (await protocol.call('inquiryRefund', { refundRequestId })).body;
      expect(body).toMatchObject({
        notifyType: 'REFUND_RESULT',
        result: { resultCode: 'SUCCESS', resultStatus: 'S' },
        refundStatus: 'SUCCESS',
        refundRequestId,
        refundId,
        refundAmount,
        refundTime,
      });
    },
  })),
  {
    title: 'without any address a refund is not told, and with the dashboard’s it is',
    covers: [rule('notifyRefund', 'the dashboard')],
    needs: NEEDS,
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      const half = String(BigInt(protocol.amount().value) / 2n);
      const refundHalf = () =>
        protocol.call('refund', refundMessage(protocol, paymentId, { refundAmount: protocol.amount(half) }));
      await refundHalf();
      const address = protocol.hook.address();
      await protocol.controls.set({ refundNotifyUrl: address });
      const { refundRequestId } = (await refundHalf()).body;
      expect((await onlyOne(protocol, address, NOTIFY_REFUND)).body.refundRequestId).toBe(refundRequestId);
    },
  },
];

/** Sends a payment's news to a hook that answers so, and moves the clock through the whole schedule. */
async function throughTheSchedule(
  protocol: Protocol,
  reply: Reply | ((count: number) => Reply),
): Promise<readonly Delivery[]> {
  const address = protocol.hook.address();
  protocol.hook.answer(address, reply);
  await paid(protocol, { paymentNotifyUrl: address });
  await arrived(protocol, address, 1);
  for (const pause of PAUSES_MS) {
    await settled(protocol);
    await protocol.controls.advance(pause + SECOND_MS);
  }
  await settled(protocol);
  await protocol.controls.advance(48 * HOUR_MS);
  await settled(protocol);
  return protocol.hook.at(address);
}

const NOT_ACKNOWLEDGED: readonly (readonly [called: string, reply: Reply])[] = [
  ['an error', BROKEN],
  ['a refusal', { status: 401, body: '{}' }],
  ['nothing', { status: 200, body: '' }],
  ['another JSON', { status: 200, body: '{"ok":true}' }],
  [
    'a failure in the right form',
    { status: 200, body: '{"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F","resultMessage":"fail"}}' },
  ],
  ['the right words with a server error', { ...ACKNOWLEDGEMENT, status: 500 }],
  ['a page', { status: 200, body: '<html>success</html>' }],
];

const schedule: ProtocolCase[] = [
  {
    title:
      'a notification that nobody acknowledges is sent eight times: after 0 s, 2 m, 10 m, 10 m, 1 h, 2 h, 6 h and 15 h',
    covers: [rule('notifyPayment', 'the schedule')],
    needs: NEEDS,
    async run(protocol) {
      const deliveries = await throughTheSchedule(protocol, BROKEN);
      expect(deliveries).toHaveLength(1 + PAUSES_MS.length);
      const times = deliveries.map(timeOf);
      const pauses = times.slice(1).map((at, index) => at - times[index]!);
      for (const [index, pause] of pauses.entries()) {
        expect(Math.abs(pause - PAUSES_MS[index]!), `pause ${index + 1}`).toBeLessThan(5 * SECOND_MS);
      }
      for (const delivery of deliveries) expectHonest(protocol, delivery, NOTIFY_PAYMENT);
    },
  },
  {
    title: 'every send is the same news, signed anew with its own time',
    covers: [rule('notifyPayment', 'signed anew per try')],
    evidence: 'judged',
    needs: NEEDS,
    async run(protocol) {
      const deliveries = await throughTheSchedule(protocol, (count) =>
        count < 4 ? BROKEN : { ...BROKEN, status: 503 },
      );
      expect(new Set(deliveries.map(({ bytes }) => bytes.toString())).size).toBe(1);
      expect(new Set(deliveries.map(({ headers }) => headers.signature)).size).toBe(deliveries.length);
    },
  },
  ...[1, 2, 5, 8].map((nth): ProtocolCase => ({
    title: `a notification acknowledged at send ${nth} is not sent again`,
    covers: [
      rule('notifyPayment', 'the acknowledgement ends the schedule'),
      idempotency('notifyPayment', 'no send after the acknowledgement'),
    ],
    needs: NEEDS,
    async run(protocol) {
      const deliveries = await throughTheSchedule(protocol, (count) => (count < nth ? BROKEN : ACKNOWLEDGEMENT));
      expect(deliveries).toHaveLength(nth);
    },
  })),
  ...NOT_ACKNOWLEDGED.map(([called, reply]): ProtocolCase => ({
    title: `${called} is no acknowledgement: the notification comes again two minutes later`,
    covers: [rule('notifyPayment', 'only the fixed acknowledgement counts')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      protocol.hook.answer(address, reply);
      await paid(protocol, { paymentNotifyUrl: address });
      await arrived(protocol, address, 1);
      await settled(protocol);
      await protocol.controls.advance(2 * MINUTE_MS + SECOND_MS);
      await arrived(protocol, address, 2);
    },
  })),
  ...(['notifyAuthorization', 'notifyRefund'] as const).map((subject): ProtocolCase => ({
    title: `${subject} follows the same schedule and ends with the same acknowledgement`,
    covers: [rule(subject, 'the schedule')],
    needs: NEEDS,
    async run(protocol) {
      const address = protocol.hook.address();
      protocol.hook.answer(address, (count) => (count < 3 ? BROKEN : ACKNOWLEDGEMENT));
      if (subject === 'notifyAuthorization') await protocol.walk({ authNotifyUrl: address });
      else {
        const { paymentId } = await paid(protocol);
        await protocol.call('refund', refundMessage(protocol, paymentId, { refundNotifyUrl: address }));
      }
      await arrived(protocol, address, 1);
      for (const pause of PAUSES_MS) {
        await settled(protocol);
        await protocol.controls.advance(pause + SECOND_MS);
      }
      await settled(protocol);
      const deliveries = protocol.hook.at(address);
      expect(deliveries).toHaveLength(3);
      expect(Math.abs(timeOf(deliveries[1]!) - timeOf(deliveries[0]!) - PAUSES_MS[0]!)).toBeLessThan(5 * SECOND_MS);
    },
  })),
  {
    title: 'an address where nobody listens is tried again on the same schedule',
    covers: [rule('notifyPayment', 'the schedule')],
    needs: NEEDS,
    async run(protocol) {
      await paid(protocol, { paymentNotifyUrl: 'http://127.0.0.1:9/hook' });
      await settled(protocol);
      for (const pause of PAUSES_MS.slice(0, 2)) {
        await protocol.controls.advance(pause + SECOND_MS);
        await settled(protocol);
      }
      const [sent] = await protocol.controls.notifications();
      expect(sent?.attempts).toHaveLength(3);
      expect(sent?.acknowledged).toBe(false);
    },
  },
];

export const NOTIFICATION_CASES: readonly ProtocolCase[] = [...payments, ...authorizations, ...refunds, ...schedule];
