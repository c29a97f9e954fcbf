import { expect, test } from 'vitest';
import { choiceProblems, type Choices } from './bounds';
import { changeSettingsInput } from './input';

const fine: Choices = { staleAfterMinutes: 1_440, retryAfterHours: [24, 72], cancelAfterSeconds: null };

test.each([
  [{ retryAfterHours: [0, 24] }, 'retryAfterHours'],
  [{ retryAfterHours: [800] }, 'retryAfterHours'],
  [{ retryAfterHours: [24, 24] }, 'retryAfterHours'],
  [{ retryAfterHours: [1.5] }, 'retryAfterHours'],
  [{ retryAfterHours: [1, 2, 3, 4, 5, 6] }, 'retryAfterHours'],
  [{ staleAfterMinutes: 4 }, 'staleAfterMinutes'],
  [{ staleAfterMinutes: 600_000 }, 'staleAfterMinutes'],
  [{ cancelAfterSeconds: 69 }, 'cancelAfterSeconds'],
  [{ cancelAfterSeconds: 90_000 }, 'cancelAfterSeconds'],
] as const)('%j: the form and the door complain of the same field in the same words', (choice, field) => {
  const choices = { ...fine, ...choice };
  const problems = choiceProblems(choices);
  expect(Object.keys(problems)).toEqual([field]);
  const refused = changeSettingsInput.safeParse({ ...choices, returnsSurplus: false });
  expect(refused.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual(Object.entries(problems));
});

test.each([
  fine,
  { ...fine, retryAfterHours: [] },
  { ...fine, retryAfterHours: [1, 744] },
  { ...fine, staleAfterMinutes: 5, cancelAfterSeconds: 70 },
])('%j may be kept', (choices) => {
  expect(choiceProblems(choices)).toEqual({});
  expect(changeSettingsInput.parse({ ...choices, returnsSurplus: true })).toEqual({ ...choices, returnsSurplus: true });
});
