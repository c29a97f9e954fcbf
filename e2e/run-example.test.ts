/** How the examples are read and compared: a wrong example must not pass. */
import { describe, expect, test } from 'vitest';
import { parseCurl, Samples, SHOP } from './run-example';

const KNOWN = { API: '', KEY: 'secret' };
const SAMPLE = 'ord_01KAQ30M6D2R9T4F8P1C7Y5HWJ';
const REAL = 'ord_01M8ATSDHZG3P0DJS2F93M0WBT';

describe('a curl line', () => {
  test('is read as a shell reads it', () => {
    const line = 'curl -X PATCH "$API/a?b=c" \\\n  -H "Authorization: Bearer $KEY" \\\n  -d \'{"of": "$KEY"}\'';
    expect(parseCurl(line, KNOWN)).toEqual({
      method: 'PATCH',
      address: '/a?b=c',
      headers: { authorization: 'Bearer secret' },
      body: '{"of": "$KEY"}',
    });
  });

  test('posts when it has a body, and gets otherwise', () => {
    expect(parseCurl("curl $API/a -d '{}'", KNOWN).method).toBe('POST');
    expect(parseCurl('curl $API/a', KNOWN).method).toBe('GET');
  });

  test.each([
    ['an unknown variable', 'curl "$ELSE/a"'],
    ['an option that is not understood', 'curl --fail $API/a'],
    ['an open quote', `curl $API/a -d '{"name": "Lea's"}'`],
    ['another program', 'wget $API/a'],
    ['a line that ends without its backslash', 'curl $API/a\n  -H "A: b" \\ \n -d x'],
  ])('with %s is refused', (_what, line) => {
    expect(() => parseCurl(line, KNOWN)).toThrow();
  });
});

describe('a printed answer', () => {
  test('learns the ids that come, and expects them again', () => {
    const samples = new Samples();
    expect(samples.expected({ id: SAMPLE }, { id: REAL })).toEqual({ id: REAL });
    expect(samples.fill(`curl $API/orders/${SAMPLE}`)).toBe(`curl $API/orders/${REAL}`);
    const other = REAL.replace('ATS', 'ATZ');
    expect(samples.expected([SAMPLE], [other])).not.toEqual([other]);
  });

  test('takes moments and Alipay’s numbers as they come, and nothing else', () => {
    const samples = new Samples();
    const printed = { at: '2026-11-26T08:30:00.000Z', paymentId: '20261126194010800100188820260001', status: 'INIT' };
    const came = { at: '2026-11-27T10:00:00.123Z', paymentId: '20261126194010800100188820269999', status: 'FAIL' };
    expect(samples.expected(printed, came)).toEqual({ ...came, status: 'INIT' });
    expect(samples.expected(printed, { ...came, at: null })).toMatchObject({ at: printed.at });
    expect(samples.expected({ id: SAMPLE }, { id: REAL.replace('ord', 'pay') })).toEqual({ id: SAMPLE });
  });

  test('says what has come too much or too little', () => {
    const samples = new Samples();
    expect(samples.expected({ a: '1', b: '2' }, { a: '1' })).toEqual({ a: '1', b: '2' });
    expect(samples.expected({ a: '1' }, { a: '1', b: '2' })).toEqual({ a: '1' });
    expect(samples.expected([1, 2], [1])).toEqual([1, 2]);
  });

  test('has the shop where it really is', () => {
    const samples = new Samples('http://localhost:1234');
    expect(samples.expected(`${SHOP}/back`, 'x')).toBe('http://localhost:1234/back');
    expect(samples.fill(`"${SHOP}/back"`)).toBe('"http://localhost:1234/back"');
  });
});
