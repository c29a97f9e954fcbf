/**
 * How much one key of the REST API may ask, counted in this process, and the headers that tell it. With several webs behind
 * a balancer each counts for itself: the limit protects a process, it is no price list.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** A hundred a second is more than a shop needs and less than this process can answer; a burst may use it up at once. */
export const RATE_LIMIT = 1_000;
export const RATE_WINDOW_S = 10;

export interface RateTaken {
  readonly headers: Readonly<Record<string, string>>;
  readonly isOver: boolean;
}

export class KeyRateLimit {
  readonly #limiter: RateLimiterMemory;

  constructor(
    readonly limit = RATE_LIMIT,
    readonly windowS = RATE_WINDOW_S,
  ) {
    this.#limiter = new RateLimiterMemory({ points: limit, duration: windowS });
  }

  async take(keyId: string): Promise<RateTaken> {
    try {
      return { headers: this.#headersOf(await this.#limiter.consume(keyId)), isOver: false };
    } catch (state) {
      if (!(state instanceof RateLimiterRes)) throw state;
      const headers = this.#headersOf(state);
      return { headers: { ...headers, 'retry-after': headers['ratelimit-reset']! }, isOver: true };
    }
  }

  /** The present draft's two fields, and the three of the one before it, which more clients read. */
  #headersOf(state: RateLimiterRes): Record<string, string> {
    const resetS = Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
    return {
      ratelimit: `"key";r=${state.remainingPoints};t=${resetS}`,
      'ratelimit-policy': `"key";q=${this.limit};w=${this.windowS}`,
      'ratelimit-limit': String(this.limit),
      'ratelimit-remaining': String(state.remainingPoints),
      'ratelimit-reset': String(resetS),
    };
  }
}
