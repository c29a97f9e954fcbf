import net from 'node:net';
import { describe, expect, test } from 'vitest';
import { FAILURES_TO_OPEN } from '@/lib/alipay/circuit';
import type { Gateway } from '@/lib/alipay/gateway';
import type { GatewayKeys } from '@/lib/alipay/keys';
import { parseSignatureHeader, verifySignature } from '@/lib/alipay/signature';
import {
  alipayPrivateKey,
  clientId,
  connect,
  deferred,
  later,
  listen,
  merchantPublicKey,
  ourKeys,
  paid,
  pay,
  parsed,
  payBody,
  result,
  says,
  saysUnsigned,
  signedHeaders,
  startServer,
  token,
  type Play,
} from './testing';

/** One call of each API. */
async function callEach(gateway: Gateway) {
  const asked = { paymentRequestId: 'pay_1' };
  const authRedirectUrl = 'https://shop.example/return';
  return {
    consult: await gateway.consult({ brand: 'GCASH', authRedirectUrl, authState: 's', terminalType: 'WEB' }),
    applyToken: await gateway.applyToken({ grantType: 'AUTHORIZATION_CODE', brand: 'GCASH', authCode: 'AC1' }),
    revoke: await gateway.revoke({ accessToken: token }),
    pay: await pay(gateway),
    inquiryPayment: await gateway.inquiryPayment(asked),
    cancel: await gateway.cancel(asked),
    refund: await gateway.refund({
      refundRequestId: 'rf_1',
      paymentId: '2025',
      amount: { currency: 'PHP', minor: 10_000n },
      refundNotifyUrl: 'https://shop.example/hooks/refund',
    }),
    inquiryRefund: await gateway.inquiryRefund({ refundRequestId: 'rf_1' }),
  };
}

const inquire = (gateway: Gateway) => gateway.inquiryPayment({ paymentRequestId: 'pay_1' });

