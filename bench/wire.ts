// How fast both readers of the protocol are: the client (against an echo gateway that only signs, beside a bare loop that does
// the same by hand) and the simulator (driven by requests that were signed beforehand, so that it is what is measured). Rounds
// are interleaved; only ratios count. The simulator must never be the bottleneck of another measure: it is to keep up with the client.

import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

import { startEchoGateway } from '@/bench/echo-gateway';
import { fresh } from '@/e2e/protocol/ids';
import { apiPath, Merchant, readAlipayKeys, standardHeader } from '@/e2e/protocol/merchant';
import { browserAddress, walkThrough } from '@/e2e/protocol/road';
import { Controls } from '@/e2e/protocol/controls';
import { startTestSimulator, TEST_CLIENT_ID, type TestSimulator } from '@/e2e/test-simulator';
import { createGateway, type Gateway } from '@/lib/alipay/gateway';
import { parsePrivateKey } from '@/lib/kit/rsa-keys';

const ROUNDS = 4;
/** Of each row in each round. Short, so that all rows meet the same weather. */
const SLICE_MS = 750;
/** Enough that nobody waits for the network; about what a busy worker has under way. */
const CALLS_AT_ONCE = 32;
/** Signed before the clock runs; about as many as the simulator takes in a slice. */
const PAYS_PER_ROUND = 2_500;
/** The simulator is to keep up with the client, whose own machine it will share. */
const SIMULATOR_MARK = 1;
/** Of the straight-line script, as for whole charges (P3's first mark): masked copies, time-outs and the circuit cost their part. */
const CLIENT_MARK = 0.5;

