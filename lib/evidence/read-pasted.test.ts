import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examineInput, PASTED_BYTES_MAX, type PastedInput } from './input';
import { readPasted, type PastedRead } from './read-pasted';

const TOLD = ['payments', 'refunds', 'authorizations'].map((kind) => `/api/alipay/notifications/${kind}`);
const SIGNATURE = 'algorithm=RSA256,keyVersion=1,signature=AQID';
const BODY = '{"result":{"resultStatus":"S"}}';

const whole = (text: string, more: Partial<Extract<PastedInput, { from: 'whole' }>> = {}) =>
  readPasted({ from: 'whole', text, direction: 'tell', path: '', ...more }, TOLD);
const messageOf = (read: PastedRead) => {
  if (read.kind === 'unreadable') throw new Error(JSON.stringify(read.fields));
  return { ...read.message, body: Buffer.from(read.message.body).toString() };
};

const HEADERS = `Host: shop.example\nClient-Id: SANDBOX_5Y\nREQUEST-TIME:1700000005000\nSignature: ${SIGNATURE} `;

describe('a whole message', () => {
  test.each([
    ['line feeds', '\n'],
    ['carriage returns as well', '\r\n'],
  ])('is read with %s, and its body keeps every byte', (_, lineEnd) => {
    const text = `POST ${TOLD[0]} HTTP/1.1\n${HEADERS}\n\n`.replaceAll('\n', lineEnd) + `${BODY}\n \n`;
    expect(messageOf(whole(text))).toEqual({
      direction: 'notification',
      path: TOLD[0],
      receivedPath: TOLD[0],
      clientId: 'SANDBOX_5Y',
      time: '1700000005000',
      signature: SIGNATURE,
      otherTimes: [],
      body: `${BODY}\n \n`,
    });
  });

  test.each([
    ['behind a proxy with a name', `/shop${TOLD[1]}?x=1`],
    ['with the whole address', `https://shop.example${TOLD[1]}`],
    ['with a slash at the end', `${TOLD[1]}/`],
  ])('that came %s should have been signed for what Alipay was told', (_, target) => {
    const message = messageOf(whole(`POST ${target} HTTP/2\n${HEADERS}\n\n${BODY}`));
    expect([message.path, message.receivedPath]).toEqual([TOLD[1], target]);
  });

  test('to an address that is none of ours is judged by it, unless another path is given', () => {
    const text = `POST /hooks/antom HTTP/1.1\n${HEADERS}\n\n${BODY}`;
    expect(messageOf(whole(text)).path).toBe('/hooks/antom');
    expect(messageOf(whole(text, { path: '/told' }))).toMatchObject({ path: '/told', receivedPath: '/hooks/antom' });
  });

  test('to Alipay is a request', () => {
    const text = `POST /ams/sandbox/api/v1/payments/pay HTTP/1.1\n${HEADERS}\n\n{}`;
    expect(messageOf(whole(text))).toMatchObject({ direction: 'request', path: '/ams/sandbox/api/v1/payments/pay' });
  });

  test('without a body has an empty one', () => {
    expect(messageOf(whole(`POST ${TOLD[0]}\n${HEADERS}`)).body).toBe('');
  });

  test('may be headers alone, with the path given beside them', () => {
    expect(messageOf(whole(`${HEADERS}\n\n${BODY}`, { path: TOLD[2] }))).toMatchObject({
      direction: 'notification',
      path: TOLD[2],
      time: '1700000005000',
    });
    const answer = messageOf(whole('Response-Time: 2023-11-14T22:13:20Z\nClient-Id: C\n\n{}', { path: '/ams/x' }));
    expect(answer).toMatchObject({ direction: 'response', path: '/ams/x', time: '2023-11-14T22:13:20Z' });
  });
});

const ASKED = `POST /ams/api/v1/payments/pay HTTP/1.1\n${HEADERS}\n\n{"asked":1}\n`;
const ANSWERED = `HTTP/1.1 200 OK\nclient-id: SANDBOX_5Y\nresponse-time: 2023-11-14T22:13:20Z\nsignature: ${SIGNATURE}\n\n${BODY}`;

describe('an exchange as a proxy shows it', () => {
  test('is read as its answer, over the path of the request', () => {
    expect(messageOf(whole(`${ASKED}${ANSWERED}`))).toEqual({
      direction: 'response',
      path: '/ams/api/v1/payments/pay',
      receivedPath: '/ams/api/v1/payments/pay',
      clientId: 'SANDBOX_5Y',
      time: '2023-11-14T22:13:20Z',
      signature: SIGNATURE,
      otherTimes: ['1700000005000'],
      body: BODY,
    });
  });

  test('is read as its request when that is asked for', () => {
    const message = messageOf(whole(`${ASKED}${ANSWERED}`, { direction: 'request' }));
    expect(message).toMatchObject({ direction: 'request', time: '1700000005000', body: '{"asked":1}' });
  });
});

