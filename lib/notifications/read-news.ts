/**
 * Reads a notification's words into news, by the address it came to. Pure; the signature has been verified before, or the
 * news is only kept as forged.
 */
import type { NotificationKind } from '@/db/schema/notifications';
import { readAuthorizationNotification, type AuthorizationNotification } from '@/lib/alipay/notify-authorization';
import { readPaymentNotification, type PaymentNotification } from '@/lib/alipay/notify-payment';
import { readRefundNotification, type RefundNotification } from '@/lib/alipay/notify-refund';
import { meaningOf } from '@/lib/alipay/result-codes';

export type News =
  | {
      readonly kind: 'news';
      readonly message: PaymentNotification | AuthorizationNotification | RefundNotification;
      /** A public id that may be shown and searched; never a state, a code or a token. */
      readonly subject: string | null;
      readonly resultCode: string | null;
      /** A code that our table of result codes does not hold. */
      readonly unlistedCode: string | null;
    }
  | { readonly kind: 'malformed'; readonly problem: string };

export function readNews(kind: NotificationKind, body: Uint8Array): News {
  switch (kind) {
    case 'payments': {
      const message = readPaymentNotification(body);
      if (message.kind === 'malformed') return message;
      const { outcome, resultCode } = message;
      const code = outcome.kind === 'succeeded' ? 'SUCCESS' : 'code' in outcome ? (outcome.code ?? null) : null;
      const unlistedCode = meaningOf('pay', resultCode) === null ? resultCode : null;
      return { kind: 'news', message, subject: message.paymentRequestId, resultCode: code, unlistedCode };
    }
    case 'authorizations': {
      const message = readAuthorizationNotification(body);
      if (message.kind === 'malformed') return message;
      return { kind: 'news', message, subject: null, resultCode: message.type, unlistedCode: null };
    }
    case 'refunds': {
      const message = readRefundNotification(body);
      if (message.kind === 'malformed') return message;
      const { refundRequestId: subject, resultCode } = message;
      const unlistedCode = meaningOf('refund', resultCode) === null ? resultCode : null;
      return { kind: 'news', message, subject, resultCode, unlistedCode };
    }
  }
}
