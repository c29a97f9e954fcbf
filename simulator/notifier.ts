/**
 * Sends notifications: signed anew at each attempt, repeated on the documented schedule until acknowledged (protocol
 * 3.10 and 8). What is pending is in the ledger, so a restart goes on. It refuses to know why something is notified.
 */
import { type Alarm, type Clock } from './clock';
import { newId } from './ids';
import { type Keys } from './keys';
import { type Attempt, type Ledger, type Notification } from './ledger';
import { bytesToSign } from './signature';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** The wait before each of the eight sends (protocol 8). */
const SCHEDULE_MS = [0, 2 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS];
/** How long the gateway waits for an acknowledgement: undocumented, five seconds by judgement (protocol 8). */
const ANSWER_TIMEOUT_MS = 5 * SECOND_MS;
/** An acknowledgement is 90 bytes; more than this is something else. */
const ANSWER_LIMIT_BYTES = 16 * 1024;
/** A burst of results must not open a thousand sockets to one merchant. */
const SENDS_AT_ONCE = 32;

export interface Errand {
  kind: Notification['kind'];
  url: string;
  subject: string;
  body: Record<string, unknown>;
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
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.message;
}

export class Notifier {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #clientId: string;
  readonly #keys: Keys;
  readonly #alarms = new Map<string, Alarm>();
  readonly #queue: (() => Promise<void>)[] = [];
  readonly #stopping = new AbortController();
  #sending = 0;

  constructor(ledger: Ledger, clock: Clock, clientId: string, keys: Keys) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#clientId = clientId;
    this.#keys = keys;
  }

  /** The notification to commit together with what it tells; send() it after the commit. */
  compose(errand: Errand): Notification {
    const now = this.#clock.now();
    return {
      id: newId('ntf_'),
      kind: errand.kind,
      url: errand.url,
      subject: errand.subject,
      body: JSON.stringify(errand.body),
      createdAt: now,
      attempts: [],
      acknowledged: false,
      nextAt: this.#ledger.settings.notifications === 'on' ? now : null,
    };
  }

  /** Sets the alarm for the next send, if there is to be one. */
  send(notification: Notification): void {
    this.#alarms.get(notification.id)?.cancel();
    this.#alarms.delete(notification.id);
    if (notification.nextAt === null) return;
    const alarm = this.#clock.at(notification.nextAt, () => this.#ring(notification.id));
    this.#alarms.set(notification.id, alarm);
  }

  /** Sends once more at once, whatever happened before and whatever the switch says. */
  resend(id: string): boolean {
    if (!this.#ledger.notifications.has(id)) return false;
    void this.#enqueue(id);
    return true;
  }

  /** Takes up what an earlier process left. */
  resume(): void {
    for (const notification of this.#ledger.notifications.values()) this.send(notification);
  }

  /** Forgets every alarm; used by reset. What is queued finds nothing to send any more. */
  clear(): void {
    for (const alarm of this.#alarms.values()) alarm.cancel();
    this.#alarms.clear();
  }

  stop(): void {
    this.clear();
    this.#stopping.abort();
  }

  /** Its moment has come; switched off meanwhile, it is held back for good unless somebody sends it by hand. */
  #ring(id: string): Promise<void> {
    this.#alarms.delete(id);
    const notification = this.#ledger.notifications.get(id);
    if (!notification) return Promise.resolve();
    if (this.#ledger.settings.notifications === 'on') return this.#enqueue(id);
    this.#ledger.commit({ notification: { ...notification, nextAt: null } });
    return Promise.resolve();
  }

  /** Resolves when the attempt has been made and written down. */
  #enqueue(id: string): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push(() => this.#attempt(id).finally(resolve));
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#sending < SENDS_AT_ONCE) {
      const job = this.#queue.shift();
      if (!job) return;
      this.#sending += 1;
      void job().finally(() => {
        this.#sending -= 1;
        this.#pump();
      });
    }
  }

  async #attempt(id: string): Promise<void> {
    const before = this.#ledger.notifications.get(id);
    if (!before) return;
    // Nobody may hear of what is not on disk yet.
    await this.#ledger.durable();
    const attempt = await this.#post(before);
    const notification = this.#ledger.notifications.get(id);
    if (!notification || this.#stopping.signal.aborted) return;
    const attempts = [...notification.attempts, attempt];
    const acknowledged = notification.acknowledged || attempt.acknowledged;
    const next = { ...notification, attempts, acknowledged, nextAt: this.#nextAt(attempts.length, acknowledged) };
    this.#ledger.commit({ notification: next });
    this.send(next);
  }

  #nextAt(sent: number, acknowledged: boolean): number | null {
    const { notifications, notificationTimeScale } = this.#ledger.settings;
    const waitMs = SCHEDULE_MS[sent];
    if (acknowledged || waitMs === undefined || notifications === 'off') return null;
    return this.#clock.now() + Math.round(waitMs * notificationTimeScale);
  }

  async #post(notification: Notification): Promise<Attempt> {
    const at = this.#clock.now();
    const body = Buffer.from(notification.body, 'utf8');
    const url = new URL(notification.url);
    const bytes = bytesToSign(url.pathname + url.search, this.#clientId, String(at), body);
    try {
      const signature = await this.#keys.sign(bytes);
      const response = await fetch(url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
        headers: {
          'content-type': 'application/json; charset=UTF-8',
          'client-id': this.#clientId,
          'request-time': String(at),
          signature,
        },
      });
      const text = await readLimited(response);
      const acknowledged = isAcknowledgement(response.status, text);
      return { at, status: response.status, acknowledged, problem: acknowledged ? null : 'not acknowledged' };
    } catch (error) {
      return { at, status: null, acknowledged: false, problem: problemOf(error) };
    }
  }
}