describe('a call', () => {
  test('carries the documented headers, signed over the bytes sent', async () => {
    const server = await startServer(says(paid));
    const { outcome, exchange } = await pay(connect(server.url, { now: () => new Date(1_700_000_000_000) }));

    const { request, body } = server.calls[0]!;
    expect(request.method).toBe('POST');
    expect(request.url).toBe('/ams/sandbox/api/v1/payments/pay');
    expect(request.headers).toMatchObject({
      'content-type': 'application/json; charset=UTF-8',
      'client-id': clientId,
      'request-time': '1700000000000',
      'content-length': String(payBody.byteLength),
    });
    expect(request.headers.signature).toMatch(/^algorithm=RSA256,keyVersion=1,signature=[A-Za-z0-9%]+$/);
    expect(body.equals(payBody)).toBe(true);
    const { signature } = parseSignatureHeader(request.headers.signature as string)!;
    const parts = { path: request.url!, clientId, time: '1700000000000', body };
    expect(verifySignature(parts, signature, merchantPublicKey)).toBe(true);

    expect(outcome).toMatchObject({ kind: 'succeeded', value: { paymentId: '2025' } });
    expect(exchange).toMatchObject({
      api: 'pay',
      path: '/ams/sandbox/api/v1/payments/pay',
      requestId: 'pay_1',
      httpStatus: 200,
      signatureVerdict: 'valid',
      keyVersion: '1',
      resultCode: 'SUCCESS',
      resultStatus: 'S',
      problem: null,
      requestHeaders: { 'client-id': clientId, 'request-time': '1700000000000' },
      responseHeaders: { 'client-id': clientId, 'response-time': '2025-03-01T12:00:00+08:00' },
    });
    expect(exchange?.requestBytes).toBe(payBody);
    expect(JSON.parse(Buffer.from(exchange!.responseBytes!).toString())).toEqual(paid);
    expect(exchange?.requestMasked).not.toContain('CANARY');
  });

  test.each([
    ['SANDBOX_5TEST00000000001', '/ams/sandbox/api/v1'],
    ['5Y0000000001', '/ams/api/v1'],
  ])('of the client %s goes below %s, for each API', async (client, base) => {
    const server = await startServer(saysUnsigned(200, '{}'));
    const gateway = connect(server.url, { clientId: client });
    await callEach(gateway);
    expect(server.calls.map(({ request }) => request.url)).toEqual(
      [
        'authorizations/consult',
        'authorizations/applyToken',
        'authorizations/revoke',
        'payments/pay',
        'payments/inquiryPayment',
        'payments/cancel',
        'payments/refund',
        'payments/inquiryRefund',
      ].map((name) => `${base}/${name}`),
    );
  });

  test('of each message is folded by that message', async () => {
    const answers: Record<string, object> = {
      consult: { ...result('SUCCESS', 'S'), normalUrl: 'https://wallet.example/a' },
      applyToken: { ...result('SUCCESS', 'S'), accessToken: token },
      inquiryPayment: { ...paid, paymentStatus: 'FAIL', paymentResultCode: 'USER_BALANCE_NOT_ENOUGH' },
      cancel: { ...result('SUCCESS', 'S'), paymentRequestId: 'pay_1' },
      pay: paid,
      revoke: result('INVALID_ACCESS_TOKEN', 'F'),
      refund: { ...result('REFUND_IN_PROCESS', 'U'), refundRequestId: 'rf_1', refundId: '2025r' },
      inquiryRefund: result('REFUND_NOT_EXIST', 'F'),
    };
    const server = await startServer((call, response) =>
      says(answers[call.request.url!.split('/').at(-1)!])(call, response),
    );
    const { consult, applyToken, revoke, pay, inquiryPayment, cancel, refund, inquiryRefund } = await callEach(
      connect(server.url),
    );
    expect(consult.outcome).toMatchObject({ kind: 'succeeded', value: { normalUrl: 'https://wallet.example/a' } });
    expect(applyToken.outcome).toMatchObject({ kind: 'succeeded', value: { accessToken: token } });
    expect(applyToken.exchange?.responseMasked).not.toContain('CANARY');
    expect(revoke.outcome).toEqual({ kind: 'succeeded', value: { wasGone: true } });
    expect(revoke.exchange).toMatchObject({ api: 'revoke', requestId: null, resultCode: 'INVALID_ACCESS_TOKEN' });
    expect(revoke.exchange?.requestMasked).not.toContain('CANARY');
    expect(pay.outcome).toMatchObject({ kind: 'succeeded' });
    expect(inquiryPayment.outcome).toMatchObject({ kind: 'failed', about: 'subject' });
    expect(cancel.outcome).toMatchObject({ kind: 'succeeded' });
    expect(refund.outcome).toMatchObject({ kind: 'unknown', reason: 'in_process', refundId: '2025r' });
    expect(refund.exchange).toMatchObject({ api: 'refund', requestId: 'rf_1' });
    expect(inquiryRefund.outcome).toMatchObject({ kind: 'unknown', reason: 'not_known' });
    const exchanges = [consult, applyToken, revoke, pay, inquiryPayment, cancel, refund, inquiryRefund];
    for (const { exchange } of exchanges) expect(exchange).toMatchObject({ unlistedCode: null, problem: null });
  });

  test('about a payment or refund by Alipay’s id is kept under that id', async () => {
    const server = await startServer(says(result('UNKNOWN_EXCEPTION', 'U')));
    const gateway = connect(server.url);
    expect((await gateway.inquiryPayment({ paymentId: '2025' })).exchange?.requestId).toBe('2025');
    expect((await gateway.cancel({ paymentId: '2025' })).exchange?.requestId).toBe('2025');
    expect((await gateway.inquiryRefund({ refundId: '2025r' })).exchange?.requestId).toBe('2025r');
  });

  test.each<[string, object, string | null]>([
    ['of the answer itself', result('NEVER_HEARD_OF', 'F'), 'NEVER_HEARD_OF'],
    ['of a success', { ...paid, ...result('NEVER_HEARD_OF', 'S'), paymentStatus: 'SUCCESS' }, 'NEVER_HEARD_OF'],
    [
      'of the payment inside',
      { ...paid, paymentStatus: 'FAIL', paymentResultCode: 'NEVER_HEARD_OF' },
      'NEVER_HEARD_OF',
    ],
    ['that is listed', { ...paid, paymentStatus: 'FAIL', paymentResultCode: 'USER_BALANCE_NOT_ENOUGH' }, null],
  ])('tells a code that our table does not hold: one %s', async (_where, answer, unlistedCode) => {
    const server = await startServer(says(answer));
    const { exchange } = await connect(server.url).inquiryPayment({ paymentRequestId: 'pay_1' });
    expect(exchange).toMatchObject({ unlistedCode, signatureVerdict: 'valid' });
  });

  test('reports no code that is not signed: anybody may claim anything', async () => {
    const server = await startServer(saysUnsigned(200, JSON.stringify(result('NEVER_HEARD_OF', 'F'))));
    expect((await pay(connect(server.url))).exchange).toMatchObject({
      resultCode: 'NEVER_HEARD_OF',
      unlistedCode: null,
    });
  });

  test('with a field that Alipay would refuse is refused before anything leaves', async () => {
    const server = await startServer(says(paid));
    await expect(connect(server.url).inquiryPayment({ paymentRequestId: 'x'.repeat(65) })).rejects.toThrow(
      'paymentRequestId',
    );
    expect(server.calls).toHaveLength(0);
  });

  test('uses a connection again', async () => {
    const server = await startServer(says(paid));
    const gateway = connect(server.url);
    for (let count = 0; count < 5; count += 1) expect((await pay(gateway)).outcome.kind).toBe('succeeded');
    expect(server.calls).toHaveLength(5);
    expect(server.connections()).toBe(1);
  });

  test('reads an answer in small pieces', async () => {
    const server = await startServer(({ request }, response) => {
      const body = Buffer.from(JSON.stringify(paid));
      response.writeHead(200, signedHeaders(request.url!, body));
      for (const byte of body) response.write(Buffer.from([byte]));
      response.end();
    });
    expect((await pay(connect(server.url))).outcome.kind).toBe('succeeded');
  });
});

