/**
 * The simulator's fault dial on calls: each fault on each API does on the wire what its name says, and in the ledger what it
 * says too: acted, or not. What goes wrong goes wrong once; the next call is honest again.
 */
import { expect, vi } from 'vitest';
import { fault, type ProtocolCase } from '../case';
import { APIS, type Api } from '../codes';
import { sha256 } from '../ids';
import { type Answer } from '../merchant';
import { applyTokenMessage, consultMessage, payMessage, refundMessage } from '../messages';
import { type Protocol } from '../protocol';
import { expectResult, inquire, nextTime, paid, refunded, startPayment } from '../steps';

const NEEDS: ProtocolCase['needs'] = ['controls'];
const PATIENCE_MS = 8_000;
const MINUTE_MS = 60_000;

interface Act {
  readonly message: object;
  /** Whether the gateway has done it; null where there is nothing to do. */
  readonly acted: (() => Promise<boolean>) | null;
}

/** An honest call of each API, and how its effect is seen in the gateway's own books. */
async function prepare(protocol: Protocol, api: Api): Promise<Act> {
  const ledger = () => protocol.controls.ledger();
  switch (api) {
    case 'consult': {
      const message = consultMessage(protocol);
      const acted = async () => (await ledger()).authorizations.some((one) => one.authState === message.authState);
      return { message, acted };
    }
    case 'applyToken': {
      const { end, authState } = await protocol.walk();
      const message = applyTokenMessage(protocol, { authCode: end.searchParams.get('authCode') });
      return { message, acted: async () => (await ledger()).tokens.some((one) => one.authState === authState) };
    }
    case 'revoke': {
      const { accessToken } = await protocol.link();
      const statusOf = async () => (await ledger()).tokens.find((one) => one.sha256 === sha256(accessToken))?.status;
      return { message: { accessToken }, acted: async () => (await statusOf()) === 'REVOKED' };
    }
    case 'pay': {
      const message = payMessage(protocol, await protocol.token());
      const { paymentRequestId } = message;
      const acted = async () => (await ledger()).payments.some((one) => one.paymentRequestId === paymentRequestId);
      return { message, acted };
    }
    case 'inquiryPayment':
      return { message: { paymentRequestId: (await startPayment(protocol)).paymentRequestId }, acted: null };
    case 'cancel': {
      const { paymentRequestId } = await startPayment(protocol);
      const statusOf = async () =>
        (await ledger()).payments.find((one) => one.paymentRequestId === paymentRequestId)?.status;
      return { message: { paymentRequestId }, acted: async () => (await statusOf()) === 'CANCELLED' };
    }
    case 'refund': {
      const { paymentId } = await paid(protocol);
      const message = refundMessage(protocol, paymentId);
      const { refundRequestId } = message;
      const acted = async () => (await ledger()).refunds.some((one) => one.refundRequestId === refundRequestId);
      return { message, acted };
    }
    case 'inquiryRefund': {
      const { paymentId } = await paid(protocol);
      const { body } = await refunded(protocol, paymentId, protocol.amount().value);
      return { message: { refundRequestId: body.refundRequestId }, acted: null };
    }
  }
}

type Call = () => Promise<Answer>;

interface FaultOnCalls {
  readonly kind: string;
  readonly said: string;
  readonly more?: object;
  /** Whether the gateway acts although the merchant hears nothing good. */
  readonly acts: boolean;
  /** Calls, and expects what comes, or does not come, back. */
  readonly hear: (call: Call, protocol: Protocol, api: Api) => Promise<void>;
}

async function hearNothing(call: Call): Promise<void> {
  await expect(call()).rejects.toThrow();
}

const hearStatus = (status: number, type: RegExp) => async (call: Call) => {
  const answer = await call();
  expect(answer.httpStatus).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(type);
  expect(answer.signature).toBe('none');
};

const hearBody = (check: (answer: Answer) => void) => async (call: Call) => {
  const answer = await call();
  expect(answer.httpStatus).toBe(200);
  check(answer);
};

const hearWhole = async (call: Call) => {
  const answer = await call();
  expect(answer.signature).toBe('valid');
  expect(answer.result.resultStatus, answer.text).not.toBe('F');
};

