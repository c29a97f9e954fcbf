/**
 * Reads a notification's words into news, by the address it came to. Pure; the signature has been verified before, or the
 * news is only kept as forged.
 */
import type { NotificationKind } from '@/db/schema/notifications';
import { readAuthorizationNotification, type AuthorizationNotification } from '@/lib/alipay/notify-authorization';
import { readPaymentNotification, type PaymentNotification } from '@/lib/alipay/notify-payment';

export type News =
  | {
      readonly kind: 'news';
      readonly message: PaymentNotification | AuthorizationNotification | { readonly kind: 'refund' };
      /** A public id that may be shown and searched; never a state, a code or a token. */
      readonly subject: string | null;
      readonly resultCode: string | null;
    }
  | { readonly kind: 'malformed'; readonly problem: string };

export function readNews(kind: NotificationKind, body: Uint8Array): News {
  switch (kind) {
    case 'payments': {
      const message = readPaymentNotification(body);
      if (message.kind === 'malformed') return message;
      const { outcome } = message;
      const code = outcome.kind === 'succeeded' ? 'SUCCESS' : 'code' in outcome ? (outcome.code ?? null) : null;
      return { kind: 'news', message, subject: message.paymentRequestId, resultCode: code };
    }
    case 'authorizations': {
      const message = readAuthorizationNotification(body);
      if (message.kind === 'malformed') return message;
      return { kind: 'news', message, subject: null, resultCode: message.type };
    }
    case 'refunds': {
      // Kept word for word; nothing here asks for refunds yet, so it waits for a subject.
      try {
        const words: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
        if (typeof words !== 'object' || words === null)
          return { kind: 'malformed', problem: 'the body is not a JSON object' };
      } catch {
        return { kind: 'malformed', problem: 'the body is not a JSON object' };
      }
      return { kind: 'news', message: { kind: 'refund' }, subject: null, resultCode: null };
    }
  }
}
