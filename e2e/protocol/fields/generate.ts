/**
 * Makes the field cases: from each row of a table, one message that breaks exactly one thing it says and must be answered
 * PARAM_ILLEGAL, and one at the very limit that must pass that check, whatever else the gateway then says of it.
 */
import { expect } from 'vitest';
import { type ProtocolCase, field as fieldRule } from '../case';
import { type Api } from '../codes';
import { freshOf } from '../ids';
import { harmlessMessage } from '../messages';
import { type Protocol } from '../protocol';
import { type Aspect, type Field, type FieldType } from './field';
import { REQUESTS } from './tables';

type Message = Record<string, unknown>;

const isObject = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values that are no such thing, with what a person would call them. */
const WRONG: Record<FieldType, readonly (readonly [called: string, value: unknown])[]> = {
  text: [
    ['an object', { a: 'text' }],
    ['a list', ['text']],
  ],
  url: [
    ['an object', { a: 'text' }],
    ['a text that is no address', 'shop example'],
  ],
  time: [
    ['an object', { a: 'text' }],
    ['a word', 'tomorrow'],
    ['a time without an offset', '2030-03-01T12:08:55'],
  ],
  flag: [
    ['a word', 'perhaps'],
    ['an object', { a: 'true' }],
  ],
  integer: [
    ['a word', 'many'],
    ['a fraction', '1.5'],
  ],
  object: [
    ['a text', 'text'],
    ['a list', [{}]],
  ],
  texts: [
    ['a text', 'AGREEMENT_PAY'],
    ['a list of objects', [{}]],
  ],
  list: [
    ['an object', {}],
    ['a list of texts', ['text']],
  ],
  currency: [
    ['two letters', 'PH'],
    ['letters and a digit', 'P1P'],
    ['an object', { a: 'PHP' }],
  ],
  minor: [
    ['a negative number', '-100'],
    ['a signed number', '+100'],
    ['a number with a point', '100.00'],
    ['zero', '0'],
    ['a blank and a number', ' 100'],
    ['empty', ''],
    ['a power of ten', '1e3'],
    ['an object', { a: '100' }],
  ],
};

/** The honest value of a field that stands alone in a message. */
function sampleOf(rows: readonly Field[], one: Field, protocol: Protocol): unknown {
  switch (one.type) {
    case 'url':
      return 'https://shop.example/a';
    case 'time':
      return new Date(Date.now() + 30_000).toISOString().replace(/\.\d+Z$/, 'Z');
    case 'flag':
      return 'true';
    case 'integer':
      return String(Math.max(1, one.range?.[0] ?? 1));
    case 'object':
      return childrenOf(rows, one.at, protocol);
    case 'texts':
      return [one.values?.[0] ?? 'a'];
    case 'list':
      return [childrenOf(rows, `${one.at}[]`, protocol)];
    case 'currency':
      return one.at.startsWith('settlement') ? protocol.settlementCurrency : protocol.wallet.currency;
    case 'minor':
      return protocol.amount().value;
    default:
      return one.values?.[0] ?? (one.sample?.(Math.min(one.max ?? 16, 16)) || 'a');
  }
}

/** An object with what its table always requires, and nothing else. */
function childrenOf(rows: readonly Field[], parent: string, protocol: Protocol): Message {
  const needed = rows.filter((row) => row.required === true && row.at.startsWith(`${parent}.`));
  const own = needed.filter((row) => !row.at.slice(parent.length + 1).includes('.'));
  return Object.fromEntries(own.map((row) => [row.at.slice(parent.length + 1), sampleOf(rows, row, protocol)]));
}

interface Making {
  readonly api: Api;
  readonly rows: readonly Field[];
  readonly protocol: Protocol;
}