describe('what is not Alipay’s word is unknown, never failed', () => {
  const failed = JSON.stringify(result('USER_BALANCE_NOT_ENOUGH', 'F'));

  test.each<[string, Play, object, object]>([
    [
      '502 with HTML',
      saysUnsigned(502, '<html>Bad gateway</html>'),
      { reason: 'http_status' },
      { httpStatus: 502, signatureVerdict: 'missing' },
    ],
    ['429', saysUnsigned(429, ''), { reason: 'http_status' }, { httpStatus: 429 }],
    [
      'a redirect, which is not followed',
      saysUnsigned(302, '', { location: '/elsewhere' }),
      { reason: 'http_status' },
      { httpStatus: 302 },
    ],
    [
      'a failure without a signature',
      saysUnsigned(200, failed),
      { reason: 'bad_signature' },
      { signatureVerdict: 'missing', resultCode: 'USER_BALANCE_NOT_ENOUGH' },
    ],
    [
      'a failure with a signature of something else',
      says(failed, { signature: 'algorithm=RSA256,keyVersion=1,signature=AQID' }),
      { reason: 'bad_signature' },
      { signatureVerdict: 'invalid' },
    ],
    [
      'a failure with half a signature',
      says(failed, { signature: 'nonsense' }),
      { reason: 'bad_signature' },
      { signatureVerdict: 'invalid' },
    ],
    [
      'a failure signed at another time',
      says(failed, { 'response-time': '2025-03-01T12:00:01+08:00' }),
      { reason: 'bad_signature' },
      { signatureVerdict: 'invalid' },
    ],
    [
      'a failure for another client',
      says(failed, { 'client-id': 'SANDBOX_5OTHER' }),
      { reason: 'bad_signature' },
      { signatureVerdict: 'invalid' },
    ],
    [
      'a key version that we do not hold',
      says(failed, { signature: 'algorithm=RSA256,keyVersion=7,signature=AQID' }),
      { reason: 'bad_signature' },
      { signatureVerdict: 'unknown_key', keyVersion: '7' },
    ],
    [
      'signed, but no JSON',
      says('hello'),
      { reason: 'malformed' },
      { signatureVerdict: 'valid', problem: 'the answer is not a JSON object' },
    ],
    ['signed, but empty', says(''), { reason: 'malformed' }, { signatureVerdict: 'valid' }],
    [
      'signed, but about another payment',
      says({ ...paid, paymentRequestId: 'pay_2' }),
      { reason: 'malformed' },
      { signatureVerdict: 'valid' },
    ],
  ])('%s', async (_what, play, outcome, exchange) => {
    const server = await startServer(play);
    const exchanged = await pay(connect(server.url));
    expect(exchanged.outcome).toMatchObject({ kind: 'unknown', ...outcome });
    expect(exchanged.outcome).not.toHaveProperty('code');
    expect(exchanged.exchange).toMatchObject(exchange);
    expect(exchanged.exchange?.problem).not.toBeNull();
    expect(server.calls).toHaveLength(1);
  });

  test.each(['INVALID_SIGNATURE', 'UNKNOWN_CLIENT', 'KEY_NOT_FOUND'])(
    'the unsigned refusal %s keeps its code, so that somebody may mend the configuration',
    async (code) => {
      const server = await startServer(saysUnsigned(200, JSON.stringify(result(code, 'F'))));
      expect((await pay(connect(server.url))).outcome).toEqual({ kind: 'unknown', reason: 'bad_signature', code });
    },
  );

  test('the same refusal, signed, is a failure of the request', async () => {
    const server = await startServer(says(result('INVALID_SIGNATURE', 'F')));
    expect((await pay(connect(server.url))).outcome).toMatchObject({ kind: 'failed', about: 'request' });
  });

  const neverAnswers: Play = () => undefined;
  const drips: Play = (_call, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  };
  const breaksOff: Play = (_call, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"result":', () => response.destroy());
  };
  const cutsChunks: Play = (_call, response) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    response.write('{"result":', () => response.destroy());
  };
  const hangsUp: Play = ({ request }) => void request.socket.destroy();
  const isNoHttp: Play = ({ request }) => void request.socket.end('SSH-2.0-nonsense\r\n\r\n');
  const isHuge: Play = (_call, response) => {
    response.writeHead(200);
    response.on('error', () => undefined);
    response.end(Buffer.alloc(4_000_000, 0x20));
  };

  test.each<[string, Play, string]>([
    ['an answer that never comes', neverAnswers, 'timeout'],
    ['an answer that drips', drips, 'timeout'],
    ['an answer that breaks off', breaksOff, 'connection'],
    ['an answer in chunks that breaks off', cutsChunks, 'connection'],
    ['a connection closed without an answer', hangsUp, 'connection'],
    ['an answer that is no HTTP', isNoHttp, 'malformed'],
    ['an answer longer than the bound', isHuge, 'malformed'],
  ])('%s', async (_what, play, reason) => {
    const server = await startServer(play);
    const { outcome, exchange } = await pay(connect(server.url, { timeoutMs: 250 }));
    expect(outcome).toMatchObject({ kind: 'unknown', reason });
    expect(exchange).toMatchObject({ signatureVerdict: 'none', responseBytes: null, resultCode: null });
    expect(exchange?.problem).not.toBeNull();
    expect(server.calls).toHaveLength(1);
  });

  test('a kept connection that the other side closes on the next request: unknown, and not repeated', async () => {
    let count = 0;
    const server = await startServer((call, response) => {
      count += 1;
      if (count === 1) says(paid)(call, response);
      else call.request.socket.destroy();
    });
    const gateway = connect(server.url);
    expect((await pay(gateway)).outcome.kind).toBe('succeeded');
    expect((await pay(gateway)).outcome).toMatchObject({ kind: 'unknown', reason: 'connection' });
    expect(server.calls).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });
});

