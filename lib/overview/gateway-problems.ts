/**
 * What is wrong between us and Alipay: our configuration, the way there, keys that changed, and mail that does not verify.
 */
import { sql } from 'drizzle-orm';
import type { ConfigurationStopView } from '@/lib/configuration/views';
import type { Context } from '@/lib/context';

export interface GatewayProblem {
  readonly id: string;
  readonly kind:
    | 'configuration_wrong'
    | 'gateway_circuit_open'
    | 'key_file_refused'
    | 'notification_key_unknown'
    | 'signatures_invalid';
  readonly since: string | null;
  readonly count: number | null;
  /** The word that a reader needs beside it: a code, a reason, a key version, a sentence about a file. */
  readonly note: string | null;
}

/** A worker says that it lives every five seconds. */
export const WORKER_SILENT_FOR = sql`interval '20 seconds'`;

/**
 * One notification that does not verify is what the open door of a house meets. Ten within an hour are somebody at the door,
 * or Alipay signing with another key than the one installed under that version.
 */
const FORGED_NOTIFICATIONS_IN_HOUR = 10;
/** An answer comes from the address that we called ourselves: one may be damaged on its way, three are not chance. */
const FORGED_ANSWERS_IN_HOUR = 3;

export async function readGatewayProblems(ctx: Context, stop: ConfigurationStopView | null): Promise<GatewayProblem[]> {
  const [processes, mail] = await Promise.all([readProcesses(ctx), readUnverifiedMail(ctx)]);
  const problems: (GatewayProblem | null)[] = [
    stop && { id: 'stop', kind: 'configuration_wrong', since: stop.since, count: stop.waiting, note: stop.code },
    circuitProblem(processes),
    keyFileProblem(processes),
    keyUnknownProblem(mail),
    forgedProblem(mail),
  ];
  return problems.filter((problem) => problem !== null);
}

type Processes = {
  circuitSince: string | null;
  circuitReason: string | null;
  circuitsOpen: number;
  keysProblem: string | null;
  keysProblemSince: string | null;
  keysRefused: number;
};

/**
 * What this web process and the living workers say of themselves. Web links wallets by itself, and so has a way of its own that
 * may be blocked. Processes keep real time; what is shown is business time.
 */
async function readProcesses({ db, gateway, keysInUse }: Context): Promise<Processes> {
  const { state, since, reason } = gateway.circuit();
  const isOpen = state !== 'closed';
  const { problem, problemSince } = keysInUse();
  const own = sql`select ${state}::text, ${isOpen ? (since?.toISOString() ?? null) : null}::timestamptz,
    ${isOpen ? reason : null}::text, ${problem}::text, ${problemSince}::timestamptz`;
  const [row] = await db.execute<Processes>(sql`
    with processes (circuit, circuit_since, circuit_reason, problem, problem_since) as (
      ${own}
      union all
      select circuit, circuit_since, circuit_reason, keys ->> 'problem', (keys ->> 'problemSince')::timestamptz
      from worker_pools where seen_at > now() - ${WORKER_SILENT_FOR})
    select
      business_time(min(circuit_since) filter (where circuit <> 'closed')) as "circuitSince",
      max(circuit_reason) filter (where circuit <> 'closed') as "circuitReason",
      (count(*) filter (where circuit <> 'closed'))::int as "circuitsOpen",
      max(problem) as "keysProblem", business_time(min(problem_since)) as "keysProblemSince",
      (count(*) filter (where problem is not null))::int as "keysRefused"
    from processes`);
  return row!;
}

function circuitProblem({ circuitsOpen, circuitSince, circuitReason }: Processes): GatewayProblem | null {
  if (circuitsOpen === 0) return null;
  return { id: 'circuit', kind: 'gateway_circuit_open', since: iso(circuitSince), count: null, note: circuitReason };
}

function keyFileProblem({ keysProblem, keysProblemSince, keysRefused }: Processes): GatewayProblem | null {
  if (keysProblem === null) return null;
  const since = iso(keysProblemSince);
  return { id: 'key_file', kind: 'key_file_refused', since, count: keysRefused, note: keysProblem };
}

type UnverifiedMail = {
  keyUnknown: number;
  keyUnknownSince: string | null;
  keyVersion: string | null;
  forged: number;
  forgedSince: string | null;
  forgedAnswers: number;
  forgedAnswersSince: string | null;
};

/** What came under a key that is installed by now speaks of yesterday. */
async function readUnverifiedMail(ctx: Context): Promise<UnverifiedMail> {
  const now = sql`${ctx.now().toISOString()}::timestamptz`;
  const held = sql`${sql.param(ctx.keysInUse().holds)}::text[]`;
  const unknown = sql`from refused_notifications where reason = 'unknown_key' and received_at > ${now} - interval '1 day'
    and (key_version is null or key_version <> all(${held}))`;
  const forged = sql`from refused_notifications where reason = 'bad_signature' and received_at > ${now} - interval '1 hour'`;
  const answers = sql`from exchanges where signature_verdict = 'invalid' and started_at > ${now} - interval '1 hour'`;
  const [row] = await ctx.db.execute<UnverifiedMail>(sql`select
    (select count(*)::int ${unknown}) as "keyUnknown", (select min(received_at) ${unknown}) as "keyUnknownSince",
    (select mode() within group (order by key_version) ${unknown}) as "keyVersion",
    (select count(*)::int ${forged}) as forged, (select min(received_at) ${forged}) as "forgedSince",
    (select count(*)::int ${answers}) as "forgedAnswers", (select min(started_at) ${answers}) as "forgedAnswersSince"`);
  return row!;
}

/** One is enough: Alipay sends the same news eight times at growing gaps, and the first tells that a key is missing. */
function keyUnknownProblem({ keyUnknown, keyUnknownSince, keyVersion }: UnverifiedMail): GatewayProblem | null {
  if (keyUnknown === 0) return null;
  const since = iso(keyUnknownSince);
  return { id: 'key_unknown', kind: 'notification_key_unknown', since, count: keyUnknown, note: keyVersion };
}

function forgedProblem(mail: UnverifiedMail): GatewayProblem | null {
  const notifications = mail.forged >= FORGED_NOTIFICATIONS_IN_HOUR ? mail.forged : 0;
  const answers = mail.forgedAnswers >= FORGED_ANSWERS_IN_HOUR ? mail.forgedAnswers : 0;
  if (notifications + answers === 0) return null;
  const since = earlier(
    notifications === 0 ? null : iso(mail.forgedSince),
    answers === 0 ? null : iso(mail.forgedAnswersSince),
  );
  return { id: 'forged', kind: 'signatures_invalid', since, count: notifications + answers, note: null };
}

function iso(value: string | Date | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

function earlier(left: string | null, right: string | null): string | null {
  return [left, right].filter((moment) => moment !== null).sort()[0] ?? null;
}
