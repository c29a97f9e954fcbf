import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id';

const asking = (id?: string) =>
  new Request('http://localhost/', { headers: id === undefined ? {} : { [REQUEST_ID_HEADER]: id } });
const OURS = /^req_[A-Za-z0-9_-]{16}$/;

test.each(['a', 'x'.repeat(64), '0af7651916cd43dd8448eb211c80319c', 'shop:order.7_a-B', 'req_1'])(
  '%s is the caller’s own name, and is kept',
  (id) => {
    expect(requestIdOf(asking(id))).toBe(id);
  },
);

test.each(['', ' ', 'a b', 'x'.repeat(65), '"', '<b>', 'a=b', 'a,b', 'ä', '{"level":"fatal"}', '%0a', '../x'])(
  '%j is replaced by a name of ours',
  (id) => {
    expect(requestIdOf(asking(id))).toMatch(OURS);
  },
);

test('a request without a name gets one, the same however often it is asked, and another than the next', () => {
  const request = asking();
  const id = requestIdOf(request);
  expect(id).toMatch(OURS);
  expect(requestIdOf(request)).toBe(id);
  expect(requestIdOf(asking())).not.toBe(id);
});

test('whatever is sent, the name can stand in a header and in a log line', () => {
  const anyHeader = fc.string({ unit: 'binary-ascii' }).filter((text) => /^[\x20-\x7e]*$/.test(text));
  fc.assert(
    fc.property(anyHeader, (text) => {
      expect(requestIdOf(asking(text))).toMatch(/^[A-Za-z0-9._:-]{1,64}$/);
    }),
  );
});
