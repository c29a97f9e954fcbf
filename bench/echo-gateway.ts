// The least that can stand for Alipay in a measurement: takes a question for a payment, says that it is paid, and signs the answer.
// It checks nothing. It runs in a process of its own, so that what is measured has a core for itself.

import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { beChild, startChild, type Child } from '@/bench/child';

const ARGUMENT = '--echo-gateway';
const AMOUNT = { currency: 'PHP', value: '45000' };
const WHEN = '2025-03-01T12:00:00+08:00';

function answerTo(request: string): string {
  const { paymentRequestId } = JSON.parse(request) as { paymentRequestId: string };
  return JSON.stringify({
    result: { resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success.' },
    paymentStatus: 'SUCCESS',
    paymentResultCode: 'SUCCESS',
    paymentResultMessage: 'success.',
    paymentRequestId,
    paymentId: '202503011940108001001882000000001',
    paymentAmount: AMOUNT,
    actualPaymentAmount: AMOUNT,
    paymentCreateTime: WHEN,
    paymentTime: WHEN,
    paymentMethodType: 'GCASH',
  });
}

/** True in the process that is to be the gateway. */
export function isEchoGateway(argv: readonly string[]): boolean {
  return argv.includes(ARGUMENT);
}

/** That process's own work. */
export function serveEcho(): void {
  beChild((key) => listen(createPrivateKey(key)));
}

function listen(privateKey: KeyObject): Promise<number> {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = answerTo(Buffer.concat(chunks).toString('utf8'));
    const clientId = String(request.headers['client-id']);
    const said = `POST ${request.url}\n${clientId}.${WHEN}.${body}`;
    const signature = encodeURIComponent(sign('sha256', Buffer.from(said), privateKey).toString('base64'));
    response.writeHead(200, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'client-id': clientId,
      'response-time': WHEN,
      signature: `algorithm=RSA256,keyVersion=1,signature=${signature}`,
    });
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** @param privateKey PEM; `self` is the file of this program, which begins a second time as the gateway */
export function startEchoGateway(privateKey: string, self: string): Promise<Child> {
  return startChild(self, ARGUMENT, privateKey);
}
