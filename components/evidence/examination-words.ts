/**
 * An examination in plain sentences: the verdict in one, then what it means and what to do. Pure; the words are the catalogue's.
 */
import type { Tone } from '@/components/ui/status-mark';
import type { Examination, ShownDifference } from '@/lib/evidence/examination-view';
import { assertNever } from '@/lib/kit/assert-never';
import { signatureDifferences as differing } from '@/messages/en/signature-differences';
import { signatureLab as words } from '@/messages/en/signature-lab';

export interface Told {
  /** After "It verifies when". */
  readonly when: string;
  readonly cause: string;
}

export interface VerdictWords {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

type Change<Field extends ShownDifference['field']> = Extract<ShownDifference, { field: Field }>['change'];

/** Every change has its words, or this does not compile. */
const catalogue: {
  readonly [Field in Exclude<ShownDifference['field'], 'key'>]: Readonly<Record<Change<Field>, Told>>;
} = {
  path: differing.path,
  time: differing.time,
  client: differing.client,
  body: differing.body,
  encoding: differing.encoding,
};

export function toldOf(difference: ShownDifference, examination: Examination): Told {
  const { when, cause } = wordsOf(difference, examination);
  const { fromAlipay, toAlipay } = differing.between;
  return { when, cause: cause.replace('{between}', examination.direction === 'request' ? toAlipay : fromAlipay) };
}

function wordsOf(difference: ShownDifference, examination: Examination): Told {
  switch (difference.field) {
    case 'path':
      return catalogue.path[difference.change];
    case 'time':
      return catalogue.time[difference.change];
    case 'client':
      return catalogue.client[difference.change];
    case 'body':
      return catalogue.body[difference.change];
    case 'encoding':
      return catalogue.encoding[difference.change];
    case 'key':
      return keyWords(difference.change, examination);
    default:
      return assertNever(difference);
  }
}

function keyWords(change: Change<'key'>, examination: Examination): Told {
  const { direction, keyVersionNamed } = examination;
  if (change === 'other_side')
    return direction === 'request' ? differing.key.alipays_for_ours : differing.key.ours_for_alipays;
  const made = madeByText(examination);
  if (keyVersionNamed === null) return differing.key.other_version_newest(made);
  return direction === 'request'
    ? differing.key.our_version(made, keyVersionNamed)
    : differing.key.other_version(made, keyVersionNamed);
}

export function verdictWords(examination: Examination): VerdictWords {
  const made = madeByText(examination);
  switch (examination.verdict) {
    case 'valid':
      return { tone: 'ok', title: words.verdict.valid, text: words.verdict.validText(made) };
    case 'differs':
      return differsWords(examination, made);
    case 'foreign_client':
      return {
        tone: 'bad',
        title: words.verdict.foreignClient,
        text: words.verdict.foreignClientText(examination.text.clientId, examination.ourClientId),
      };
    case 'other_text':
      return { tone: 'bad', title: words.verdict.otherText(capital(made)), text: otherText(examination) };
    case 'other_digest':
      return {
        tone: 'bad',
        title: words.verdict.otherDigest(capital(made), digestName(examination)),
        text: words.verdict.otherDigestText,
      };
    case 'no_key':
      return { tone: 'bad', title: words.verdict.noKey, text: noKeyText(examination) };
    case 'unreadable':
      return { tone: 'bad', title: words.verdict.unreadable, text: words.verdict.unreadableText };
    case 'missing':
      return missingWords(examination);
    default:
      return assertNever(examination.verdict);
  }
}

function differsWords(examination: Examination, made: string): VerdictWords {
  const told = examination.differences.map((difference) => toldOf(difference, examination));
  const whens = told.map(({ when }) => when).join(words.verdict.and);
  // With several, each cause stands beside its own difference.
  const title = words.verdict.differs(whens, told.length === 1 ? (told[0]?.cause ?? null) : null);
  const isTextChanged = examination.differences.some(({ field }) => field !== 'key' && field !== 'encoding');
  const text = isTextChanged ? words.verdict.differsText(capital(made)) : words.verdict.differsKeyText;
  return { tone: 'warn', title, text };
}

const BITS_PER_BYTE = 8;

export const bytesText = (count: number) => words.differs.bytes(count.toLocaleString('en'));

function otherText({ search }: Examination): string {
  const { otherTextText, otherTextCut } = words.verdict;
  const count = (search?.strings ?? 0).toLocaleString('en');
  return search?.complete === false ? `${otherTextText(count)} ${otherTextCut}` : otherTextText(count);
}

function noKeyText({ direction, keyVersionNamed, keys, signatureBytes }: Examination): string {
  const lengths = [...new Set(keys.map(({ bits }) => bits / BITS_PER_BYTE))];
  if (signatureBytes !== null && !lengths.includes(signatureBytes)) {
    return words.verdict.noKeyCut(bytesText(signatureBytes), lengths.map(bytesText).join(words.listOr));
  }
  if (direction === 'request') return words.verdict.noKeyOurs;
  if (keyVersionNamed === null) return words.verdict.noKeyNone;
  const isHeld = keys.some(({ isNamed }) => isNamed);
  return isHeld ? words.verdict.noKeyNamed(keyVersionNamed) : words.verdict.noKeyUnnamed(keyVersionNamed);
}

function missingWords({ direction, missing }: Examination): VerdictWords {
  const names = missing.map((name) =>
    name === 'time' ? words.headers[direction === 'response' ? 'responseTime' : 'requestTime'] : words.headers[name],
  );
  const list = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}${words.listAnd}${names.at(-1)}`;
  const isAre = names.length === 1 ? words.verdict.is(list) : words.verdict.are(list);
  const text =
    direction === 'response' && missing.includes('signature') ? words.verdict.missingAnswer : words.verdict.missingText;
  return { tone: 'bad', title: words.verdict.missing(isAre), text };
}

/** "Alipay’s key 1", "our own key 1"; of no key where none made it. */
function madeByText({ madeBy }: Examination): string {
  return madeBy === null ? '' : words.keyOf(words.owner[madeBy.owner], madeBy.version);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As people write it: SHA-1, MD5. */
function digestName({ digest }: Examination): string {
  return (digest?.name ?? '').toUpperCase().replace(/^SHA/, 'SHA-');
}
