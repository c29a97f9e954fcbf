/**
 * One sending of a notification over HTTP: signed at that moment, its answer read and judged (protocol 3.10). It
 * refuses to know schedules, and why a message should be wrong.
 */
import { parcelOf, type Wrong } from './faults/false-notifications';
import { type Forger } from './faults/forger';
import { type Attempt, type Notification } from './ledger';
import { bytesToSign } from './signature';

/** How long the gateway waits for an acknowledgement: undocumented, five seconds by judgement (protocol 8). */
const ANSWER_TIMEOUT_MS = 5000;
/** An acknowledgement is 90 bytes; more than this is something else. */
const ANSWER_LIMIT_BYTES = 16 * 1024;

export interface Sender {
  clientId: string;
  forger: Forger;
  /** Ends what is on its way when the process ends. */
  stopping: AbortSignal;
}

function isAcknowledgement(status: number, text: string): boolean {
  if (status !== 200) return false;
  try {
    const body: unknown = JSON.parse(text);
    const result = (body as { result?: { resultStatus?: unknown; resultCode?: unknown } } | null)?.result;
    return result?.resultStatus === 'S' && result.resultCode === 'SUCCESS';
  } catch {
    return false;
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > ANSWER_LIMIT_BYTES) throw new Error('the answer is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in 5 s';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

/** Null: it is acknowledged. A redirect is an answer like any other that is none: it is not followed. */
function complaintOf(response: Response, text: string): string | null {
  if (isAcknowledgement(response.status, text)) return null;
  return response.status >= 300 && response.status < 400 ? 'redirected, which is not followed' : 'not acknowledged';
}

/** An attempt of which nothing left. */
export const NOT_SENT = {
  status: null,
  acknowledged: false,
  problem: null,
  fault: null,
  origin: 'schedule',
  headers: null,
} as const;

/** Never throws: whatever happens is the attempt's to tell. */
export async function deliver(
  { clientId, forger, stopping }: Sender,
  notification: Notification,
  now: number,
  origin: NonNullable<Attempt['origin']>,
  wrong?: Wrong,
): Promise<Attempt> {
  if (!URL.canParse(notification.url)) return { ...NOT_SENT, at: now, origin, problem: 'the address is no address' };
  const url = new URL(notification.url);
  const address = { path: url.pathname + url.search, clientId };
  const parcel = parcelOf(notification, address, now, wrong);
  const said = bytesToSign(parcel.path, parcel.clientId, String(now), parcel.said);
  const signature = await forger.sign(parcel.hand, said);
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=UTF-8',
    ...(parcel.encoding ? { 'content-encoding': parcel.encoding } : {}),
    'client-id': parcel.clientId,
    'request-time': String(now),
    ...(signature === undefined ? {} : { signature }),
  };
  const attempt: Attempt = { ...NOT_SENT, at: now, fault: wrong?.do ?? null, origin, headers };
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: parcel.body,
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      headers,
    });
    const problem = complaintOf(response, await readLimited(response));
    return { ...attempt, status: response.status, acknowledged: problem === null, problem };
  } catch (error) {
    return { ...attempt, problem: problemOf(error) };
  }
}
