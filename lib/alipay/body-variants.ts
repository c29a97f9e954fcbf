/**
 * What commonly happens to a body between the program that signs it and the one that verifies it, undone: each change turns the
 * bytes that were received into bytes that may have been signed.
 *
 * Only ways that are known from the field are here. A change that does not apply gives nothing.
 *
 * Does not know: signatures, and whether a change explains anything.
 */
import { layOutJson, type JsonLayout } from '@/lib/alipay/json-text';

type Undo = (body: Buffer) => Buffer | null;

/** In the order in which they are tried: the likelier and the smaller change first. */
const UNDO = {
  last_lf_removed: cutEnd('\n'),
  last_crlf_removed: cutEnd('\r\n'),
  last_lf_added: (body) => Buffer.concat([body, Buffer.from('\n')]),
  last_crlf_added: (body) => Buffer.concat([body, Buffer.from('\r\n')]),
  last_blank_removed: cutEnd(' '),
  last_nul_removed: cutEnd('\0'),
  end_trimmed: onBytes((text) => text.replace(/[\s\0]+$/, '')),
  start_trimmed: onBytes((text) => text.replace(/^[ \t\r\n]+/, '')),
  crlf_to_lf: onBytes((text) => text.replaceAll('\r\n', '\n')),
  lf_to_crlf: onBytes((text) => text.replaceAll(/(?<!\r)\n/g, '\r\n')),
  bom_removed: onBytes((text) => text.replace(/^\xEF\xBB\xBF/, '')),
  bom_added: onBytes((text) => (text.startsWith('\xEF\xBB\xBF') ? text : `\xEF\xBB\xBF${text}`)),
  compact: laidOut({ indent: null, colon: ':', comma: ',' }),
  one_line_spaced: laidOut({ indent: null, colon: ': ', comma: ', ' }),
  indented_2: laidOut({ indent: '  ', colon: ': ', comma: ',' }),
  indented_4: laidOut({ indent: '    ', colon: ': ', comma: ',' }),
  indented_tab: laidOut({ indent: '\t', colon: ': ', comma: ',' }),
  indented_spaced_colon: laidOut({ indent: '  ', colon: ' : ', comma: ',' }),
  slashes_unescaped: onBytes((text) => text.replaceAll(/\\(\\|\/)/g, (pair, second) => (second === '/' ? '/' : pair))),
  slashes_escaped: onBytes((text) => text.replaceAll(/\\.|\//gs, (found) => (found === '/' ? '\\/' : found))),
  escapes_to_letters: onText(lettersOfEscapes),
  letters_to_escapes: onText((text) => escapeLetters(text, /[^\0-\x7F]/g)),
  letters_to_capital_escapes: onText((text) =>
    escapeLetters(text, /[^\0-\x7F]/g, (code) => code.toUpperCase().padStart(4, '0')),
  ),
  html_letters_to_escapes: onText((text) => escapeLetters(text, /[<>&]/g)),
  html_and_equals_to_escapes: onText((text) => escapeLetters(text, /[<>&='\u2028\u2029]/g)),
  twice_utf8_from_latin1: onText((text) => encodeNarrow(text, 'latin1')),
  twice_utf8_from_windows1252: onText((text) => encodeNarrow(text, 'windows-1252')),
  latin1_to_utf8: (body) => (isUtf8(body) ? null : Buffer.from(body.toString('latin1'), 'utf8')),
  composed_letters: onText((text) => text.normalize('NFC')),
  decomposed_letters: onText((text) => text.normalize('NFD')),
  quotes_unescaped: onText(unescapeLogLine),
  written_anew: rewritten((value) => value),
  nulls_left_out: rewritten((value) => withoutNulls(value, 0)),
  members_sorted: rewritten((value) => sorted(value, 0)),
  emptied: (body) => (body.length === 0 ? null : Buffer.alloc(0)),
} as const satisfies Record<string, Undo>;

export type BodyChange = keyof typeof UNDO;

export const BODY_CHANGES = Object.keys(UNDO) as readonly BodyChange[];

/** Indentation and escapes make a body longer, but no program makes it ten times as long. */
const GROWTH_MAX = 10;

/** A message deeper than this is none of the protocol's, and not worth the stack. */
const DEPTH_MAX = 32;

/** The bytes that may have been signed, if this happened to them; null where it did not, because nothing would change. */
export function undoBodyChange(change: BodyChange, body: Buffer): Buffer | null {
  const undo: Undo = UNDO[change];
  const before = undo(body);
  if (before === null || before.equals(body) || before.length > (body.length + 1) * GROWTH_MAX) return null;
  return before;
}

function cutEnd(end: string): Undo {
  const last = Buffer.from(end, 'latin1');
  return (body) => (body.subarray(-last.length).equals(last) ? body.subarray(0, -last.length) : null);
}

function onBytes(change: (text: string) => string | null): Undo {
  return (body) => {
    const changed = change(body.toString('latin1'));
    return changed === null ? null : Buffer.from(changed, 'latin1');
  };
}

/** For changes of letters: what is not UTF-8 has none. */
function onText(change: (text: string) => string | Buffer | null): Undo {
  return (body) => {
    if (!isUtf8(body)) return null;
    const changed = change(body.toString('utf8'));
    return typeof changed === 'string' ? Buffer.from(changed, 'utf8') : changed;
  };
}

function laidOut(layout: JsonLayout): Undo {
  return onBytes((text) => layOutJson(text, layout));
}

function rewritten(change: (value: unknown) => unknown): Undo {
  return onText((text) => {
    try {
      return JSON.stringify(change(JSON.parse(text)));
    } catch {
      return null;
    }
  });
}

function isUtf8(body: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

/** `é` becomes é; what JSON must escape stays escaped, and so does half of a pair. */
function lettersOfEscapes(text: string): string {
  const escape = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u([0-9a-f]{4})|\\[^]/gi;
  return text.replaceAll(escape, (found, high?: string, low?: string, single?: string) => {
    if (high !== undefined && low !== undefined) {
      return String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    }
    if (single === undefined) return found;
    const code = Number.parseInt(single, 16);
    const mustStay = code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff);
    return mustStay ? found : String.fromCharCode(code);
  });
}

const fourDigits = (code: string) => code.padStart(4, '0');

function escapeLetters(text: string, letters: RegExp, spell: (hex: string) => string = fourDigits): string {
  return text.replaceAll(letters, (letter) => `\\u${spell(letter.charCodeAt(0).toString(16))}`);
}

/** Undoes UTF-8 that was taken for a one-byte encoding and encoded once more; null when a letter has no single byte there. */
function encodeNarrow(text: string, encoding: 'latin1' | 'windows-1252'): Buffer | null {
  const bytes: number[] = [];
  for (const letter of text) {
    const byte = encoding === 'latin1' ? letter.codePointAt(0) : WINDOWS_1252.get(letter);
    if (byte === undefined || byte > 0xff) return null;
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}

/** The letters of the bytes 80 to 9f, where the encoding differs from Latin-1. Node's own decoder takes the one for the other. */
const WINDOWS_1252_OWN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const WINDOWS_1252 = new Map(
  Array.from({ length: 256 }, (_, byte) => [WINDOWS_1252_OWN[byte - 0x80] ?? String.fromCharCode(byte), byte]),
);

/** A body copied out of a log, where its quotes stand escaped within a string. */
function unescapeLogLine(text: string): string | null {
  if (!text.includes('\\"')) return null;
  try {
    const line: unknown = JSON.parse(/^\s*"/.test(text) ? text : `"${text}"`);
    return typeof line === 'string' ? line : null;
  } catch {
    return null;
  }
}

function withoutNulls(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner, depth + 1)]])),
  );
}

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return value;
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner, depth + 1)]),
  );
}
