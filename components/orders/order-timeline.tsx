/**
 * What happened to an order, in the order it happened: each message with its proof, the deciding one boxed, a claim that
 * was set aside struck through, raw bodies one click further.
 */
import clsx from 'clsx';
import Link from 'next/link';
import { Icon, type IconName } from '@/components/ui/icon';
import { StatusMark } from '@/components/ui/status-mark';
import { NewDay, Time, ZoneName } from '@/components/ui/time';
import type { TimelineEntry } from '@/lib/orders/truth';
import { messages } from '@/messages';
import { entryWords, gapText, isBareCode, type Asked } from './timeline-words';

const words = messages.staff.timeline;

const signs: Record<TimelineEntry['kind'], IconName> = {
  Order: 'plus',
  Request: 'out',
  Answer: 'in',
  Inquiry: 'ask',
  Notification: 'mail',
  Transition: 'right',
  Operator: 'person',
};

interface OrderTimelineProps {
  readonly timeline: readonly TimelineEntry[];
  readonly asked: Asked;
  /** Which signatures lead the reader to the lab. */
  readonly examines: Examines;
}

export type Examines = 'all' | 'not_valid' | 'none';

export function OrderTimeline({ timeline, asked, examines }: OrderTimelineProps) {
  const first = timeline.find(({ what }) => what === 'asked') ?? timeline[0];
  if (!first) return <p className="quiet">{messages.staff.order.emptyTimeline}</p>;
  const decidedAt = timeline.findIndex(({ decided }) => decided);
  return (
    <>
      <div className="split mb-4">
        <h2 className="section-title" id="what-happened">
          {messages.staff.order.whatHappened}
        </h2>
        <span className="faint t12">
          <Time at={first.at} form="date" />, <ZoneName at={first.at} />
        </span>
      </div>
      <ol className="tl" aria-labelledby="what-happened">
        {timeline.map((entry, index) => (
          <Entry
            key={entry.id}
            entry={entry}
            asked={asked}
            examines={examines}
            before={timeline[index - 1]?.at ?? entry.at}
            gapMs={Date.parse(entry.at) - Date.parse(first.at)}
            decidedBefore={decidedAt >= 0 && index > decidedAt}
            inquiry={timeline.slice(0, index + 1).filter(({ kind }) => kind === 'Inquiry').length}
          />
        ))}
      </ol>
    </>
  );
}

interface EntryProps extends Pick<OrderTimelineProps, 'asked' | 'examines'> {
  readonly entry: TimelineEntry;
  /** When the entry before it was. */
  readonly before: string;
  readonly gapMs: number;
  readonly decidedBefore: boolean;
  /** The how-manieth inquiry it is. */
  readonly inquiry: number;
}

function Entry({ entry, before, asked, examines, gapMs, decidedBefore, inquiry }: EntryProps) {
  const { what, why } = entryWords(entry, asked, decidedBefore);
  const aside = entry.setAside || entry.what === 'told_forged';
  const gap = [entry.decided && words.decided, gapMs > 0 && gapText(gapMs)].filter(Boolean).join(', ');
  return (
    <li
      className={clsx(entry.decided && 'decided', aside && 'aside')}
      aria-current={entry.decided ? 'true' : undefined}
    >
      <span className="tl__time">
        <Time at={entry.at} form="millisecond" />
        <NewDay at={entry.at} before={before} />
        <span className="tl__kind">
          {words.kind[entry.kind]}
          {entry.kind === 'Inquiry' && ` ${inquiry}`}
        </span>
      </span>
      <span className="tl__mark">
        <Icon name={entry.what === 'case_opened' ? 'case' : signs[entry.kind]} />
      </span>
      <div className="tl__body">
        <div className="tl__line">
          <span className="tl__what">{what}</span>
          {gap && <span className="tl__gap">{gap}</span>}
        </div>
        {why && <p className="tl__why">{why}</p>}
        <Proof entry={entry} examines={examines} />
        <RawBodies entry={entry} />
      </div>
    </li>
  );
}

function Proof({ entry, examines }: Pick<EntryProps, 'entry' | 'examines'>) {
  const hasVerdict = entry.verdict !== null && entry.verdict !== 'none';
  // A case's kind is said in words already.
  const isSaid = entry.note === entry.code || entry.what === 'case_opened';
  const note = entry.note !== null && isBareCode(entry.note) && !isSaid ? entry.note : null;
  if (!hasVerdict && entry.code === null && entry.address === null && note === null) return null;
  return (
    <div className="tl__meta">
      <Verdict verdict={entry.verdict} keyVersion={entry.keyVersion} />
      {entry.code !== null && <span className="id">{entry.code}</span>}
      {note !== null && <span className="id">{note}</span>}
      {entry.address !== null && <span className="id break-all whitespace-normal">{entry.address}</span>}
      {hasVerdict && (examines === 'all' || (examines === 'not_valid' && entry.verdict !== 'valid')) && (
        <Link href={`/admin/signature-lab/${entry.id}`} prefetch={false}>
          {words.examine}
        </Link>
      )}
    </div>
  );
}

function Verdict({ verdict, keyVersion }: Pick<TimelineEntry, 'verdict' | 'keyVersion'>) {
  switch (verdict) {
    case 'valid':
      return (
        <StatusMark tone="ok" shape="check">
          {words.verdict.valid(keyVersion)}
        </StatusMark>
      );
    case 'invalid':
      return <StatusMark tone="bad">{words.verdict.invalid}</StatusMark>;
    case 'missing':
      return <StatusMark tone="bad">{words.verdict.missing}</StatusMark>;
    case 'unknown_key':
      return <StatusMark tone="bad">{words.verdict.unknown_key(keyVersion)}</StatusMark>;
    default:
      return null;
  }
}

function RawBodies({ entry }: { readonly entry: TimelineEntry }) {
  const { request, response } = entry.bodies;
  const requestTitle = entry.kind === 'Notification' ? words.rawNotification : words.rawRequest;
  return (
    <>
      {request !== null && <RawBody title={requestTitle} body={request} />}
      {response !== null && <RawBody title={words.rawResponse} body={response} />}
    </>
  );
}

function RawBody({ title, body }: { readonly title: string; readonly body: string }) {
  return (
    <details className="raw">
      <summary>{title}</summary>
      {/* Long lines scroll sideways, which the keyboard must reach. */}
      <pre className="code" tabIndex={0} role="region" aria-label={title}>
        {pretty(body)}
      </pre>
    </details>
  );
}

/** JSON is shown with its structure; anything else as it is. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
