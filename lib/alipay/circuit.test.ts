import { expect, test } from 'vitest';
import {
  closedCircuit,
  FAILURES_TO_OPEN,
  noteAlive,
  noteLost,
  noteUnused,
  PAUSE_MAX_MS,
  requestCall,
} from '@/lib/alipay/circuit';

const at = (ms: number) => new Date(1_700_000_000_000 + ms);
const lost = (times: number, ms = 0) => {
  let circuit = closedCircuit;
  for (let count = 0; count < times; count += 1) circuit = noteLost(circuit, 'timeout', at(ms));
  return circuit;
};

test('a few lost calls change nothing, one answer forgets them', () => {
  const circuit = lost(FAILURES_TO_OPEN - 1);
  expect(circuit.state).toBe('closed');
  expect(requestCall(circuit, at(0)).allowed).toBe(true);
  expect(noteAlive()).toEqual(closedCircuit);
});

test('enough in a row open it, and calls are refused until the pause is over', () => {
  const circuit = lost(FAILURES_TO_OPEN);
  expect(circuit).toMatchObject({ state: 'open', openedAt: at(0), reason: 'timeout' });
  expect(requestCall(circuit, at(999)).allowed).toBe(false);
  expect(requestCall(circuit, at(1_000)).allowed).toBe(true);
});

test('after the pause one probe goes, and only one', () => {
  const probe = requestCall(lost(FAILURES_TO_OPEN), at(1_000));
  expect(probe).toMatchObject({ allowed: true, circuit: { state: 'half_open' } });
  expect(requestCall(probe.circuit, at(1_001)).allowed).toBe(false);
  expect(requestCall(noteAlive(), at(1_001)).allowed).toBe(true);
});

test('each lost probe lengthens the pause, up to a bound, and the outage keeps its beginning', () => {
  let circuit = lost(FAILURES_TO_OPEN);
  let now = 0;
  const pauses: number[] = [];
  for (let count = 0; count < 20; count += 1) {
    pauses.push(circuit.retryAt!.getTime() - at(now).getTime());
    now = circuit.retryAt!.getTime() - at(0).getTime();
    circuit = noteLost(requestCall(circuit, at(now)).circuit, 'connection', at(now));
  }
  expect(pauses.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(Math.max(...pauses)).toBe(PAUSE_MAX_MS);
  expect(circuit.openedAt).toEqual(at(0));
});

test('calls that began earlier and are lost later do not lengthen the pause', () => {
  const circuit = lost(FAILURES_TO_OPEN);
  expect(noteLost(circuit, 'timeout', at(500))).toBe(circuit);
});

test('a probe that was never sent hands its turn to the next', () => {
  const { circuit } = requestCall(lost(FAILURES_TO_OPEN), at(1_000));
  expect(requestCall(noteUnused(circuit), at(1_000)).allowed).toBe(true);
  expect(noteUnused(closedCircuit)).toBe(closedCircuit);
});

test('a clock set back does not keep it open', () => {
  expect(requestCall(lost(FAILURES_TO_OPEN), at(-3_600_000)).allowed).toBe(true);
});
