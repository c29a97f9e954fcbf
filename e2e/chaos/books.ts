/** Our own books as the court reads them: with its own statements, trusting no verb of ours. */
import type postgres from 'postgres';
import { readDatabase } from './reader';
import { waitFor } from './wait';

export interface OurPayment {
  readonly id: string;
  readonly orderId: string;
  readonly reference: string;
  readonly orderStatus: string;
  readonly attempt: number;
  readonly isLatest: boolean;
  readonly paymentRequestId: string;
  readonly paymentId: string | null;
  readonly status: string;
  readonly gatewayStatus: string | null;
  readonly resolvedBy: string | null;
  readonly currency: string;
  readonly minor: string;
  readonly reservedMinor: string;
  readonly held: boolean;
  readonly sent: boolean;
  readonly openCase: boolean;
  /** An operator was told that Alipay says nothing final. */
  readonly unknownForLong: boolean;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface OurRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly refundRequestId: string;
  readonly refundId: string | null;
  readonly status: string;
  readonly resolvedBy: string | null;
  readonly currency: string;
  readonly minor: string;
  readonly openCase: boolean;
  /** An operator was told that Alipay says nothing final. */
  readonly unknownForLong: boolean;
}

export interface OurCancel {
  readonly id: string;
  readonly paymentId: string;
  readonly status: string;
}

export interface OurMove {
  readonly noun: string;
  readonly subjectId: string;
  readonly from: string | null;
  readonly to: string;
  readonly road: string;
}

export interface OurBooks {
  readonly payments: readonly OurPayment[];
  readonly refunds: readonly OurRefund[];
  readonly cancels: readonly OurCancel[];
  readonly moves: readonly OurMove[];
  /** Of each kind and subject, how many different notifications are kept. */
  readonly news: readonly { readonly kind: string; readonly subject: string; readonly status: string }[];
  readonly openCases: readonly {
    readonly id: string;
    readonly kind: string;
    readonly subjectId: string;
    readonly orderId: string | null;
  }[];
  /** Acts of the staff on orders, by order and action. */
  readonly audit: readonly {
    readonly action: string;
    readonly subjectId: string;
    readonly actorKind: string;
    /** How a surplus was returned. */
    readonly way: string | null;
  }[];
  readonly wallets: readonly {
    readonly id: string;
    readonly status: string;
    readonly current: number;
    readonly customerId: string;
    /** Of the attempts that brought its tokens. */
    readonly authStates: readonly string[];
  }[];
  readonly jobs: readonly { readonly key: string; readonly dueInSeconds: number; readonly attempts: number }[];
}

const PATIENCE_MS = 60_000;

/** One snapshot of all tables, so that what moves meanwhile is not taken for a difference. */
export function readBooks(databaseUrl: string, orderIds: readonly string[]): Promise<OurBooks> {
  return waitFor('the books to be readable', () => readOnce(databaseUrl, [...orderIds]), PATIENCE_MS, 300);
}

function readOnce(databaseUrl: string, orderIds: string[]): Promise<OurBooks> {
  return readDatabase(databaseUrl, (sql) =>
    sql.begin('isolation level repeatable read read only', async (tx) => {
      const payments = [...(await readPayments(tx, orderIds))];
      const ids = payments.map((payment) => payment.id);
      const refunds = [...(await readRefunds(tx, ids))];
      const requestIds = [
        ...payments.map((payment) => payment.paymentRequestId),
        ...refunds.map((refund) => refund.refundRequestId),
      ];
      const subjects = [...ids, ...refunds.map((refund) => refund.id)];
      return {
        payments,
        refunds,
        cancels: await tx<OurCancel[]>`
          select id, payment_id as "paymentId", status from cancels where payment_id in ${tx(orNone(ids))}`,
        moves: await tx<OurMove[]>`
          select noun, subject_id as "subjectId", "from", "to", road from transitions
          where subject_id in ${tx(orNone(subjects))} order by id`,
        news: await tx<{ kind: string; subject: string; status: string }[]>`
          select kind, subject, status from notifications where subject in ${tx(orNone(requestIds))}`,
        openCases: await tx<OurBooks['openCases'][number][]>`
          select id, kind, subject_id as "subjectId", order_id as "orderId" from cases
          where status = 'OPEN' and order_id in ${tx(orNone(orderIds))}`,
        audit: await tx<OurBooks['audit'][number][]>`
          select action, subject_id as "subjectId", actor_kind as "actorKind", detail->>'way' as way from audit_log
          where subject_id in ${tx(orNone(orderIds))}`,
        wallets: await tx<OurBooks['wallets'][number][]>`
          select w.id, w.status, (select count(*)::int from credentials c where c.wallet_id = w.id and c.status = 'CURRENT') as current,
            w.customer_id as "customerId", array(select a.auth_state from credentials c
              join authorizations a on a.id = c.authorization_id where c.wallet_id = w.id) as "authStates"
          from wallets w`,
        jobs: await tx<OurBooks['jobs'][number][]>`
          select key, extract(epoch from run_at - now())::float8 as "dueInSeconds", attempts::int from graphile_worker.jobs
          where key is not null and task_identifier in ('charge','inquire','cancel','refund','verify_payment','revoke_wallet','return_surplus')`,
      };
    }),
  );
}

/** `in ()` is no SQL. */
export function orNone(values: readonly string[]): string[] {
  return values.length > 0 ? [...values] : ['none'];
}

function readPayments(tx: postgres.TransactionSql, orderIds: string[]) {
  return tx<OurPayment[]>`
    select p.id, p.order_id as "orderId", o.reference_order_id as reference, o.status as "orderStatus", p.attempt,
      p.attempt = (select max(l.attempt) from payments l where l.order_id = p.order_id) as "isLatest",
      p.payment_request_id as "paymentRequestId", p.payment_id as "paymentId", p.status, p.gateway_status as "gatewayStatus",
      p.resolved_by as "resolvedBy", p.currency, p.amount_minor::text as minor, p.refund_reserved_minor::text as "reservedMinor",
      o.held_since is not null as held, p.sent_at is not null as sent,
      exists(select from cases c where c.order_id = p.order_id and c.status = 'OPEN') as "openCase",
      exists(select from cases c where c.subject_id = p.id and c.kind = 'unknown_for_long' and c.status = 'OPEN') as "unknownForLong",
      p.created_at as "createdAt", p.resolved_at as "resolvedAt"
    from payments p join orders o on o.id = p.order_id
    where p.order_id in ${tx(orNone(orderIds))} order by p.created_at, p.id`;
}

function readRefunds(tx: postgres.TransactionSql, paymentIds: string[]) {
  return tx<OurRefund[]>`
    select r.id, r.payment_id as "paymentId", r.refund_request_id as "refundRequestId", r.refund_id as "refundId", r.status,
      r.resolved_by as "resolvedBy", r.currency, r.amount_minor::text as minor,
      exists(select from cases c where c.subject_id = r.id and c.status = 'OPEN') as "openCase",
      exists(select from cases c where c.subject_id = r.id and c.kind = 'refund_unknown_for_long' and c.status = 'OPEN')
        as "unknownForLong"
    from refunds r where r.payment_id in ${tx(orNone(paymentIds))} order by r.created_at, r.id`;
}
