/**
 * Counts the cases against what protocol.md says, and writes docs/protocol-coverage.md. A rule is a row of a field table's
 * aspect, a result code, or a sentence that a case was written for; what has no case is named, with the reason where there is one.
 */
import { type Rule, type RuleKind, ruleKey, type Subject } from './case';
import { ALL_CASES } from './cases/all';
import { FAULTS } from './cases/fault-kinds';
import { codesOf } from './cases/told';
import { API_CODES, APIS, GATEWAY_CODES, type Api } from './codes';
import { fieldRules } from './fields/generate';
import { ANSWERS } from './fields/tables';
import { NOTIFY_AUTHORIZATION, NOTIFY_PAYMENT, NOTIFY_REFUND } from './fields/notifications';

const NOTICES = {
  notifyPayment: NOTIFY_PAYMENT,
  notifyAuthorization: NOTIFY_AUTHORIZATION,
  notifyRefund: NOTIFY_REFUND,
} as const;
const SUBJECTS: readonly Subject[] = ['gateway', ...APIS, ...(Object.keys(NOTICES) as (keyof typeof NOTICES)[])];

const isApi = (subject: Subject): subject is Api => (APIS as readonly string[]).includes(subject);

/** What protocol.md says that no case can ask from outside. */
const UNASKED: readonly (readonly [subject: Subject, rule: string, why: string])[] = [
  ['gateway', 'Agent-Token for ISVs (2.1)', 'a merchant of its own sends none'],
  ['gateway', 'both official SDKs speak HTTPS only (2.2)', 'the simulator is reached on loopback'],
  ['consult', 'authCodeForm for Scan-to-Link wallets (3.1)', 'no wallet of the table is documented to give one'],
  ['consult', 'authClientId, merchantRegion (3.1)', 'for acquirers and the old gateway; only their lengths are tried'],
  ['applyToken', 'token periods per wallet (5.6)', 'unknown for every wallet'],
  ['pay', 'paymentQuote, settlementQuote, grossSettlementAmount (3.5)', 'only with a rate locked by contract'],
  ['pay', 'daily, monthly and yearly limits (6)', 'the code for their breach is not documented'],
  ['cancel', 'Thai online banking only before payment (4.6)', 'none of those methods is played'],
  ['refund', 'REFUND_REVERSAL (4.7)', 'seen in settlement reports only'],
  ['notifyPayment', 'the sandbox does not send again (8)', 'the simulator plays production’s schedule'],
  ['notifyPayment', 'public HTTPS without redirects (8)', 'a hook of these cases is on loopback'],
  ['notifyPayment', 'how long the reply is waited for (8)', 'not documented'],
];

interface Cell {
  readonly cases: number;
  readonly covered: number;
  readonly rules: number;
}

const casesOf = (subject: Subject, kind: RuleKind) =>
  ALL_CASES.filter((one) => one.covers.some((rule) => rule.subject === subject && rule.kind === kind)).length;

const COVERED = new Set(ALL_CASES.flatMap((one) => one.covers.map(ruleKey)));
const has = (rule: Rule) => COVERED.has(ruleKey(rule));

function count(subject: Subject, kind: RuleKind, rules: readonly Rule[]): Cell {
  return { cases: casesOf(subject, kind), covered: rules.filter(has).length, rules: rules.length };
}

/** Rules of a kind that exist because a case was written for them. */
const named = (subject: Subject, kind: RuleKind): Rule[] =>
  [...COVERED]
    .filter((key) => key.startsWith(`${subject} ${kind} `))
    .map((key) => ({ subject, kind, name: key.slice(`${subject} ${kind} `.length) }));

const fieldsOf = (subject: Subject): Rule[] => {
  const stated = isApi(subject) ? fieldRules(subject).map(({ rule }) => rule) : [];
  const known = new Set(stated.map(ruleKey));
  return [...stated, ...named(subject, 'field').filter((rule) => !known.has(ruleKey(rule)))];
};

const codeRules = (subject: Subject) => {
  if (subject === 'gateway') return GATEWAY_CODES;
  return isApi(subject) ? API_CODES[subject] : [];
};
/** An API's own codes, and those of 3.0 that a case reaches through it. */
const codesReached = (subject: Subject): Rule[] => {
  const own: Rule[] = codeRules(subject).map(({ code }) => ({ subject, kind: 'code', name: code }));
  const keys = new Set(own.map(ruleKey));
  return [...own, ...named(subject, 'code').filter((rule) => !keys.has(ruleKey(rule)))];
};
const codesTold = (subject: Subject): Rule[] =>
  isApi(subject) ? codesOf(subject).map(({ code }) => ({ subject, kind: 'told', name: code })) : [];

