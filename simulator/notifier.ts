/**
 * Sends notifications: signed anew at each attempt, repeated on the documented schedule until acknowledged (protocol
 * 3.10 and 8), and as badly as the fault dial says. What is pending is in the ledger, so a restart goes on. It refuses
 * to know why something is notified, and how it travels (deliver.ts).
 */
import { type Alarm, type Clock } from './clock';
import { deliver, NOT_SENT, type Sender } from './deliver';
import { askDial } from './faults/dial';
import { factsOf, subjectOfNotification } from './faults/facts';
import { isTruthful, type Wrong } from './faults/false-notifications';
import { type Forger } from './faults/forger';
import { type NotificationKind } from './faults/kinds';
import { type FaultRule } from './faults/rules';
import { newId } from './ids';
import { type Attempt, type Ledger, type Notification } from './ledger';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** The wait before each of the eight sends (protocol 8). */
const SCHEDULE_MS = [0, 2 * MINUTE_MS, 10 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, 15 * HOUR_MS];
/** A burst of results must not open a thousand sockets to one merchant. */
const SENDS_AT_ONCE = 32;
/** What `repeat` means when it does not say how often. */
const TWICE = 2;

export interface Errand {
  kind: NotificationKind;
  url: string;
  subject: string;
  body: Record<string, unknown>;
}

type Origin = NonNullable<Attempt['origin']>;

export class Notifier {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #sender: Sender;
  readonly #stopping = new AbortController();
  readonly #alarms = new Map<string, Alarm>();
  /** Of copies that are sent apart from each other. */
  readonly #copies = new Set<Alarm>();
  readonly #queue: (() => Promise<void>)[] = [];
  /** By kind, those that wait to be overtaken. */
  readonly #waiting = new Map<NotificationKind, Set<string>>();
  /** Who waits for the first attempt about a subject. */
  readonly #expected = new Map<string, (() => void)[]>();
  #sending = 0;

  constructor(ledger: Ledger, clock: Clock, clientId: string, forger: Forger) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#sender = { clientId, forger, stopping: this.#stopping.signal };
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