describe('what curl -v shows', () => {
  const curl = [
    '* Connected to open-sea-global.alipay.com (203.0.113.1) port 443 (#0)',
    '> POST /ams/api/v1/payments/pay HTTP/1.1',
    '> Host: open-sea-global.alipay.com',
    '> Client-Id: SANDBOX_5Y',
    '> Request-Time: 1700000005000',
    '> ',
    '* upload completely sent off: 11 bytes',
    '< HTTP/1.1 200 OK',
    '< client-id: SANDBOX_5Y\r',
    '< response-time: 2023-11-14T22:13:20Z',
    `< signature: ${SIGNATURE}`,
    '<',
    '{ [123 bytes data]',
  ].join('\n');

  test.each([
    ['ends with the body', ''],
    [
      'ends with what curl says right behind the body',
      '* Connection #0 to host open-sea-global.alipay.com left intact\n',
    ],
    ['ends with a connection that closes', '* Closing connection 0'],
  ])('%s', (_, end) => {
    expect(messageOf(whole(`${curl}\n${BODY}${end}`))).toEqual({
      direction: 'response',
      path: '/ams/api/v1/payments/pay',
      receivedPath: '/ams/api/v1/payments/pay',
      clientId: 'SANDBOX_5Y',
      time: '2023-11-14T22:13:20Z',
      signature: SIGNATURE,
      otherTimes: ['1700000005000'],
      body: BODY,
    });
  });

  test('keeps a body of several lines, a page among them', () => {
    expect(messageOf(whole(`${curl}\n<html>\n* Closing words\n</html>\n`)).body).toBe(
      '<html>\n* Closing words\n</html>\n',
    );
  });
});

describe('what cannot be read says what to do', () => {
  test.each<[string, Partial<Extract<PastedInput, { from: 'whole' }>>, string, RegExp]>([
    [BODY, {}, 'text', /^No headers were found/],
    [ANSWERED, {}, 'path', /^An answer is signed over the path of its request/],
    [`${HEADERS}\n\n${BODY}`, {}, 'path', /^The text has no request line/],
    [ASKED, { direction: 'response' }, 'text', /^The text holds a request and no answer/],
    [ANSWERED, { direction: 'request' }, 'text', /^The text holds an answer and no request/],
    [ASKED.replace('POST', 'GET'), {}, 'text', /says GET/],
  ])('%#', (text, more, field, problem) => {
    expect(whole(text, more)).toEqual({ kind: 'unreadable', fields: { [field]: expect.stringMatching(problem) } });
  });
});

describe('separate fields', () => {
  const fields: Extract<PastedInput, { from: 'fields' }> = {
    from: 'fields',
    direction: 'notification',
    path: ` /shop${TOLD[0]}`,
    clientId: ' SANDBOX_5Y ',
    time: 'Request-Time: 1700000005000',
    signature: `signature: ${SIGNATURE}`,
    body: `${BODY}\n`,
    bodyIs: 'text',
  };

  test('are read, even with the names of their headers before them', () => {
    expect(messageOf(readPasted(fields, TOLD))).toEqual({
      direction: 'notification',
      path: TOLD[0],
      receivedPath: `/shop${TOLD[0]}`,
      clientId: 'SANDBOX_5Y',
      time: '1700000005000',
      signature: SIGNATURE,
      otherTimes: [],
      body: `${BODY}\n`,
    });
  });

  test('hold exact bytes in base64, whatever its lines', () => {
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0x0d, 0x0a, 0x00]);
    const input = { ...fields, bodyIs: 'base64' as const, body: body.toString('base64').replaceAll(/(.{4})/g, '$1\n') };
    expect(examineInput.safeParse(input).success).toBe(true);
    const read = readPasted(input, TOLD);
    expect(read.kind === 'read' && Buffer.from(read.message.body)).toEqual(body);
  });

  test('left empty are headers that are missing', () => {
    expect(messageOf(readPasted({ ...fields, clientId: '', time: ' ', signature: '' }, TOLD))).toMatchObject({
      clientId: null,
      time: null,
      signature: null,
    });
  });
});

describe('what the lab takes', () => {
  const problems = (input: unknown) =>
    examineInput.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

  test.each<[string, object]>([
    [
      'text: This is longer than 64 KiB',
      { from: 'whole', direction: 'tell', text: 'é'.repeat(PASTED_BYTES_MAX / 2 + 1) },
    ],
    ['text: Paste a message', { from: 'whole', direction: 'tell', text: ' \n' }],
    ['body: This is not base64', { from: 'fields', direction: 'request', path: '/', body: 'é', bodyIs: 'base64' }],
    ['path: The path is part', { from: 'fields', direction: 'request', path: ' ', body: '', bodyIs: 'text' }],
    ['id: This is no message’s id.', { from: 'kept', direction: 'request', id: 'pay_1' }],
  ])('%s', (problem, input) => {
    expect(problems(input)).toEqual([expect.stringContaining(problem)]);
  });

  test('a message of just 64 KiB is taken', () => {
    expect(problems({ from: 'whole', direction: 'tell', text: 'a'.repeat(PASTED_BYTES_MAX) })).toEqual([]);
  });
});

test('no text whatever makes the reader fall over', () => {
  const pieces = fc.constantFrom(
    'POST /a HTTP/1.1',
    'HTTP/1.1 200 OK',
    '> POST /a',
    '< HTTP/1.1 200',
    '<',
    '* x',
    '\n',
    '\r\n',
    'a: b',
    ':',
    '{}',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('\n')),
  );
  fc.assert(
    fc.property(text, text, fc.constantFrom('tell', 'request', 'response', 'notification'), (told, path, direction) => {
      const read = whole(told, { path, direction });
      if (read.kind === 'read') expect(read.message.path).not.toBe('');
    }),
  );
});
