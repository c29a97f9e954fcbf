/**
 * Alipay's notifications. 200 with Alipay's acknowledgement only after the words are committed; everything else tells
 * Alipay to send again, or why it need not.
 */
import { acknowledgement } from '@/lib/alipay/notification';
import { isRefusal, Refusal } from '@/lib/kit/errors';
import { notificationsReceived } from '@/lib/kit/metrics';
import { isNotificationKind, receiveNotification, type NotificationKind } from '@/lib/notifications/receive';
import { problemJson } from '@/lib/web/answers';
import { readBodyBounded } from '@/lib/web/body';
import { door, type Segment } from '@/lib/web/doorframe';

const receive = (kind: NotificationKind) =>
  door({ audience: 'machine', name: 'notification door' }, async ({ ctx, request, origin, runtime }) => {
    const body = await readBodyBounded(request);
    const path = `/api/alipay/notifications/${kind}`;
    const publicKeys = runtime.alipayKeys;
    try {
      const { pathname, search } = new URL(request.url);
      const receivedPath = pathname + search;
      const { headers } = request;
      const incoming = { kind, path, receivedPath, headers, body, address: origin.address, publicKeys };
      const received = await receiveNotification(ctx, incoming);
      notificationsReceived.inc({ kind, verdict: received.kind });
      switch (received.kind) {
        case 'acknowledged':
          return new Response(acknowledgement, { headers: { 'content-type': 'application/json; charset=UTF-8' } });
        case 'refused':
          return refuse(401, 'Signature not accepted', received.reason);
        case 'malformed':
          return refuse(400, 'Not readable', received.problem);
      }
    } catch (error) {
      if (isRefusal(error)) throw error;
      ctx.log.error({ err: error, kind }, 'a notification could not be kept; Alipay sends it again');
      return refuse(503, 'Not kept', 'The notification could not be stored. Send it again.');
    }
  });

const unknownKind = door({ audience: 'machine' }, async () => {
  throw new Refusal('not_found');
});

export async function POST(request: Request, segment: Segment): Promise<Response> {
  const { kind } = (await segment.params) ?? {};
  return isNotificationKind(kind) ? receive(kind)(request, segment) : unknownKind(request, segment);
}

function refuse(status: number, title: string, detail: string): Response {
  return problemJson({ code: title.toLowerCase().replaceAll(' ', '_'), status, title, detail });
}
