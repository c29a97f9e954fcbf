import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyRateLimit, RATE_LIMIT, RATE_WINDOW_S } from './rate-limit';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-26T08:30:00Z') }));
afterEach(() => void vi.useRealTimers());

async function takeTimes(limit: KeyRateLimit, times: number, key = 'key_1') {
  for (let time = 1; time < times; time += 1) await limit.take(key);
  return limit.take(key);
}

test('as many as the limit are let in, and each is told how many are left', async () => {
  const limit = new KeyRateLimit(3, 10);
  expect(await limit.take('key_1')).toEqual({
    isOver: false,
    headers: {
      ratelimit: '"key";r=2;t=10',
      'ratelimit-policy': '"key";q=3;w=10',
      'ratelimit-limit': '3',
      'ratelimit-remaining': '2',
      'ratelimit-reset': '10',
    },
  });
  expect(await takeTimes(limit, 2)).toMatchObject({ isOver: false, headers: { 'ratelimit-remaining': '0' } });
});

test('the next is over, and is told when to come again', async () => {
  const limit = new KeyRateLimit(3, 10);
  await takeTimes(limit, 3);
  vi.advanceTimersByTime(2_500);
  const { isOver, headers } = await limit.take('key_1');
  expect(isOver).toBe(true);
  expect(headers).toMatchObject({ 'retry-after': '8', 'ratelimit-reset': '8', 'ratelimit-remaining': '0' });
  expect(headers.ratelimit).toBe('"key";r=0;t=8');
});

test('who comes when it was told to is let in', async () => {
  const limit = new KeyRateLimit(1, 10);
  await limit.take('key_1');
  const { headers } = await limit.take('key_1');
  vi.advanceTimersByTime(Number(headers['retry-after']) * 1_000);
  expect((await limit.take('key_1')).isOver).toBe(false);
});

test('who goes on asking does not make its own wait longer', async () => {
  const limit = new KeyRateLimit(1, 10);
  await limit.take('key_1');
  for (let second = 0; second < 10; second += 1) {
    expect((await limit.take('key_1')).isOver, `after ${second} s`).toBe(true);
    vi.advanceTimersByTime(1_000);
  }
  expect((await limit.take('key_1')).isOver).toBe(false);
});

test('nobody is told to come again at once', async () => {
  const limit = new KeyRateLimit(1, 10);
  await limit.take('key_1');
  vi.advanceTimersByTime(9_999);
  expect((await limit.take('key_1')).headers['retry-after']).toBe('1');
});

test('each key has its own', async () => {
  const limit = new KeyRateLimit(1, 10);
  expect((await takeTimes(limit, 2)).isOver).toBe(true);
  expect((await limit.take('key_2')).isOver).toBe(false);
});

test('a key may ask a hundred times a second', async () => {
  const limit = new KeyRateLimit();
  expect(RATE_LIMIT / RATE_WINDOW_S).toBe(100);
  expect((await takeTimes(limit, RATE_LIMIT)).isOver).toBe(false);
  expect((await limit.take('key_1')).isOver).toBe(true);
});
