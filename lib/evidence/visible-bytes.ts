/**
 * Bytes for people: as text in which every blank, line end and stray byte can be seen, and as a few bytes in hexadecimal around the
 * place where two bodies part. Secrets are hidden in both.
 *
 * Does not know: what the bytes mean.
 */
import type { MaskedSpan } from '@/lib/alipay/mask-in-place';

/** `sign`: a byte or letter that cannot be seen by itself. `secret`: what stands for one. */
export interface Run {
  readonly kind: 'text' | 'sign' | 'secret';
  readonly text: string;
}

/** One byte. */
export interface ByteCell {
  /** Two digits; dots where the byte belongs to a secret. */
  readonly hex: string;
  readonly shown: string;
}

/** The bytes around the first place where one body differs from another. */
export interface ByteWindow {
  /** Where the first cell stands in the body. */
  readonly from: number;
  readonly length: number;
  readonly before: readonly ByteCell[];
  /** What the other body does not have here; empty where it has more. */
  readonly changed: readonly ByteCell[];
  /** Further bytes that differ and are not shown. */
  readonly more: number;
  readonly after: readonly ByteCell[];
}

/** A body, and where its secrets lie; null when nothing of it may be shown. */
export interface MaskedBytes {
  readonly bytes: Uint8Array;
  readonly spans: readonly MaskedSpan[] | null;
}

/** Enough to recognise the place. */
const CONTEXT_BYTES = 8;
/** A phone shows two lines of them. */
const CHANGED_BYTES_MAX = 12;

/** What cannot be seen, or seems to be a blank, or turns the text around. */
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Z}]$/u;

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

/** The text of bytes, with a line break kept after each line feed. A byte that is no letter in UTF-8 is shown as `\xE9`. */
export function visibleRuns({ bytes, spans }: MaskedBytes): Run[] {
  if (spans === null) return [];
  const runs: Run[] = [];
  let from = 0;
  for (const { start, end, shown } of spans) {
    addText(runs, bytes.subarray(from, start));
    add(runs, 'secret', shown);
    from = end;
  }
  addText(runs, bytes.subarray(from));
  return runs;
}

function addText(runs: Run[], bytes: Uint8Array): void {
  for (const letter of lettersOf(bytes)) {
    if (typeof letter === 'number') add(runs, 'sign', `\\x${hexOf(letter).toUpperCase()}`);
    else if (letter === ' ' || !UNSEEN.test(letter)) add(runs, 'text', letter);
    else {
      add(runs, 'sign', NAMES[letter] ?? `\\u{${letter.codePointAt(0)?.toString(16).toUpperCase()}}`);
      if (letter === '\n') add(runs, 'text', '\n');
    }
  }
}

function add(runs: Run[], kind: Run['kind'], text: string): void {
  const last = runs.at(-1);
  if (last?.kind === kind && kind === 'text') runs[runs.length - 1] = { kind, text: last.text + text };
  else runs.push({ kind, text });
}

/** Letters of UTF-8, and as numbers the bytes that are none. */
function* lettersOf(bytes: Uint8Array): Generator<string | number> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let place = 0;
  while (place < bytes.length) {
    const first = bytes[place] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    let letter: string | null = null;
    try {
      letter = decoder.decode(bytes.subarray(place, place + length));
    } catch {
      // Not a letter: the byte itself is told.
    }
    yield letter ?? first;
    place += letter === null ? 1 : length;
  }
}

/** The place where two bodies part first, from both sides. */
export function compareBytes(left: MaskedBytes, right: MaskedBytes): { left: ByteWindow; right: ByteWindow } {
  const shorter = Math.min(left.bytes.length, right.bytes.length);
  let start = 0;
  while (start < shorter && left.bytes[start] === right.bytes[start]) start += 1;
  let same = 0;
  while (same < shorter - start && left.bytes.at(-1 - same) === right.bytes.at(-1 - same)) same += 1;
  return { left: windowOf(left, start, same), right: windowOf(right, start, same) };
}

function windowOf(body: MaskedBytes, start: number, sameAtEnd: number): ByteWindow {
  const { length } = body.bytes;
  const from = Math.max(0, start - CONTEXT_BYTES);
  const end = length - sameAtEnd;
  const shownEnd = Math.min(end, start + CHANGED_BYTES_MAX);
  const cells = (first: number, last: number) =>
    Array.from({ length: Math.max(0, last - first) }, (_, offset) => cellAt(body, first + offset));
  return {
    from,
    length,
    before: cells(from, start),
    changed: cells(start, shownEnd),
    more: end - shownEnd,
    after: shownEnd < end ? [] : cells(end, Math.min(length, end + CONTEXT_BYTES)),
  };
}

function cellAt({ bytes, spans }: MaskedBytes, place: number): ByteCell {
  const byte = bytes[place] ?? 0;
  const isHidden = spans === null ? !isBlank(byte) : spans.some(({ start, end }) => place >= start && place < end);
  return isHidden ? { hex: '··', shown: '·' } : { hex: hexOf(byte), shown: shownByte(byte) };
}

/** Blanks and line ends, and the bytes that pad: no secret is written in them. */
function isBlank(byte: number): boolean {
  return byte === 0 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x20;
}

function shownByte(byte: number): string {
  if (byte === 0x20) return '␣';
  if (byte > 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return NAMES[String.fromCharCode(byte)] ?? '·';
}

const hexOf = (byte: number) => byte.toString(16).padStart(2, '0');
