/**
 * What a row of the document's field tables says, as data. A third reading of protocol 3, made for these cases alone: neither
 * the client nor the simulator may look at it, nor it at them.
 */

export type Evidence = 'documented' | 'judged';

export type FieldType =
  | 'text'
  | 'url'
  | 'time'
  | 'flag'
  | 'integer'
  | 'object'
  /** A list of strings. */
  | 'texts'
  /** A list of objects. */
  | 'list'
  | 'currency'
  /** A positive whole number of minor units, as a string (protocol 7). */
  | 'minor';

/** What a row says that a message can break. */
export type Aspect = 'required' | 'type' | 'max' | 'values' | 'range';

export interface Field {
  /** Dotted; `[]` after a name means each item of that list. */
  readonly at: string;
  /** Undefined where the document names none. */
  readonly type?: FieldType;
  /** Required whenever its parent is there, or under a condition that `when` tells and `withCondition` makes true. */
  readonly required?: true | { readonly when: string; readonly given: object };
  /** Characters, or items of a list. */
  readonly max?: number;
  /** The only values there are. */
  readonly values?: readonly string[];
  readonly range?: readonly [least: number, most: number];
  /** A text of exactly this length that is honest here; default: letters. */
  readonly sample?: (length: number) => string;
  /** Aspects whose evidence is not the document's own, but its judgement (protocol: [M], [J]). */
  readonly judged?: readonly Aspect[];
  /** Aspects that no case can break from outside, and why. */
  readonly untried?: Partial<Record<Aspect, string>>;
}

export interface MessageTable {
  /** What is sent, and what comes back. */
  readonly request: readonly Field[];
  readonly answer: readonly AnswerField[];
}

export interface AnswerField {
  readonly at: string;
  readonly type?: FieldType;
  readonly max?: number;
  readonly values?: readonly string[];
}

export interface NotificationField extends AnswerField {
  readonly required?: true;
}

/** Every answer and every notification begins with it (protocol 3.0). */
export const RESULT_FIELDS: readonly NotificationField[] = [
  { at: 'result', type: 'object', required: true },
  { at: 'result.resultCode', type: 'text', max: 64, required: true },
  { at: 'result.resultStatus', type: 'text', values: ['S', 'F', 'U'], required: true },
  { at: 'result.resultMessage', type: 'text', max: 256, required: true },
];

/** An Amount below a name (protocol 7). */
export function amountFields(at: string, required?: true): Field[] {
  return [
    { at, type: 'object', ...(required && { required }) },
    { at: `${at}.currency`, type: 'currency', required: true, max: 3 },
    { at: `${at}.value`, type: 'minor', required: true, max: 16, sample: (length) => '1'.repeat(length) },
  ];
}

export function answerAmount(at: string): AnswerField[] {
  return [
    { at, type: 'object' },
    { at: `${at}.currency`, type: 'currency', max: 3 },
    { at: `${at}.value`, type: 'minor', max: 16 },
  ];
}

/** A leaf of which only the name is documented: what holds for every leaf, that it is sent as text (protocol 1.4). */
export const leaf = (at: string): Field => ({ at, type: 'text', judged: ['type'] });

export const email = (length: number) => `${'a'.repeat(length - '@shop.example'.length)}@shop.example`;
export const digits = (length: number) => '1'.repeat(length);
