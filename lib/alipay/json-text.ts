/**
 * JSON as text, byte for byte: where its tokens lie, and the same tokens laid out as other programs would write them. Numbers,
 * escapes and the order of members stay as they are, which a parser and a serialiser would not promise.
 *
 * The text is bytes read as Latin-1, one letter per byte, so that positions are positions of bytes and no encoding is judged.
 *
 * Does not know: what a message says.
 */
export interface JsonToken {
  readonly kind: 'string' | 'literal' | '{' | '}' | '[' | ']' | ':' | ',';
  readonly start: number;
  readonly end: number;
}

/** How a program separates tokens. */
export interface JsonLayout {
  /** Per level; null keeps everything on one line. */
  readonly indent: string | null;
  readonly colon: string;
  readonly comma: string;
}

/** Indenting a message nested without end would write more than it is worth; the protocol's are a few levels deep. */
const DEPTH_MAX = 32;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^ \t\r\n{}[\]:,"]+/g;

/** @returns null when the text is not JSON */
export function jsonTokens(text: string): JsonToken[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({
    kind: kindOf(token),
    start: index,
    end: index + token.length,
  }));
}

/** The same tokens in another layout; null when the text is not JSON, or nested too deep to indent. */
export function layOutJson(text: string, layout: JsonLayout): string | null {
  const tokens = jsonTokens(text);
  if (tokens === null) return null;
  let depth = 0;
  let laidOut = '';
  for (const [place, token] of tokens.entries()) {
    const { kind } = token;
    const word = text.slice(token.start, token.end);
    if (kind === '}' || kind === ']') {
      depth -= 1;
      const opened = tokens[place - 1]?.kind;
      laidOut += (opened === '{' || opened === '[' ? '' : newLine(layout, depth)) + word;
      continue;
    }
    if (kind === '{' || kind === '[') {
      depth += 1;
      if (layout.indent !== null && depth > DEPTH_MAX) return null;
      const closes = tokens[place + 1]?.kind;
      laidOut += word + (closes === '}' || closes === ']' ? '' : newLine(layout, depth));
      continue;
    }
    laidOut += kind === ':' ? layout.colon : kind === ',' ? layout.comma + newLine(layout, depth) : word;
  }
  return laidOut;
}

function newLine({ indent }: JsonLayout, depth: number): string {
  return indent === null ? '' : `\n${indent.repeat(depth)}`;
}

function kindOf(token: string): JsonToken['kind'] {
  const [first] = token;
  switch (first) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return first;
    case '"':
      return 'string';
    default:
      return 'literal';
  }
}
