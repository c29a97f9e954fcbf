/** One notification, kept or refused. */
import type { Metadata } from 'next';
import { cache } from 'react';
import { orNotFound } from '@/app/or-not-found';
import { NotificationPanel } from '@/components/notifications/notification-panel';
import { readNotification } from '@/lib/notifications/views';
import { requireStaffPage } from '@/lib/web/page-context';
import { messages } from '@/messages';

const words = messages.notifications;

interface NotificationPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

const notificationOf = cache(async (id: string) => {
  const ctx = await requireStaffPage('notifications.read', `/admin/notifications/${id}`);
  return orNotFound(readNotification(ctx, id));
});

export async function generateMetadata({ params }: NotificationPageProps): Promise<Metadata> {
  const { kind } = await notificationOf((await params).id);
  return { title: words.documentTitle(words.kind[kind]) };
}

export default async function NotificationPage({ params }: NotificationPageProps) {
  const notification = await notificationOf((await params).id);
  return (
    <main className="page" id="main">
      <NotificationPanel notification={notification} />
    </main>
  );
}
