/** A refusal stands by itself, whether or not it can be kept. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '@/lib/kit/log';
import type { Runtime } from '@/lib/runtime';
import { startTestRuntime } from '@/lib/web/test-runtime';
import { receiveNotification } from './receive';

let runtime: Runtime;
let stop: () => Promise<void>;
beforeAll(() => {
  ({ runtime, stop } = startTestRuntime());
});
afterAll(() => stop());

test('forged mail is refused as such while no database answers', async () => {
  const lines: string[] = [];
  const log = createLogger('test', 'info', { write: (line) => void lines.push(line) });
  const received = await receiveNotification(runtime.contextFor({ kind: 'system', name: 'notification door' }, log), {
    kind: 'payments',
    path: '/api/alipay/notifications/payments',
    headers: new Headers(),
    body: Buffer.from('{"paymentRequestId":"pay_forged"}'),
    address: '203.0.113.7',
    publicKeys: runtime.alipayKeys,
  });
  expect(received).toEqual({ kind: 'refused', reason: 'missing_header' });
  expect(lines.join('')).toContain('a refused notification could not be kept');
  expect(lines.join('')).not.toContain('pay_forged');
});
