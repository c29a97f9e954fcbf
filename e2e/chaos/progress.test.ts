import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commitOf, Progress } from './progress';

test('a run that was broken off goes on with what was judged, and plays the rest', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'state.json');

  const first = new Progress(file);
  first.tally.fired.set('pay: empty', 3);
  first.tally.scenarios = 2;
  first.tally.survived = 1;
  first.tally.problems.push('seed 2: I1: twice');
  first.note(['seed 1', 'seed 2']);
  first.tally.scenarios = 3; // judged, and broken off before it was noted

  const second = new Progress(file);
  expect([second.isPlayed('seed 1'), second.isPlayed('seed 2'), second.isPlayed('seed 3')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(second.tally).toMatchObject({ scenarios: 2, survived: 1, injected: 3, problems: ['seed 2: I1: twice'] });
  expect(second.beganAt).toEqual(first.beganAt);
  expect(second.seconds).toBeGreaterThan(0);
  expect(second.commits).toEqual(first.commits);
});

test('without a file it begins anew', () => {
  const progress = new Progress();
  progress.note(['seed 1']);
  expect(progress.isPlayed('seed 1')).toBe(true);
  expect(new Progress().isPlayed('seed 1')).toBe(false);
});

test('what was judged wrong is played a second time when that is asked for, and told of', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'state.json');
  const first = new Progress(file);
  Object.assign(first.tally, { scenarios: 3, survived: 1, broken: 3, stuck: 1 });
  first.tally.problems.push(
    'seed 2: I1: twice',
    'seed 2: I3: differs',
    'stuck: seed 3: payment pay_1',
    'a house fell: why',
  );
  first.note(['seed 1', 'seed 2', 'seed 3']);

  const second = new Progress(file, true);
  expect(['seed 1', 'seed 2', 'seed 3'].map((name) => second.isPlayed(name))).toEqual([true, false, false]);
  expect(second.tally).toMatchObject({ scenarios: 1, survived: 1, broken: 0, stuck: 0, problems: [] });
  expect(second.again.get('seed 2')).toBe('I1: twice');
  second.note(['seed 2']);
  expect(new Progress(file).again.get('seed 3')).toBe('payment pay_1');
});

test('what nobody is known to have done wrong cannot be played again, and stays wrong', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'state.json');
  const first = new Progress(file);
  Object.assign(first.tally, { scenarios: 1, survived: 1, broken: 1 });
  first.tally.problems.push('the house: I6: a permission stands');
  first.note(['seed 1']);
  const { tally } = new Progress(file, true);
  expect(tally).toMatchObject({ broken: 1, isGood: false, problems: ['the house: I6: a permission stands'] });
});

test('a copy that is no checkout is tried as well, and told of as such', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mandate-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(commitOf(folder)).toBe('no commit');
  expect(commitOf(process.cwd())).toMatch(/^[0-9a-f]{12}$/);
});