const answersOf = (subject: Subject): Rule[] => {
  const fields = isApi(subject) ? ANSWERS[subject] : subject === 'gateway' ? [] : NOTICES[subject];
  return fields.filter(({ at }) => !at.startsWith('result')).map(({ at }) => ({ subject, kind: 'answer', name: at }));
};

const faultsOf = (subject: Subject): Rule[] =>
  FAULTS.filter(({ subjects }) => subjects.includes(subject)).map(({ kind }) => ({
    subject,
    kind: 'fault',
    name: kind,
  }));

const show = ({ cases, covered, rules }: Cell) => (rules === 0 ? '–' : `${cases} (${covered}/${rules})`);

function row(subject: Subject): string {
  const cells = [
    count(subject, 'field', fieldsOf(subject)),
    count(subject, 'code', codesReached(subject)),
    count(subject, 'told', codesTold(subject)),
    count(subject, 'idempotency', named(subject, 'idempotency')),
    count(subject, 'fault', faultsOf(subject)),
    count(subject, 'answer', answersOf(subject)),
    count(subject, 'rule', named(subject, 'rule')),
  ];
  const total = ALL_CASES.filter((one) => one.covers.some((rule) => rule.subject === subject)).length;
  return `| ${subject} | ${cells.map(show).join(' | ')} | ${total} |`;
}

function missingFields(subject: Subject): string[] {
  if (!isApi(subject)) return [];
  return fieldRules(subject)
    .filter(({ rule }) => !has(rule))
    .map(({ rule, untried }) => `- field \`${rule.name}\`: ${untried ?? 'no case yet'}`);
}

function missingCodes(subject: Subject): string[] {
  return codeRules(subject)
    .filter(({ code }) => !has({ subject, kind: 'code', name: code }))
    .filter(({ code }) => subject !== 'gateway' || !APIS.some((api) => has({ subject: api, kind: 'code', name: code })))
    .map(({ code, onlyTold }) => {
      const told = APIS.some((api) => has({ subject: api, kind: 'told', name: code }));
      return `- code \`${code}\`: ${onlyTold ?? 'no case yet'}${told ? '; the simulator gives it when told to' : ''}`;
    });
}

function missingAnswers(subject: Subject): string[] {
  const missing = answersOf(subject)
    .filter((rule) => !has(rule))
    .filter(({ name }) => !/\.(currency|value)$/.test(name));
  const names = missing.map(({ name }) => `\`${name}\``).join(', ');
  return missing.length === 0
    ? []
    : [`- said by the gateway, held to its type and length when it comes, asked for by no case: ${names}`];
}

function missingFaults(subject: Subject): string[] {
  return faultsOf(subject)
    .filter((rule) => !has(rule))
    .map(({ name }) => `- fault \`${name}\`: no case yet`);
}

function holes(subject: Subject): string {
  const lines = [
    ...missingFields(subject),
    ...missingCodes(subject),
    ...missingFaults(subject),
    ...missingAnswers(subject),
    ...UNASKED.filter(([of]) => of === subject).map(([, rule, why]) => `- ${rule}: ${why}`),
  ];
  return `### ${subject}\n\n${lines.length === 0 ? 'None.' : lines.join('\n')}\n`;
}

/** What a gateway of somebody else is asked, by what is given. */
function foreignCounts(): { without: number; withToken: number; judged: number } {
  const asked = ALL_CASES.filter(({ evidence }) => evidence !== 'judged');
  return {
    without: asked.filter(({ needs = [] }) => needs.length === 0).length,
    withToken: asked.filter(({ needs = [] }) => needs.every((need) => need === 'link')).length,
    judged: ALL_CASES.length - asked.length,
  };
}

export function coverageDocument(): string {
  const { without, withToken, judged } = foreignCounts();
  return `# What the protocol suite covers

Written by the tests (\`npm run coverage:protocol\`); a test fails when it is not what the cases are. The rules are those of
protocol.md, read a third time for these cases alone (\`e2e/protocol\`): neither the client's nor the simulator's reading is used.

${ALL_CASES.length} cases run against the simulator within \`npm test\`. \`npm run test:gateway\` puts ${without} of them to a gateway of somebody
else, ${withToken} with an access token; the rest needs what only a simulator has, or rests on a judgement of protocol.md (${judged} cases).

A cell is the number of cases, and in brackets how many of the rules they cover. *Fields*: each required field, type, length, value
and range, broken and kept. *Codes*: reached by what merchants and customers do. *Told*: the code dictated to the simulator.
*Answers*: documented fields of answers and notifications that a case asks for; every field that comes is held to its type and length.
*Other*: sentences of the document. A case counts in each column whose rule it covers.

| API | Fields | Codes | Told | Idempotency | Faults | Answers | Other | Cases |
|---|---|---|---|---|---|---|---|---|
${SUBJECTS.map(row).join('\n')}

## Rules without a case

${SUBJECTS.map(holes).join('\n')}`;
}
