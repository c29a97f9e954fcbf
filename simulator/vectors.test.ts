/**
 * The simulator against messages signed by others. It reads the data itself: what the client makes of them must not
 * help it, nor be helped.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesToSign, importPrivateKey, importPublicKey, parseSignatureHeader, sign, verify } from './signature';

interface Message {
  name: string;
  key: string;
  path: string;
  clientId: string;
  time: string;
  body?: string;
  bodyBase64?: string;
  bodyBytes: number;
  keyVersion: string | null;
  signature: string;
  signatureHeader: string;
}

interface Data {
  keys: Record<string, { privateKey: string; publicKey: string }>;
  cases: Message[];
}

/** Of a long body only so many bytes are changed. */
const BODY_CHANGES = 300;

const { keys, cases } = JSON.parse(
  readFileSync(new URL('../e2e/vectors/openssl.json', import.meta.url), 'utf8'),
) as Data;

function keyOf({ key }: Message) {
  const found = keys[key];
  if (!found) throw new Error(`There is no key ${key}.`);
  return found;
}

const bodyOf = ({ body, bodyBase64 }: Message) =>
  bodyBase64 === undefined ? Buffer.from(body ?? '', 'utf8') : Buffer.from(bodyBase64, 'base64');

function changed(bytes: Uint8Array, position: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(position) ^ 0x01, position);
  return copy;
}

const changedText = (text: string, position: number) => changed(Buffer.from(text, 'ascii'), position).toString('ascii');

function* eachPosition(length: number, most = length): Generator<number> {
  const stride = Math.ceil(length / most);
  for (let position = 0; position < length; position += stride) yield position;
}

/** The same message with one byte of it changed, once for each byte. */
function* others(message: Message): Generator<Uint8Array> {
  const { path, clientId, time } = message;
  const body = bodyOf(message);
  for (const at of eachPosition(path.length)) yield bytesToSign(changedText(path, at), clientId, time, body);
  for (const at of eachPosition(clientId.length)) yield bytesToSign(path, changedText(clientId, at), time, body);
  for (const at of eachPosition(time.length)) yield bytesToSign(path, clientId, changedText(time, at), body);
  for (const at of eachPosition(body.length, BODY_CHANGES)) yield bytesToSign(path, clientId, time, changed(body, at));
  yield bytesToSign(path, clientId, time, Buffer.concat([body, Buffer.from([0])]));
}

let refusedInAll = 0;
afterAll(() => console.log(`The simulator refused ${refusedInAll} changes of one byte in ${cases.length} messages.`));

describe.each(cases)('what openssl signed: $name', (message) => {
  const { path, clientId, time } = message;
  const body = bodyOf(message);
  const bytes = bytesToSign(path, clientId, time, body);
  const value = Buffer.from(message.signature, 'base64');
  const header = parseSignatureHeader(message.signatureHeader);

  it('is read from its header as it was written, and verifies', async () => {
    expect(body.length).toBe(message.bodyBytes);
    expect(header?.keyVersion).toBe(message.keyVersion ?? undefined);
    expect(Buffer.from(header?.value ?? [])).toEqual(value);
    const key = await importPublicKey(keyOf(message).publicKey);
    expect(header && (await verify(key, header, bytes))).toBe(true);
  });

  it('is signed the same', async () => {
    const own = parseSignatureHeader(await sign(await importPrivateKey(keyOf(message).privateKey), '1', bytes));
    expect(Buffer.from(own?.value ?? [])).toEqual(value);
  });

  it('is refused after each change of one byte', async () => {
    const key = await importPublicKey(keyOf(message).publicKey);
    const said = { algorithm: 'RSA256', keyVersion: undefined, value };
    let refused = 0;
    const refuses = async (verdict: Promise<boolean>) => {
      expect(await verdict).toBe(false);
      refused += 1;
    };
    for (const other of others(message)) await refuses(verify(key, said, other));
    for (const at of eachPosition(value.length)) {
      await refuses(verify(key, { ...said, value: changed(value, at) }, bytes));
    }
    expect(refused).toBeGreaterThan(path.length + clientId.length + time.length + value.length);
    refusedInAll += refused;
  });

  it('is refused for every other key', async () => {
    for (const [name, { publicKey }] of Object.entries(keys)) {
      if (name === message.key || !header) continue;
      expect(await verify(await importPublicKey(publicKey), header, bytes)).toBe(false);
    }
  });
});
