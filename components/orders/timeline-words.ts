/**
 * Turns one entry of an order's timeline into words. Pure; the entry says what is known, this only names it.
 */
import { amountText } from '@/components/ui/amount';
import { assertNever } from '@/lib/kit/assert-never';
import type { TimelineEntry } from '@/lib/orders/truth';
import { messages } from '@/messages';

const words = messages.staff.timeline;

export interface EntryWords {
  readonly what: string;
  readonly why: string | null;
}

export interface Asked {
  readonly wallet: string;
  readonly amount: string;
  /** Who of the staff placed the order, where it was not the customer. */
  readonly by?: string | null;
}

/** `decidedBefore`: an earlier entry has already decided, so that a later word can only agree or contradict. */
export function entryWords(entry: TimelineEntry, asked: Asked, decidedBefore: boolean): EntryWords {
  const said = sentenceFor(entry, asked, decidedBefore);
  const again = entry.repeats > 0 ? words.repeated(entry.repeats) : null;
  return {
    what: said.what,
    why:
      [
        said.why,
        entry.unlisted ? messages.staff.unlistedCode : null,
        again,
        entry.what === 'told' ? null : noteSentence(entry.note),
      ]
        .filter(Boolean)
        .join(' ') || null,
  };
}

function sentenceFor(entry: TimelineEntry, asked: Asked, decidedBefore: boolean): EntryWords {
  switch (entry.what) {
    case 'placed':
      return { what: asked.by ? words.placedFor(asked.by) : words.placed, why: words.placedWhy };
    case 'tried_again':
      return { what: words.triedAgain, why: words.placedWhy };
    case 'asked':
      if (entry.noun === 'cancel') return { what: words.askedCancel, why: words.askedCancelWhy };
      if (entry.noun === 'refund') return { what: words.askedRefund(asked.wallet), why: words.askedRefundWhy };
      return { what: words.asked(asked.wallet, asked.amount), why: words.askedWhy };
    case 'cancel_asked':
      return { what: words.cancelAsked(askerName(entry)), why: roadSentence(entry.road) };
    case 'refund_asked':
      return {
        what: words.refundAsked(entry.sum && amountText(entry.sum), askerName(entry)),
        why: roadSentence(entry.road),
      };
    case 'answered':
    case 'inquired':
    case 'told':
      return wordOf(entry, decidedBefore);
    case 'told_forged':
      return {
        what: entry.outcome === null ? words.claimsUnknown : words.claims(outcomeWord(entry)),
        why: words.forgedWhy,
      };
    case 'moved':
      return {
        what: words.movedNoun[entry.noun](statusWord(entry.from, entry.noun), statusWord(entry.to, entry.noun)),
        why: roadSentence(entry.road),
      };
    case 'case_closed':
      return { what: words.caseClosed, why: null };
    case 'case_opened':
      return { what: words.caseOpened, why: words.caseKinds[entry.note ?? ''] ?? words.caseOpenedWhy };
    default:
      return assertNever(entry.what);
  }
}

function wordOf(entry: TimelineEntry, decidedBefore: boolean): EntryWords {
  const word = outcomeWord(entry);
  if (entry.noun !== 'payment' && !entry.setAside && entry.outcome !== 'unknown') return { what: word, why: null };
  if (entry.setAside) return { what: words.claims(word), why: words.setAsideWhy };
  if (entry.decided) return { what: word, why: words.decidedWhy };
  if (entry.outcome === 'not_sent') return { what: word, why: words.notSentWhy };
  if (entry.outcome === 'unknown' && (entry.code === null || entry.verdict !== 'valid')) {
    const isRefusal = entry.advice === 'configuration_wrong';
    return { what: words.noAnswer, why: isRefusal ? messages.staff.advice.configuration_wrong : words.noAnswerWhy };
  }
  const isFinal = entry.outcome === 'succeeded' || entry.outcome === 'failed';
  if (isFinal && decidedBefore) return { what: words.agrees(word), why: words.knownWhy };
  if (entry.advice === null) return { what: word, why: null };
  const isReturn = entry.noun !== 'payment' && (entry.advice === 'inquire' || entry.advice === 'same_id');
  return { what: word, why: isReturn ? words.staysOpenWhy : messages.staff.advice[entry.advice] };
}

/** `app` is how the books call ourselves. */
function askerName({ by }: TimelineEntry): string | null {
  return by === 'app' ? words.app : by;
}

function outcomeWord(entry: TimelineEntry): string {
  if (entry.outcome === null) return words.told;
  return words.wordOf[entry.noun][entry.outcome] ?? words.told;
}

function statusWord(status: string | null, noun: TimelineEntry['noun']): string {
  const known: Readonly<Record<string, string>> =
    noun === 'payment' ? messages.shared.orderStatus : words.returnStatus[noun];
  return status === null ? '' : (known[status] ?? status);
}

function roadSentence(road: string | null): string | null {
  return road === null ? null : words.movedBy(messages.staff.resolvedBy[road] ?? road);
}

/** A note in words becomes a sentence; a bare code is shown as proof instead. */
function noteSentence(note: string | null): string | null {
  if (note === null || isBareCode(note)) return null;
  const sentence = note.charAt(0).toUpperCase() + note.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}

export function isBareCode(note: string): boolean {
  return !note.includes(' ');
}

/** Milliseconds as people read them: "+10.0 s", "+2 min", "+9 d". */
export function gapText(ms: number): string {
  if (ms < 100_000) return `+${(ms / 1000).toFixed(1)} s`;
  if (ms < 100 * 60_000) return `+${Math.round(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `+${Math.round(ms / 3_600_000)} h`;
  return `+${Math.round(ms / 86_400_000)} d`;
}
