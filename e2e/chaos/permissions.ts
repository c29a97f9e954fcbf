/**
 * Permissions to debit, on both sides (I6), and the moves of everything that belongs to the customers on trial (I7). Read apart
 * from the books of orders, which are looked at all the time while a batch grows quiet.
 */
import { orNone, type OurMove } from './books';
import type { Breach } from './court';
import { readDatabase } from './reader';
import type { TheirLedger } from './simulator-controls';
import { waitFor } from './wait';

export interface OurPermissions {
  readonly wallets: readonly {
    readonly id: string;
    readonly customerId: string;
    readonly status: string;
    readonly current: number;
    /** Of the attempts whose tokens have ended, and were not replaced. */
    readonly endedAuthStates: readonly string[];
  }[];
  readonly attempts: readonly {
    readonly id: string;
    readonly customerId: string;
    readonly authState: string;
    readonly status: string;
    /** Its tokens are kept, whatever became of them. */
    readonly isKept: boolean;
    /** It ended by saying that the answer was lost, or that somebody else holds the permission. */
    readonly isTold: boolean;
  }[];
  /** Of wallets, generations of tokens and cases; each with the status that the row has now. */
  readonly moves: readonly (OurMove & { readonly owner: string; readonly now: string })[];
}

const PATIENCE_MS = 60_000;

/** Of the customers of these orders. */
export function readPermissions(databaseUrl: string, orderIds: readonly string[]): Promise<OurPermissions> {
  return waitFor('the permissions to be readable', () => readOnce(databaseUrl, [...orderIds]), PATIENCE_MS, 300);
}

function readOnce(databaseUrl: string, orderIds: string[]): Promise<OurPermissions> {
  return readDatabase(databaseUrl, (sql) =>
    sql.begin('isolation level repeatable read read only', async (tx) => {
      const rows = await tx<{ id: string }[]>`
        select distinct customer_id as id from orders where id in ${tx(orNone(orderIds))}`;
      const customers = orNone(rows.map(({ id }) => id));
      return {
        wallets: await tx<OurPermissions['wallets'][number][]>`
          select w.id, w.customer_id as "customerId", w.status,
            (select count(*)::int from credentials c where c.wallet_id = w.id and c.status = 'CURRENT') as current,
            array(select a.auth_state from credentials c join authorizations a on a.id = c.authorization_id
              where c.wallet_id = w.id and c.status = 'DEAD') as "endedAuthStates"
          from wallets w where w.customer_id in ${tx(customers)}`,
        attempts: await tx<OurPermissions['attempts'][number][]>`
          select a.id, a.customer_id as "customerId", a.auth_state as "authState", a.status,
            exists(select from credentials c where c.authorization_id = a.id) as "isKept",
            coalesce(a.failure in ('answer_lost','already_linked'), false) or exists(select from cases c
              where c.subject_id = a.id and c.kind = 'answer_lost') as "isTold"
          from authorizations a where a.customer_id in ${tx(customers)}`,
        moves: await tx<OurPermissions['moves'][number][]>`
          select t.noun, t.subject_id as "subjectId", t."from", t."to", t.road, s.owner, s.status as now
          from (
            select 'wallet' as noun, id, customer_id as owner, status from wallets where customer_id in ${tx(customers)}
            union all
            select 'credential', id, customer_id, status from credentials where customer_id in ${tx(customers)}
            union all
            select 'case', id, order_id, status from cases where order_id in ${tx(orNone(orderIds))}
          ) s join transitions t on t.subject_id = s.id and t.noun = s.noun
          order by t.id`,
      };
    }),
  );
}

/**
 * That a permission ended at Alipay may be unknown here by right: its news can be lost, and the next debit learns it. The other
 * way round there is no excuse.
 */
export function permissionsAgree({ wallets, attempts }: OurPermissions, { tokens }: TheirLedger): Breach[] {
  const breaches: Breach[] = [];
  const say = (what: string) => breaches.push({ invariant: 'I6', what });
  const standing = new Set(tokens.filter(({ status }) => status === 'ACTIVE').map(({ authState }) => authState));
  for (const { id, customerId, status, current, endedAuthStates } of wallets) {
    const wallet = `wallet ${id} of ${customerId} is ${status}`;
    const wanted = status === 'LINKED' ? 1 : 0;
    // While an unlinking is under way, its token is still needed.
    if (status !== 'REVOKING' && current !== wanted) say(`${wallet} with ${current} current tokens`);
    if (status === 'REVOKED' && endedAuthStates.some((authState) => standing.has(authState)))
      say(`${wallet}, and its permission stands at Alipay`);
  }
  for (const { id, customerId, authState, status, isKept, isTold } of attempts) {
    if (standing.has(authState) && !isKept && !isTold)
      say(`the permission of attempt ${id} (${status}) of ${customerId} stands at Alipay and is kept nowhere`);
  }
  return breaches;
}
