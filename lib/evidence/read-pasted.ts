/**
 * Reads a message that somebody pasted: HTTP as a proxy or `curl -v` shows it, or separate fields. Nothing is thrown away that may
 * have been signed, so a body keeps its blanks and line ends.
 *
 * Does not know: whether its signature holds, and who pasted it.
 */
import type { Direction, SuspectMessage } from '@/lib/alipay/suspect-message';
import type { PastedInput } from './input';

export type PastedRead =
  | { readonly kind: 'read'; readonly message: SuspectMessage }
  /** Which field cannot be used, and what to do about it. */
  | { readonly kind: 'unreadable'; readonly fields: Readonly<Record<string, string>> };

/** @param toldPaths the paths that Alipay was told for what it sends */
export function readPasted(input: PastedInput, toldPaths: readonly string[]): PastedRead {
  return input.from === 'whole' ? readWhole(input, toldPaths) : readFields(input, toldPaths);
}

function readFields(input: Extract<PastedInput, { from: 'fields' }>, toldPaths: readonly string[]): PastedRead {
  const { direction, body, bodyIs } = input;
  const message: SuspectMessage = {
    direction,
    ...pathsOf(direction, input.path.trim(), '', toldPaths),
    clientId: headerValue('client-id', input.clientId),
    time: headerValue(timeHeader(direction), input.time),
    signature: headerValue('signature', input.signature),
    otherTimes: [],
    body: Buffer.from(body, bodyIs === 'base64' ? 'base64' : 'utf8'),
  };
  return { kind: 'read', message };
}

/** Whoever copies a field copies its name with it now and then. */
function headerValue(name: string, text: string): string | null {
  const value = text.replace(new RegExp(`^\\s*${name}\\s*:`, 'i'), '').trim();
  return value === '' ? null : value;
}

const timeHeader = (direction: Direction) => (direction === 'response' ? 'response-time' : 'request-time');