interface Prepared {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

type Call = () => Promise<void>;

/** Calls per second of as many loops at once. */
async function measure(call: Call): Promise<number> {
  const began = performance.now();
  let done = 0;
  const loop = async () => {
    while (performance.now() - began < SLICE_MS) {
      await call();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, loop));
  return done / ((performance.now() - began) / 1000);
}

interface RawAnswer {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

function post(agent: http.Agent, url: string, { path, headers, body }: Prepared): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length } };
    const request = http.request(url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function clientRow(gateway: Gateway): Call {
  return async () => {
    const { outcome } = await gateway.inquiryPayment({ paymentRequestId: fresh('pay') });
    if (outcome.kind !== 'succeeded') throw new Error(`the client read the echo as ${JSON.stringify(outcome)}`);
  };
}

/** The same exchange by hand: signed, sent, verified, and nothing else. */
function bareRow(url: string, privateKey: KeyObject, publicKey: KeyObject): { call: Call; close(): void } {
  const agent = new http.Agent({ keepAlive: true });
  const path = apiPath('payments/inquiryPayment', TEST_CLIENT_ID);
  const said = (time: string, body: Buffer) =>
    Buffer.concat([Buffer.from(`POST ${path}\n${TEST_CLIENT_ID}.${time}.`), body]);
  const call = async () => {
    const body = Buffer.from(JSON.stringify({ paymentRequestId: fresh('pay') }));
    const time = String(Date.now());
    const signature = sign('sha256', said(time, body), privateKey).toString('base64');
    const headers = {
      'Content-Type': 'application/json; charset=UTF-8',
      'Client-Id': TEST_CLIENT_ID,
      'Request-Time': time,
      Signature: standardHeader(signature, '1'),
    };
    const answer = await post(agent, url, { path, headers, body });
    const value = decodeURIComponent(String(answer.headers.signature).split('signature=')[1] ?? '');
    const bytes = said(String(answer.headers['response-time']), answer.body);
    if (!verify('sha256', bytes, publicKey, Buffer.from(value, 'base64'))) throw new Error('the echo is not signed');
  };
  return { call, close: () => agent.destroy() };
}

function merchantOf(simulator: TestSimulator): Merchant {
  return new Merchant({
    url: simulator.url,
    clientId: simulator.clientId,
    privateKey: parsePrivateKey(simulator.variables.ALIPAY_MERCHANT_PRIVATE_KEY ?? ''),
    keyVersion: '1',
    alipayKeys: readAlipayKeys(simulator.variables.ALIPAY_PUBLIC_KEYS ?? ''),
  });
}

export async function linkWallet(merchant: Merchant, controls: Controls): Promise<string> {
  const { accounts } = await controls.ledger();
  const customer = accounts.find(({ wallet, login }) => wallet === 'GCASH' && login.endsWith('8888'));
  if (!customer) throw new Error('the simulator has no customer to debit');
  const consulted = await merchant.send('consult', {
    customerBelongsTo: 'GCASH',
    authRedirectUrl: 'https://shop.example/back',
    authState: fresh('as'),
    scopes: ['AGREEMENT_PAY'],
    terminalType: 'WAP',
    osType: 'IOS',
  });
  const authCode = (await walkThrough(browserAddress(consulted), customer.login)).searchParams.get('authCode');
  const message = { grantType: 'AUTHORIZATION_CODE', customerBelongsTo: 'GCASH', authCode };
  const { body } = await merchant.send('applyToken', message);
  return String(body.accessToken);
}

interface SimulatorRows {
  readonly ask: Call;
  pay(): Call;
  close(): void;
}

async function simulatorRows(simulator: TestSimulator): Promise<SimulatorRows> {
  const merchant = merchantOf(simulator);
  const controls = new Controls(simulator.url);
  await controls.set({ payAnswer: 'immediate' });
  const accessToken = await linkWallet(merchant, controls);
  const agent = new http.Agent({ keepAlive: true });
  const amount = { currency: 'PHP', value: '100' };
  const payment = () =>
    merchant.prepare('pay', {
      productCode: 'AGREEMENT_PAYMENT',
      paymentRequestId: fresh('pay'),
      order: { referenceOrderId: fresh('ord'), orderDescription: 'Coffee box', orderAmount: amount },
      paymentAmount: amount,
      paymentMethod: { paymentMethodType: 'GCASH', paymentMethodId: accessToken },
      env: { terminalType: 'WEB' },
    });
  const first = payment();
  const { paymentRequestId } = JSON.parse(Buffer.from(first.body).toString('utf8')) as { paymentRequestId: string };
  const question = merchant.prepare('inquiryPayment', { paymentRequestId });
  const send = async (prepared: Prepared) => {
    const { body } = await post(agent, simulator.url, prepared);
    if (!body.includes('"resultCode":"SUCCESS"')) throw new Error(`the simulator answered ${body.toString('utf8')}`);
  };
  await send(first);
  return {
    ask: () => send(question),
    pay() {
      const signed = Array.from({ length: PAYS_PER_ROUND }, payment);
      let next = 0;
      return () => {
        const one = signed[next] ?? payment();
        next += 1;
        return send(one);
      };
    },
    close: () => agent.destroy(),
  };
}

const ROWS = ['client', 'bare', 'ask', 'pay'] as const;
type Row = (typeof ROWS)[number];

const rounded = (value: number, digits = 0) => Number(value.toFixed(digits));

function report(rates: Record<Row, number[]>): Record<string, number | boolean> {
  const mean = (row: Row) => rates[row].reduce((sum, rate) => sum + rate, 0) / rates[row].length;
  const ratio = (row: Row, to: Row) => rounded(mean(row) / mean(to), 2);
  const result = {
    clientCallsPerSecond: rounded(mean('client')),
    bareCallsPerSecond: rounded(mean('bare')),
    clientToBare: ratio('client', 'bare'),
    simulatorInquiriesPerSecond: rounded(mean('ask')),
    simulatorPaymentsPerSecond: rounded(mean('pay')),
    inquiriesToClient: ratio('ask', 'client'),
    paymentsToClient: ratio('pay', 'client'),
    withinMark: ratio('client', 'bare') >= CLIENT_MARK && ratio('ask', 'client') >= SIMULATOR_MARK,
  };
  console.table({
    'bare loop → echo gateway': { 'calls/s': result.bareCallsPerSecond },
    'client → echo gateway': {
      'calls/s': result.clientCallsPerSecond,
      ratio: result.clientToBare,
      to: 'bare loop',
      mark: CLIENT_MARK,
    },
    'signed beforehand → simulator, inquiryPayment': {
      'calls/s': result.simulatorInquiriesPerSecond,
      ratio: result.inquiriesToClient,
      to: 'client',
      mark: SIMULATOR_MARK,
    },
    'signed beforehand → simulator, pay': {
      'calls/s': result.simulatorPaymentsPerSecond,
      ratio: result.paymentsToClient,
      to: 'client',
    },
  });
  return result;
}

export async function measureWire(): Promise<Record<string, number | boolean>> {
  const keys = () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
  const [merchant, alipay] = [keys(), keys()];
  const echo = await startEchoGateway(alipay.privateKey, fileURLToPath(import.meta.url));
  const simulator = await startTestSimulator();
  const privateKey = parsePrivateKey(merchant.privateKey);
  const publicKey = createPublicKey(alipay.publicKey);
  const gateway = createGateway({
    baseUrl: echo.url,
    clientId: TEST_CLIENT_ID,
    keys: () => ({ privateKey, keyVersion: '1', publicKeys: new Map([['1', publicKey]]) }),
  });
  const bare = bareRow(echo.url, privateKey, publicKey);
  const rows = await simulatorRows(simulator);
  const rates: Record<Row, number[]> = { client: [], bare: [], ask: [], pay: [] };
  try {
    // The first slice warms everything up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const calls: Record<Row, Call> = { client: clientRow(gateway), bare: bare.call, ask: rows.ask, pay: rows.pay() };
      for (const row of ROWS) {
        const rate = await measure(calls[row]);
        if (round > 0) rates[row].push(rate);
      }
    }
  } finally {
    bare.close();
    rows.close();
    await gateway.close();
    await Promise.all([echo.stop(), simulator.stop()]);
  }
  return report(rates);
}