describe('what certainly never left is not sent', () => {
  test('nobody listens', async () => {
    const server = net.createServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await pay(connect(url))).toEqual({
      outcome: { kind: 'not_sent', reason: 'connection_refused' },
      exchange: null,
    });
  });

  test('the name does not exist', async () => {
    const { outcome } = await pay(connect('http://gateway.invalid'));
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'name_not_resolved' });
  });

  test.each<[string, (socket: net.Socket) => void]>([
    [
      'answers with something else',
      (socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
    ['never answers', () => undefined],
  ])('TLS is wanted and the other side %s', async (_what, play) => {
    const received: Buffer[] = [];
    const server = net.createServer((socket) => {
      socket.on('data', (chunk) => received.push(chunk));
      play(socket);
    });
    const url = (await listen(server)).replace('http:', 'https:');
    const { outcome } = await pay(connect(url, { timeoutMs: 250 }));
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'connection_refused' });
    expect(Buffer.concat(received).includes('payments/pay')).toBe(false);
  });

  test('the last moment for sending has passed', async () => {
    const server = await startServer(says(paid));
    const gateway = connect(server.url, { now: () => later });
    expect(await pay(gateway)).toEqual({ outcome: { kind: 'not_sent', reason: 'expired' }, exchange: null });
    expect(server.connections()).toBe(0);
  });

  test('the last moment passes while the connection is being opened', async () => {
    const server = await startServer(says(paid));
    let asked = 0;
    // In time when the call begins, too late right before the first byte.
    const now = () => (asked++ < 2 ? new Date(0) : later);
    expect((await pay(connect(server.url, { now }))).outcome).toEqual({ kind: 'not_sent', reason: 'expired' });
    expect(server.calls).toHaveLength(0);
  });
});

