/**
 * A link that leads no further: not known, used by another browser, over, or given up. It says what happened, that nothing was
 * linked, and what to do.
 */
import type { LinkVisit, LinkVisited } from '@/lib/wallets/link-views';
import { messages } from '@/messages';
import { GoOn } from './go-on';
import { BackToShop } from './link-attempt';

const words = messages.linking;

interface LinkEndedProps {
  readonly visited: LinkVisited;
  /** Whether the browser goes back to the shop by itself, as after a "not now". */
  readonly goOn?: boolean;
}

export function LinkEnded({ visited, goOn = false }: LinkEndedProps) {
  const visit = visited.kind === 'welcome' ? visited.visit : null;
  const { title, text, remedy } = endOf(visited);
  return (
    <main className="col" id="main">
      <header>
        <h1>{title}</h1>
        <p className="quiet">{text}</p>
        {remedy && <p className="quiet">{remedy}</p>}
      </header>
      {visit && (
        <div className="actions">
          <BackToShop link={visit} />
        </div>
      )}
      {visit && goOn && <GoOn to={visit.back} />}
    </main>
  );
}

export function endedTitle(visited: LinkVisited): string {
  return endOf(visited).title;
}

interface End {
  readonly title: string;
  readonly text: string;
  readonly remedy: string | null;
}

function endOf(visited: LinkVisited): End {
  switch (visited.kind) {
    case 'unknown':
      return { title: words.unknownTitle, text: words.unknown, remedy: words.unknownRemedy };
    case 'used':
      return { title: words.usedTitle, text: words.used, remedy: words.usedRemedy };
    case 'welcome':
      return endOfVisit(visited.visit);
  }
}

function endOfVisit({ status, reason, shop }: LinkVisit): End {
  if (status === 'EXPIRED') {
    return { title: words.expiredTitle, text: words.expired, remedy: words.expiredRemedy(shop) };
  }
  if (reason === 'refused') {
    return { title: words.givenUpTitle, text: words.givenUp, remedy: words.goingOn(shop) };
  }
  return { title: words.failedTitle, text: words.failed, remedy: words.failedRemedy(shop) };
}