/** The call hangs until somebody lets it go. */
async function hearAfterRelease(call: Call, protocol: Protocol, api: Api): Promise<void> {
  const pending = call();
  await vi.waitFor(
    async () => {
      const calls = await protocol.controls.ask<readonly { state: string }[]>('GET', `calls?api=${api}`);
      expect(calls.map(({ state }) => state)).toContain('held');
    },
    { timeout: PATIENCE_MS, interval: 10 },
  );
  await protocol.controls.ask('POST', 'faults/release');
  await hearWhole(() => pending);
}

const SLOW_MS = 60;

const ON_CALLS: readonly FaultOnCalls[] = [
  {
    kind: 'delay',
    said: 'answers late',
    more: { ms: SLOW_MS },
    acts: true,
    async hear(call) {
      const began = performance.now();
      await hearWhole(call);
      expect(performance.now() - began).toBeGreaterThan(SLOW_MS - 10);
    },
  },
  { kind: 'hang_before', said: 'hangs, then acts and answers', acts: true, hear: hearAfterRelease },
  { kind: 'hang_after', said: 'acts, hangs, then answers', acts: true, hear: hearAfterRelease },
  { kind: 'close_before', said: 'drops the connection before acting', acts: false, hear: hearNothing },
  { kind: 'close_after', said: 'drops the connection after acting', acts: true, hear: hearNothing },
  { kind: 'http_500_before', said: 'gives 500 before acting', acts: false, hear: hearStatus(500, /^text\/plain/) },
  { kind: 'http_500_after', said: 'gives 500 after acting', acts: true, hear: hearStatus(500, /^text\/plain/) },
  { kind: 'http_502', said: 'gives a page with 502 after acting', acts: true, hear: hearStatus(502, /^text\/html/) },
  {
    kind: 'http_502',
    said: 'gives a page with 502 before acting',
    more: { before: true },
    acts: false,
    hear: hearStatus(502, /^text\/html/),
  },
  { kind: 'http_429', said: 'gives 429 without acting', acts: false, hear: hearStatus(429, /^text\/plain/) },
  { kind: 'reset_mid_body', said: 'breaks off in the middle of the answer', acts: true, hear: hearNothing },
  { kind: 'drip', said: 'gives the answer byte by byte', more: { ms: 0 }, acts: true, hear: hearWhole },
  {
    kind: 'malformed',
    said: 'gives half of the JSON',
    acts: true,
    hear: hearBody(({ text, body }) => {
      expect(text.length).toBeGreaterThan(0);
      expect(body).toEqual({});
    }),
  },
  { kind: 'empty', said: 'gives nothing', acts: true, hear: hearBody(({ text }) => expect(text).toBe('')) },
  {
    kind: 'bad_signature',
    said: 'signs wrongly',
    acts: true,
    hear: hearBody(({ signature, result }) => {
      expect(signature).toBe('invalid');
      expect(result.resultStatus).not.toBe('F');
    }),
  },
  {
    kind: 'unknown_key',
    said: 'signs with a key version that nobody knows',
    acts: true,
    hear: hearBody(({ signature, headers }) => {
      expect(signature).toBe('invalid');
      expect(headers.get('signature')).not.toContain('keyVersion=1,');
    }),
  },
  {
    kind: 'no_signature',
    said: 'does not sign',
    acts: true,
    hear: hearBody(({ signature }) => expect(signature).toBe('none')),
  },
  {
    kind: 'code',
    said: 'gives a code without acting',
    more: { code: 'SYSTEM_ERROR' },
    acts: false,
    async hear(call) {
      expectResult(await call(), 'SYSTEM_ERROR', 'F');
    },
  },
];

const onCalls: ProtocolCase[] = APIS.flatMap((api) =>
  ON_CALLS.map(({ kind, said, more = {}, acts, hear }) => ({
    title: `${api} ${said}, once, with the fault ${kind}`,
    covers: [fault(api, kind)],
    needs: NEEDS,
    async run(protocol) {
      const { message, acted } = await prepare(protocol, api);
      await protocol.controls.fault({ match: { api }, do: kind, times: 1, ...more });
      await hear(() => protocol.merchant.send(api, message), protocol, api);
      if (acted) expect(await acted()).toBe(acts);
      const next = await protocol.merchant.send(api, message);
      expect(next.httpStatus).toBe(200);
      expect(next.signature).toBe('valid');
      if (acted && !acts) expect(await acted()).toBe(true);
    },
  })),
);

