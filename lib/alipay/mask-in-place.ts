/**
 * Where the secrets of a body lie, byte for byte, so that everything between them may be shown as it arrived: blanks, escapes, line
 * ends and all. What is a secret is `mask`'s business; this only finds its place.
 *
 * What is not JSON has no place for a secret, so nothing of it may be shown.
 *
 * Does not know: what is shown, or to whom.
 */
import { jsonTokens, type JsonToken } from '@/lib/alipay/json-text';
import { maskJson } from '@/lib/alipay/mask';

/** A stretch of bytes, and what stands there for people. */
export interface MaskedSpan {
  readonly start: number;
  /** The first byte after it. */
  readonly end: number;
  readonly shown: string;
}

/** As in `mask`: what is deeper is not worth the stack. */
const DEPTH_MAX = 32;

const BOM = '\xEF\xBB\xBF';

/** In order of their places; null when the body is not JSON, and nothing of it may be shown. An empty body hides nothing. */
export function secretSpans(body: Uint8Array): MaskedSpan[] | null {
  // One letter per byte, so that places are places of bytes.
  const whole = Buffer.from(body).toString('latin1');
  if (whole === '') return [];
  // Neither hides anything, and both are what somebody who looks at bytes wants to see.
  const start = whole.startsWith(BOM) ? BOM.length : 0;
  const text = whole.slice(start).replace(/[ \t\r\n\0]+$/, '');
  const tokens = jsonTokens(text);
  if (tokens === null) return null;
  const spans: MaskedSpan[] = [];
  const walk = new Walk(text, tokens, (span) =>
    spans.push({ ...span, start: span.start + start, end: span.end + start }),
  );
  walk.value('"x"', 0, 0);
  return spans;
}

class Walk {
  readonly #closes: ReadonlyMap<number, number>;

  constructor(
    readonly text: string,
    readonly tokens: readonly JsonToken[],
    readonly hide: (span: MaskedSpan) => unknown,
  ) {
    this.#closes = closingPlaces(tokens);
  }

  /** Goes through one value; `name` is the member's, as it is written. Gives the place after it. */
  value(name: string, place: number, depth: number): number {
    const last = this.#closes.get(place) ?? place;
    const [start, end] = [this.tokens[place]?.start ?? 0, this.tokens[last]?.end ?? 0];
    const written = this.text.slice(start, end);
    const shown = last !== place && !isSecretName(name) && depth < DEPTH_MAX ? null : shownFor(name, written, depth);
    if (shown !== null) this.hide({ start, end, shown });
    else if (last !== place) this.#inside(place, last, depth + 1);
    return last + 1;
  }

  #inside(opens: number, closes: number, depth: number): void {
    const isObject = this.tokens[opens]?.kind === '{';
    let place = opens + 1;
    while (place < closes) {
      const name = isObject ? this.#written(place) : '"x"';
      place = this.value(name, isObject ? place + 2 : place, depth);
      if (this.tokens[place]?.kind === ',') place += 1;
    }
  }

  #written(place: number): string {
    const token = this.tokens[place];
    return token === undefined ? '""' : this.text.slice(token.start, token.end);
  }
}

function closingPlaces(tokens: readonly JsonToken[]): Map<number, number> {
  const closes = new Map<number, number>();
  const open: number[] = [];
  for (const [place, { kind }] of tokens.entries()) {
    if (kind === '{' || kind === '[') open.push(place);
    if (kind === '}' || kind === ']') closes.set(open.pop() ?? 0, place);
  }
  return closes;
}

/** What stands for a value; null when it may be shown as it is written. */
function shownFor(name: string, written: string, depth: number): string | null {
  if (depth >= DEPTH_MAX) return '[too deep to show]';
  const masked = maskedMember(name, written);
  const value: unknown = JSON.parse(written);
  if (masked === value || isSameJson(masked, value)) return null;
  return lettersOf(JSON.stringify(masked));
}

/** Back from one letter per byte, except where an escape was read as a letter that no byte is. */
function lettersOf(text: string): string {
  return /[^\0-\xFF]/.test(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
}

/** JSON within text is written anew by the mask, even where nothing in it is a secret. */
function isSameJson(masked: unknown, value: unknown): boolean {
  if (typeof masked !== 'string' || typeof value !== 'string') return false;
  try {
    return JSON.stringify(JSON.parse(value)) === masked;
  } catch {
    return false;
  }
}

function isSecretName(name: string): boolean {
  return maskedMember(name, '0') !== 0;
}

function maskedMember(name: string, written: string): unknown {
  const [masked] = Object.values(JSON.parse(maskJson(`{${name}:${written}}`)) as object) as unknown[];
  return masked;
}