  /** Sends at once, whatever happened before and whatever switch and dial say. */
  resend(id: string, times = 1): boolean {
    if (!this.#ledger.notifications.has(id)) return false;
    void this.#enqueue(() => this.#attempt(id, 'hand', times));
    return true;
  }

  /** Sends a wrong one made from the last of its kind; undefined when there is none yet. */
  async forge(kind: NotificationKind, wrong: Wrong, times = 1): Promise<Attempt[] | undefined> {
    const last = [...this.#ledger.notifications.values()].findLast((known) => known.kind === kind);
    return last && this.#attempt(last.id, 'forge', times, wrong);
  }

  /** Resolves after the first attempt that is made from now on about a subject. */
  expect(kind: NotificationKind, subject: string): Promise<void> {
    const key = `${kind} ${subject}`;
    return new Promise((resolve) => this.#expected.set(key, [...(this.#expected.get(key) ?? []), resolve]));
  }

  /** Whether it is held back until another of its kind has gone. */
  isWaiting({ kind, id }: Pick<Notification, 'kind' | 'id'>): boolean {
    return this.#waiting.get(kind)?.has(id) ?? false;
  }

  /** Lets go what waits to be overtaken; says how many there were. */
  release(): number {
    const kinds = [...this.#waiting.keys()];
    return kinds.map((kind) => this.#releaseBehind(kind)).reduce((sum, count) => sum + count, 0);
  }

  /** Takes up what an earlier process left; the time it was down is not counted against the schedule. */
  resume(): void {
    const now = this.#clock.now();
    for (const notification of this.#ledger.notifications.values()) {
      const { nextAt } = notification;
      this.send(nextAt === null || nextAt >= now ? notification : this.#put({ ...notification, nextAt: now }));
    }
  }

  /** Forgets every alarm; used by reset. What is queued finds nothing to send any more. */
  clear(): void {
    for (const alarm of [...this.#alarms.values(), ...this.#copies]) alarm.cancel();
    for (const known of [this.#alarms, this.#copies, this.#waiting, this.#expected]) known.clear();
  }

  stop(): void {
    this.clear();
    this.#stopping.abort();
  }

  #put(notification: Notification): Notification {
    this.#ledger.commit({ notification });
    return notification;
  }

  /** Its moment has come; switched off meanwhile, it is held back for good unless somebody sends it by hand. */
  #ring(id: string): Promise<void> {
    this.#alarms.delete(id);
    const notification = this.#ledger.notifications.get(id);
    if (!notification) return Promise.resolve();
    if (this.#ledger.settings.notifications === 'on') return this.#enqueue(() => this.#take(id));
    this.#put({ ...notification, nextAt: null });
    return Promise.resolve();
  }

  /** Resolves when the job is done: an attempt has been made and written down. */
  #enqueue(job: () => Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push(() => job().then(() => resolve()));
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

  /** The turn of the schedule: asks the dial, once, and does what it says. */
  async #take(id: string): Promise<void> {
    const notification = this.#ledger.notifications.get(id);
    if (!notification || this.#stopping.signal.aborted) return;
    if (notification.postponed) return void (await this.#attempt(id, 'schedule', 1, { do: 'late', value: null }));
    const rule = this.#ask(notification);
    if (!rule) return void (await this.#attempt(id, 'schedule'));
    switch (rule.do) {
      case 'reordered':
        return this.#wait(notification);
      case 'late': {
        const nextAt = (notification.nextAt ?? this.#clock.now()) + (rule.ms ?? 0);
        return this.send(this.#put({ ...notification, nextAt, postponed: true }));
      }
      case 'lost':
        return this.#lose(notification);
      case 'repeat':
        return this.#repeat(id, rule);
      default:
        return void (await this.#attempt(id, 'schedule', rule.count ?? 1, rule));
    }
  }

  #ask(notification: Notification): FaultRule | undefined {
    if (this.#ledger.faults.size === 0) return undefined;
    const { kind } = notification;
    const othersWait = (this.#waiting.get(kind)?.size ?? 0) > 0;
    const subject = subjectOfNotification(this.#ledger, notification);
    return askDial(
      this.#ledger,
      factsOf(this.#ledger, subject, { occasion: 'delivery', notification: kind, othersWait }),
    );
  }

  #wait({ id, kind }: Notification): void {
    this.#waiting.set(kind, (this.#waiting.get(kind) ?? new Set()).add(id));
  }

  /** Those that waited to be overtaken follow now. */
  #releaseBehind(kind: NotificationKind): number {
    const ids = [...(this.#waiting.get(kind) ?? [])];
    this.#waiting.delete(kind);
    for (const id of ids) void this.#enqueue(() => this.#follow(id));
    return ids.length;
  }

  /** Has been overtaken; the schedule begins anew from here. */
  async #follow(id: string): Promise<void> {
    const notification = this.#ledger.notifications.get(id);
    if (!notification) return;
    this.#put({ ...notification, nextAt: this.#clock.now() });
    await this.#attempt(id, 'schedule', 1, { do: 'reordered', value: null });
  }

  #lose({ id }: Notification): void {
    this.#record(id, [{ ...NOT_SENT, at: this.#clock.now(), problem: 'lost on the way', fault: 'lost' }]);
  }

  async #repeat(id: string, { count, ms }: FaultRule): Promise<void> {
    const copies = count ?? TWICE;
    const wrong: Wrong = { do: 'repeat', value: null };
    if (ms === null) return void (await this.#attempt(id, 'schedule', copies, wrong));
    const now = this.#clock.now();
    for (let copy = 1; copy < copies; copy += 1) {
      const alarm = this.#clock.at(now + copy * ms, () => {
        this.#copies.delete(alarm);
        return this.#enqueue(() => this.#attempt(id, 'copy', 1, wrong));
      });
      this.#copies.add(alarm);
    }
    await this.#attempt(id, 'schedule', 1, wrong);
  }

  /** Sends it, `times` at once, and writes down what came of it. */
  async #attempt(id: string, origin: Origin, times = 1, wrong?: Wrong): Promise<Attempt[]> {
    const notification = this.#ledger.notifications.get(id);
    if (!notification || (origin === 'schedule' && notification.acknowledged)) return [];
    const { kind, subject } = notification;
    const isEarly = origin === 'schedule' && this.#expected.has(`${kind} ${subject}`);
    const how = wrong ?? (isEarly ? { do: 'early' as const, value: null } : undefined);
    // What is untrue must be known as such even if this process dies before it has an answer.
    if (how && !isTruthful(how.do)) this.#put({ ...notification, begun: how.do });
    // Nobody may hear of what is not on disk yet.
    await this.#ledger.durable();
    const sent = Array.from({ length: times }, (_, copy) =>
      deliver(
        this.#sender,
        notification,
        this.#clock.now(),
        copy === 0 || origin !== 'schedule' ? origin : 'copy',
        how,
      ),
    );
    const attempts = await Promise.all(sent);
    if (this.#stopping.signal.aborted) return attempts;
    this.#record(id, attempts);
    return attempts;
  }

  #record(id: string, made: Attempt[]): void {
    const notification = this.#ledger.notifications.get(id);
    if (!notification) return;
    const { kind, subject } = notification;
    const { postponed: _over, begun, ...rest } = notification;
    // What an earlier process had begun stays: of that one nothing else is ever written down.
    const isTold = begun === undefined || made.some(({ fault }) => fault === begun);
    const before = isTold ? rest : { ...rest, begun };
    const attempts = [...notification.attempts, ...made];
    const heard = made.some(({ acknowledged, fault }) => acknowledged && isTruthful(fault));
    const next: Notification = { ...before, attempts, acknowledged: notification.acknowledged || heard };
    const itsTurn = made.some(({ origin }) => origin === 'schedule');
    if (itsTurn || next.acknowledged) this.send(this.#put({ ...next, nextAt: this.#nextAt(next) }));
    else this.#put({ ...before, ...(_over && { postponed: _over }), attempts });
    if (!this.isWaiting(notification)) this.#releaseBehind(kind);
    this.#tellExpecting(`${kind} ${subject}`);
  }

  #tellExpecting(key: string): void {
    const waiting = this.#expected.get(key) ?? [];
    this.#expected.delete(key);
    for (const resolve of waiting) resolve();
  }

  /** Counted from when this one was due, so that a busy moment or a leap of the clock shifts nothing. */
  #nextAt({ attempts, acknowledged, nextAt }: Notification): number | null {
    const { notifications, notificationTimeScale } = this.#ledger.settings;
    const turns = attempts.filter(({ origin = 'schedule' }) => origin === 'schedule').length;
    const waitMs = SCHEDULE_MS[turns];
    if (acknowledged || waitMs === undefined || notifications === 'off') return null;
    return (nextAt ?? this.#clock.now()) + Math.round(waitMs * notificationTimeScale);
  }
}