/** Whether a call that hangs has acted is seen while it hangs. */
const hanging: ProtocolCase[] = APIS.flatMap((api) =>
  (['hang_before', 'hang_after'] as const).map((kind) => ({
    title: `${api} that hangs with ${kind} has ${kind === 'hang_after' ? 'acted' : 'not acted'} meanwhile, and ends with its caller`,
    covers: [fault(api, kind)],
    needs: NEEDS,
    async run(protocol: Protocol) {
      const { message, acted } = await prepare(protocol, api);
      await protocol.controls.fault({ match: { api }, do: kind, times: 1 });
      const gone = new AbortController();
      const { path, body, headers } = protocol.merchant.prepare(api, message);
      const pending = fetch(protocol.merchant.identity.url + path, {
        method: 'POST',
        headers,
        body: body as Uint8Array<ArrayBuffer>,
        signal: gone.signal,
      });
      const state = async () => {
        const calls = await protocol.controls.ask<readonly { state: string }[]>('GET', `calls?api=${api}`);
        return calls.map((one) => one.state);
      };
      const wait = (what: string) =>
        vi.waitFor(async () => expect(await state()).toContain(what), { timeout: PATIENCE_MS, interval: 10 });
      await wait('held');
      if (acted) expect(await acted()).toBe(kind === 'hang_after');
      gone.abort();
      await expect(pending).rejects.toThrow();
      await wait('dropped');
      if (acted) expect(await acted()).toBe(kind === 'hang_after');
    },
  })),
);

/** What is told is properly signed, and not what happened. */
const falseAmounts: ProtocolCase[] = (['pay', 'inquiryPayment', 'refund', 'inquiryRefund'] as const).flatMap((api) => {
  const name = api.includes('efund') ? 'refundAmount' : 'paymentAmount';
  return (['other_amount', 'other_currency'] as const).map((kind) => ({
    title: `${api} tells ${kind === 'other_amount' ? 'another amount' : 'another currency'}, properly signed, with the fault ${kind}`,
    covers: [fault(api, kind)],
    needs: NEEDS,
    async run(protocol: Protocol) {
      const { message } = await prepare(protocol, api);
      await protocol.controls.fault({ match: { api }, do: kind, times: 1 });
      const told = (await protocol.call(api, message)).body[name] as { currency: string; value: string };
      const { currency, value } = protocol.amount();
      expect(told.currency === currency).toBe(kind === 'other_amount');
      expect(told.value === value).toBe(kind === 'other_currency');
      expect((await protocol.call(api, message)).body[name]).toEqual({ currency, value });
    },
  }));
});

const IDS = ['paymentRequestId', 'paymentId', 'refundRequestId', 'refundId'] as const;

const falseIds: ProtocolCase[] = (['pay', 'inquiryPayment', 'refund', 'inquiryRefund'] as const).map((api) => ({
  title: `${api} is answered with another order's ids, properly signed, with the fault other_order`,
  covers: [fault(api, 'other_order')],
  needs: NEEDS,
  async run(protocol) {
    await paid(protocol);
    const { message } = await prepare(protocol, api);
    await protocol.controls.fault({ match: { api }, do: 'other_order', times: 1 });
    const wrong = (await protocol.call(api, message)).body;
    const right = (await protocol.call(api, message)).body;
    const told = IDS.filter((name) => name in right);
    expect(told).not.toEqual([]);
    expect(told.filter((name) => wrong[name] === right[name])).toEqual([]);
  },
}));