describe('the circuit', () => {
  test('opens after several lost calls, refuses at once, and closes by a probe', async () => {
    let isDown = true;
    let now = new Date('2025-03-01T12:00:00Z');
    const server = await startServer((call, response) => {
      if (isDown) saysUnsigned(503, '')(call, response);
      else says(paid)(call, response);
    });
    const gateway = connect(server.url, { realNow: () => now });
    expect(gateway.circuit()).toEqual({ state: 'closed', since: null, reason: null });
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await pay(gateway);
    expect(gateway.circuit()).toEqual({ state: 'open', since: now, reason: 'http_503' });

    expect(await pay(gateway)).toEqual({ outcome: { kind: 'not_sent', reason: 'circuit_open' }, exchange: null });
    expect(server.calls).toHaveLength(FAILURES_TO_OPEN);

    isDown = false;
    now = new Date('2025-03-01T12:00:02Z');
    const probe = pay(gateway);
    expect(gateway.circuit().state).toBe('half_open');
    expect((await pay(gateway)).outcome).toEqual({ kind: 'not_sent', reason: 'circuit_open' });
    expect((await probe).outcome.kind).toBe('succeeded');
    expect(gateway.circuit().state).toBe('closed');
  });

  test('keeps real time: a clock that jumps a day ends no pause, and makes no call a day long', async () => {
    let isDown = true;
    let day = 0;
    const realNow = () => new Date('2025-03-01T12:00:00Z');
    const now = () => new Date(Date.UTC(2025, 2, 1 + day));
    const server = await startServer((call, response) => {
      day += 1;
      if (isDown) saysUnsigned(503, '')(call, response);
      else says(paid)(call, response);
    });
    const gateway = connect(server.url, { now, realNow });
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await inquire(gateway);
    day += 1;
    expect((await inquire(gateway)).outcome).toEqual({ kind: 'not_sent', reason: 'circuit_open' });
    expect(gateway.circuit()).toMatchObject({ state: 'open', since: realNow() });

    isDown = false;
    const { exchange } = await inquire(connect(server.url, { now, realNow }));
    expect(exchange?.requestHeaders['request-time']).toBe(exchange?.startedAt.getTime().toString());
    expect(exchange!.finishedAt.getTime() - exchange!.startedAt.getTime()).toBe(24 * 3_600_000);
    expect(exchange!.durationMs).toBeLessThan(10_000);
  });

  test("may be left to a prober, so that an outage uses up nobody's tries", async () => {
    let isDown = true;
    let now = new Date('2025-03-01T12:00:00Z');
    const server = await startServer((call, response) => {
      if (isDown) saysUnsigned(503, '')(call, response);
      else says(paid)(call, response);
    });
    const gateway = connect(server.url, { realNow: () => now, probedBy: 'prober' });
    await gateway.probe();
    expect(server.calls, 'nothing to look for').toHaveLength(0);
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await pay(gateway);

    now = new Date('2025-03-01T12:00:02Z');
    expect((await pay(gateway)).outcome).toEqual({ kind: 'not_sent', reason: 'circuit_open' });
    expect(server.calls).toHaveLength(FAILURES_TO_OPEN);
    await gateway.probe();
    await gateway.probe();
    expect(server.calls, 'one a pause').toHaveLength(FAILURES_TO_OPEN + 1);
    const { request, body } = server.calls.at(-1)!;
    expect(request.url).toMatch(/inquiryPayment$/);
    expect(parsed(body)).toEqual({ paymentRequestId: expect.stringMatching(/^probe_[0-9a-f-]{36}$/) as unknown });
    expect(gateway.circuit().state).toBe('open');

    isDown = false;
    now = new Date('2025-03-01T12:00:12Z');
    await gateway.probe();
    expect(server.calls.at(-1)!.request.url).toMatch(/inquiryRefund$/);
    expect(gateway.circuit().state).toBe('closed');
    expect((await pay(gateway)).outcome.kind).toBe('succeeded');
  });

  test('a gateway that answers nonsense is alive', async () => {
    const server = await startServer(saysUnsigned(200, 'nonsense'));
    const gateway = connect(server.url);
    for (let count = 0; count < FAILURES_TO_OPEN + 1; count += 1) await pay(gateway);
    expect(gateway.circuit().state).toBe('closed');
  });
});

