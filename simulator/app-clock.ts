/**
 * The merchant app's clock, which follows ours in a demo: told by its own door, with a secret both were given at their
 * start, and told again until it has heard. It refuses to move anything on this side.
 */
import { type Clock } from './clock';

/** The door answers at once when the app is there; an app that builds or restarts is tried again later. */
const ANSWER_TIMEOUT_MS = 10_000;
const RETRY_MS = 2_000;
const CONFLICT = 409;

export interface AppDoor {
  /** Scheme, host and port of the app. */
  url: string;
  secret: string;
}

/** What telling the app came to: undefined is well; `isLater` is the app's own time, past ours. */
export type Trouble = { problem: string; isLater?: number };

interface AppTime {
  now?: unknown;
  rate?: unknown;
  moved?: unknown;
}

export class AppClock {
  readonly #door: AppDoor | undefined;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;
  #problem: string | null = null;
  #stopped = false;

  constructor(door: AppDoor | undefined, clock: Clock) {
    this.#door = door;
    this.#clock = clock;
  }

  /** Whether an app is attached. */
  get follows(): boolean {
    return this.#door !== undefined;
  }

  /** Why the app does not show our time yet; null when it does, or when there is none. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Sets the app's clock to ours, and goes on trying when it cannot be reached; says what was wrong the first time. */
  async tell(): Promise<Trouble | undefined> {
    if (!this.#door || this.#stopped) return undefined;
    clearTimeout(this.#timer);
    const trouble = await this.#put(this.#door);
    this.#problem = trouble?.problem ?? null;
    if (trouble && trouble.isLater === undefined) this.#tryAgain();
    return trouble;
  }

  /**
   * The app's own time when it was ever moved, asked until it answers: our journal may have been taken away while the
   * app's lives on. Undefined: there is no app, or it shows the real time.
   */
  async learn(): Promise<{ now: number; rate: number } | undefined> {
    while (this.#door && !this.#stopped) {
      const told = await this.#ask(this.#door.url);
      if (told) return told.moved === true ? { now: Date.parse(String(told.now)), rate: Number(told.rate) } : undefined;
      await this.#pause();
    }
    return undefined;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, RETRY_MS).unref();
    });
  }

  async #ask(url: string): Promise<AppTime | undefined> {
    try {
      const response = await fetch(`${url}/api/demo/clock`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      return response.ok ? ((await response.json()) as AppTime) : undefined;
    } catch {
      return undefined;
    }
  }

  #tryAgain(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.tell(), RETRY_MS);
    // Nothing but a process that is otherwise at its end waits for this.
    this.#timer.unref();
  }

  async #put({ url, secret }: AppDoor): Promise<Trouble | undefined> {
    try {
      const response = await fetch(`${url}/api/demo/clock`, {
        method: 'PUT',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
        body: JSON.stringify({ now: new Date(this.#clock.now()).toISOString(), rate: this.#clock.state.rate }),
      });
      if (response.ok) return undefined;
      await response.body?.cancel();
      const problem = `The app’s clock was not set: it answered ${response.status}.`;
      return response.status === CONFLICT ? await this.#later(url, problem) : { problem };
    } catch (error) {
      return { problem: `The app’s clock was not set: ${reasonOf(error)}.` };
    }
  }

  /** The app is ahead of us, as after our journal was taken away: how far, so that ours can catch up. */
  async #later(url: string, problem: string): Promise<Trouble> {
    const told = await this.#ask(url);
    const isLater = typeof told?.now === 'string' ? Date.parse(told.now) : Number.NaN;
    return Number.isNaN(isLater) ? { problem } : { problem, isLater };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.message;
}
