/**
 * What a person should look at now: contradictions first, then what waits longer than Alipay promises.
 */
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import type { DayOverview } from '@/lib/overview/views';
import { messages } from '@/messages';
import { numberText } from './number-text';

const words = messages.staff.overview;
const ended = messages.configuration;

export function Attention({ day }: { readonly day: DayOverview }) {
  return (
    <Card title={words.attention} scope={words.attentionScope} foot={<WorkerSeen at={day.workerSeenAt} />}>
      {day.openCases + day.stuck + day.endedStops.length === 0 ? (
        <p className="quiet">{words.attentionNone}</p>
      ) : (
        <ul className="attention">
          {day.openCases > 0 && (
            <Item
              mark={
                <StatusMark tone="warn" shape="case">
                  {messages.shared.needsDecision}
                </StatusMark>
              }
              href="/admin/cases"
              title={words.openCases(numberText(day.openCases))}
              text={words.openCasesText}
            />
          )}
          {day.stuck > 0 && (
            <Item
              mark={<StatusMark tone="wait">{messages.shared.orderStatus.INIT}</StatusMark>}
              href="/admin/orders?status=INIT"
              title={words.stuck(numberText(day.stuck))}
              text={words.stuckText}
            />
          )}
          {day.endedStops.map((stop) => (
            <EndedStop key={stop.id} stop={stop} />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Nothing is left to do; it is kept for whoever comes afterwards. */
function EndedStop({ stop }: { readonly stop: DayOverview['endedStops'][number] }) {
  return (
    <li>
      <StatusMark tone="off">{ended.ended}</StatusMark>
      <p>
        {ended.from} <Time at={stop.since} /> {ended.to} <Time at={stop.until} />
      </p>
      <p className="quiet t13">
        {ended.endedText} <span className="id">{stop.code}</span>
      </p>
    </li>
  );
}

interface ItemProps {
  readonly mark: ReactNode;
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

function Item({ mark, href, title, text }: ItemProps) {
  return (
    <li>
      {mark}
      <p>
        <Link href={href} prefetch={false}>
          {title}
        </Link>
      </p>
      <p className="quiet t13">{text}</p>
    </li>
  );
}

function WorkerSeen({ at }: { readonly at: string | null }) {
  if (at === null) return words.workerNever;
  return (
    <>
      {words.workerSeen} <Time at={at} form="second" />
    </>
  );
}
