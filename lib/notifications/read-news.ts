/**
 * Reads a notification's words into news, by the address it came to. Pure; the signature has been verified before, or the
 * news is only kept as forged.
 */
import type { NotificationKind } from '@/db/schema/notifications';
import { readAuthorizationNotification, type AuthorizationNotification } from '@/lib/alipay/notify-authorization';
import { readRefundNotification, type RefundNotification } from '@/lib/alipay/notify-refund';
import { readPaymentNotification, type PaymentNotification } from '@/lib/alipay/notify-payment';

export type News =
  | {
      readonly kind: 'news';
      readonly message: PaymentNotification | AuthorizationNotification | RefundNotification;
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
      const message = readRefundNotification(body);
      if (message.kind === 'malformed') return message;
      const { outcome } = message;
      const code = outcome.kind === 'succeeded' ? 'SUCCESS' : 'code' in outcome ? (outcome.code ?? null) : null;
      return { kind: 'news', message, subject: message.refundRequestId, resultCode: code };
    }
  }
}
