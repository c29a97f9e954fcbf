/**
 * For tests: runs an example of the API's page as it is printed, by reading its curl line as a shell would, and finds for every
 * sample in a printed answer what really came in its place.
 */
import type { ApiClient, ApiReply } from './test-api';

export interface ShellCommand {
  readonly method: string;
  /** With `$API` still in it. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Reads one curl command: words, quotes, and a backslash before the end of a line. Anything else is not to be on the page. */
export function parseCurl(text: string, variables: Readonly<Record<string, string>>): ShellCommand {
  const [program, ...words] = wordsOf(text, variables);
  if (program !== 'curl') throw new Error(`not a curl command: ${text}`);
  const headers: Record<string, string> = {};
  let [method, address, body]: [string?, string?, string?] = [];
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place]!;
    if (word === '-X') method = words[(place += 1)];
    else if (word === '-d') body = words[(place += 1)];
    else if (word === '-H') {
      const [, name, value] = /^([\w-]+): (.*)$/s.exec(words[(place += 1)] ?? '') ?? [];
      if (!name) throw new Error(`not a header in: ${text}`);
      headers[name.toLowerCase()] = value!;
    } else if (!word.startsWith('-') && address === undefined) address = word;
    else throw new Error(`${word} is not understood in: ${text}`);
  }
  if (address === undefined) throw new Error(`no address in: ${text}`);
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), address, headers, body };
}

const WORD = /'([^']*)'|"([^"]*)"|([^\s'"\\]+)|(\\\n)|(\s+)/y;

function wordsOf(text: string, variables: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  let [word, place]: [string | null, number] = [null, 0];
  const filled = (part: string) =>
    part.replaceAll(/\$(\w+)/g, (_, name: string) => {
      if (variables[name] === undefined) throw new Error(`$${name} is not known to the example: ${text}`);
      return variables[name];
    });
  while (place < text.length) {
    WORD.lastIndex = place;
    const match = WORD.exec(text);
    if (!match) throw new Error(`a shell would stumble at: ${text.slice(place, place + 20)}`);
    place = WORD.lastIndex;
    const [, single, double, bare, joined, gap] = match;
    if (joined ?? gap) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + (single ?? filled(double ?? bare ?? ''));
  }
  return word === null ? words : [...words, word];
}

const ID = /\b[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}\b/g;
/** Numbers of Alipay's, one-time addresses and references to the log: others every time. */
const CHANGING = [/^\d{20,64}$/, /^ref[0-9A-Z]{26}$/, /^https?:\/\/[^/]+\/link\/[\w-]{43}$/, /^whsec_[\w+/=]{32,}$/];
/** The shop of the examples; it really is wherever the test listens. */
export const SHOP = 'http://localhost:5000';
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What really came in the place of each sample id. */
export class Samples {
  readonly #real = new Map<string, string>();

  constructor(
    /** Where the shop of the examples really is. */
    readonly shop = SHOP,
  ) {}

  /** A printed text with the ids that are known by now. */
  fill(text: string): string {
    return text.replaceAll(ID, (id) => this.#real.get(id) ?? id).replaceAll(SHOP, this.shop);
  }

  /** The printed answer as it should have come, given what came: ids are learnt, moments and Alipay's numbers taken over where their form is right. */
  expected(printed: unknown, came: unknown): unknown {
    if (Array.isArray(printed) && Array.isArray(came)) return printed.map((one, at) => this.expected(one, came[at]));
    if (isObject(printed) && isObject(came)) {
      return Object.fromEntries(Object.entries(printed).map(([name, one]) => [name, this.expected(one, came[name])]));
    }
    if (typeof printed !== 'string' || typeof came !== 'string') return printed;
    if ([MOMENT, ...CHANGING].some((form) => form.test(printed) && form.test(came))) return came;
    if (printed.startsWith(SHOP)) return printed.replace(SHOP, this.shop);
    if (!isId(printed) || !isId(came) || printed.slice(0, 3) !== came.slice(0, 3)) return printed;
    if (!this.#real.has(printed)) this.#real.set(printed, came);
    return this.#real.get(printed);
  }
}

const isId = (text: string) => new RegExp(`^${ID.source}$`).test(text);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sends what a curl command says. */
export function runCurl(api: ApiClient, text: string): Promise<ApiReply> {
  const { method, address, headers, body } = parseCurl(text, { API: '', KEY: api.key });
  return api.send(method, address, { headers: { ...headers }, ...(body !== undefined && { body }) });
}
