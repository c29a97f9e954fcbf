/**
 * What a call or a notification is about, as far as the ledger can tell: the facts that rules match. It reads bodies
 * that nobody has checked yet. It refuses to know rules.
 */
import { namedRefund } from '../apis/inquiry-refund';
import { namedPayment } from '../apis/payment-answers';
import { type Body, textAt } from '../fields';
import { type Authorization, type Ledger, type Notification, type Payment, type Refund, type Token } from '../ledger';
import { type NotificationKind, type Occasion } from './kinds';
import { type Facts } from './rules';

export interface Subject {
  /** What the message is called by: a paymentRequestId, a refundRequestId or an authState. */
  requestId: string | null;
  paymentRequestId: string | null;
  wallet: string | null;
  accountId: string | null;
  /** The token a call uses, or with which its payment was made. */
  token: Token | undefined;
  payment: Payment | undefined;
  refund: Refund | undefined;
}

const OF_LINKS = ['consult', 'applyToken', 'revoke'];

function tokenOf(ledger: Ledger, body: Body, payment: Payment | undefined): Token | undefined {
  const access = textAt(body, 'paymentMethod.paymentMethodId') ?? textAt(body, 'accessToken');
  if (access !== undefined) return ledger.tokenByAccessToken(access);
  const refresh = textAt(body, 'refreshToken');
  if (refresh !== undefined) return ledger.tokenByRefreshToken(refresh);
  return payment && ledger.tokens.get(payment.tokenSha256);
}

function authorizationOf(ledger: Ledger, body: Body, token: Token | undefined): Authorization | undefined {
  return token
    ? ledger.authorizations.get(token.authorizationId)
    : ledger.authorizationByCode(textAt(body, 'authCode') ?? '');
}

export function subjectOfCall(ledger: Ledger, api: string, body: Body): Subject {
  const refund = namedRefund(ledger, body);
  const payment = namedPayment(ledger, body) ?? (refund && ledger.payments.get(refund.paymentRequestId));
  const token = tokenOf(ledger, body, payment);
  const authorization = authorizationOf(ledger, body, token);
  const paymentRequestId = payment?.paymentRequestId ?? textAt(body, 'paymentRequestId') ?? null;
  const authState = textAt(body, 'authState') ?? authorization?.authState ?? null;
  const refundRequestId = refund?.refundRequestId ?? textAt(body, 'refundRequestId');
  const wallet = textAt(body, 'paymentMethod.paymentMethodType') ?? textAt(body, 'customerBelongsTo');
  return {
    requestId: OF_LINKS.includes(api) ? authState : (refundRequestId ?? paymentRequestId),
    paymentRequestId,
    wallet: wallet ?? payment?.wallet ?? token?.wallet ?? null,
    accountId: payment?.accountId ?? token?.accountId ?? authorization?.accountId ?? null,
    token,
    payment,
    refund,
  };
}

export function subjectOfNotification(ledger: Ledger, { kind, subject }: Notification): Subject {
  const refund = kind === 'refund' ? ledger.refunds.get(subject) : undefined;
  const payment = ledger.payments.get(kind === 'payment' ? subject : (refund?.paymentRequestId ?? ''));
  const authorization =
    kind === 'authorization'
      ? [...ledger.authorizations.values()].findLast(({ authState }) => authState === subject)
      : undefined;
  return {
    requestId: subject,
    paymentRequestId: payment?.paymentRequestId ?? null,
    wallet: payment?.wallet ?? authorization?.wallet ?? null,
    accountId: payment?.accountId ?? authorization?.accountId ?? null,
    token: undefined,
    payment,
    refund,
  };
}

interface Happening {
  occasion: Occasion;
  api?: string;
  notification?: NotificationKind;
  othersWait?: boolean;
}

export function factsOf(ledger: Ledger, subject: Subject, happening: Happening): Facts {
  const { requestId, paymentRequestId, wallet, accountId, token } = subject;
  return {
    occasion: happening.occasion,
    api: happening.api ?? null,
    notification: happening.notification ?? null,
    wallet,
    account: (accountId === null ? undefined : ledger.accounts.get(accountId)) ?? null,
    requestIds: [requestId, paymentRequestId].filter((id) => id !== null),
    hasToken: token !== undefined,
    othersWait: happening.othersWait ?? false,
  };
}