describe('while it runs', () => {
  test('our key may change: the next call is signed with the new one, under its version', async () => {
    const server = await startServer(says(paid));
    const next = { ...ourKeys, privateKey: alipayPrivateKey, keyVersion: '2' };
    let now = ourKeys;
    const gateway = connect(server.url, { keys: () => now });
    await pay(gateway);
    now = next;
    await pay(gateway);

    const versions = server.calls.map(({ request }) => parseSignatureHeader(request.headers.signature as string)!);
    expect(versions.map(({ keyVersion }) => keyVersion)).toEqual(['1', '2']);
    const { request, body } = server.calls[1]!;
    const parts = { path: request.url!, clientId, time: request.headers['request-time'] as string, body };
    expect(verifySignature(parts, versions[1]!.signature, ourKeys.publicKeys.get('1')!)).toBe(true);
  });

  test("Alipay's key may change: one that is added while a call is under way verifies its answer", async () => {
    let now: GatewayKeys = { ...ourKeys, publicKeys: new Map() };
    const server = await startServer((call, response) => {
      now = ourKeys;
      return says(paid)(call, response);
    });
    const { outcome } = await pay(connect(server.url, { keys: () => now }));
    expect(outcome.kind).toBe('succeeded');
  });

  test('whoever watches over all calls hears of each that was made before its caller does', async () => {
    const heard: string[] = [];
    const server = await startServer(says(paid));
    const gateway = connect(server.url, {
      heard: async ({ exchange, outcome }) => void heard.push(`${exchange?.api} ${outcome.kind}`),
    });
    await pay(gateway).then(() => heard.push('the caller'));
    await gateway.pay(payBody, { paymentRequestId: 'pay_1', notAfter: new Date(0) });
    expect(heard).toEqual(['pay succeeded', 'the caller']);
  });
});

test('closing waits for the calls under way', async () => {
  const arrived = deferred();
  const released = deferred();
  const server = await startServer(async (call, response) => {
    arrived.resolve();
    await released.promise;
    says(paid)(call, response);
  });
  const gateway = connect(server.url);
  const running = pay(gateway);
  await arrived.promise;
  const closed = gateway.close();
  released.resolve();
  await closed;
  expect((await running).outcome.kind).toBe('succeeded');
});

test('a client id or key version that cannot stand in a header is refused at once', () => {
  expect(() => connect('https://host', { clientId: 'a\nb' })).toThrow(/client id/);
  expect(() => connect('https://host', { keys: () => ({ ...ourKeys, keyVersion: '1,2' }) })).toThrow(/key version/);
});

test.each(['ftp://x', 'https://host/path', 'https://user@host', 'host', 'https://host?x=1'])(
  'the gateway address %s is refused',
  (baseUrl) => {
    expect(() => connect(baseUrl)).toThrow(/must be http or https and a host/);
  },
);