/** The object that holds a field, made where it is not there yet. */
function holderOf(message: Message, at: string, { rows, protocol }: Making): Message {
  let holder = message;
  let path = '';
  for (const step of at.split('.').slice(0, -1)) {
    const name = step.replace('[]', '');
    path = path === '' ? step : `${path}.${step}`;
    const isList = step.endsWith('[]');
    const fitting = isList ? Array.isArray(holder[name]) : isObject(holder[name]);
    if (!fitting) holder[name] = isList ? [childrenOf(rows, path, protocol)] : childrenOf(rows, path, protocol);
    holder = (isList ? (holder[name] as Message[])[0] : holder[name]) as Message;
  }
  return holder;
}

/** A harmless message in which a field has a value; undefined takes it away. */
function messageWith(making: Making, one: Field, value: unknown, given: object = {}): Message {
  const message = { ...structuredClone(harmlessMessage(making.protocol, making.api)), ...structuredClone(given) };
  const name = one.at.split('.').at(-1) ?? '';
  holderOf(message, one.at, making)[name] = value;
  return message;
}

function exactly(one: Field, length: number, protocol: Protocol): unknown {
  switch (one.type) {
    case 'url':
      return 'https://shop.example/'.padEnd(length, 'a');
    case 'texts':
      return Array.from({ length }, (_, index) => one.values?.[index % one.values.length] ?? 'a');
    case 'currency':
      return length === 3 ? protocol.wallet.currency : 'PHP'.padEnd(length, 'P');
    default:
      // An id may be used once only, by whoever ran these cases before.
      return one.sample?.(length) ?? (/RequestId$|State$/.test(one.at) ? freshOf(length) : 'a'.repeat(length));
  }
}

interface Plan {
  readonly title: string;
  readonly aspect: Aspect;
  readonly passes: boolean;
  readonly make: (making: Making) => Message;
}

function requiredPlans(one: Field): Plan[] {
  if (!one.required) return [];
  const { given, when } = one.required === true ? { given: {}, when: null } : one.required;
  const said = when === null ? '' : ` where ${when}`;
  return [
    {
      title: `is refused without ${one.at}${said}`,
      aspect: 'required',
      passes: false,
      make: (making) => messageWith(making, one, undefined, given),
    },
    {
      title: `is refused when ${one.at} is null${said}, which is as good as absent`,
      aspect: 'required',
      passes: false,
      make: (making) => messageWith(making, one, null, given),
    },
  ];
}

/** The condition under which a field is asked for; most need none. */
const givenFor = (one: Field) => (one.required && one.required !== true ? one.required.given : {});

function typePlans(one: Field): Plan[] {
  if (!one.type) return [];
  const broken = WRONG[one.type].map(([called, value]): Plan => ({
    title: `is refused when ${one.at} is ${called}`,
    aspect: 'type',
    passes: false,
    make: (making) => messageWith(making, one, value, givenFor(one)),
  }));
  const right: Plan = {
    title: `takes ${one.at} as it should be`,
    aspect: 'type',
    passes: true,
    make: (making) => messageWith(making, one, sampleOf(making.rows, one, making.protocol), givenFor(one)),
  };
  // The document says "text", the SDKs send what JSON has: both are taken (protocol 1.4, 11.2 row 15).
  const native: Plan[] = (one.type === 'flag' || one.type === 'integer' ? [one.type] : []).map((type) => ({
    title: `takes ${one.at} as JSON's own ${type === 'flag' ? 'boolean' : 'number'}`,
    aspect: 'type',
    passes: true,
    make: (making) => messageWith(making, one, type === 'flag' ? true : 1, givenFor(one)),
  }));
  return [right, ...native, ...broken];
}

function maxPlans(one: Field): Plan[] {
  if (one.max === undefined) return [];
  const { max } = one;
  const counted = one.type === 'texts' || one.type === 'list' ? 'items' : 'characters';
  const list = (length: number) => (making: Making) =>
    Array.from({ length }, () => childrenOf(making.rows, `${one.at}[]`, making.protocol));
  const value = (length: number) => (making: Making) =>
    one.type === 'list' ? list(length)(making) : exactly(one, length, making.protocol);
  const plan = (length: number, passes: boolean): Plan => ({
    title: `${passes ? 'takes' : 'is refused when'} ${one.at} ${passes ? 'of' : 'has'} ${length} ${counted}`,
    aspect: 'max',
    passes,
    make: (making) => messageWith(making, one, value(length)(making), givenFor(one)),
  });
  // No value of a closed set is as long as the longest there may be.
  const hasLimit = one.values === undefined || one.type === 'texts';
  return [...(hasLimit ? [plan(max, true)] : []), plan(max + 1, false)];
}

