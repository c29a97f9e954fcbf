import { afterEach, expect, test, vi } from 'vitest';
import { postJson, Problem, standsBeside, unshown } from './read-json';

afterEach(() => vi.unstubAllGlobals());

/** What a form is told when the server answers this. */
async function refusedBy(answer: () => Promise<Response>): Promise<Problem> {
  vi.stubGlobal('fetch', answer);
  const error: unknown = await postJson('/api/nowhere', {}).catch((caught: unknown) => caught);
  if (!(error instanceof Problem)) throw new Error('nothing was refused');
  return error;
}

const refusal = (status: number, fields?: Record<string, string>) => () =>
  Promise.resolve(
    Response.json({ type: 'urn:mandate:problem:invalid_input', title: 'Not accepted', fields }, { status }),
  );

test('what is wrong with a part of a list is wrong with the list', async () => {
  const problem = await refusedBy(refusal(422, { 'hours.0': 'at least 1', 'hours.1': 'at most 5', name: 'missing' }));
  expect(problem.fields).toEqual({ hours: 'at least 1', name: 'missing' });
});

test('a refusal of our server is known; a lost answer and a breakdown are not', async () => {
  expect(await refusedBy(refusal(409))).toMatchObject({ known: true, code: 'invalid_input' });
  expect(await refusedBy(refusal(500))).toMatchObject({ known: false });
  expect(await refusedBy(() => Promise.reject(new TypeError('offline')))).toMatchObject({ known: false, status: 0 });
  expect(await refusedBy(() => Promise.resolve(new Response('<html>', { status: 404 })))).toMatchObject({
    known: false,
  });
});

test('what no field of the form shows is left for its notice', () => {
  const fields = { amount: 'too much', surplus: 'is missing' };
  expect(unshown({ fields }, ['amount'])).toEqual(['surplus: is missing']);
  expect(standsBeside({ fields }, ['amount'])).toBe(false);
  expect(standsBeside({ fields }, ['amount', 'surplus'])).toBe(true);
  expect(standsBeside({ fields: {} }, ['amount']), 'a refusal that names no field').toBe(false);
});