const inProcess: ProtocolCase[] = [
  {
    title: 'a pay stays in process for as many questions as the fault in_process says, and then is paid',
    covers: [fault('pay', 'in_process')],
    needs: NEEDS,
    async run(protocol) {
      const accessToken = await protocol.token();
      await protocol.controls.fault({ match: { api: 'pay' }, do: 'in_process', times: 3 });
      const message = payMessage(protocol, accessToken);
      expectResult(await protocol.call('pay', message), 'PAYMENT_IN_PROCESS', 'U');
      const heard: unknown[] = [];
      for (let question = 1; question <= 4; question += 1) {
        await protocol.controls.advance(2 * MINUTE_MS);
        heard.push((await inquire(protocol, message.paymentRequestId)).body.paymentStatus);
      }
      expect(heard).toEqual(['PROCESSING', 'PROCESSING', 'PROCESSING', 'SUCCESS']);
    },
  },
  {
    title: 'a pay stays in process for ever, past its expiry, with the fault in_process_forever',
    covers: [fault('pay', 'in_process_forever')],
    needs: NEEDS,
    async run(protocol) {
      // Ten hours later it is still the same day in GMT+8, and not too late for a cancel.
      await protocol.controls.moveTo(await nextTime(protocol, 9, 0));
      const accessToken = await protocol.token();
      await protocol.controls.fault({ match: { api: 'pay' }, do: 'in_process_forever', times: 1 });
      const message = payMessage(protocol, accessToken);
      expectResult(await protocol.call('pay', message), 'PAYMENT_IN_PROCESS', 'U');
      await protocol.controls.advance(600 * MINUTE_MS);
      expect((await inquire(protocol, message.paymentRequestId)).body.paymentStatus).toBe('PROCESSING');
      const { paymentRequestId } = message;
      expectResult(await protocol.call('cancel', { paymentRequestId }), 'SUCCESS', 'S');
    },
  },
  {
    title: 'a refund stays in process for as many questions as the fault in_process says, and then is done',
    covers: [fault('refund', 'in_process')],
    needs: NEEDS,
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      await protocol.controls.fault({ match: { api: 'refund' }, do: 'in_process', times: 2 });
      const message = refundMessage(protocol, paymentId);
      expectResult(await protocol.call('refund', message), 'REFUND_IN_PROCESS', 'U');
      const heard: unknown[] = [];
      for (let question = 1; question <= 3; question += 1) {
        await protocol.controls.advance(2 * MINUTE_MS);
        const { refundRequestId } = message;
        heard.push((await protocol.call('inquiryRefund', { refundRequestId })).body.refundStatus);
      }
      expect(heard).toEqual(['PROCESSING', 'PROCESSING', 'SUCCESS']);
    },
  },
  {
    title: 'a refund stays in process for ever with the fault in_process_forever',
    covers: [fault('refund', 'in_process_forever')],
    needs: NEEDS,
    async run(protocol) {
      const { paymentId } = await paid(protocol);
      await protocol.controls.fault({ match: { api: 'refund' }, do: 'in_process_forever', times: 1 });
      const message = refundMessage(protocol, paymentId);
      expectResult(await protocol.call('refund', message), 'REFUND_IN_PROCESS', 'U');
      await protocol.controls.advance(600 * MINUTE_MS);
      const { refundRequestId } = message;
      expect((await protocol.call('inquiryRefund', { refundRequestId })).body.refundStatus).toBe('PROCESSING');
    },
  },
];

/** A token ends without a word, before the call that uses it acts. */
const tokens: ProtocolCase[] = (['token_expired', 'token_revoked'] as const).flatMap((kind): ProtocolCase[] => {
  const isRefusal: Record<'applyToken' | 'revoke' | 'pay', string> = {
    pay: 'INVALID_ACCESS_TOKEN',
    revoke: 'INVALID_ACCESS_TOKEN',
    applyToken: kind === 'token_expired' ? 'EXPIRED_REFRESH_TOKEN' : 'INVALID_REFRESH_TOKEN',
  };
  return (['pay', 'revoke', 'applyToken'] as const).map((api) => ({
    title: `${api} finds its token gone without notice, with the fault ${kind}`,
    covers: [fault(api, kind)],
    needs: ['controls', 'hook', 'fresh link'],
    async run(protocol) {
      const authNotifyUrl = protocol.hook.address();
      const { accessToken, refreshToken } = await protocol.link({ authNotifyUrl });
      await vi.waitFor(() => expect(protocol.hook.at(authNotifyUrl)).toHaveLength(1), { timeout: PATIENCE_MS });
      await protocol.controls.fault({ match: { api }, do: kind, times: 1 });
      const messages = {
        pay: payMessage(protocol, accessToken),
        revoke: { accessToken },
        applyToken: applyTokenMessage(protocol, { grantType: 'REFRESH_TOKEN', authCode: undefined, refreshToken }),
      };
      expectResult(await protocol.call(api, messages[api]), isRefusal[api], 'F');
      await protocol.controls.advance(MINUTE_MS);
      expect(protocol.hook.at(authNotifyUrl)).toHaveLength(1);
    },
  }));
});