/** One half of an exchange. */
interface Half {
  /** Of a request; null where the text has none. */
  readonly target: string | null;
  readonly isAnswer: boolean;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function readWhole(input: Extract<PastedInput, { from: 'whole' }>, toldPaths: readonly string[]): PastedRead {
  const halves = isCurl(input.text) ? curlHalves(input.text) : plainHalves(input.text);
  const request = halves.find(({ isAnswer }) => !isAnswer);
  const answer = halves.find(({ isAnswer }) => isAnswer);
  const direction = input.direction === 'tell' ? tell(request, answer) : input.direction;
  const half = direction === 'response' ? (answer ?? withTime(request, 'response-time')) : request;
  if (half === undefined || half.headers.size === 0) return unreadable('text', nothingFound(direction, halves));
  const method = /^([A-Z]+) /.exec(request?.target ?? '')?.[1] ?? 'POST';
  if (method !== 'POST')
    return unreadable('text', `Its first line says ${method}. Every message of the protocol is a POST.`);
  const target = (request?.target ?? '').replace(/^POST /, '');
  const paths = pathsOf(direction, input.path.trim(), target, toldPaths);
  if (paths.path === '') return unreadable('path', PATH_NEEDED[direction]);
  const otherTime = direction === 'response' ? request?.headers.get('request-time') : half.headers.get('response-time');
  const message: SuspectMessage = {
    direction,
    ...paths,
    clientId: half.headers.get('client-id') ?? null,
    time: half.headers.get(timeHeader(direction)) ?? null,
    signature: half.headers.get('signature') ?? null,
    otherTimes: otherTime === undefined ? [] : [otherTime],
    body: Buffer.from(half.body),
  };
  return { kind: 'read', message };
}

const PATH_NEEDED: Readonly<Record<Direction, string>> = {
  response: 'An answer is signed over the path of its request, which the text does not show. Give it here.',
  request: 'The text has no request line, and the path is part of what is signed. Give it here.',
  notification: 'The text has no request line, and the path is part of what is signed. Give it here.',
};

function unreadable(field: string, problem: string): PastedRead {
  return { kind: 'unreadable', fields: { [field]: problem } };
}

function nothingFound(direction: Direction, halves: readonly Half[]): string {
  if (halves.some(({ headers }) => headers.size > 0)) {
    return direction === 'response'
      ? 'The text holds a request and no answer.'
      : 'The text holds an answer and no request.';
  }
  return 'No headers were found. Paste the first line, the headers, an empty line, then the body; or use separate fields.';
}

function tell(request: Half | undefined, answer: Half | undefined): Direction {
  if (answer !== undefined || request?.headers.has('response-time')) return 'response';
  return /\/(?:ams|v1)\//.test(request?.target ?? '') ? 'request' : 'notification';
}

/** Headers without a first line may be an answer's. */
function withTime(half: Half | undefined, name: string): Half | undefined {
  return half?.target === null && half.headers.has(name) ? half : undefined;
}

/** What should have been signed, and what the request line says. Of a notification the first is what Alipay was told, where that is clear. */
function pathsOf(
  direction: Direction,
  given: string,
  target: string,
  toldPaths: readonly string[],
): Pick<SuspectMessage, 'path' | 'receivedPath'> {
  const seen = target === '' ? given : target;
  const receivedPath = seen === '' ? null : seen;
  if (direction !== 'notification') return { path: given === '' ? target : given, receivedPath };
  const told = toldPaths.find((path) => (seen.split('?')[0] ?? '').replace(/\/$/, '').endsWith(path));
  return { path: given !== '' && target !== '' ? given : (told ?? seen), receivedPath };
}

const START_OF_ANSWER = /^HTTP\/[\d.]+ \d{3}\b/;

/** `POST /path HTTP/1.1`, as a request begins. */
const START_OF_REQUEST = /^[A-Z]{3,7} \S+(?: HTTP\/[\d.]+)?$/;

function plainHalves(text: string): Half[] {
  const beginning = text.replace(/^(?:[ \t]*\r?\n)+/, '');
  const halves: Half[] = [];
  let rest: string | null = beginning;
  while (rest !== null && halves.length < 2) {
    const { half, after } = takeHalf(rest);
    halves.push(half);
    rest = after;
  }
  return halves;
}

/** Start line and headers up to the empty line; the body goes on to where an answer begins. */
function takeHalf(text: string): { half: Half; after: string | null } {
  const [first = ''] = text.split(/\r?\n/, 1);
  const isAnswer = START_OF_ANSWER.test(first);
  const isRequest = START_OF_REQUEST.test(first);
  const gap = /\r?\n\r?\n/.exec(text);
  const head = gap === null ? text : text.slice(0, gap.index);
  const behind = gap === null ? '' : text.slice(gap.index + gap[0].length);
  const next = isAnswer ? null : /(?:^|\n)HTTP\/[\d.]+ \d{3}\b/.exec(behind);
  const lines = head.split(/\r?\n/).slice(isAnswer || isRequest ? 1 : 0);
  const body = next === null ? behind : behind.slice(0, next.index);
  const half = { target: isRequest ? targetOf(first) : null, isAnswer, headers: headersOf(lines), body };
  return { half, after: next === null ? null : behind.slice(next.index).replace(/^\n/, '') };
}

const targetOf = (line: string) => line.replace(/ HTTP\/[\d.]+$/, '');

function isCurl(text: string): boolean {
  return /^[<>] ?(?:[A-Z]{3,7} |HTTP\/)/m.test(text);
}

/** What curl says of the connection may follow the body without a line break. */
const SAID_BY_CURL = /\* (?:Connection #\d+ to host|Closing connection|shutting down connection)[^]*$/;

/** `curl -v` marks what left with `>` and what came with `<`; the body that came has no mark, and the one that left is not shown. */
function curlHalves(text: string): Half[] {
  const left: string[] = [];
  const came: string[] = [];
  const lines = text.split('\n');
  let bodyFrom = 0;
  let at = 0;
  for (const line of lines) {
    at += line.length + 1;
    const marked = /^([<>])(?: (.*?))?\r?$/.exec(line);
    if (marked?.[1] === '>') left.push(marked[2] ?? '');
    if (marked?.[1] === '<') came.push(marked[2] ?? '');
    // Headers end; what follows is body, unless more headers or curl's own words do.
    if (marked !== null || /^(?:\* |[{}] \[)/.test(line)) bodyFrom = Math.min(at, text.length);
    else if (came.length > 0) break;
  }
  const body = text.slice(bodyFrom).replace(SAID_BY_CURL, '');
  const [asked = '', ...askedHeaders] = left;
  const [, ...cameHeaders] = came;
  return [
    ...(left.length === 0
      ? []
      : [{ target: targetOf(asked), isAnswer: false, headers: headersOf(askedHeaders), body: '' }]),
    ...(came.length === 0 ? [] : [{ target: null, isAnswer: true, headers: headersOf(cameHeaders), body }]),
  ];
}

/** Names in small letters, the first of each; blanks around a value are HTTP's, not the sender's. */
function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*\r?$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    if (name !== undefined && !headers.has(name)) headers.set(name, match?.[2] ?? '');
  }
  return headers;
}
