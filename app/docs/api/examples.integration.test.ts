/** Every example of the API's page, run as it stands there, in the order in which it stands there. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as consent } from '@/app/api/link/[key]/consent/route';
import { GET as readAttempt } from '@/app/api/link/attempts/[id]/route';
import { GET as comeBack } from '@/app/(customer)/wallets/return/route';
import { runCurl, Samples } from '@/e2e/run-example';
import { apiFor, type ApiClient, type ApiReply } from '@/e2e/test-api';
import { startTestWorld, visitWallet, type TestWorld } from '@/e2e/test-world';
import { apiCalls } from '@/lib/api/calls';
import { apiExamples, curlOf, problemExample, type ApiExample } from '@/lib/api/examples';
import { newSecretText } from '@/lib/kit/ids';
import type { AttemptView } from '@/lib/wallets/views';
import { get, post } from '@/lib/web/test-runtime';

const RICH_GCASH = '09175558888';

let world: TestWorld;
let api: ApiClient;
let samples: Samples;
/** The shop that is told. */
const receiver = http.createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(204).end());
});
const replies: ApiReply[] = [];
beforeAll(async () => {
  world = await startTestWorld();
  api = await apiFor(world.runtime);
  await new Promise<void>((resolve) => receiver.listen(0, 'localhost', resolve));
  samples = new Samples(`http://localhost:${(receiver.address() as AddressInfo).port}`);
});
afterAll(async () => {
  receiver.close();
  await world.stop();
});

/** The worker, until an answer is there. */
async function workUntil(answer: Promise<unknown>): Promise<void> {
  const state = { there: false };
  void answer.finally(() => (state.there = true));
  while (!state.there) {
    await world.runJobs();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function run(example: ApiExample): Promise<ApiReply> {
  if (example.afterLinking) await link(replies.findLast(({ body }) => body.url)?.body.url);
  const asked = runCurl(api, samples.fill(curlOf(example, apiCalls[example.call])));
  // What is not waited for is answered before anything has left, and has its result before the next one asks.
  if (example.headers?.Prefer) await workUntil(asked);
  const reply = await asked;
  await world.runJobs();
  replies.push(reply);
  return reply;
}

/** On a phone: a computer would be shown a code to scan. */
const PHONE = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';

/** What the customer does in the browser. */
async function link(address: string): Promise<void> {
  const key = new URL(address).pathname.split('/').at(-1)!;
  const agreed = await post(consent, {
    path: `/api/link/${key}/consent`,
    params: { key },
    form: { brand: 'GCASH', browser: newSecretText() },
    headers: { origin: world.runtime.settings.appUrl, 'user-agent': PHONE },
  });
  const id = agreed.headers.get('location')!.split('/').at(-1)!;
  const cookie = agreed.headers.getSetCookie()[0]!.split(';')[0]!;
  const seen = await get(readAttempt, { path: `/api/link/attempts/${id}`, params: { id }, cookie });
  const { address: wallet } = (await seen.json()) as AttemptView;
  const { search } = await visitWallet(wallet!, { login: RICH_GCASH });
  await get(comeBack, { path: `/wallets/return${search}`, cookie });
}

describe('the examples of the API’s page', () => {
  test.each(apiExamples.map((example) => [example.call, example.about ?? '', example] as const))(
    'do what they say: %s %s',
    async (_call, _about, example) => {
      const reply = await run(example);
      expect(reply.status, reply.text).toBe(example.status);
      if (example.answer === null) expect(reply.text).toBe('');
      else expect(reply.body).toEqual(samples.expected(example.answer, reply.body));
    },
  );

  test('show what a problem looks like', async () => {
    const reply = await run(problemExample);
    expect(reply.status).toBe(problemExample.status);
    expect(reply.body).toEqual(samples.expected(problemExample.answer, reply.body));
  });

  test('are of every call', () => {
    expect(Object.keys(apiCalls).filter((call) => !apiExamples.some((example) => example.call === call))).toEqual([]);
  });
});
