/**
 * One notification: what came of it and why, what it said word for word with its secrets masked, and another try.
 */
import Link from 'next/link';
import { BackLink } from '@/components/ui/back-link';
import { Card } from '@/components/ui/card';
import { Facts } from '@/components/ui/facts';
import { IdChip } from '@/components/ui/id-chip';
import { StatusMark } from '@/components/ui/status-mark';
import { Time } from '@/components/ui/time';
import type { NotificationDetail } from '@/lib/notifications/views';
import { messages } from '@/messages';
import { NotificationStatus, outcomeText } from './notification-status';
import { Replay } from './replay';

const words = messages.notifications;

export function NotificationPanel({ notification }: { readonly notification: NotificationDetail }) {
  const { id, kind, status, acts } = notification;
  return (
    <>
      <div className="grid gap-1">
        <BackLink href="/admin/notifications">{words.back}</BackLink>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="page-title">{words.detailTitle(words.kind[kind])}</h1>
          <NotificationStatus status={status} pill />
        </div>
        <div>
          <IdChip id={id} />
        </div>
      </div>
      <div className="grid12">
        <aside className="side-first grid gap-5" aria-label={words.why}>
          <Card title={words.why}>
            <div className="grid gap-3">
              <p>{words.statusText[status]}</p>
              {acts.replay && <Replay id={id} />}
            </div>
          </Card>
          <NotificationFacts notification={notification} />
        </aside>
        <div className="main-second grid gap-5">
          <RawCard title={words.body} text={pretty(notification.bodyMasked)} />
          <Headers headers={notification.headers} />
        </div>
      </div>
    </>
  );
}

function NotificationFacts({ notification }: { readonly notification: NotificationDetail }) {
  const { status, keyVersion, resultCode, subject, orderId, address, repeats, appliedAt } = notification;
  const outcome = outcomeText(notification);
  return (
    <Card title={words.facts}>
      <Facts
        small
        facts={[
          [words.signature, <Verdict key="signature" isRefused={status === 'REFUSED'} keyVersion={keyVersion} />],
          outcome !== null && [words.outcome, outcome],
          resultCode !== null && [
            words.code,
            <span key="code" className="id">
              {resultCode}
            </span>,
          ],
          subject !== null && [words.subject, <IdChip key="subject" id={subject} />],
          orderId !== null && [
            words.order,
            <Link key="order" href={`/admin/orders/${orderId}`} prefetch={false}>
              {words.openOrder}
            </Link>,
          ],
          address !== null && [
            words.address,
            <span key="address" className="id">
              {address}
            </span>,
          ],
          [words.received, <Time key="received" at={notification.receivedAt} form="full" named />],
          status !== 'REFUSED' && [
            words.repeats,
            <span key="repeats">
              {words.repeatsText(repeats)}
              {repeats > 0 && (
                <>
                  {' '}
                  <Time at={notification.lastReceivedAt} form="full" />
                </>
              )}
            </span>,
          ],
          appliedAt !== null && [words.applied, <Time key="applied" at={appliedAt} form="full" named />],
        ]}
      />
    </Card>
  );
}

function Verdict({ isRefused, keyVersion }: { readonly isRefused: boolean; readonly keyVersion: string | null }) {
  return isRefused ? (
    <StatusMark tone="bad">{words.notValid}</StatusMark>
  ) : (
    <StatusMark tone="ok" shape="check">
      {words.valid(keyVersion)}
    </StatusMark>
  );
}

function Headers({ headers }: { readonly headers: NotificationDetail['headers'] }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return lines.length === 0 ? null : <RawCard title={words.headers} text={lines.join('\n')} />;
}

function RawCard({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Card title={title}>
      {/* Long lines scroll sideways, which the keyboard must reach. */}
      <pre className="code" tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </Card>
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
