/**
 * What is true of one endpoint: how it stands and why, where it is, what it is told.
 */
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { Time } from '@/components/ui/time';
import { WAITING_SHOWN_MAX } from '@/lib/webhooks/bounds';
import type { WebhookEndpointView } from '@/lib/webhooks/views';
import { messages } from '@/messages';
import { eventText } from './webhook-words';

const words = messages.webhooks;

export function EndpointFacts({
  endpoint,
  acts,
}: {
  readonly endpoint: WebhookEndpointView;
  readonly acts: ReactNode;
}) {
  const { id, url, description, events, failures, waiting, createdAt } = endpoint;
  const { failingSince, pausedAt, previousSecretUntil } = endpoint;
  return (
    <>
      <Card title={words.state}>
        <div className="grid gap-3">
          <p>{stateText(endpoint)}</p>
          {acts}
        </div>
      </Card>
      <Card title={words.facts}>
        <Facts
          small
          facts={[
            [
              words.address,
              <span key="url" className="id break-all whitespace-normal">
                {url}
              </span>,
            ],
            description !== '' && [words.description, description],
            [words.chosen, events.map(eventText).join(', ')],
            [words.waitingName, words.waiting(waiting, WAITING_SHOWN_MAX)],
            pausedAt !== null && [words.pausedSince, <Time key="paused" at={pausedAt} named />],
            failingSince !== null && [words.failingSince, <Time key="failing" at={failingSince} named />],
            failures > 0 && [words.failures, String(failures)],
            previousSecretUntil !== null && [words.oldSecret, <Time key="old" at={previousSecretUntil} named />],
            [words.created, <Time key="created" at={createdAt} named />],
            [words.endpoint, <IdChip key="id" id={id} />],
          ]}
        />
      </Card>
    </>
  );
}

function stateText({ status, pausedReason, failingSince }: WebhookEndpointView): string {
  const said = words.stateText;
  if (status === 'ACTIVE') return failingSince === null ? said.active : said.failing;
  if (pausedReason === 'gone') return said.gone;
  return pausedReason === 'failing' ? said.failing_paused : said.by_hand;
}
