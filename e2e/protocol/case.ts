/**
 * What a protocol case is: a sentence, the rules of protocol.md that it holds the gateway to, and a run. Cases are plain
 * data and functions, so that the coverage table counts the very list that is run.
 */
import { type Api } from './codes';
import { type Aspect, type Evidence } from './fields/field';
import { type Protocol } from './protocol';

export type Notice = 'notifyPayment' | 'notifyAuthorization' | 'notifyRefund';
/** "gateway" is what every API has in common: headers, signature, the codes of 3.0. */
export type Subject = Api | Notice | 'gateway';

export type RuleKind = 'field' | 'code' | 'told' | 'idempotency' | 'fault' | 'answer' | 'rule';

/** One thing that the document says, named so that a person finds it there. */
export interface Rule {
  readonly subject: Subject;
  readonly kind: RuleKind;
  readonly name: string;
}

/** What a gateway must be able to be told or shown; a real one lacks most of it. */
export type Need =
  /** An access token of a customer's wallet. */
  | 'link'
  /** A second customer, or a wallet whose customer agrees anew for this case alone. */
  | 'fresh link'
  /** An address of ours that the gateway's notifications reach. */
  | 'hook'
  /** Time, switches, accounts and faults that only a simulator has. */
  | 'controls';

export interface ProtocolCase {
  readonly title: string;
  readonly covers: readonly Rule[];
  readonly needs?: readonly Need[];
  /** Judged: protocol.md guesses here ([M], [J]), so a real gateway is not held to it. */
  readonly evidence?: Evidence;
  run(protocol: Protocol): Promise<void>;
}

export const ruleKey = ({ subject, kind, name }: Rule) => `${subject} ${kind} ${name}`;

export const field = (subject: Subject, at: string, aspect: Aspect): Rule => ({
  subject,
  kind: 'field',
  name: `${at} ${aspect}`,
});
/** Reached by what merchants and customers do. */
export const code = (subject: Subject, name: string): Rule => ({ subject, kind: 'code', name });
/** Reached by telling the simulator to answer so. */
export const told = (subject: Subject, name: string): Rule => ({ subject, kind: 'told', name });
export const idempotency = (subject: Subject, name: string): Rule => ({ subject, kind: 'idempotency', name });
export const fault = (subject: Subject, name: string): Rule => ({ subject, kind: 'fault', name });
export const answer = (subject: Subject, at: string): Rule => ({ subject, kind: 'answer', name: at });
/** Anything else that the document says of an API. */
export const rule = (subject: Subject, name: string): Rule => ({ subject, kind: 'rule', name });