function valuePlans(one: Field): Plan[] {
  const { values } = one;
  if (!values) return [];
  const wrap = (value: string) => (one.type === 'texts' ? [value] : value);
  const plan = (value: string, passes: boolean): Plan => ({
    title: `${passes ? 'takes' : 'is refused when'} ${one.at} ${passes ? '' : 'is '}${value}`,
    aspect: 'values',
    passes,
    make: (making) => messageWith(making, one, wrap(value), passes ? companyFor(one, value) : givenFor(one)),
  });
  return [...values.map((value) => plan(value, true)), plan('SOMETHING_ELSE', false)];
}

/** What must stand beside a value so that the message is whole (protocol 3.1, 3.2, 3.5). */
function companyFor(one: Field, value: string): object {
  const phone = value !== 'WEB';
  switch (one.at) {
    case 'terminalType':
      return phone ? { osType: 'IOS' } : {};
    case 'env.terminalType': {
      const env = phone ? { osType: 'IOS' } : { osVersion: '17' };
      return { terminalType: undefined, env, ...(value === 'MINI_APP' && { appId: 'mini_1' }) };
    }
    case 'grantType':
      return value === 'REFRESH_TOKEN' ? { authCode: undefined, refreshToken: 'unknown' } : {};
    default:
      return givenFor(one);
  }
}

function rangePlans(one: Field): Plan[] {
  if (!one.range) return [];
  const plan = (value: number, passes: boolean): Plan => ({
    title: `${passes ? 'takes' : 'is refused when'} ${one.at} ${passes ? '' : 'is '}${value}`,
    aspect: 'range',
    passes,
    make: (making) => messageWith(making, one, String(value)),
  });
  const [least, most] = one.range;
  const top = Number.isFinite(most) ? [plan(most, true), plan(most + 1, false)] : [];
  return [plan(least, true), plan(least - 1, false), ...top];
}

function caseOf(api: Api, one: Field, { title, aspect, passes, make }: Plan): ProtocolCase {
  return {
    title: `${api} ${title}`,
    covers: [fieldRule(api, one.at, aspect)],
    evidence: one.judged?.includes(aspect) ? 'judged' : 'documented',
    async run(protocol) {
      const message = make({ api, rows: REQUESTS[api], protocol });
      const { result } = await protocol.call(api, message);
      if (passes) expect(result.resultCode, result.resultMessage).not.toBe('PARAM_ILLEGAL');
      else expect(result).toMatchObject({ resultCode: 'PARAM_ILLEGAL', resultStatus: 'F' });
    },
  };
}

/** Every case that an API's table gives. */
export function fieldCases(api: Api): ProtocolCase[] {
  return REQUESTS[api].flatMap((one) => {
    const plans = [requiredPlans, typePlans, maxPlans, valuePlans, rangePlans].flatMap((plansOf) => plansOf(one));
    return plans.filter((plan) => one.untried?.[plan.aspect] === undefined).map((plan) => caseOf(api, one, plan));
  });
}

/** Every rule that an API's table states; the untried ones with the reason. */
export function fieldRules(api: Api) {
  return REQUESTS[api].flatMap((one) => {
    const aspects: Aspect[] = [
      ...(one.required ? ['required' as const] : []),
      ...(one.type ? ['type' as const] : []),
      ...(one.max === undefined ? [] : ['max' as const]),
      ...(one.values ? ['values' as const] : []),
      ...(one.range ? ['range' as const] : []),
    ];
    return aspects.map((aspect) => ({ rule: fieldRule(api, one.at, aspect), untried: one.untried?.[aspect] ?? null }));
  });
}