/** Which calls a rule speaks of. */
const matching: ProtocolCase[] = [
  {
    title: 'a rule strikes the API, wallet, account or request that it names, and no other',
    covers: [fault('gateway', 'match')],
    needs: NEEDS,
    async run(protocol) {
      const { accessToken, account } = await protocol.link();
      const other = await protocol.link({ digits: '6666' });
      const message = payMessage(protocol, accessToken);
      const codeOf = async (sent: object) => (await protocol.call('pay', sent)).result.resultCode;
      const matches: readonly (readonly [match: object, struck: object, spared: object])[] = [
        [{ account: account.id }, payMessage(protocol, accessToken), payMessage(protocol, other.accessToken)],
        [{ account: account.login }, payMessage(protocol, accessToken), payMessage(protocol, other.accessToken)],
        [{ requestId: message.paymentRequestId }, message, payMessage(protocol, accessToken)],
      ];
      for (const [match, struck, spared] of matches) {
        await protocol.controls.fault({ match: { api: 'pay', ...match }, do: 'code', code: 'RISK_REJECT' });
        expect(await codeOf(spared)).not.toBe('RISK_REJECT');
        expect(await codeOf(struck)).toBe('RISK_REJECT');
        await protocol.controls.clearFaults();
        expect(await codeOf(struck)).not.toBe('RISK_REJECT');
      }
      await protocol.controls.fault({ match: { wallet: 'DANA' }, do: 'code', code: 'RISK_REJECT' });
      expectResult(await protocol.call('consult', consultMessage(protocol)), 'SUCCESS', 'S');
      const dana = consultMessage(protocol, { customerBelongsTo: 'DANA' });
      expectResult(await protocol.call('consult', dana), 'RISK_REJECT', 'F');
    },
  },
  {
    title: 'a rule strikes the n-th call, and as often as it says',
    covers: [fault('gateway', 'match'), fault('gateway', 'times')],
    needs: NEEDS,
    async run(protocol) {
      const codes = async (count: number) => {
        const heard: string[] = [];
        for (let call = 0; call < count; call += 1) {
          heard.push((await protocol.call('consult', consultMessage(protocol))).result.resultStatus);
        }
        return heard.join('');
      };
      await protocol.controls.fault({ match: { api: 'consult', nth: 3 }, do: 'code', code: 'RISK_REJECT' });
      expect(await codes(5)).toBe('SSFSS');
      await protocol.controls.clearFaults();
      await protocol.controls.fault({ match: { api: 'consult' }, do: 'code', code: 'RISK_REJECT', times: 2 });
      expect(await codes(4)).toBe('FFSS');
    },
  },
  {
    title: 'a rule of a probability strikes some calls, and with a seed the same ones again',
    covers: [fault('gateway', 'probability')],
    needs: NEEDS,
    async run(protocol) {
      const round = async () => {
        await protocol.renew();
        await protocol.controls.ask('PUT', 'seed', { seed: 7 });
        await protocol.controls.fault({
          match: { api: 'consult' },
          do: 'code',
          code: 'RISK_REJECT',
          probability: 0.5,
        });
        const heard: string[] = [];
        for (let call = 0; call < 24; call += 1) {
          heard.push((await protocol.call('consult', consultMessage(protocol))).result.resultStatus);
        }
        return heard.join('');
      };
      const [first, second] = [await round(), await round()];
      expect(first).toMatch(/S/);
      expect(first).toMatch(/F/);
      expect(second).toBe(first);
    },
  },
  {
    title: 'taking a rule away lets go what it holds',
    covers: [fault('gateway', 'release')],
    needs: NEEDS,
    async run(protocol) {
      await protocol.controls.fault({ match: { api: 'consult' }, do: 'hang_before' });
      const pending = protocol.call('consult', consultMessage(protocol));
      await vi.waitFor(
        async () => {
          const { heldCalls } = await protocol.controls.ask<{ heldCalls: number }>('GET', 'health');
          expect(heldCalls).toBe(1);
        },
        { timeout: PATIENCE_MS, interval: 10 },
      );
      await protocol.controls.clearFaults();
      expectResult(await pending, 'SUCCESS', 'S');
    },
  },
];

export const FAULT_CASES: readonly ProtocolCase[] = [
  ...onCalls,
  ...hanging,
  ...falseAmounts,
  ...falseIds,
  ...inProcess,
  ...tokens,
  ...matching,
];
